"""Demo sign-in."""

from django.urls import path

from punos.demo.pages import views

urlpatterns = [path("demo/", views.sign_in, name="demo_sign_in")]

"""The gallery's one address; included only outside production."""

from django.urls import path

from punos.guide.gallery import views

app_name = "gallery"
urlpatterns = [path("", views.components, name="components"), path("<str:door>/", views.door, name="door")]

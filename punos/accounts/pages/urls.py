"""Sign-in pages. Every other page is reached through them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

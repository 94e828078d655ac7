"""The professional's door, /work/: the pages of every context, assembled."""

from django.urls import URLPattern, URLResolver

app_name = "work"
urlpatterns: list[URLPattern | URLResolver] = []

"""The manager's door, /lead/: the pages of every context, assembled."""

from django.urls import URLPattern, URLResolver

app_name = "lead"
urlpatterns: list[URLPattern | URLResolver] = []

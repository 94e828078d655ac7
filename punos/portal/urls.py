"""The client's door, /my/: the pages of every context, assembled."""

from django.urls import URLPattern, URLResolver

app_name = "my"
urlpatterns: list[URLPattern | URLResolver] = []

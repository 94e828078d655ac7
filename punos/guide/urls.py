"""Open to all: what the services are, whom to contact, what the law allows."""

from django.urls import URLPattern, URLResolver

from punos.directory.pages.urls import guide as directory
from punos.sharing.pages.urls import guide as sharing

app_name = "guide"
urlpatterns: list[URLPattern | URLResolver] = [*directory, *sharing]

"""The client's door, /my/: the pages of every context, assembled."""

from django.urls import URLPattern, URLResolver

from punos.intake.pages.urls import my as intake

app_name = "my"
urlpatterns: list[URLPattern | URLResolver] = [
    *intake,
]

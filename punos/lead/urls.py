"""The manager's door, /lead/: figures that open up."""

from django.urls import URLPattern, URLResolver, path

from punos.identification.pages.urls import lead as identification
from punos.lead.pages import views
from punos.sharing.pages.urls import lead as sharing

app_name = "lead"
urlpatterns: list[URLPattern | URLResolver] = [path("", views.flow, name="flow"), *sharing, *identification]

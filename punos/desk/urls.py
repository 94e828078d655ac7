"""The professional's door, /work/: the pages of every context, assembled."""

from django.urls import URLPattern, URLResolver, path

from punos.cases.pages.urls import work as cases
from punos.clients.pages import urls as clients
from punos.desk.pages import views
from punos.identification.pages.urls import work as identification
from punos.intake.pages.urls import work as intake
from punos.plan.pages.urls import work as plan
from punos.sharing.pages.urls import work as sharing
from punos.team.pages.urls import work as team

app_name = "work"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.today, name="today"),
    path("count/", views.count, name="count"),
    path("clients/<uuid:client>/", views.client, name="client"),
    path("clients/<uuid:client>/timeline/", views.timeline, name="client_timeline"),
    *intake,
    *clients.work,
    *cases,
    *identification,
    *plan,
    *sharing,
    *team,
]

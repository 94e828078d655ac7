"""The client's door, /my/: the pages of every context, assembled."""

from django.urls import URLPattern, URLResolver, path

from punos.identification.pages.urls import my as identification
from punos.intake.pages.urls import my as intake
from punos.plan.pages.urls import my as plan
from punos.portal.pages import views
from punos.sharing.pages.urls import my as sharing
from punos.team.pages.urls import my as team

app_name = "my"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("log/", views.log, name="log"),
    path("close/<uuid:client>/", views.close, name="close"),
    path("for/", views.act_for, name="act_for"),
    *identification,
    *intake,
    *plan,
    *sharing,
    *team,
]

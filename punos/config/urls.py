"""Every address. The doors assemble the pages of the contexts."""

from django.urls import include, path

urlpatterns = [
    path("sign-in/", include("punos.accounts.pages.urls")),
    path("work/", include("punos.desk.urls")),
    path("my/", include("punos.portal.urls")),
    path("lead/", include("punos.lead.urls")),
    path("", include("punos.guide.urls")),
]

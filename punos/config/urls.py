"""Every address. The doors assemble the pages of the contexts."""

from django.conf import settings
from django.urls import include, path

from punos.guide.language import language

urlpatterns = [
    path("sign-in/", include("punos.accounts.pages.urls")),
    path("work/", include("punos.desk.urls")),
    path("my/", include("punos.portal.urls")),
    path("lead/", include("punos.lead.urls")),
    path("language/", language, name="set_language"),
    path("", include("punos.guide.urls")),
]
if not settings.PRODUCTION:
    urlpatterns.insert(0, path("guide/components/", include("punos.guide.gallery.urls")))

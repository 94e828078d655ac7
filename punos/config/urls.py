"""Every address. The doors assemble the pages of the contexts."""

from django.conf import settings
from django.urls import include, path

from punos.accounts.pages.urls import keep, reviewed, unit
from punos.accounts.pages.views import start, welcome
from punos.guide.language import language

urlpatterns = [
    path("", start, name="start"),
    path("sign-in/", include("punos.accounts.pages.urls")),
    path("welcome/", welcome, name="welcome"),  # short: it is typed from paper
    path("unit/", include(unit)),
    path("work/review/administration/", include(reviewed)),
    path("work/", include("punos.desk.urls")),
    path("my/", include("punos.portal.urls")),
    path("lead/", include("punos.lead.urls")),
    path("guide/keep/", include(keep)),
    path("language/", language, name="set_language"),
    path("", include("punos.guide.urls")),
]
if settings.DEMO_SIGN_IN:
    urlpatterns.insert(0, path("sign-in/", include("punos.demo.pages.urls")))
if not settings.PRODUCTION:
    urlpatterns.insert(0, path("guide/components/", include("punos.guide.gallery.urls")))

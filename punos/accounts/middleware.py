"""One request is one transaction in which the database knows who acts."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from punos.access.routing import SignInNeeded
from punos.accounts import lapsed
from punos.accounts.sign_in import SESSION_UNIT, enter

PENDING = "account_login"  # allauth keeps a half-finished sign-in here while the one-time code is asked for
METHODS = "account_authentication_methods"
COLLIDED = {"40P01", "40001"}  # PostgreSQL: ended so that another could go on (deadlock, serialization failure)


class Collided(HttpResponse):
    """Two wanted the same rows in opposite order, and the database ended this one: nothing of it was written."""

    status_code = 503


class ActorMiddleware:
    """Sets ``request.actor``; whatever ends in an error is rolled back whole.

    What the database ended for the sake of another is done once more, from the beginning: by then the other is ready.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.tries = 1  # type: ignore[attr-defined]
        response = self._answer(request)
        if isinstance(response, Collided):
            request.tries = 2  # type: ignore[attr-defined]
            response = self._answer(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django's way: the first collision leads to another try, a second one to the page that says so."""
        code = getattr(exception.__cause__, "sqlstate", "") if isinstance(exception, OperationalError) else ""
        return Collided() if code in COLLIDED and request.tries == 1 else None  # type: ignore[attr-defined]

    def _answer(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            request.actor = None  # type: ignore[attr-defined]
            account = request.session.get(SESSION_KEY)
            if account:
                request.actor = enter(account, request.session.get(SESSION_UNIT),  # type: ignore[attr-defined]
                                      kept=request.session.get(HASH_SESSION_KEY, ""))
                account = account if request.actor else None  # type: ignore[attr-defined]
            elif pending := (request.session.get(PENDING) or {}).get("user_pk"):
                enter(pending)
            response = self._code_needed(request) or self.get_response(request)
            if isinstance(response, SignInNeeded) and request.headers.get("HX-Request"):
                response = _sign_in_again(request)  # never the sign-in page inside another, and nothing kept
            if response.status_code >= 400 and not getattr(response, "keep_writes", False):
                transaction.set_rollback(True)
            elif isinstance(response, SignInNeeded) and request.method == "POST":
                if lapsed.keep(request):
                    response["Location"] += "&kept=1"  # the sign-in page says so
            elif account and response.status_code == 302 and (sent := request.POST.get(lapsed.RESUMED)):
                lapsed.forget(request.actor, sent)  # type: ignore[attr-defined]
        if account and lapsed.COOKIE not in request.COOKIES and request.session.get(SESSION_KEY):
            lapsed.remember(response, account, secure=settings.SESSION_COOKIE_SECURE)
        elif not account and isinstance(response, SignInNeeded | SignInAgain):
            pass  # the browser still remembers whose text it is
        elif not request.session.get(SESSION_KEY) and account:
            response.delete_cookie(lapsed.COOKIE)
        response.headers.setdefault("Content-Language", translation.get_language() or "fi")
        response.headers.setdefault("Cache-Control", "no-store" if account else "no-cache")
        return response

    def _code_needed(self, request: HttpRequest) -> HttpResponse | None:
        """Where one-time codes are required, nothing but setting one up is open before one has been used."""
        if not settings.REQUIRE_ONE_TIME_CODE or request.actor is None:  # type: ignore[attr-defined]
            return None
        used = any(method.get("method") == "mfa" for method in request.session.get(METHODS, []))
        if used or request.path.startswith(("/sign-in/", settings.STATIC_URL)):
            return None
        return HttpResponseRedirect("/sign-in/code/")


class SignInAgain(HttpResponse):
    """To a script that asks for a part of a page: a word about signing in again, and the page stays as it is."""

    status_code = 401


def _sign_in_again(request: HttpRequest) -> SignInAgain:
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    back = page.path + (f"?{page.query}" if page.query else "")
    return SignInAgain(render_to_string("accounts/sign_in_again.html", {
        "address": f"{reverse('account_login')}?{urlencode({'next': back or '/'})}"}))

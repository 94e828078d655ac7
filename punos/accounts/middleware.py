"""One request is one transaction in which the database knows who acts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from punos.accounts.sign_in import SESSION_UNIT, enter

PENDING = "account_login"  # allauth keeps a half-finished sign-in here while the one-time code is asked for


class ActorMiddleware:
    """Sets ``request.actor``; whatever ends in an error is rolled back whole."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            request.actor = None  # type: ignore[attr-defined]
            account = request.session.get(SESSION_KEY)
            if account:
                request.actor = enter(account, request.session.get(SESSION_UNIT))  # type: ignore[attr-defined]
            elif pending := (request.session.get(PENDING) or {}).get("user_pk"):
                enter(pending)
            response = self.get_response(request)
            if response.status_code >= 400 and not getattr(response, "keep_writes", False):
                transaction.set_rollback(True)
        response.headers.setdefault("Content-Language", translation.get_language() or "fi")
        return response

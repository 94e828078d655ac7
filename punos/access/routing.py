"""Every route states who may enter. A view without ``page`` fails the build (guard)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from punos.access import reading
from punos.access.permissions import Permission, permissions_of
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen

View = TypeVar("View", bound=Callable[..., HttpResponse])


class ActorRequest(HttpRequest):
    """A request in which somebody acts (every page but those open to all)."""

    actor: Actor


def page(permission: Permission, *methods: str) -> Callable[[View], View]:
    """Declare a view: who may enter and by which methods (GET, unless named).

    Not signed in: to sign-in and back (a sent form comes along, see ``accounts.lapsed``). Signed in without the
    permission, or without a grant on what is asked: 404, as for what does not exist.
    """
    allowed = methods or ("GET",)

    def declare(view: View) -> View:
        @functools.wraps(view)
        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in (*allowed, "HEAD", "OPTIONS"):
                return HttpResponse(status=405, headers={"Allow": ", ".join(allowed)})
            actor = getattr(request, "actor", None)
            if permission is not Permission.OPEN:
                if actor is None:
                    return SignInNeeded(request)
                if permission not in permissions_of(actor.roles):
                    raise Http404
            try:
                return _written_down(view, request, actor, args, kwargs)
            except Unseen:
                raise Http404 from None

        declared: Any = enter
        declared.permission = permission
        declared.methods = allowed
        return declared

    return declare


def _written_down(view: Callable[..., HttpResponse], request: HttpRequest, actor: Actor | None, args: Any,
                  kwargs: Any) -> HttpResponse:
    """The page, and a journal row for everybody it shows whom its own code has not written down."""
    if actor is None:
        return view(request, *args, **kwargs)
    with reading.watched() as seen:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and request.resolver_match:
            reading.write_down(seen, part=request.resolver_match.view_name, about_one=bool(kwargs), by=actor)
    return response


class SignInNeeded(HttpResponseRedirect):
    """To the sign-in page and back here. What was being sent is kept for the same person (``accounts.lapsed``)."""

    def __init__(self, request: HttpRequest) -> None:
        back = request.get_full_path() if request.method == "GET" else "/sign-in/resume/"
        super().__init__("/sign-in/?" + urlencode({"next": back}))

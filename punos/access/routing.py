"""Every route states who may enter. A view without ``page`` fails the build (guard)."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

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
                    return to_sign_in(request)
                if permission not in permissions_of(actor.roles):
                    raise Http404
            try:
                return view(request, *args, **kwargs)
            except Unseen:
                raise Http404 from None

        declared: Any = enter
        declared.permission = permission
        declared.methods = allowed
        return declared

    return declare


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page and back here; what was being sent is kept for the same person."""
    if request.method == "POST":
        request.session["lapsed"] = {"path": request.get_full_path(),
                                     "fields": [(k, v) for k, vs in request.POST.lists() for v in vs
                                                if k not in ("csrfmiddlewaretoken", "password")]}
        return redirect("/sign-in/?" + urlencode({"next": "/sign-in/resume/"}))
    return redirect("/sign-in/?" + urlencode({"next": request.get_full_path()}))

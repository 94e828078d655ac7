"""The page of people to be. It exists in the demo county only; with PUNOS_ENV=production the program refuses it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import page
from punos.accounts.sign_in import enter
from punos.demo.queries import people_to_be, person_to_be


@page(Permission.OPEN, "GET", "POST")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Choose whom to be."""
    if not settings.DEMO_SIGN_IN:
        raise Http404
    if request.method == "POST":
        chosen = person_to_be(request.POST.get("person", ""))
        if chosen is None:
            raise Http404
        actor = enter(chosen.pk)
        login(request, chosen, backend="punos.accounts.sign_in.PasswordBackend")
        if actor:
            audit.record("accounts.sign_in", by=actor, how="demo")
        return redirect(_next(request))
    found = people_to_be()
    return render(request, "demo/sign_in.html", {
        "next": _next(request),
        "clients": [person for person in found if person.kind != "professional"],
        "professionals": [person for person in found if person.kind == "professional"]})


def _next(request: HttpRequest) -> str:
    """Where she was going when she was asked to sign in; only an address of this program."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"

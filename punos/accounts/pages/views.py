"""The pages around signing in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import lapsed, queries
from punos.accounts.sign_in import SESSION_UNIT

DOORS = (("coordinator", "work:today"), ("professional", "work:today"), ("manager", "lead:flow"),
         ("dpo", "work:review"), ("administrator", "guide:keep"))


@page(Permission.OPEN)
def start(request: HttpRequest) -> HttpResponse:
    """The first address: each to her own door; to sign-in who is not signed in."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return redirect("demo_sign_in" if settings.DEMO_SIGN_IN else "account_login")
    return redirect(next((door for role, door in DOORS if role in actor.roles), "my:home"))


@page(Permission.OPEN)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Who helps when the password is forgotten or there is no account yet."""
    return render(request, "accounts/forgotten.html")


@page(Permission.OPEN)
def closed(request: HttpRequest) -> HttpResponse:
    """The account has been closed."""
    return render(request, "accounts/closed.html")


@page(Permission.SIGNED_IN, "GET", "POST")
def choose_unit(request: ActorRequest) -> HttpResponse:
    """For which unit do I act now? Only among my own."""
    mine = queries.units_by_id(request.actor.units).values()
    units = sorted(mine, key=lambda unit: (unit.organisation.name, unit.name))
    if request.method == "POST":
        chosen = next((unit for unit in units if str(unit.pk) == request.POST.get("unit")), None)
        if chosen:
            request.session[SESSION_UNIT] = str(chosen.pk)
            return redirect("/")
    return render(request, "accounts/choose_unit.html", {"units": units, "now": request.actor.unit})


@page(Permission.SIGNED_IN, "GET", "POST")
def resume(request: ActorRequest) -> HttpResponse:
    """What she was sending when her sign-in ran out: read it through and send it, or leave it."""
    kept = lapsed.kept_for(request.actor)
    if kept is None:
        return redirect("/")
    if request.method == "POST":
        lapsed.forget(request.actor)
        return redirect(kept.path)
    texts = [value for _, value in kept.fields if len(value) > 30]
    return render(request, "accounts/resume.html", {"kept": kept, "texts": texts})

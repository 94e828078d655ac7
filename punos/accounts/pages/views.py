"""The pages around signing in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.purposes import Purpose
from punos.access.routing import ActorRequest, page
from punos.accounts import actions, lapsed, queries
from punos.accounts.pages.keep_forms import WelcomeForm, WhereForm
from punos.accounts.sign_in import SESSION_UNIT
from punos.design_system.sending import Told, posted, sent
from punos.kernel import session
from punos.kernel.actor import Actor

DOORS = (("coordinator", "work:today"), ("professional", "work:today"), ("manager", "lead:flow"),
         ("dpo", "work:review"), ("administrator", "guide:keep"))


@page(Permission.OPEN)
def start(request: HttpRequest) -> HttpResponse:
    """The first address: each to her own door; to sign-in who is not signed in. Whoever has a text that was kept when
    her sign-in ran out is told of it first."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return redirect("demo_sign_in" if settings.DEMO_SIGN_IN else "account_login")
    return redirect("resume" if lapsed.kept_for(actor) else _door(actor))


def _door(actor: Actor) -> str:
    return next((door for role, door in DOORS if role in actor.roles), "my:home")


@page(Permission.OPEN)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Who helps when the password is forgotten or there is no account yet."""
    return render(request, "accounts/forgotten.html")


@page(Permission.OPEN, "GET", "POST")
def welcome(request: HttpRequest) -> HttpResponse:
    """The first time, or after losing the password: the code from the paper and a password of one's own."""
    form = WelcomeForm(posted(request))

    def start_with_code(data: dict[str, Any]) -> None:
        with session.acting_as(Actor.system(Purpose.SIGN_IN)) as nobody:  # whoever is signed in at this screen
            actions.start_with_code(login=data["login"], code=data["code"], password=data["password"], by=nobody)

    return sent(request, form, start_with_code, done=_("Salasana on tallessa. Kirjaudu nyt sisään sillä."),
                back=reverse("account_login")) or render(request, "accounts/welcome.html", {"form": form})


@page(Permission.OPEN)
def closed(request: HttpRequest) -> HttpResponse:
    """The account has been closed."""
    return render(request, "accounts/closed.html")


@page(Permission.SIGNED_IN, "GET", "POST")
def choose_unit(request: ActorRequest) -> HttpResponse:
    """In which of my units am I now? What I write down is written for that one, in its register."""
    mine = queries.units_by_id(request.actor.units).values()
    units = sorted(mine, key=lambda unit: (unit.organisation.called, unit.called))
    form = WhereForm(posted(request), units=units, initial={"unit": str(request.actor.unit)})

    def choose(data: dict[str, Any]) -> Told:
        request.session[SESSION_UNIT] = data["unit"]
        chosen = next(unit for unit in units if str(unit.pk) == data["unit"])
        return Told(_("Olet nyt yksikössä: %(unit)s") % {"unit": chosen.called})

    return sent(request, form, choose, done="", back=reverse("start")) or render(
        request, "accounts/choose_unit.html", {"form": form})


@page(Permission.SIGNED_IN, "GET", "POST")
def resume(request: ActorRequest) -> HttpResponse:
    """What she was sending when her sign-in ran out: read it through and send it, or leave it."""
    if request.method == "POST":
        path = next((form.path for form in lapsed.kept_for(request.actor) if str(form.pk) == request.POST.get("form")),
                    "/")
        lapsed.forget(request.actor, request.POST.get("form", ""))
        return redirect(path)
    kept = lapsed.kept_for(request.actor)
    if not kept:
        return redirect("/")
    return render(request, "accounts/resume.html", {
        "kept": [{"pk": form.pk, "path": form.path, "kept_at": form.kept_at, "fields": form.fields,
                  "texts": lapsed.her_words(form)} for form in kept],
        "resumed": lapsed.RESUMED, "door": reverse(_door(request.actor))})

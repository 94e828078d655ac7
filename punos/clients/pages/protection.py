"""The protected address. Only those whose task needs it read it; anybody may record that there is an order."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.queries import categories_seen, may
from punos.access.routing import ActorRequest, page
from punos.clients import actions, queries
from punos.clients.pages import presenters
from punos.clients.pages.forms import ContactForm, ExtendForm, ProtectForm
from punos.clients.queries import ClientCard
from punos.clients.rules.sections import SECTIONS, Section
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted, sent
from punos.lawfulness.categories import Category


@page(Permission.WORK, "GET", "POST")
def protection(request: ActorRequest, client: UUID) -> HttpResponse:
    """Without an order: record one. With one: the address for those who may see it, and for others why they do not."""
    card = queries.get(request.actor, client)
    if not card.is_protected:
        return _record(request, card)
    if not may(request.actor, client, Category.PROTECTED_ADDRESS):
        return render(request, "clients/protected_hidden.html", {
            "card": card, "seen": categories_seen(request.actor, client)})
    return _edit(request, card)


def _record(request: ActorRequest, card: ClientCard) -> HttpResponse:
    form = ProtectForm(posted(request))
    return sent(request, form, lambda data: actions.protect_address(client=card.id, **data, by=request.actor),
                done=_("Turvakielto on kirjattu. Osoite ja yhteystiedot on suojattu."),
                back=reverse("work:client_protection", args=[card.id])) or render(
        request, "clients/protect.html", {"card": card, "form": form})


def _edit(request: ActorRequest, card: ClientCard) -> HttpResponse:
    order = queries.protected_address(request.actor, card.id)
    known = {field: getattr(order, field) for field in SECTIONS[Section.CONTACT]}
    form = ContactForm(posted(request), initial=known, municipalities=presenters.municipalities())
    if led := sent(request, form, lambda data: actions.edit_protected(client=card.id, values=data, by=request.actor),
                   done=_("Tallennettu."), back=reverse("work:client_protection", args=[card.id])):
        return led
    actions.read(client=card.id, categories=[Category.PROTECTED_ADDRESS], part="protected_address", by=request.actor)
    return render(request, "clients/protected.html", {"card": card, "order": order, "form": form, "more": ExtendForm(),
                                                      "seen": categories_seen(request.actor, card.id)})


@page(Permission.WORK, "GET", "POST")
def extend(request: ActorRequest, client: UUID) -> HttpResponse:
    """The order goes on, two years at most."""
    card = queries.get(request.actor, client)
    order = queries.protected_address(request.actor, client)
    form = ExtendForm(posted(request))
    return sent(request, form, lambda data: actions.extend_protection(client=client, **data, by=request.actor),
                done=_("Turvakieltoa on jatkettu."), back=reverse("work:client_protection", args=[client])) or render(
        request, "clients/protected_extend.html", {"card": card, "order": order, "form": form})


@page(Permission.WORK, "GET", "POST")
def end(request: ActorRequest, client: UUID) -> HttpResponse:
    """The order has ended: a person says so, after being asked once more."""
    card = queries.get(request.actor, client)
    order = queries.protected_address(request.actor, client)
    if request.method == "POST":
        def ended() -> HttpResponse:
            actions.end_protection(client=client, by=request.actor)
            return redirect("work:client_edit", client)
        return pressed(request, ended, back=reverse("work:client_protection", args=[client]),
                       done=_("Turvakielto on päättynyt. Osoite on taas asiakkaan perustiedoissa."))
    return render(request, "clients/protected_end.html", {"card": card, "order": order})

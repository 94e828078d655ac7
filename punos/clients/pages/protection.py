"""The protected address. Only those whose task needs it read it; anybody may record that there is an order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.queries import categories_seen, may
from punos.access.routing import ActorRequest, page
from punos.clients import actions, queries
from punos.clients.pages import presenters
from punos.clients.pages.forms import ContactForm, ExtendForm, ProtectForm, say
from punos.clients.queries import ClientCard
from punos.clients.rules.sections import SECTIONS, Section
from punos.design_system.pressing import pressed
from punos.kernel.errors import Refused
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
    form = ProtectForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.protect_address(client=card.id, **form.cleaned_data, by=request.actor)
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Turvakielto on kirjattu. Osoite ja yhteystiedot on suojattu."))
            return redirect("work:client_protection", card.id)
    return render(request, "clients/protect.html", {"card": card, "form": form})


def _edit(request: ActorRequest, card: ClientCard) -> HttpResponse:
    order = queries.protected_address(request.actor, card.id)
    known = {field: getattr(order, field) for field in SECTIONS[Section.CONTACT]}
    form = ContactForm(request.POST or None, initial=known, municipalities=presenters.municipalities())
    if form.is_bound and form.is_valid():
        try:
            actions.edit_protected(client=card.id, values=form.cleaned_data, by=request.actor)
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Tallennettu."))
            return redirect("work:client_protection", card.id)
    actions.read(client=card.id, categories=[Category.PROTECTED_ADDRESS], part="protected_address", by=request.actor)
    return render(request, "clients/protected.html", {"card": card, "order": order, "form": form, "more": ExtendForm(),
                                                      "seen": categories_seen(request.actor, card.id)})


@page(Permission.WORK, "GET", "POST")
def extend(request: ActorRequest, client: UUID) -> HttpResponse:
    """The order goes on, two years at most."""
    card = queries.get(request.actor, client)
    order = queries.protected_address(request.actor, client)
    form = ExtendForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            actions.extend_protection(client=client, **form.cleaned_data, by=request.actor)
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Turvakieltoa on jatkettu."))
            return redirect("work:client_protection", client)
    return render(request, "clients/protected_extend.html", {"card": card, "order": order, "form": form})


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

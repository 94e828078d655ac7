"""Whose task needs a protected address: said, read and taken back on one page."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted, sent
from punos.sharing import actions, address_needs
from punos.sharing.grounds import ADDRESS_SECTION, ADDRESS_TASKS
from punos.sharing.pages.forms import AddressNeedForm


@page(Permission.WORK, "GET", "POST")
def address(request: ActorRequest, client: UUID) -> HttpResponse:
    """Who has the protected address by her task, and may I say that somebody else's task needs it?"""
    needs = address_needs.in_force(request.actor, client)
    card = clients.get(request.actor, client)
    refused = address_needs.why_not_hers_to_open(request.actor, client)
    form = AddressNeedForm(posted(request), around=address_needs.who_could(request.actor, client))
    if led := sent(request, form, lambda data: actions.record_address_need(client=client, by=request.actor, **data),
                   done=_("Osoite on avattu tehtävää varten. Asiakas näkee, kenelle ja miksi."),
                   back=reverse("work:sharing_address", args=[client])):
        return led
    audit.record("sharing.read_address_needs", by=request.actor, client=client, categories=["permissions"])
    return render(request, "sharing/address.html", {
        "form": form, "card": card, "client": client, "refused": refused, "section": ADDRESS_SECTION,
        "needs": [(need, ADDRESS_TASKS[need.task]) for need in needs], "days": settings.PUNOS_ADDRESS_DAYS,
        "may_end": address_needs.may_end(request.actor, client)})


@page(Permission.WORK, "POST")
def end(request: ActorRequest, client: UUID, need: UUID) -> HttpResponse:
    """The address is needed no more."""
    clients.get(request.actor, client)
    return pressed(request, lambda: actions.end_address_need(need=need, by=request.actor),
                   done=_("Osoite on suljettu. Hän ei näe sitä enää."),
                   back=reverse("work:sharing_address", args=[client]))

"""What nobody may answer for, for who leads; and what came to somebody unasked, for her. (ADR 0074)"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted, sent
from punos.kernel.errors import Unseen
from punos.kernel.holding import Holder
from punos.sharing import actions, queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import OfferUnseenForm
from punos.sharing.queries import UnseenMatter
from punos.sharing.rules import TieKind

OFFER_ON = {TieKind.CONTACT: "work:contact_offer", TieKind.CASE_HOLDER: "work:case_handover"}
OPEN = {TieKind.CONTACT: "work:contact", TieKind.CASE_HOLDER: "work:case"}


@page(Permission.LEAD)
def unseen(request: ActorRequest) -> HttpResponse:
    """What may nobody answer for? Kind, register, unit, since when, by which section: never whom it concerns."""
    return render(request, "sharing/unseen.html", {"rows": shown(queries.unseen_matters(request.actor))})


@page(Permission.LEAD, "GET", "POST")
def unseen_offer(request: ActorRequest, brought: UUID) -> HttpResponse:
    """Whom is it offered to? A person of its register, found by name; she sees it when the law shows it to her. While
    it waits for her answer, whoever offered it may take it back."""
    found = next((row for row in queries.unseen_matters(request.actor) if row.id == brought), None)
    if found is None:
        raise Unseen
    if "withdraw" in request.POST:
        return pressed(request, lambda: actions.withdraw_unseen(brought=brought, by=request.actor),
                       done=_("Peruit tarjouksen. Valitse toinen."), back=request.path)
    form = OfferUnseenForm(posted(request), people=_people(request, found))
    if form.is_sent() and (led := sent(
            request, form, lambda data: actions.offer_unseen(brought=brought, account=data["account"],
                                                             reason=data["reason"], by=request.actor),
            done=_("Asia on tarjottu. Nykyinen vastaaja vastaa, kunnes se on otettu vastaan."),
            back=reverse("lead:unseen"), renamed={"receiver": "account"})):
        return led
    return render(request, "sharing/unseen_offer.html", {
        "row": shown([found])[0], "mine": found.offer and found.offer.made_by == request.actor.account, "form": form,
        "section": form.refused.section if form.refused else "",
        "ways": presenters.ways(form.refused.ways) if form.refused else []})


@page(Permission.WORK, "GET", "POST")
def brought(request: ActorRequest, brought: UUID) -> HttpResponse:
    """Why did this come to me, and do I take it on or offer it further?"""
    found = queries.brought(request.actor, brought)
    kind = TieKind(found.kind)
    if request.method == "POST":
        return pressed(request, lambda: actions.take_on(brought=brought, by=request.actor),
                       done=_("Otit asian vastaan."), back=reverse(OPEN[kind], args=[found.matter]))
    was = _names([Holder(found.was_account_id, found.was_unit_id)])
    return render(request, "sharing/brought.html", {
        "name": clients.names([found.client_id]).get(found.client_id, ""), "found": found, "is_case": kind is not
        TieKind.CONTACT, "who": next(iter(was.values()), ""), "over": found.ended_at is not None,
        "offer": reverse(OFFER_ON[kind], args=[found.matter]), "open": reverse(OPEN[kind], args=[found.matter])})


def shown(rows: list[UnseenMatter]) -> list[dict[str, Any]]:
    """Each matter in words, with the one who answers for it blind and the one it is on offer to."""
    names = _names([row.holder for row in rows] + [row.offer.to for row in rows if row.offer])
    units = accounts.units_by_id(row.unit for row in rows)
    return [{"row": row, "title": presenters.unseen_title(row.kind, row.register),
             "unit": accounts.named(units[row.unit]) if row.unit in units else "", "holder": names.get(row.holder, ""),
             "offered_to": names.get(row.offer.to, "") if row.offer else ""} for row in rows]


def _names(holders: list[Holder]) -> dict[Holder, str]:
    people = accounts.cards(one.account for one in holders)
    units = accounts.units_by_id(one.unit for one in holders)
    found = {}
    for one in holders:
        if one.account in people:
            found[one] = ", ".join(filter(None, (people[one.account].name, people[one.account].title)))
        elif one.unit in units:
            found[one] = accounts.named(units[one.unit])
    return found


def _people(request: ActorRequest, found: UnseenMatter) -> list[accounts.PersonCard]:
    """Those of the matter's register: of the leader's own units, and whose name was typed; whoever is chosen stays."""
    typed, chosen = request.POST.get("search", ""), request.POST.get("account", "")
    people = accounts.search_people(typed) if typed.strip() else [
        card for unit in accounts.units_led(request.actor) for card in accounts.members(unit.pk)]
    people += accounts.cards(presenters.ids([chosen])).values()
    able = accounts.can_work(card.account for card in people)
    return list({card.account: card for card in people if card.register == found.register and card.account in able
                 and card.account != found.holder.account}.values())

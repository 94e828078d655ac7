"""Handing the whole over, from both sides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.cases import actions, pack, queries
from punos.cases.models import Handover
from punos.cases.pages import closed, presenters
from punos.cases.pages.forms import AcceptForm, DeclineForm, HandoverForm, SearchedForm
from punos.cases.pages.receivers import chosen, person_choices, unit_choices
from punos.clients import queries as clients
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted, sent


@page(Permission.WORK, "GET", "POST")
def offer(request: ActorRequest, case: UUID) -> HttpResponse:
    """To whom, and why? Until she accepts, the sender answers."""
    found = queries.case(request.actor, case)
    if stopped := closed.instead(request, found):
        return stopped
    form = HandoverForm(posted(request))
    named = [worker.account_id for worker in queries.workers_of(found)]
    _offer_receivers(request, form, "receiver", named)

    def offer_it(data: dict[str, Any]) -> None:
        account, unit = chosen(data["receiver"])
        actions.offer(case=case, account=account, unit=unit, reason=data["reason"], by=request.actor)

    if not _only_searched(request, form) and (led := sent(
            request, form, offer_it, done=_("Siirto on lähetetty. Vastaat, kunnes se on otettu vastaan."),
            back=presenters.case_url(case))):
        return led
    model, refusal = pack.of(found.model), form.refused
    return render(request, "cases/handover.html", {
        "case": found, "name": clients.letter_name(found.client_id), "form": form,
        "ways": presenters.ways_shown(refusal.ways, found.client_id) if refusal else [],
        "section": refusal.section if refusal else "",
        "promise": pack.words(model, "target.handover_answer"), "rule": pack.said(model.handover.text)})


@page(Permission.WORK, "GET", "POST")
def answer(request: ActorRequest, handover: UUID) -> HttpResponse:
    """Will you answer for the whole? Both sides see the same sentence."""
    made = queries.handover(request.actor, handover)
    form = AcceptForm(posted(request))
    return sent(request, form, lambda data: actions.accept(handover=handover, by=request.actor, **data),
                done=_("Vastaat nyt kokonaisuudesta."), back=presenters.case_url(made.case_id)) or render(
        request, "cases/offer.html", {"form": form, **_both_sides(request, made)})


@page(Permission.WORK, "GET", "POST")
def decline(request: ActorRequest, handover: UUID) -> HttpResponse:
    """Why not, and who could instead?"""
    made = queries.handover(request.actor, handover)
    model = pack.of(queries.model_of(made))
    form = DeclineForm(posted(request))
    form.offer("reason", [(c.code, pack.said(c.text)) for c in model.handover.decline_reasons], {})
    _offer_receivers(request, form, "suggested", [])

    def turn_down(data: dict[str, Any]) -> None:
        account, unit = chosen(data["suggested"])
        actions.decline(handover=handover, reason=data["reason"], note=data["note"], account=account, unit=unit,
                        by=request.actor)

    if not _only_searched(request, form) and (led := sent(
            request, form, turn_down, done=_("Vastauksesi ja ehdotuksesi on lähetetty."), back=reverse("work:today"))):
        return led
    return render(request, "cases/decline.html", {"form": form, **_both_sides(request, made)})


@page(Permission.WORK, "POST")
def withdraw(request: ActorRequest, handover: UUID) -> HttpResponse:
    """The sender takes the offer back."""
    made = queries.handover(request.actor, handover)
    return pressed(request, lambda: actions.withdraw(handover=handover, by=request.actor),
                   done=_("Siirto on peruttu."), back=presenters.case_url(made.case_id))


def _only_searched(request: ActorRequest, form: SearchedForm) -> bool:
    """Was only the form's search sent? Then no field is told to be missing."""
    if "find" not in request.POST:
        return False
    form.is_valid()
    form.errors.clear()
    return True


def _offer_receivers(request: ActorRequest, form: SearchedForm, field: str, named: list[UUID]) -> None:
    search, queue = request.POST.get("search", ""), accounts.coordinator_queue()
    colleagues = [card.account for unit in request.actor.units for card in accounts.members(unit)][:6]
    account, unit = chosen(request.POST.get(field, ""))
    people, hints = person_choices([account, *named, *colleagues], search, without=[request.actor.account])
    units, unit_hints = unit_choices(search, always=[queue.pk if queue else None], kept=unit,
                                     hint=_("Palveluohjauksen jono: päivystäjä vastaa"))
    form.offer(field, [*people, *units], hints | unit_hints)


def _both_sides(request: ActorRequest, made: Handover) -> dict[str, Any]:
    people = accounts.cards([made.sender_id, made.account_id, made.ended_by, made.suggested_account_id,
                             made.suggestion_from.suggested_account_id if made.suggestion_from else None])
    card = people.get(made.sender_id) if made.sender_id else None
    mine = made.account_id == request.actor.account or made.unit_id in request.actor.units or (
        made.account_id is not None and accounts.substitute_of(made.account_id) == request.actor.account)
    ended = people.get(made.ended_by) if made.ended_by else None
    return {"handover": made, "name": clients.letter_name(made.client_id), "mine": mine,
            "sentence": presenters.offer_sentence(made, None, people), "sender": card,
            "outcome": presenters.OUTCOMES[made.outcome], "ended_by": ended.name if ended else "",
            "model_name": pack.said(pack.of(queries.model_of(made)).name)}

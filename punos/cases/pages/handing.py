"""Handing the whole over, from both sides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.cases import actions, pack, queries
from punos.cases.models import Handover
from punos.cases.pages import closed, presenters
from punos.cases.pages.forms import AcceptForm, DeclineForm, HandoverForm, SearchedForm, posted, show_refusal
from punos.cases.pages.receivers import chosen, person_choices, unit_choices
from punos.clients import queries as clients
from punos.design_system.pressing import pressed
from punos.kernel.errors import Refused


@page(Permission.WORK, "GET", "POST")
def offer(request: ActorRequest, case: UUID) -> HttpResponse:
    """To whom, and why? Until she accepts, the sender answers."""
    found = queries.case(request.actor, case)
    if stopped := closed.instead(request, found):
        return stopped
    form = HandoverForm(posted(request))
    named = [worker.account_id for worker in queries.workers_of(found)]
    refusal: Refused | None = None
    _offer_receivers(request, form, "receiver", named)
    if request.method == "POST" and _is_sent(request, form):
        account, unit = chosen(form.cleaned_data["receiver"])
        try:
            actions.offer(case=case, account=account, unit=unit, reason=form.cleaned_data["reason"], by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
            refusal = refused
        else:
            messages.success(request, _("Siirto on lähetetty. Vastaat, kunnes se on otettu vastaan."))
            return redirect(presenters.case_url(case))
    model = pack.of(found.model)
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
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept(handover=handover, next_date=form.cleaned_data["next_date"], by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Vastaat nyt kokonaisuudesta."))
            return redirect(presenters.case_url(made.case_id))
    return render(request, "cases/offer.html", {"form": form, **_both_sides(request, made)})


@page(Permission.WORK, "GET", "POST")
def decline(request: ActorRequest, handover: UUID) -> HttpResponse:
    """Why not, and who could instead?"""
    made = queries.handover(request.actor, handover)
    model = pack.of(queries.model_of(made))
    form = DeclineForm(posted(request))
    form.offer("reason", [(c.code, pack.said(c.text)) for c in model.handover.decline_reasons], {})
    _offer_receivers(request, form, "suggested", [])
    if request.method == "POST" and _is_sent(request, form):
        account, unit = chosen(form.cleaned_data["suggested"])
        try:
            actions.decline(handover=handover, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"],
                            account=account, unit=unit, by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Vastauksesi ja ehdotuksesi on lähetetty."))
            return redirect(reverse("work:today"))
    return render(request, "cases/decline.html", {"form": form, **_both_sides(request, made)})


@page(Permission.WORK, "POST")
def withdraw(request: ActorRequest, handover: UUID) -> HttpResponse:
    """The sender takes the offer back."""
    made = queries.handover(request.actor, handover)
    return pressed(request, lambda: actions.withdraw(handover=handover, by=request.actor),
                   done=_("Siirto on peruttu."), back=presenters.case_url(made.case_id))


def _is_sent(request: ActorRequest, form: SearchedForm) -> bool:
    """Was the form sent, and not only its search? After a search no field is told to be missing."""
    if "find" not in request.POST:
        return form.is_valid()
    form.is_valid()
    form.errors.clear()
    return False


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

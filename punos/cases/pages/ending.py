"""Closing a case, opening it again, and hearing that somebody has come back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access import queries as access
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.cases import actions, close_checks, pack, queries
from punos.cases.pages import closed, presenters
from punos.cases.pages.forms import CloseForm, ReopenForm
from punos.clients import queries as clients
from punos.design_system.sending import Told, posted, sent
from punos.intake import queries as intake
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category


@page(Permission.WORK, "GET", "POST")
def close(request: ActorRequest, case: UUID) -> HttpResponse:
    """What is still missing? When nothing is: why does it end, what is in order, and what goes on?"""
    found = queries.case(request.actor, case)
    if stopped := closed.instead(request, found):
        return stopped
    model, still_open = pack.of(found.model), presenters.still_open(request.actor, found)
    form = CloseForm(posted(request), model=model, something_open=bool(still_open))
    return sent(request, form, lambda data: actions.close(case=case, by=request.actor, **data),
                done=_("Yhteistyö on päätetty. Historia säilyy, ja sen voi avata uudelleen."),
                back=reverse("work:today")) or render(
        request, "cases/close.html", {
        "case": found, "name": clients.letter_name(found.client_id), "form": form, "still_open": still_open,
        "missing": presenters.stops_closing(found), "sent": request.method == "POST",
        "rule": pack.said(model.closing.text)})


@page(Permission.WORK, "GET", "POST")
def reopen(request: ActorRequest, case: UUID) -> HttpResponse:
    """Open it again, with a note why. One that goes on needs no opening: its page is shown."""
    found = queries.case(request.actor, case)
    if queries.is_open(case):
        return redirect(presenters.case_url(case))
    form = ReopenForm(posted(request))

    def open_again(data: dict[str, Any]) -> Told | None:
        actions.reopen(case=case, by=request.actor, **data)
        waits = close_checks.after_reopening(found.client_id)
        return Told(_("Yhteistyö jatkuu, ja vastaat kokonaisuudesta. Valitse tekijä askelille, jotka päättyivät."),
                    waits) if waits else None

    return sent(request, form, open_again, done=_("Yhteistyö jatkuu. Vastaat kokonaisuudesta."),
                back=presenters.case_url(case)) or render(
        request, "cases/simple.html", {
        "case": found, "name": clients.letter_name(found.client_id), "form": form,
        "heading": _("Avaa yhteistyö uudelleen"), "send": _("Avaa uudelleen ja ota vastuu")})


def _who_has(actor: Actor, contact: UUID) -> dict[str, Any] | None:
    """Who answers for the contact now: a person, or a queue and who is on duty there. None where it may not be seen,
    or is closed."""
    try:
        period = intake.contact_page(actor, contact).period
    except Unseen:
        return None
    if period is None:
        return None
    unit = accounts.unit(period.unit_id) if period.unit_id else None
    account = period.account_id or (accounts.on_duty(unit.pk) if unit else None)
    return {"person": accounts.card(account) if account else None, "queue": accounts.named(unit) if unit else "",
            "mine": account == actor.account and not unit}


@page(Permission.WORK, "GET", "POST")
def returned(request: ActorRequest, notice: UUID) -> HttpResponse:
    """Who came back? The former holder reads it and goes to the history: there the case can be opened again."""
    found = queries.return_notice(request.actor, notice)
    if request.method != "POST":
        return render(request, "cases/returned.html", {
            "notice": found, "name": clients.letter_name(found.client_id),
            "until": queries.held_until(request.actor, found.case_id),
            "is_open": queries.is_open(found.case_id), "now": _who_has(request.actor, found.contact_id)})
    seen = actions.mark_return_seen(notice=notice, by=request.actor)
    if access.may(request.actor, seen.client_id, Category.COORDINATION):
        return redirect(presenters.case_url(seen.case_id))
    if access.may(request.actor, seen.client_id, Category.IDENTITY):
        return redirect(reverse("work:client", args=[seen.client_id]))
    return redirect("work:today")

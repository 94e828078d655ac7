"""One's own unit: who works in it, who answers for its queue now and later, who is away and who stands in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission, permissions_of
from punos.access.routing import ActorRequest, page
from punos.accounts import actions, queries
from punos.accounts.pages.answering import answered
from punos.accounts.pages.rota_forms import AbsenceForm, DutyForm, LeaveForm, next_working_day
from punos.accounts.queries import Rota
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen


@page(Permission.SIGNED_IN)
def unit(request: ActorRequest) -> HttpResponse:
    """Who answers now, who is away, who works here?"""
    found = _rota(request.actor)
    return render(request, "accounts/rota.html", {
        "rota": found, "layout": _layout(request.actor), "me": request.actor.account,
        "arranges": _arranges(request.actor), "duty": _duty_rows(found, request.actor),
        "away": _away_rows(found, request.actor)})


@page(Permission.SIGNED_IN, "GET", "POST")
def absence(request: ActorRequest) -> HttpResponse:
    """A colleague answers meanwhile. A professional records her own; a manager anybody's in the unit."""
    found = _rota(request.actor)
    form = AbsenceForm(posted(request), people=found.people, workers=found.workers, initial={
        "account": str(request.actor.account), "begins": clock.today(), "ends": clock.today()})
    if not _arranges(request.actor):
        form.fields["account"].choices = [(str(request.actor.account), request.actor.name)]  # type: ignore[attr-defined]
    return answered(request, form, lambda values: actions.record_absence(
        account=UUID(values["account"]), substitute=UUID(values["substitute"]), begins=values["begins"],
        ends=values["ends"], by=request.actor), title=_("Poissaolo"), send=_("Kirjaa poissaolo"),
        done=_("Poissaolo on kirjattu. Sijainen vastaa sen ajan."), **_frame(request))


@page(Permission.SIGNED_IN, "GET", "POST")
def duty(request: ActorRequest) -> HttpResponse:
    """Who answers for the queue then?"""
    found = _rota(request.actor)
    if not found.unit.is_queue:
        raise Unseen
    day = next_working_day()
    form = DutyForm(posted(request), people=found.workers, initial={
        "account": str(request.actor.account), "day": day, "last_day": day})
    if not _arranges(request.actor):
        form.fields["account"].choices = [(str(request.actor.account), request.actor.name)]  # type: ignore[attr-defined]

    def act(values: dict[str, Any]) -> None:
        begins, ends = form.times()
        actions.take_duty(unit=found.unit.pk, account=UUID(values["account"]), begins=begins, ends=ends,
                          by=request.actor)

    return answered(request, form, act, title=_("Vuoro jonossa"), send=_("Kirjaa vuoro"),
                    done=_("Vuoro on kirjattu."), **_frame(request))


@page(Permission.SIGNED_IN, "GET", "POST")
def leaving(request: ActorRequest, account: UUID) -> HttpResponse:
    """Somebody leaves the unit: who goes on with what she answers for? Nobody is left without a holder."""
    found = _rota(request.actor)
    if account not in found.memberships or not _arranges(request.actor):
        raise Unseen
    who = next(card for card in found.people if card.account == account)
    form = LeaveForm(posted(request), people=[card for card in found.workers if card.account != account])
    return answered(
        request, form, lambda values: actions.leave_unit(
            membership=found.memberships[account], successor=UUID(values["successor"]), by=request.actor),
        title=_("Työ yksikössä päättyy"), send=_("Päätä tänään"), done=_("Merkitty. Jatkaja vastaa huomisesta alkaen."),
        eyebrow=who.name, lead=_("Jatkaja vastaa hänen avoimista asioistaan, kunnes ne on siirretty."),
        **_frame(request))


@page(Permission.SIGNED_IN, "POST")
def absence_end(request: ActorRequest, absence: UUID) -> HttpResponse:
    """She is back."""
    return pressed(request, lambda: actions.end_absence(absence=absence, by=request.actor),
                   done=_("Poissaolo on päätetty."), back=reverse("unit"))


@page(Permission.SIGNED_IN, "POST")
def duty_cancel(request: ActorRequest, shift: UUID) -> HttpResponse:
    """The shift does not come."""
    return pressed(request, lambda: actions.cancel_duty(shift=shift, by=request.actor),
                   done=_("Vuoro on poistettu."), back=reverse("unit"))


def _rota(actor: Actor) -> Rota:
    if actor.unit is None:
        raise Unseen
    return queries.rota(actor, actor.unit)


def _arranges(actor: Actor) -> bool:
    return bool({"manager", "administrator"} & actor.roles)


def _layout(actor: Actor) -> str:
    allowed = permissions_of(actor.roles)
    return ("layouts/work.html" if Permission.WORK in allowed else
            "layouts/lead.html" if Permission.LEAD in allowed else "layouts/guide.html")


def _duty_rows(found: Rota, actor: Actor) -> list[dict[str, Any]]:
    return [{"who": str(shift.account), "begins": shift.begins, "ends": shift.ends, "id": shift.pk,
             "mine": _arranges(actor) or shift.account_id == actor.account} for shift in found.shifts]


def _away_rows(found: Rota, actor: Actor) -> list[dict[str, Any]]:
    return [{"who": str(row.account), "substitute": str(row.substitute), "begins": row.begins, "ends": row.ends,
             "id": row.pk, "begun": row.begins <= clock.today(), "leaves": not getattr(row, "comes_back", True),
             "mine": _arranges(actor) or row.account_id == actor.account} for row in found.absences]


def _frame(request: ActorRequest) -> dict[str, Any]:
    return {"back": (reverse("unit"), _("Yksikköni")), "layout": _layout(request.actor)}

"""What the actions stand on: the case locked, whoever acts allowed to, and the chain of holders kept."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos.accounts import queries as accounts
from punos.cases import rules
from punos.cases.models import Case, Handover, Holding, Worker
from punos.cases.texts import refusal
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder


def locked(case: UUID) -> Case:
    """The case, locked until the transaction ends. ``Unseen`` when the actor may not see it."""
    found = Case.objects.select_for_update().filter(pk=case).first()
    if found is None:
        raise Unseen
    return found


def locked_open(case: UUID) -> Case:
    """As ``locked``; refused when the case is closed."""
    found = locked(case)
    if found.closed_at is not None:
        raise Refused(_("Yhteistyö on päätetty. Avaa se ensin uudelleen."), code="closed")
    return found


def holding_of(case: Case) -> Holding:
    """The open period: who answers now."""
    return Holding.objects.get(case=case, ends=None)


def holder_of(holding: Holding) -> Holder:
    """The period's holder as the rules know it."""
    return Holder(account=holding.account_id, unit=holding.unit_id)


def answering_person(holding: Holding) -> UUID | None:
    """The person behind the holder: herself, or whoever is on duty for the queue."""
    return holding.account_id or accounts.on_duty(holding.unit_id)  # type: ignore[arg-type]


def standing_in(actor: Actor, people: set[UUID]) -> set[UUID]:
    """Those of these people for whom the actor is the substitute today."""
    return {person for person in people if person != actor.account and accounts.substitute_of(person) == actor.account}


def require_acting(case: Case, by: Actor) -> Holding:
    """The open period, if the actor may act for this case: holder, worker, or substitute of one of them today."""
    holding = holding_of(case)
    workers = set(Worker.objects.filter(case=case, ends=None).values_list("account", flat=True))
    answering = workers | ({holding.account_id} if holding.account_id else set())
    if holding.unit_id in by.units:
        return holding
    if denied := rules.may_act(by.account, holding.account_id, workers,
                               standing_in(by, answering)):
        raise refusal(denied)
    return holding


def require_holding(case: Case, by: Actor) -> Holding:
    """The open period, if the actor answers for the whole now: the holder or her substitute today."""
    holding = holding_of(case)
    if holding.unit_id in by.units:
        return holding
    held_by = {holding.account_id} if holding.account_id else set()
    if denied := rules.may_hand_over(by.account, holding.account_id, standing_in(by, held_by)):
        raise refusal(denied)
    return holding


def require_next_date(next_date: date | None) -> date:
    """A next date that is one: refused beside the field otherwise."""
    if denied := rules.next_date_denied(clock.today(), next_date):
        raise refusal(denied)
    assert next_date is not None
    return next_date


def move_chain(case: Case, holding: Holding, *, account: UUID, next_date: date, at: datetime) -> Holding:
    """End the period and begin the next at the same moment: no hole and no overlap. Refused for one who cannot do
    client work."""
    accounts.must_work(account, field="receiver")
    moment = max(at, holding.begins)
    holding.ends = moment
    holding.save(update_fields=["ends"])
    return Holding.objects.create(case=case, client_id=case.client_id, account_id=account, begins=moment,
                                  next_date=next_date)


def stopped(made: Handover, holding: Holding, section: str) -> None:
    """Write by which section nobody in the other register could be asked; it stands on the holder's list of today."""
    made.stopped_by = section
    made.save(update_fields=["stopped_by"])
    if holding.next_date and holding.next_date > clock.today():
        holding.next_date = clock.today()
        holding.save(update_fields=["next_date"])


def open_offer(case: Case) -> Handover | None:
    """The handover that waits for an answer."""
    return Handover.objects.filter(case=case, outcome="").first()

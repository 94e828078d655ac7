"""When a ground ends: an offer of a case whose receiver sees it no more, and a case whose holder does not.

Called by ``sharing`` in the transaction in which the ground ended (a permit withdrawn, a finding that lapsed)."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.cases.actions.ground import holding_of, locked, move_chain, open_offer, stopped
from punos.cases.events import CaseHolderChanged, CaseOfferEnded
from punos.cases.models import Case, Handover, Holding
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Outcome

MOST_ASKED = 20  # of those who may be asked in turn to answer: a large unit is not gone through to its end


@action
def end_unseen_offer(*, handover: UUID, section: str, by: Actor) -> bool:
    """End an offer whose receiver may not see the case any more. The sender answers, is told by which section, and
    has it on today's list. False when it had ended already."""
    with session.purpose_of(Purpose.HOLDING):
        found = Handover.objects.filter(pk=handover).first()
        if found is None:
            raise Unseen
        case = locked(found.case_id)
        waiting = open_offer(case)
        waits = waiting is not None and waiting.pk == handover
        audit.record("cases.end_unseen_offer", by=by, client=case.client_id, about=case, basis=section, ended=waits)
        if waits:
            _end(case, section, by)
    return waits


@action
def bring_back(*, case: UUID, register: str, section: str, by: Actor) -> Holding | None:
    """The holder may not see the case any more: it returns to the newest holder before her who works in the case's
    own ``register``, else to one who coordinates, else to one of the unit that answered first: whoever of them can
    work and may see it by law. None when there is nobody: then the journal says so, and the holder stays accountable.

    Never refused: what ended her view (the client's own word) takes effect whoever is left to answer.
    """
    with session.purpose_of(Purpose.HOLDING):
        found = locked(case)
        people = _who_may_hold(found, holding_of(found), register)
    began: Holding | None = None
    for to in people:
        with suppress(Refused), transaction.atomic():  # the law does not show it to her: the next
            began = _handed(found, to, section, by)
            break
    audit.record("cases.bring_back", by=by, client=found.client_id, about=found, basis=section,
                 account=began.account_id if began else None)
    return began


def _handed(found: Case, to: UUID, section: str, by: Actor) -> Holding:
    with session.purpose_of(Purpose.HOLDING):
        holding = holding_of(found)
        _end(found, section, by)
        last = Handover.objects.filter(case=found, outcome=Outcome.ACCEPTED).order_by("-ended_at").first()
        if last:
            last.stopped_by = section
            last.save(update_fields=["stopped_by"])
        began = move_chain(found, holding, account=to, next_date=clock.today(), at=clock.now())
    events.publish(CaseHolderChanged(case=found.pk, client=found.client_id, from_account=holding.account_id,
                                     to_account=to, by=by))
    return began


def _end(case: Case, section: str, by: Actor) -> None:
    made = open_offer(case)
    if made is None:
        return
    made.outcome, made.ended_at, made.ended_by = Outcome.WITHDRAWN.value, max(clock.now(), made.made_at), by.account
    made.save()
    stopped(made, holding_of(case), section)
    events.publish(CaseOfferEnded(case=case.pk, handover=made.pk, client=case.client_id, outcome=made.outcome, by=by))


def _who_may_hold(case: Case, now: Holding, register: str) -> list[UUID]:
    """Whom to ask in turn. Whether she may see it is the law's to say, when it is hers."""
    earlier = Holding.objects.filter(case=case, ends__isnull=False, account__isnull=False).order_by("-begins", "-ends")
    before = [account for account in earlier.values_list("account", flat=True) if account]
    cards = accounts.cards(before)
    queue = accounts.coordinator_queue()
    first = accounts.last_unit(before[-1]) if before else None
    people = [account for account in before if account in cards and cards[account].register == register]
    if queue:
        on_duty = accounts.on_duty(queue.pk)
        people += [*([on_duty] if on_duty else []), *(card.account for card in accounts.members(queue.pk))]
    if first:
        people += [card.account for card in accounts.members(first)]
    can = accounts.can_work(people)
    return [account for account in dict.fromkeys(people) if account in can and account != now.account_id][:MOST_ASKED]

"""When a ground ends: an offer of a case whose receiver sees it no more, and a case whose holder does not.

Called by ``sharing`` in the transaction in which the ground ended (a permit withdrawn, a finding that lapsed)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action, first_who_may
from punos.access.purposes import Purpose
from punos.accounts.queries.next_holders import next_holders
from punos.cases.actions.ground import holder_of, holding_of, locked, locked_open, move_chain, open_offer, stopped
from punos.cases.actions.handover import make_offer, take_back
from punos.cases.events import CaseHolderChanged, CaseOfferEnded
from punos.cases.models import Case, Handover, Holding
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder, Outcome, WhyNot


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
    """The holder may not see the case any more: it goes to the first who may see it by law of those before her in the
    case's own ``register``, those who coordinate and those of the unit that answered first. None when there is nobody:
    then the journal says so, and the holder stays accountable until somebody whom a manager asks accepts it.

    Never refused: what ended her view (the client's own word) takes effect whoever is left to answer.
    """
    with session.purpose_of(Purpose.HOLDING):
        found = locked(case)
        chain = [holder_of(period) for period in Holding.objects.filter(case=found).order_by(
            F("ends").desc(nulls_first=True), "-begins")]
    began = first_who_may(next_holders(chain, register, queues=False),
                          lambda to: _handed(found, to, section, by))
    if began:
        audit.record("cases.bring_back", by=by, client=found.client_id, about=found, basis=section,
                     account=began.account_id)
    else:
        audit.record("cases.find_nobody", by=by, client=found.client_id, about=found, basis=section)
    return began


@action
def offer_for_holder(*, case: UUID, account: UUID, reason: str, by: Actor) -> Handover:
    """Offer the case in place of its holder, who may not see it: she answers for it until somebody accepts. Called by
    ``sharing`` for a manager, who sees nothing of it either."""
    with session.purpose_of(Purpose.HOLDING):
        found = locked_open(case)
        return make_offer(found, holding_of(found), Holder(account=account), reason=reason, by=by)


@action
def withdraw_for_holder(*, case: UUID, by: Actor) -> None:
    """The manager takes back the offer she made in place of the holder. Refused when it has been answered; ``Unseen``
    for an offer of somebody else's."""
    with session.purpose_of(Purpose.HOLDING):
        made = open_offer(locked_open(case))
        if made is None:
            raise Refused(_("Tähän siirtoon on jo vastattu."), code=WhyNot.ENDED.value)
        if made.made_by != by.account:
            raise Unseen
        take_back(made, by)


def _handed(found: Case, to: Holder, section: str, by: Actor) -> Holding:
    with session.purpose_of(Purpose.HOLDING):
        holding = holding_of(found)
        _end(found, section, by)
        last = Handover.objects.filter(case=found, outcome=Outcome.ACCEPTED).order_by("-ended_at").first()
        if last:
            last.stopped_by = section
            last.save(update_fields=["stopped_by"])
        assert to.account is not None  # people only hold a case
        began = move_chain(found, holding, account=to.account, next_date=clock.today(), at=clock.now())
    events.publish(CaseHolderChanged(case=found.pk, client=found.client_id, from_account=holding.account_id,
                                     to_account=to.account, by=by))
    return began


def _end(case: Case, section: str, by: Actor) -> None:
    made = open_offer(case)
    if made is None:
        return
    made.outcome, made.ended_at, made.ended_by = Outcome.WITHDRAWN.value, max(clock.now(), made.made_at), by.account
    made.save()
    stopped(made, holding_of(case), section)
    events.publish(CaseOfferEnded(case=case.pk, handover=made.pk, client=case.client_id, outcome=made.outcome, by=by))

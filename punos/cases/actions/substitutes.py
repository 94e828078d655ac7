"""Colleagues who stand in: whoever answers for a case and is away today has somebody who may do her things."""

from __future__ import annotations

from uuid import UUID

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.accounts.queries import Away
from punos.cases.events import CaseSubstituteEnded, CaseSubstituteNamed
from punos.cases.models import Holding
from punos.kernel import events, session
from punos.kernel.actor import Actor


@action
def keep_substitutes(*, account: UUID | None = None, by: Actor) -> int:
    """Name the substitutes whose colleague's absence has begun and end those who are no longer needed; how many
    changed. The holder stays accountable all the time.

    Of one ``account`` when her absence is recorded or ends; of everybody by a job as the system actor ``holding``,
    for absences that begin or end by the calendar.
    """
    changed = 0
    with session.purpose_of(Purpose.HOLDING):
        held = list(Holding.objects.select_for_update().filter(
            ends=None, **({"account": account} if account else {"account__isnull": False})))
        away = accounts.absences({holding.account_id for holding in held})
        for holding in held:
            absence = away.get(holding.account_id) if holding.account_id else None
            if holding.substitute_id != (absence.substitute_id if absence else None):
                _change(holding, by, absence)
                changed += 1
    audit.record("cases.look_who_is_away", by=by, changed=changed)
    return changed


def _change(holding: Holding, by: Actor, absence: Away | None) -> None:
    if holding.substitute_id:
        events.publish(CaseSubstituteEnded(case=holding.case_id, client=holding.client_id,
                                           account=holding.substitute_id, by=by))
    holding.substitute_id = absence.substitute_id if absence else None
    holding.save(update_fields=["substitute"])
    audit.record("cases.keep_substitutes", by=by, client=holding.client_id, about=holding,
                 account=holding.substitute_id, case=holding.case_id)
    if absence:
        events.publish(CaseSubstituteNamed(case=holding.case_id, client=holding.client_id,
                                           account=absence.substitute_id, until=absence.ends, by=by))

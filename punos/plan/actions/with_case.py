"""Steps and the life of a case: left out when the doer's work ends, promised anew when the case is opened again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from punos import audit
from punos.access.action import action
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.plan import rules
from punos.plan.actions.steps import BASIS, FIELDS, close_step, doer_columns, happened, locked_step, touch
from punos.plan.ground import require_editor
from punos.plan.joint import require_consent_for
from punos.plan.models import Step
from punos.plan.queries.ending import at_closing
from punos.plan.rules import Doer
from punos.plan.texts import refusal


def leave_out(client: UUID, case: UUID, by: Actor) -> list[Step]:
    """Inside the closing of a case: the steps whose doer's work ends are left out, with that as the reason."""
    ends, _goes_on = at_closing(by, client, case)
    left = list(Step.objects.select_for_update().filter(pk__in=[step.pk for step in ends], closed=""))
    for step in left:
        close_step(step, "dropped", rules.CASE_CLOSED, by)
        audit.record("plan.drop_step", by=by, client=client, about=step, why=rules.CASE_CLOSED)
    return left


@action
def take_up_step(*, step: UUID, doer: Doer, by_when: date | None, by: Actor) -> Step:
    """A step that ended with its case is promised anew: who, by when. Never by whoever left, unless chosen again."""
    found = locked_step(step)
    require_editor(by, found.client_id)
    if not rules.was_left_with_case(found.closed, found.close_note) or found.goal.closed:
        raise refusal("closed" if found.closed else "taken_up")
    if code := rules.needs_doer_and_date(doer, by_when, clock.today()):
        raise refusal(code, FIELDS[code])
    assert by_when is not None
    require_consent_for(by, found.client_id, doer.account)
    before, found.by_when = found.by_when, by_when
    found.closed, found.closed_at, found.closed_by_id, found.close_note = "", None, None, ""
    for column, value in doer_columns(doer).items():
        setattr(found, column, value)
    touch(found, "closed", "closed_at", "closed_by", "close_note", "by_when", "doer_kind", "doer", "doer_name")
    happened(found, "handed", by, from_date=before, to_date=by_when, why=rules.CASE_REOPENED)
    audit.record("plan.hand_step", by=by, client=found.client_id, about=found, basis=BASIS, doer=doer.kind.value,
                 account=doer.account, by_when=by_when)
    return found

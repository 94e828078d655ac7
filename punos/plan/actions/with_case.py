"""Steps whose doer is not there any more: left out when her work ends or she leaves the team, then promised anew."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.plan import rules
from punos.plan.actions.steps import BASIS, FIELDS, close_step, doer_columns, happened, locked_step, touch
from punos.plan.ground import require_editor
from punos.plan.joint import require_consent_for
from punos.plan.models import Step
from punos.plan.queries.ending import at_closing, promised_by, unseen_by_doers
from punos.plan.rules import Doer
from punos.plan.texts import refusal


def leave_out(client: UUID, case: UUID, by: Actor) -> list[Step]:
    """Inside the closing of a case: the steps whose doer's work ends are left out, with that as the reason.

    All of them, also those that whoever closes may not see. Their doers are told nothing by the program: in the same
    moment they lose the ground on which they knew her, and a notice afterwards would name her to them again. The page
    on which a case is closed asks whoever closes it to tell them before (those she may see; whoever sees none of it
    has none to tell), and a step that has ended stands on nobody's day.
    """
    return _leave(at_closing(client, case)[0], rules.CASE_CLOSED, by)


def leave_waiting(client: UUID, account: UUID | None, name: str, by: Actor) -> list[Step]:
    """Whoever promised these is not in the team any more, or may not see the plan: they wait for another doer.

    Whoever took her out, or took back what let her in, need not see the plan for it: nobody is left waiting for
    somebody who cannot do it. They stand on the day of whoever answers for the whole.
    """
    return _leave(promised_by(client, account, name), rules.DOER_LEFT, by)


def leave_unseen(client: UUID, by: Actor) -> list[Step]:
    """Professionals who promised these cannot see the plan today, or work nowhere any more: they wait for another
    doer."""
    return _leave(unseen_by_doers(client, by), rules.DOER_LEFT, by)


@action
def free_unseen(*, client: UUID, by: Actor) -> int:
    """Each night: what nobody can do because its doer's day passed waits for another doer in the morning; how many."""
    left = leave_unseen(client, by)
    audit.record("plan.free_unseen", by=by, steps=len(left))
    return len(left)


def _leave(steps: list[Step], why: str, by: Actor) -> list[Step]:
    if not steps:
        return []
    with session.purpose_of(Purpose.CLOSING):
        left = list(Step.objects.filter(pk__in=[step.pk for step in steps], closed="").select_for_update()
                    .order_by("pk"))
        for step in left:
            close_step(step, "dropped", why, by)
            audit.record("plan.drop_step", by=by, client=step.client_id, about=step, why=why)
    return left


@action
def take_up_step(*, step: UUID, doer: Doer, by_when: date | None, by: Actor) -> Step:
    """A step whose doer left is promised anew: who, by when. Never by whoever left, unless chosen again."""
    found = locked_step(step)
    require_editor(by, found.client_id)
    if not rules.waits_for_doer(found.closed, found.close_note) or found.goal.closed:
        raise refusal("closed" if found.closed else "taken_up")
    if code := rules.needs_doer_and_date(doer, by_when, clock.today()):
        raise refusal(code, FIELDS[code])
    assert by_when is not None
    accounts.must_work_if_professional(doer.account, field="doer")
    require_consent_for(by, found.client_id, doer.account)
    why = rules.DOER_FOUND if found.close_note == rules.DOER_LEFT else rules.CASE_REOPENED
    before, found.by_when = found.by_when, by_when
    found.closed, found.closed_at, found.closed_by_id, found.close_note = "", None, None, ""
    for column, value in doer_columns(doer).items():
        setattr(found, column, value)
    touch(found, "closed", "closed_at", "closed_by", "close_note", "by_when", "doer_kind", "doer", "doer_name")
    happened(found, "handed", by, from_date=before, to_date=by_when, why=why)
    audit.record("plan.hand_step", by=by, client=found.client_id, about=found, basis=BASIS, doer=doer.kind.value,
                 account=doer.account, by_when=by_when)
    return found

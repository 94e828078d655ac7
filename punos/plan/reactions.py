"""What a plan does when something happens to a case, a team or her word. Wired in ``config/wiring.py``."""

from __future__ import annotations

from uuid import UUID

from punos.cases.events import CaseClosed, CaseHolderChanged, CaseSubstituteEnded, WorkerEnded
from punos.clients.events import ClientsMerged, MergeUndone
from punos.consent.events import InstrumentGiven, InstrumentWithdrawn
from punos.consent.rules import Kind
from punos.kernel.actor import Actor
from punos.plan.actions import joining
from punos.plan.actions.with_case import leave_out, leave_unseen, leave_waiting
from punos.team import queries as team
from punos.team.events import MemberLeft
from punos.team.rules import Ending


def clients_merged(event: ClientsMerged) -> None:
    """Two records are one person: she has one plan, with everything that was agreed in either."""
    joining.one_goes_on(event.kept, event.by)


def merge_undone(event: MergeUndone) -> None:
    """They were two people: each has her own plan again."""
    joining.part(event.kept, event.merged, by=event.by)


def case_closed(event: CaseClosed) -> None:
    """The work is over: the steps of those whose work ends are left out, hers and her close people's stay."""
    leave_out(event.client, event.case, event.by)


def member_left(event: MemberLeft) -> None:
    """What she had promised waits for another doer. (When the case closes, ``case_closed`` has settled it.)"""
    if event.ending != Ending.CASE_CLOSED:
        leave_waiting(event.client, event.account, event.person_name, event.by)


def case_holder_changed(event: CaseHolderChanged) -> None:
    """What the one before had promised waits for another doer, unless she still sees the plan."""
    leave_unseen(event.client, event.by)


def worker_ended(event: WorkerEnded) -> None:
    """Whose work has ended, and who sees the plan on no other ground, is waited for by nobody."""
    if not event.closing:  # ``case_closed`` settles it, with the closing as the reason
        leave_unseen(event.client, event.by)


def case_substitute_ended(event: CaseSubstituteEnded) -> None:
    """What she promised in another's place goes back to the one who answers."""
    leave_unseen(event.client, event.by)


def instrument_withdrawn(event: InstrumentWithdrawn) -> None:
    """Who stays in the team but may not read the plan any more cannot do what she promised in it."""
    _blind(event.client, event.by)


def instrument_given(event: InstrumentGiven) -> None:
    """A prohibition ends views as well."""
    if event.kind == Kind.PROHIBITION:
        _blind(event.client, event.by)


def _blind(client: UUID, by: Actor) -> None:
    for one in team.let_in_now(by, client):
        if not one.sees_plan:
            leave_waiting(client, one.membership.account_id, one.membership.person_name, by)
    leave_unseen(client, by)

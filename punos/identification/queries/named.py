"""Named runs for those who switch them; their people for their reviewers; objections for those who know the client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from punos.access import queries as access
from punos.access.permissions import Permission, permissions_of
from punos.access.purposes import Purpose
from punos.clients import queries as clients
from punos.identification.actions.named import outcome_of
from punos.identification.actions.reviewing import is_on
from punos.identification.models import Flag, NamedRun, Objection, Reviewer
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category


@dataclass(frozen=True, slots=True)
class NamedRunView:
    """A named run with its reviewers and what has come of it; ``on`` says whether it is on today."""

    run: NamedRun
    on: bool
    reviewers: Sequence[UUID]
    outcome: dict[str, int]


def named_runs(actor: Actor) -> list[NamedRunView]:
    """Every named run there is or was, the newest first."""
    _require(actor, Permission.NAMED_RUN)
    return [_view(run) for run in NamedRun.objects.select_related("rules").order_by("-prepared_at")]


def to_approve(actor: Actor) -> int:
    """How many prepared runs wait for this person's yes or no, while they could still be switched on."""
    _require(actor, Permission.NAMED_RUN)
    return NamedRun.objects.filter(approver=actor.account, approved_at=None, stopped_at=None,
                                   ends_on__gte=clock.today()).count()


def named_run(actor: Actor, run: UUID) -> NamedRunView:
    """One named run. Its people are not in it: only numbers."""
    _require(actor, Permission.NAMED_RUN)
    found = NamedRun.objects.select_related("rules").filter(pk=run).first()
    if found is None:
        raise Unseen
    return _view(found)


def _view(run: NamedRun) -> NamedRunView:
    reviewers = list(Reviewer.objects.filter(run=run).values_list("account", flat=True))
    with session.purpose_of(Purpose.NAMED_RUN):
        outcome = run.outcome or (outcome_of(run) if run.loaded_at else {})
    return NamedRunView(run, is_on(run), reviewers, outcome)


@dataclass(frozen=True, slots=True)
class Queue:
    """The rows of the runs this reviewer looks at, in their random order. Names are read one at a time, when opened."""

    rows: Sequence[Flag]

    @property
    def left(self) -> int:
        return sum(not row.judgement for row in self.rows)


def queue(actor: Actor) -> Queue:
    """What this reviewer has to look at while the run is on; empty for everybody else."""
    _require(actor, Permission.REVIEW_FLAGS)
    found = Flag.objects.select_related("run").order_by("run__approved_at", "place")
    return Queue([row for row in found if is_on(row.run)])


def flag(actor: Actor, flag_id: UUID) -> tuple[Flag, str]:
    """One person of the queue and her name. ``Unseen`` for everybody but a reviewer of a run that is on."""
    _require(actor, Permission.REVIEW_FLAGS)
    found = Flag.objects.select_related("run__rules").filter(pk=flag_id).first()
    if found is None or not is_on(found.run):
        raise Unseen
    with session.purpose_of(Purpose.NAMED_RUN):
        return found, clients.letter_name(found.client_id)


def next_after(actor: Actor, done: Flag) -> UUID | None:
    """The next row that nobody has judged, in the queue's order."""
    waiting = [row for row in queue(actor).rows if not row.judgement]
    later = [row for row in waiting if row.run_id == done.run_id and row.place > done.place]
    return (later or waiting)[0].pk if waiting else None


def objection_of(actor: Actor, client: UUID) -> Objection | None:
    """Her standing objection, for those who know her."""
    access.require(actor, client, Category.IDENTITY)
    return Objection.objects.filter(clients.of_person(client), taken_back_at=None).order_by("-received_on").first()


def _require(actor: Actor, permission: Permission) -> None:
    if permission not in permissions_of(actor.roles):
        raise Unseen

"""What stands written of a case, and of a client's cases: for its page and her timeline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from punos.access import queries as access
from punos.cases.models import (
    Case,
    ClientRelationship,
    Clock,
    Closing,
    Finding,
    FindingKind,
    Handover,
    Holding,
    StageEntry,
    Worker,
)
from punos.clients.queries import of_person
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.holding import Holder, Outcome, Waiting
from punos.lawfulness.categories import Category


def history(found: Case) -> tuple[list[Holding], list[Handover]]:
    """The chain of holders and every handover, oldest first: the passes and their reasons are visible."""
    return (list(Holding.objects.filter(case=found).select_related("unit").order_by("begins", "ends")),
            list(Handover.objects.filter(case=found).select_related(
                "unit", "sender_unit", "suggested_unit", "suggestion_from__suggested_unit").order_by("made_at")))


def stages_of(found: Case) -> list[StageEntry]:
    """Every stage the case was in, oldest first."""
    return list(StageEntry.objects.filter(case=found).order_by("entered_at", "id"))


def entries_of(client: UUID) -> list[StageEntry]:
    """Every stage of every case of this client, for her timeline."""
    return list(StageEntry.objects.filter(of_person(client)).select_related("case"))


def answered_offers_of(client: UUID) -> list[Handover]:
    """Handovers of this client's cases that were answered or ran out of time, for her timeline."""
    return list(Handover.objects.filter(~Q(outcome__in=["", Outcome.WITHDRAWN]), of_person(client)))


def workers_of(found: Case) -> list[Worker]:
    """The workers named now, the own worker first."""
    return list(Worker.objects.filter(case=found, ends=None).order_by("role", "begins"))


def clock_of(actor: Actor, clock_id: UUID) -> Clock:
    """One clock with its case. ``Unseen`` for whoever may not see how the client's matter goes on."""
    found = Clock.objects.filter(pk=clock_id).select_related("case").first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category.COORDINATION)
    return found


def clocks_of(found: Case) -> list[Clock]:
    """Statutory times: those running first, by the day they fall due."""
    return sorted(Clock.objects.filter(case=found),
                  key=lambda c: (c.met_at is not None, c.due or date.max, c.rule))


def closings_of(found: Case) -> list[Closing]:
    """Every closing, and who opened the case again after it."""
    return list(Closing.objects.filter(case=found).order_by("closed_at"))


def relationships_of(client: UUID) -> list[ClientRelationship]:
    """Client relationships (34 §), open ones first."""
    return list(ClientRelationship.objects.filter(of_person(client)).order_by("-ended_on", "began_on").reverse())


def finding_of(client: UUID, kind: str = FindingKind.MULTI_NEED) -> Finding | None:
    """The newest finding of a kind: the one that holds."""
    return Finding.objects.filter(of_person(client), kind=kind).order_by("-made_at", "-id").first()


def finding_of_case(found: Case) -> Finding | None:
    """The multi-need finding the case was opened on, with its answers."""
    return Finding.objects.filter(case=found, kind=FindingKind.MULTI_NEED).prefetch_related("answers").order_by(
        "made_at").first()


def offers_waiting(cases: Iterable[UUID]) -> dict[UUID, Waiting]:
    """Of these cases those on offer. For ``sharing``, under its own purpose."""
    return {made.case_id: Waiting(Holder(made.account_id, made.unit_id), made.answer_by, made.made_by)
            for made in Handover.objects.filter(case__in=list(cases), outcome="")}

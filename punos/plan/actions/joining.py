"""One person, one plan: also when two records of hers, each with a plan, are found to be one, and when they were not.

Nothing is moved or rewritten: every goal, step, line and version stays under the record it was written with, and the
plan of a person is read from all of them. Of two plans one goes on, with the review and the versions to come; the
other says in which. So nobody's promise is lost, and taking the records apart is exact.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import OuterRef, Subquery

from punos import audit
from punos.access.purposes import Purpose
from punos.clients import queries as clients
from punos.kernel import session
from punos.kernel.actor import Actor
from punos.plan.models import Plan, Version

NEVER = datetime.min.replace(tzinfo=UTC)


def one_goes_on(client: UUID, by: Actor) -> None:
    """Of the plans of this person the one agreed last goes on: with the newest version, else with a day of review, else
    the one begun first. Whoever merges need not see the plans."""
    with session.purpose_of(Purpose.SNAPSHOT):
        newest = Version.objects.filter(plan=OuterRef("pk")).order_by("-made_at").values("made_at")[:1]
        hers = Plan.objects.filter(client__in=clients.every_record(client), goes_on_in=None)
        plans = sorted(hers.annotate(agreed_at=Subquery(newest)), key=lambda plan: (
            plan.agreed_at or NEVER, plan.review_on is not None, -plan.begun_at.timestamp()))
        for plan in plans[:-1]:
            plan.goes_on_in = plans[-1]
            plan.save(update_fields=["goes_on_in"])
            audit.record("plan.join", by=by, client=plan.client_id, about=plan, goes_on=plans[-1].pk)


def part(*people: UUID, by: Actor) -> None:
    """Their records were never one person's: no plan goes on in another's."""
    with session.purpose_of(Purpose.SNAPSHOT):
        for client in people:
            hers = clients.every_record(client)
            for plan in Plan.objects.filter(client__in=hers, goes_on_in__isnull=False).exclude(
                    goes_on_in__client__in=hers):
                plan.goes_on_in = None
                plan.save(update_fields=["goes_on_in"])
                audit.record("plan.part", by=by, client=plan.client_id, about=plan)
    for client in people:
        one_goes_on(client, by)

"""What needs somebody today: her own steps, late steps of those she answers for, plans that wait."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from punos.access import queries as access
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan.models import Plan, Step, Version, VersionAnswer

SOON = timedelta(days=1)
REVIEW_AHEAD = timedelta(days=7)


def _held(actor: Actor) -> Q:
    """The clients for whose whole the actor answers, by the case's open period (one place: the chain of holders)."""
    return Q(client__cases__holdings__account=actor.account, client__cases__holdings__ends=None)


def steps_for(actor: Actor) -> QuerySet[Step]:
    """Open steps due by tomorrow that are the actor's own, and late ones of clients she answers for. One query."""
    today: date = clock.today()
    mine = Q(doer=actor.account, by_when__lte=today + SOON)
    late = _held(actor) & Q(by_when__lt=today)
    return (Step.objects.filter(mine | late, closed="", client__in=access.clients_seen(actor, Category.PLAN))
            .order_by("by_when").distinct())


def awaiting(actor: Actor) -> QuerySet[Plan]:
    """Plans of clients the actor answers for that wait: a version without the client's answer, a review that is near.

    One query; each row has ``unanswered`` (the version) and ``answer`` (the newest answer of the newest version).
    """
    newest = Version.objects.filter(plan=OuterRef("pk")).order_by("-number")
    answers = VersionAnswer.objects.filter(version=OuterRef("newest")).order_by("-written_at", "-id")
    return (Plan.objects.filter(_held(actor), client__in=access.clients_seen(actor, Category.PLAN))
            .annotate(newest=Subquery(newest.values("pk")[:1]), newest_at=Subquery(newest.values("made_at")[:1]))
            .annotate(answer=Subquery(answers.values("answer")[:1]))
            .filter(Q(newest__isnull=False, answer=None) | ~Q(answer=None) & ~Q(answer="accepted")
                    | Q(review_on__lte=clock.today() + REVIEW_AHEAD))
            .order_by(F("review_on").asc(nulls_last=True)).distinct())

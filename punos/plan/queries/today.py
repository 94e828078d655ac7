"""What needs somebody today: her own steps, late steps of those she answers for, plans that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast

from punos.access import queries as access
from punos.cases import queries as cases
from punos.clients.queries import of_person
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan.models import Goal, OwnWords, Plan, Step, StepEvent, Version, VersionAnswer
from punos.plan.rules import CASE_CLOSED, DOER_LEFT, WAITS

SOON = timedelta(days=1)


def _held(actor: Actor) -> Q:
    """The clients for whose whole the actor answers, or stands in for who does (one place: the chain of holders)."""
    return Q(client__in=cases.clients_held(actor))


def steps_for(actor: Actor) -> QuerySet[Step]:
    """The steps of the actor's day, the nearest day first: open ones due by tomorrow that are her own; late ones of
    clients she answers or stands in for; and those (closed) whose doer left the team, or that ended with such a case
    which is open again, and wait until somebody promises them anew or leaves them for good.

    One query, each part by its own index.
    """
    today: date = clock.today()
    seen = Step.objects.filter(client__in=access.clients_seen(actor, Category.PLAN))
    mine = seen.filter(doer=actor.account, by_when__lte=today + SOON, closed="")
    late = seen.filter(_held(actor), by_when__lt=today, closed="")
    left = seen.filter(_held(actor), closed="dropped", close_note__in=WAITS, goal__closed="")
    return mine.union(late, left).order_by("by_when", "id")


def left_waiting(actor: Actor, client: UUID) -> list[Step]:
    """The steps of this person that wait for a doer, whoever left them, as far as the actor may see the plan; the
    nearest day first."""
    if not access.may(actor, client, Category.PLAN):
        return []
    return list(Step.objects.filter(of_person(client), closed="dropped", close_note=DOER_LEFT, goal__closed="")
                .order_by("by_when", "id"))


def awaiting(actor: Actor) -> QuerySet[Plan]:
    """Plans of clients the actor answers or stands in for that wait: a version without the client's answer, a
    review today, tomorrow or late.

    One query; each row has ``unanswered`` (the version) and ``answer`` (the newest answer of the newest version).
    """
    newest = Version.objects.filter(plan=OuterRef("pk")).order_by("-number")
    answers = VersionAnswer.objects.filter(version=OuterRef("newest")).order_by("-written_at", "-id")
    return (Plan.objects.filter(_held(actor), goes_on_in=None, client__in=access.clients_seen(actor, Category.PLAN))
            .annotate(newest=Subquery(newest.values("pk")[:1]), newest_at=Subquery(newest.values("made_at")[:1]))
            .annotate(answer=Subquery(answers.values("answer")[:1]))
            .filter(Q(newest__isnull=False, answer=None) | ~Q(answer=None) & ~Q(answer="accepted")
                    | Q(review_on__lte=clock.today() + SOON))
            .order_by(F("review_on").asc(nulls_last=True)).distinct())


def goals_with_next_step(client: UUID) -> list[dict[str, Any]]:
    """Open goals, each with the open step whose day comes first: text, doer, day. One query; as far as may be seen."""
    steps = Step.objects.filter(goal=OuterRef("pk"), closed="").order_by("by_when", "id")
    found = Goal.objects.filter(of_person(client), closed="").order_by("place").annotate(
        step=Subquery(steps.values("text")[:1]), step_id=Subquery(steps.values("pk")[:1]),
        doer=Subquery(steps.values("doer")[:1]), doer_name=Subquery(steps.values("doer_name")[:1]),
        by_when=Subquery(steps.values("by_when")[:1]))
    return [dict(row) for row in found.values("id", "text", "step", "step_id", "doer", "doer_name", "by_when")]


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a plan: ``what`` is a code, ``text`` the step, her words, or a version's number."""

    at: datetime
    what: str
    text: str
    who: UUID | None  # None: a day passed by itself

    @property
    def is_step(self) -> bool:
        return self.what not in ("words", "version")


def happened(client: UUID, *, with_words: bool) -> list[Happening]:
    """The latest sixty happenings of a plan, newest first. One query; as far as may be seen."""
    columns = ("when", "code", "said", "person")
    steps = StepEvent.objects.filter(of_person(client)).exclude(what="reworded").annotate(
        when=F("at"), said=F("step__text"), person=F("by"),
        code=Case(When(what="dropped", why=CASE_CLOSED, then=Value("ended")),
                  When(what="dropped", why=DOER_LEFT, then=Value("left")), default=F("what"))).values_list(*columns)
    kept = Version.objects.filter(of_person(client)).annotate(
        when=F("made_at"), code=Value("version"), said=Cast("number", CharField()),
        person=F("made_by")).values_list(*columns)
    told = OwnWords.objects.filter(of_person(client)).annotate(
        when=F("written_at"), code=Value("words"), said=F("text"), person=F("written_by")).values_list(*columns)
    rows = steps.union(kept, *([told] if with_words else []), all=True).order_by("-when")[:60]
    return [Happening(*row) for row in rows]

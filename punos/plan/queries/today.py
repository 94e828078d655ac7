"""What needs somebody today: her own steps, late steps of those she answers for, plans that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce

from punos.access import queries as access
from punos.cases import queries as cases
from punos.clients.queries import is_among, of_person
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan.models import Goal, OwnWords, Plan, Step, StepEvent, Version, VersionAnswer
from punos.plan.rules import CASE_CLOSED, DOER_LEFT, WAITS, Answer

SOON = timedelta(days=1)
TOLD_FOR = timedelta(days=4)  # what others did to one's step on a Friday is still there on Tuesday
COLUMNS = ("is_step", "key", "of", "day", "what", "who", "name", "said", "news")  # of either, in one query


@dataclass(frozen=True, slots=True)
class DayStep:
    """A step on somebody's day. ``left``: empty while it is open; else why it ended (of ``rules.WAITS``: nobody does it
    now). ``news``: what another did to the actor's step these days: ``given`` it, ``dropped`` it, had it ``taken``
    over by somebody else; else empty."""

    id: UUID
    client: UUID
    by_when: date
    text: str
    doer: UUID | None
    doer_name: str
    left: str
    news: str


@dataclass(frozen=True, slots=True)
class DayPlan:
    """A plan that waits: the newest version (if any was made) and what she last said of it ("": nothing yet)."""

    client: UUID
    review_on: date | None
    newest: UUID | None
    answer: str

    @property
    def waits(self) -> bool:
        """Its newest version is not accepted."""
        return self.newest is not None and self.answer != Answer.ACCEPTED.value


@dataclass(frozen=True, slots=True)
class Day:
    """What plans ask of somebody today, the nearest day first."""

    steps: list[DayStep]
    plans: list[DayPlan]


def for_today(actor: Actor) -> Day:
    """The actor's own open steps due by tomorrow; and of the clients she answers for, or stands in for who does: late
    steps; those (closed) whose doer left the team, or that ended with such a case which is open again, and wait until
    somebody promises them anew or leaves them for good; plans with a version not accepted, or to review by tomorrow.
    And for four days what others did to the actor's own steps: nobody finds out by chance.

    One query, each part by its own index.
    """
    today: date = clock.today()
    held = is_among(cases.clients_held(actor))
    seen = Step.objects.filter(client__in=access.clients_seen(actor, Category.PLAN))
    mine = seen.filter(doer=actor.account, by_when__lte=today + SOON, closed="")
    late = seen.filter(held, by_when__lt=today, closed="")
    left = seen.filter(held, closed="dropped", close_note__in=WAITS, goal__closed="")
    plans = Plan.objects.filter(held, goes_on_in=None, client__in=access.clients_seen(actor, Category.PLAN))
    parts = [_steps(late), _steps(left), *_news(actor, seen, today), _plans(plans)]
    rows = list(_steps(mine).union(*parts).order_by("day", "key"))  # type: ignore[misc]
    found = [DayPlan(client, day, newest, said) for is_step, newest, client, day, *_, said, _n in rows if not is_step]
    return Day([DayStep(*row) for is_step, *row in rows if is_step],
               [plan for plan in found if plan.waits or (plan.review_on and plan.review_on <= today + SOON)])


def _news(actor: Actor, seen: QuerySet[Step], today: date) -> list[QuerySet[Step, Any]]:
    """What others did to the actor's steps: given (with a day that is not near yet), left out, taken by another."""
    since = clock.now() - TOLD_FOR
    events = StepEvent.objects.filter(step=OuterRef("pk"))
    by_others = events.filter(at__gte=since).exclude(by=actor.account)
    given = Exists(by_others.filter(what__in=("made", "handed"), doer=actor.account))
    taken = [Exists(by_others.filter(what="handed")), Exists(events.filter(doer=actor.account))]
    hers = seen.filter(doer=actor.account)
    return [_steps(hers.filter(given, by_when__gt=today + SOON, closed=""), "given"),
            _steps(hers.filter(closed="dropped", closed_at__gte=since).exclude(closed_by=actor.account)
                   .exclude(close_note__in=WAITS), "dropped"),
            _steps(seen.filter(*taken, touched_at__gte=since, closed="").exclude(doer=actor.account), "taken")]


def _steps(found: QuerySet[Step], news: str = "") -> QuerySet[Step, Any]:
    return found.annotate(is_step=Value(True), key=F("pk"), of=F("client"), day=F("by_when"), what=F("text"),
                          who=F("doer"), name=F("doer_name"), said=F("close_note"),
                          news=Value(news)).values_list(*COLUMNS)


def _plans(found: QuerySet[Plan]) -> QuerySet[Plan, Any]:
    newest = Version.objects.filter(plan=OuterRef("pk")).order_by("-number").values("pk")[:1]
    of_newest = Version.objects.filter(plan=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    answers = VersionAnswer.objects.filter(version=Subquery(of_newest)).order_by("-written_at", "-id")
    return found.annotate(
        is_step=Value(False), key=Subquery(newest), of=F("client"), day=F("review_on"), what=Value(""),
        who=Value(None, output_field=UUIDField()), name=Value(""),
        said=Coalesce(Subquery(answers.values("answer")[:1]), Value("")), news=Value("")).values_list(*COLUMNS)


def left_waiting(actor: Actor, client: UUID) -> list[Step]:
    """The steps of this person that wait for a doer, whoever left them, as far as the actor may see the plan; the
    nearest day first."""
    if not access.may(actor, client, Category.PLAN):
        return []
    return list(Step.objects.filter(of_person(client), closed="dropped", close_note=DOER_LEFT, goal__closed="")
                .order_by("by_when", "id"))


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

"""The working plan as one person may see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from punos.access import queries as access
from punos.accounts import queries as accounts
from punos.accounts.queries import PersonCard
from punos.cases import queries as cases
from punos.clients.queries import of_person
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.lawfulness.duties import statutory_plan_items
from punos.plan import rules
from punos.plan.models import Goal, Line, OwnWords, Plan, Step
from punos.plan.queries.agreed import Accepted, accepted_of
from punos.plan.queries.history import OwnWordsRow, row_of
from punos.plan.queries.standing import standing_of
from punos.plan.queries.versioning import VersionRow, versions
from punos.plan.rules import Contents, Doer, DoerKind, LineKind, Missing, Standing, StepState


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; ``doer_name`` is empty when the client does it herself. ``mine``: the reader may mark it."""

    id: UUID
    goal: UUID
    text: str
    doer: Doer
    doer_name: str
    doer_role: str
    by_when: date
    state: StepState
    number: int
    touched_at: datetime
    closed_at: datetime | None
    close_note: str
    mine: bool
    quiet: bool

    @property
    def is_open(self) -> bool:
        return self.state in (StepState.OPEN, StepState.LATE)

    @property
    def waits_for_doer(self) -> bool:
        """Did it end only because the case closed? Then it waits for a doer."""
        return rules.waits_for_doer(self.state.value, self.close_note)


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal with its steps, open ones first by their day."""

    id: UUID
    text: str
    in_her_words: bool
    number: int
    written_at: datetime
    closed: str
    close_note: str
    steps: tuple[StepView, ...]

    @property
    def next_step(self) -> StepView | None:
        """The open step whose day comes first."""
        return next((step for step in self.steps if step.is_open), None)


@dataclass(frozen=True, slots=True)
class LineView:
    """One line with its author; ``mine``: the reader may change it."""

    id: UUID
    kind: LineKind
    category: Category
    register: str
    text: str
    number: int
    author: str
    written_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """Everything of one client's plan that the reader may see. ``lines`` by kind, strengths first."""

    client: UUID
    begun_at: datetime | None
    in_force_since: datetime | None
    review_on: date | None
    own_words: OwnWordsRow | None
    goals: tuple[GoalView, ...]
    lines: dict[LineKind, tuple[LineView, ...]]
    versions: tuple[VersionRow, ...]
    missing: tuple[Missing, ...]
    standing: Standing
    categories: frozenset[Category]
    people: dict[UUID, PersonCard] = field(default_factory=dict)
    accepted: Accepted | None = None

    @property
    def open_goals(self) -> tuple[GoalView, ...]:
        return tuple(goal for goal in self.goals if not goal.closed)

    @property
    def closed_goals(self) -> tuple[GoalView, ...]:
        return tuple(goal for goal in self.goals if goal.closed)

    @property
    def left_steps(self) -> tuple[StepView, ...]:
        """Steps that ended with her case, towards goals that are still hers."""
        return tuple(step for goal in self.open_goals for step in goal.steps if step.waits_for_doer)

    @property
    def newest_version(self) -> VersionRow | None:
        return self.versions[0] if self.versions else None

    @property
    def changed_since_accepted(self) -> bool:
        """Does the plan now say something else than what she accepted?"""
        return self.accepted is not None and self.accepted.changed

    @property
    def review_late(self) -> bool:
        """Has the day of the review passed?"""
        return self.review_on is not None and self.review_on < clock.today()


def plan_of(actor: Actor, client: UUID, *, quiet_after_days: int = 30) -> PlanView:
    """The plan of one client, as much as the actor may see. ``Unseen`` without a grant on the plan."""
    seen = access.categories_seen(actor, client)
    if Category.PLAN not in seen:
        raise Unseen
    standing = standing_of(actor, client)
    hers = of_person(client)
    plan = Plan.objects.filter(hers, goes_on_in=None).first()
    goals = list(Goal.objects.filter(hers).order_by("closed_at", "place", "begun_at"))
    steps = list(Step.objects.filter(hers).order_by("by_when", "id"))
    lines = list(Line.objects.filter(hers, ended_at=None).order_by("begun_at", "id"))
    words = own_words(actor, client) if Category.OWN_WORDS in seen else None
    people = accounts.cards({*(s.doer_id for s in steps), *(row.written_by_id for row in lines)})
    by_goal: dict[UUID, list[StepView]] = defaultdict(list)
    for step_row in sorted(steps, key=lambda s: bool(s.closed)):
        by_goal[step_row.goal_id].append(_step(step_row, people, standing, quiet_after_days))
    goal_views = tuple(_goal(row, by_goal[row.pk]) for row in sorted(goals, key=lambda g: (bool(g.closed), g.place)))
    by_kind: dict[LineKind, tuple[LineView, ...]] = {
        kind: tuple(_line(row, people, standing) for row in lines if row.kind == kind) for kind in rules.KINDS}
    known = tuple(versions(actor, client))
    review_on = plan.review_on if plan else None
    return PlanView(
        client=client, begun_at=plan.begun_at if plan else None, in_force_since=plan.in_force_since if plan else None,
        review_on=review_on, own_words=words, goals=goal_views, lines=by_kind,
        versions=known, standing=standing, categories=seen, people=people,
        missing=tuple(_missing(client, plan, words, goals, steps, lines, words_seen=Category.OWN_WORDS in seen)),
        accepted=accepted_of(known, review_on=review_on, goals=goals, steps=steps, lines=lines, people=people))


def _missing(client: UUID, plan: Plan | None, words: OwnWordsRow | None, goals: list[Goal], steps: list[Step],
             lines: list[Line], *, words_seen: bool) -> list[Missing]:
    """What a client plan still lacks; nothing where she is no client of social care (39 §)."""
    if not any(relationship.ended_on is None for relationship in cases.relationships_of(client)):
        return []
    contents = Contents(
        own_words=words is not None or not words_seen, kinds=frozenset(LineKind(row.kind) for row in lines
                                                     if row.category != Category.HEALTH.value),
        goals=sum(not goal.closed for goal in goals), steps=sum(step.closed != "dropped" for step in steps),
        review_set=bool(plan and plan.review_on))
    return rules.missing_items(statutory_plan_items(), contents)


def own_words(actor: Actor, client: UUID) -> OwnWordsRow | None:
    """What matters to her as she said it last, or None when she has not said or the actor may not see."""
    found = OwnWords.objects.filter(of_person(client)).order_by("-written_at", "-id").first()
    return row_of(found) if found else None


def goal(actor: Actor, goal_id: UUID) -> Goal:
    """One goal. ``Unseen`` for a stranger."""
    found = Goal.objects.filter(pk=goal_id).first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category.PLAN)
    return found


def line(actor: Actor, line_id: UUID) -> Line:
    """One line. ``Unseen`` for a stranger and for somebody without its category."""
    found = Line.objects.filter(pk=line_id).first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category(found.category))
    return found


def step(actor: Actor, step_id: UUID) -> StepView:
    """One step. ``Unseen`` for a stranger."""
    found = Step.objects.filter(pk=step_id).first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category.PLAN)
    return _step(found, accounts.cards([found.doer_id]), standing_of(actor, found.client_id), 30)


def client_of_step(actor: Actor, step_id: UUID) -> UUID:
    """Whose plan a step is in. ``Unseen`` for a stranger."""
    return goal(actor, step(actor, step_id).goal).client_id


def _goal(row: Goal, steps: list[StepView]) -> GoalView:
    return GoalView(row.pk, row.text, row.in_her_words, row.number, row.written_at, row.closed, row.close_note,
                    tuple(steps))


def _step(row: Step, people: dict[UUID, PersonCard], standing: Standing, quiet_after_days: int) -> StepView:
    doer = Doer(DoerKind(row.doer_kind), row.doer_id, row.doer_name)
    card = people.get(row.doer_id) if row.doer_id else None
    return StepView(
        row.pk, row.goal_id, row.text, doer, row.doer_name or (card.name if card else ""), card.title if card else "",
        row.by_when, rules.state_of(row.closed, row.by_when, clock.today()), row.number, row.touched_at, row.closed_at,
        row.close_note, mine=rules.may_touch_step(standing, doer) is None,
        quiet=rules.is_quiet(row.closed, row.touched_at, quiet_after_days, clock.now()))


def _line(row: Line, people: dict[UUID, PersonCard], standing: Standing) -> LineView:
    card = people.get(row.written_by_id)
    mine = (rules.may_edit(standing) is None and standing.register is not None
            and Category(row.category) in rules.allowed_categories(LineKind(row.kind), standing.register))
    return LineView(row.pk, LineKind(row.kind), Category(row.category), row.register, row.text, row.number,
                    ", ".join(filter(None, (card.name, card.title))) if card else "", row.written_at, mine)

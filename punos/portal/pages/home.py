"""What the client's first page answers: who helps me, what happens next, whom do I call?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from punos.access.queries import categories_seen
from punos.accounts.queries import PersonCard, StandIn, cards, stand_ins, units_by_id
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.intake import queries as intake
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan import queries as plan
from punos.plan.pages.presenters import ended_with_case, goal_card
from punos.plan.queries import PlanView, StepView
from punos.team import queries as team
from punos.team.models import Membership
from punos.team.pages.presenters import Lasts, lasting

TOLD_FOR = timedelta(days=90)  # how long the first page says that steps ended with the case


@dataclass(frozen=True, slots=True)
class Helper:
    """One person beside her: name, role and phone; ``answers`` marks the one who answers for the whole. ``until``: the
    earlier of her day in the team and the end of what she sees. ``away``: until when, and who stands in; then her own
    phone is not given. ``sees``: whether anything is open to her now; True of one who signs in nowhere."""

    name: str
    role: str
    unit: str
    phone: str
    until: date | None
    answers: bool
    away: StandIn | None = None
    sees: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """A contact that is still open: when it came, who has it now, by when she gets an answer, or a call."""

    contact: UUID
    holder: str
    phone: str
    by: date | None
    call_by: datetime | None = None

    @property
    def call_late(self) -> bool:
        """She was to be called, and was not."""
        return self.call_by is not None and self.call_by < clock.now()


@dataclass(frozen=True, slots=True)
class Home:
    """Everything of the first page, as far as the one who looks may see."""

    helpers: list[Helper]
    waiting: list[Waiting]
    next_step: StepView | None
    plan: PlanView | None
    words: str

    @property
    def ended(self) -> dict[str, Any] | None:
        """What ended with her case and what goes on, for a while after it."""
        answered = any(person.answers for person in self.helpers)
        told = ended_with_case(self.plan, answered=answered) if self.plan else None
        return told if told and clock.now() - told["on"] < TOLD_FOR else None

    @property
    def call(self) -> Waiting | None:
        """The call she waits for, where it comes before the next step of her plan (or should have come)."""
        calls = [row for row in self.waiting if row.call_by]
        first = min(calls, key=lambda row: row.call_by or clock.now(), default=None)
        if first is None or first.call_by is None or self.next_step is None:
            return first
        return first if first.call_by.astimezone(clock.HELSINKI).date() <= self.next_step.by_when else None

    @property
    def answering(self) -> str:
        """Who answers for the whole, by name."""
        return next((person.name for person in self.helpers if person.answers), "")

    @property
    def goals(self) -> list[dict[str, Any]]:
        """The open goals with their steps, as a close one reads them."""
        return [goal_card(goal, to_her=False) for goal in self.plan.open_goals] if self.plan else []


@dataclass(frozen=True, slots=True)
class Along:
    """A team somebody is in beside one she is close to: whose, what she does there, and until when."""

    client: UUID
    name: str
    purpose: str
    until: date
    membership: UUID
    answered: bool


def along_with(actor: Actor) -> list[Along]:
    """In whose teams this person is now, where she may know the name."""
    members = team.teams_of(actor)
    names, lasts = clients.letter_names({member.client_id for member in members}), lasting(actor, members)
    return [Along(member.client_id, names[member.client_id], member.purpose, lasts[member.pk].until, member.pk,
                  member.acknowledged_at is not None)
            for member in members if member.client_id in names]


def home_of(actor: Actor, client: UUID) -> Home:
    """The first page of this client, for herself or for somebody who looks after her matters."""
    seen = categories_seen(actor, client)
    shown = plan.plan_of(actor, client) if Category.PLAN in seen else None
    steps = [goal.next_step for goal in shown.open_goals if goal.next_step] if shown else []
    return Home(
        helpers=_helpers(actor, client) if Category.COORDINATION in seen else [],
        waiting=_waiting(actor, client) if Category.CONTACT in seen else [],
        next_step=min(steps, key=lambda step: (step.by_when < clock.today(), step.by_when), default=None), plan=shown,
        words=shown.own_words.text if shown and shown.own_words else "")


def _helpers(actor: Actor, client: UUID) -> list[Helper]:
    rows, members = cases.answering(client), team.members(actor, client)
    answering = list(dict.fromkeys(row.account for row in rows))
    ids = [*answering, *(member.account_id for member in members)]
    people, away = cards(ids), stand_ins(ids, answering=cases.holders(rows))
    beside = [member for member in members if member.account_id not in answering]
    lasts = lasting(actor, beside)
    found = [_helper(people[account], None, away, answers=True) for account in answering if account in people]
    return found + [_as_it_is(_member(member, people, away), lasts[member.pk]) for member in beside]


def _as_it_is(helper: Helper, lasts: Lasts) -> Helper:
    """What she sees may have ended, or end before her day in the team."""
    return replace(helper, sees=lasts.lets_in, until=lasts.until)


def _helper(card: PersonCard, until: date | None, away: dict[UUID, StandIn], *, answers: bool,
            role: str = "") -> Helper:
    gone = away.get(card.account)
    return Helper(card.name, role or card.title, card.unit_name, "" if gone else card.phone, until, answers, gone)


def _member(member: Membership, people: dict[UUID, PersonCard], away: dict[UUID, StandIn]) -> Helper:
    card = people.get(member.account_id) if member.account_id else None
    if card and not member.person_name:
        return _helper(card, member.until, away, answers=False, role=member.role)
    return Helper(member.person_name, member.role, "", member.person_phone, member.until, False)


def _waiting(actor: Actor, client: UUID) -> list[Waiting]:
    rows = [row for row in intake.own_contacts(actor, client) if row.holder]
    people = cards([row.substitute or (row.holder.account if row.holder else None) for row in rows])
    places = units_by_id(row.holder.unit for row in rows if row.holder)
    found = []
    for row in rows:
        account = row.substitute or (row.holder.account if row.holder else None)
        card = people.get(account) if account else None
        unit = places.get(row.holder.unit) if row.holder and row.holder.unit else None
        found.append(Waiting(row.contact.pk, f"{card.name}, {card.title}" if card else unit.called if unit else "",
                             card.phone if card else unit.phone if unit else "", row.next_date, row.call_by))
    return found

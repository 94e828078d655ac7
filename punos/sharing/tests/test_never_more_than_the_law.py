"""Whatever is given, withdrawn, forbidden, joined, left and however time passes: the open grants are what the law
allows for the facts, computed here in the plainest way; and the database shows each actor exactly those rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from punos.access.models import Grant
from punos.access.rls import granted
from punos.consent import actions as consent
from punos.consent import queries as consented
from punos.consent.rules import ConsentFor, Kind, Reach, Terms, Word
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness import (
    Allowed,
    Instrument,
    Permission,
    Recipient,
    RecipientClass,
    Relation,
    SharingFacts,
    Task,
    decide,
)
from punos.lawfulness.categories import Category, Register, registers_of
from punos.sharing import actions, queries
from punos.sharing.queries import PreviewLine
from punos.sharing.rules import PARTED
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PEOPLE = ("aino", "niko", "kaisa", "jaana", "matti")
SHARED = (Category.IDENTITY, Category.CONTACT, Category.COORDINATION, Category.PLAN, Category.SOCIAL, Category.HEALTH)
ORIGIN = {Reach.PATIENT_ALL: Register.HEALTH, Reach.SOCIAL_CONTROLLER: Register.SOCIAL}

people = st.sampled_from(PEOPLE)
data = st.frozensets(st.sampled_from(SHARED), min_size=1, max_size=3)
last_day = st.none() | st.integers(0, 25)
steps = st.lists(st.one_of(
    st.tuples(st.just("permit"), st.sampled_from(["aino", "niko"]), data, last_day),
    st.tuples(st.just("consent"), st.sampled_from(["kaisa", "jaana", "matti"]), data, last_day),
    st.tuples(st.just("let_in"), people, data, last_day),
    st.tuples(st.just("let_in"), people, data, last_day),
    st.tuples(st.just("forbid"), st.sampled_from(sorted(ORIGIN)), last_day),
    st.tuples(st.just("withdraw"), st.integers(0, 5)),
    st.tuples(st.just("join"), people, data, last_day),
    st.tuples(st.just("leave"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.integers(1, 12)),
), min_size=1, max_size=9)


@dataclass
class World:
    """What the test itself remembers: nothing is read from the program."""

    cast: Cast
    client: UUID
    said: dict[UUID, tuple[Permission, bool]] = field(default_factory=dict)
    members: dict[UUID, tuple[str, frozenset[Category], datetime | None]] = field(default_factory=dict)

    def recipient(self, name: str) -> Recipient:
        person = str(getattr(self.cast, name).account)
        unit = getattr(self.cast, name).unit
        told: dict[str, Any] = {"person": person, "unit": str(unit) if unit else ""}
        return {
            "aino": Recipient(RecipientClass.SOCIAL_PROFESSIONAL, same_controller=True, task=Task.SOCIAL_WIDE, **told),
            "niko": Recipient(RecipientClass.HEALTH_PROFESSIONAL, same_controller=True, task=Task.HEALTH_WIDE, **told),
            "kaisa": Recipient(RecipientClass.OTHER_AUTHORITY, **told),
            "jaana": Recipient(RecipientClass.THIRD_SECTOR, **told),
            "matti": Recipient(RecipientClass.CLOSE_PERSON, **told),
        }[name]

    def lawful(self, name: str, category: Category, origin: Register, day: date) -> bool:
        """The law's own answer for one member, one category and one register."""
        facts = SharingFacts(self.recipient(name), category, origin, relations=frozenset({Relation.TEAM_MEMBER}),
                             permissions=tuple(said for said, in_force in self.said.values() if in_force))
        return isinstance(decide(facts, at=day), Allowed)

    def wanted(self, name: str) -> set[tuple[Category, Register]]:
        """What this person may see now: by membership in force, in the matter's register (social), lawful today."""
        now = clock.now()
        day = now.astimezone(clock.HELSINKI).date()
        found = set()
        for member, categories, until in self.members.values():
            if member != name or (until is not None and until <= now):
                continue
            hers: set[tuple[Category, Register]] = set()
            for category in categories:
                lawful = {origin for origin in registers_of(category) if self.lawful(name, category, origin, day)}
                if Register.SOCIAL in lawful or Register.SOCIAL not in registers_of(category):
                    hers |= {(category, origin) for origin in lawful}
            seen = {category for category, _origin in hers}
            if Category.IDENTITY in categories - seen:  # no plan without a name
                hers = {one for one in hers if one[0] is not Category.PLAN}
            found |= hers
        return found


def open_now(world: World, name: str) -> set[tuple[Category, Register]]:
    """What the stored grants of the team say at the present moment."""
    actor: Actor = getattr(world.cast, name)
    now, found = clock.now(), set()
    with session.acting_as(actor):
        for grant in Grant.objects.filter(account=actor.account, relation="team", closed_at=None):
            if grant.valid_from <= now and (grant.valid_until is None or grant.valid_until > now):
                category = Category(grant.category)
                found |= {(category, origin) for origin in registers_of(category)
                          if grant.origin in ("", origin)}
    return found


def shown_by_the_database(world: World, name: str) -> set[tuple[Category, Register]]:
    """Raw SQL as this person: of one row for every category and register, those the policy's own words let through."""
    rows = [(category, origin) for category in Category for origin in registers_of(category)]
    values = ", ".join(f"('{world.client}'::uuid, '{category}', '{origin}')" for category, origin in rows)
    policy = granted("r.client_id", "r.category", "r.origin")
    with session.acting_as(getattr(world.cast, name)), connection.cursor() as cursor:
        cursor.execute(f"SELECT r.category, r.origin FROM (VALUES {values}) AS r (client_id, category, origin) "
                       f"WHERE {policy}")
        return {(Category(category), Register(origin)) for category, origin in cursor.fetchall()}


def withdrawn(instrument: UUID, by: Actor) -> list[PreviewLine]:
    row = consented.instrument(by, instrument, "fi")
    return queries.preview_withdrawn(client=row.client, instrument=instrument, terms=row.terms, by=by)


@contextmanager
def foreseen(world: World, preview: Callable[[], list[PreviewLine]]) -> Iterator[None]:
    """What she was told would change for whom, and of which register, is what then changes."""
    def views() -> dict[UUID, set[tuple[Category, Register | None]]]:
        return {getattr(world.cast, name).account: {
            (category, origin if category in PARTED else None) for category, origin in open_now(world, name)}
            for name in PEOPLE}

    with session.acting_as(world.cast.maija):
        lines = {line.account: line for line in preview()}
    before = views()
    yield
    for account, now in views().items():
        line = lines.get(account)
        for told, changed in (((line.gains, line.gains_from) if line else ((), {}), now - before[account]),
                              ((line.loses, line.loses_from) if line else ((), {}), before[account] - now)):
            categories, registers = told
            assert {(category, register) for category in categories
                    for register in registers.get(category, [None])} == changed


def act(world: World, step: tuple[Any, ...]) -> None:
    cast, maija = world.cast, world.cast.maija
    today = clock.today()
    match step:
        case ("let_in", name, categories, days):  # she says yes to exactly this, and the member joins
            kind = "permit" if name in ("aino", "niko") else "consent"
            act(world, (kind, name, categories | {Category.IDENTITY}, days))
            act(world, ("join", name, categories, None))
        case ("permit" | "consent" as kind, name, categories, days):
            recipient = getattr(cast, name)
            about = {"kaisa": ConsentFor.OTHER_AUTHORITY, "jaana": ConsentFor.THIRD_SECTOR}.get(
                name, ConsentFor.CLOSE_PERSON)
            until = None if days is None else today + timedelta(days)
            terms = Terms(Kind(kind), about=about if kind == "consent" else None, categories=categories,
                          accounts=frozenset({recipient.account}), valid_until=until)
            with foreseen(world, lambda: queries.preview_given(client=world.client, terms=terms, by=maija)):
                made = consent.give(client=world.client, terms=terms, word=Word(), by=maija)
            world.said[made.pk] = (Permission(
                Instrument(kind), today, until, recipients=frozenset({str(recipient.account)}),
                categories=categories), True)
        case ("forbid", reach, days):
            until = None if days is None else today + timedelta(days)
            terms = Terms(Kind.PROHIBITION, reach=reach, valid_until=until)
            with foreseen(world, lambda: queries.preview_given(client=world.client, terms=terms, by=maija)):
                made = consent.give(client=world.client, word=Word(), by=maija, terms=terms)
            world.said[made.pk] = (Permission(Instrument.PROHIBITION, today, until,
                                              origins=frozenset({ORIGIN[reach]})), True)
        case ("withdraw", index) if world.said:
            key = list(world.said)[index % len(world.said)]
            said, in_force = world.said[key]
            if in_force:
                with foreseen(world, lambda: withdrawn(key, maija)):
                    consent.withdraw(instrument=key, word=Word(), by=maija)
                world.said[key] = (said, False)
        case ("join", name, categories, days):
            until = None if days is None else today + timedelta(days)
            relation = uuid4()
            day = clock.today()
            must = {(c, Register.SOCIAL) if Register.SOCIAL in registers_of(c) else (c, o)
                    for c in categories for o in registers_of(c)}
            lawful = all(world.lawful(name, category, origin, day) for category, origin in must)
            try:
                with transaction.atomic():
                    actions.open_for_member(client=world.client, account=getattr(cast, name).account,
                                            categories=categories, relation_id=relation, until=until, by=cast.pekka)
            except Refused as refused:
                assert not lawful and refused.code == "not_lawful" and refused.section
                return
            assert lawful
            end = None if until is None else datetime.combine(until + timedelta(1), datetime.min.time(),
                                                              clock.HELSINKI)
            world.members[relation] = (name, categories, end)
        case ("leave", index) if world.members:
            key = list(world.members)[index % len(world.members)]
            actions.close_for(relation="team", relation_id=key, client=world.client, reason="left", by=cast.pekka)
            del world.members[key]


@example([("let_in", "niko", frozenset({Category.SOCIAL}), None), ("withdraw", 0)])
@example([("let_in", "niko", frozenset({Category.COORDINATION}), 3), ("wait", 5)])
@example([("let_in", "matti", frozenset({Category.PLAN}), 3), ("wait", 5)])
@example([("let_in", "jaana", frozenset({Category.SOCIAL}), None), ("forbid", Reach.SOCIAL_CONTROLLER, None),
          ("withdraw", 1)])
@settings(max_examples=50, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps)
def test_open_grants_are_what_the_law_allows_and_the_database_agrees(
        maija: UUID, cast: Cast, sequence: list[tuple[Any, ...]]) -> None:
    save = transaction.savepoint()
    try:
        live_through(World(cast, maija), sequence)
    finally:
        transaction.savepoint_rollback(save)


def live_through(world: World, sequence: list[tuple[Any, ...]]) -> None:
    """Let it happen from some weeks ago until now; check after every step, and with the database's eyes at the end."""
    moment = clock.now() - timedelta(days=sum(step[1] for step in sequence if step[0] == "wait"))
    for step in sequence:
        if step[0] == "wait":
            moment += timedelta(days=step[1])
        with clock.at(moment):
            if step[0] != "wait":
                act(world, step)
            for name in PEOPLE:
                assert open_now(world, name) == world.wanted(name), (name, step)
    actions.recompute(client=world.client, reason="test", by=world.cast.pekka)
    for name in PEOPLE:
        assert open_now(world, name) == world.wanted(name), name
        assert shown_by_the_database(world, name) == world.wanted(name), name

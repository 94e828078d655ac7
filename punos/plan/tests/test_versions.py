"""Versions: whole whoever makes them, read part by part, immutable, and compared exactly."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from punos.clients import actions as clients
from punos.intake.tests.conftest import door_of
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.session import acting_as
from punos.lawfulness.categories import Category
from punos.plan import actions, queries, rules
from punos.plan.rules import Doer, DoerKind, LineKind
from punos.plan.tests.conftest import SHARED, World, give, soon
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MOVES = st.lists(st.sampled_from(["goal", "line", "step", "words", "reword", "end", "done", "drop"]), max_size=7)


def change(world: World, cast: Cast, what: str) -> None:
    """One thing that people do to a plan, where it can be done."""
    with acting_as(cast.aino):
        plan = queries.plan_of(cast.aino, world.client)
    open_steps = [step for goal in plan.goals for step in goal.steps if step.is_open]
    lines = [line for found in plan.lines.values() for line in found]
    goal = plan.open_goals[0]
    if what == "goal":
        actions.set_goal(client=world.client, text="Tavoite ä", by=cast.aino)
    elif what == "line":
        actions.write_line(client=world.client, kind=LineKind.SERVICES, text="Kotihoito 😀", by=cast.aino)
    elif what == "step":
        actions.add_step(goal=goal.id, text="Askel", doer=Doer(DoerKind.CLIENT), by_when=soon(), by=cast.aino)
    elif what == "words":
        actions.tell(client=world.client, text="Koti", seen=plan.own_words.number if plan.own_words else 0,
                     by=cast.maija)
    elif what == "reword":
        actions.reword_goal(goal=goal.id, text=goal.text + "!", in_her_words=True, seen=goal.number, by=cast.aino)
    elif what == "end" and lines:
        actions.end_line(line=lines[0].id, reason="Ei enää.", by=cast.aino)
    elif what == "done" and open_steps:
        actions.do_step(step=open_steps[0].id, by=cast.aino)
    elif what == "drop" and open_steps:
        actions.drop_step(step=open_steps[0].id, why="Ei tarvita.", by=cast.aino)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=MOVES, then=MOVES)
def test_a_version_says_forever_what_the_plan_said_then_and_the_comparison_is_exact(
        world: World, cast: Cast, first: list[str], then: list[str]) -> None:
    with acting_as(cast.aino):
        if not queries.plan_of(cast.aino, world.client).open_goals:
            actions.set_goal(client=world.client, text="Ensimmäinen", by=cast.aino)
    for what in first:
        change(world, cast, what)
    old = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    with acting_as(cast.aino):
        as_it_was = dict(queries.version(cast.aino, old.pk).items)
    for what in then:
        change(world, cast, what)
    new = actions.make_version(client=world.client, review_on=soon(31), by=cast.aino)
    with acting_as(cast.aino):
        before, after, changes = queries.compare(cast.aino, new.pk, old.pk)
    assert before.version.number < after.version.number and before.intact and after.intact
    assert dict(before.items) == as_it_was
    assert {c.key: c.before for c in changes if c.before is not None} == as_it_was
    assert {c.key: c.after for c in changes if c.after is not None} == dict(after.items)


def test_a_version_is_whole_and_each_reads_only_her_own_parts_of_it(world: World, cast: Cast) -> None:
    actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    actions.write_line(client=world.client, kind=LineKind.FUNCTIONAL_ABILITY, text="Sosiaalinen rivi.", by=cast.aino)
    actions.write_line(client=world.client, kind=LineKind.FUNCTIONAL_ABILITY, text="Terveysrivi.", by=cast.niko)
    actions.tell(client=world.client, text="Kissa.", seen=0, by=cast.maija)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)

    def texts_for(actor: Actor) -> tuple[set[str], frozenset[str]]:
        with acting_as(actor):
            read = queries.version(actor, version.pk)
        assert read.intact
        return {item["text"] for item in read.items.values()}, read.hidden

    agreed = {"Oma koti.", "Kissa."}
    assert texts_for(cast.aino) == (agreed | {"Sosiaalinen rivi."}, frozenset({"health"}))
    assert texts_for(cast.niko) == (agreed | {"Terveysrivi."}, frozenset({"social"}))
    assert texts_for(cast.matti) == (agreed, frozenset({"health", "social"}))
    assert texts_for(cast.maija) == (agreed | {"Sosiaalinen rivi.", "Terveysrivi."}, frozenset())
    with acting_as(cast.eero), pytest.raises(Unseen):
        queries.version(cast.eero, version.pk)


def test_a_grant_on_one_registers_data_shows_no_line_of_the_other(world: World, cast: Cast) -> None:
    actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    actions.write_line(client=world.client, kind=LineKind.STRENGTH, text="Laulaa.", by=cast.niko)
    give(world.client, cast.eero, Category.PLAN, origin="social")
    with acting_as(cast.eero):
        plan = queries.plan_of(cast.eero, world.client)
    assert [goal.text for goal in plan.goals] == ["Oma koti."]
    assert not any(plan.lines.values()), "written into the health register"


def test_a_tampered_part_is_seen(world: World, cast: Cast) -> None:
    actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    with acting_as(cast.aino):
        read = queries.version(cast.aino, version.pk)
    assert read.intact
    part = read.parts[0]
    part.content[next(iter(part.content))]["text"] = "Laitos."
    assert not rules.intact(part.content, part.content_hash)


def test_the_day_that_was_agreed_on_stays_and_a_proposal_is_a_working_day(world: World, cast: Cast) -> None:
    client = world.client
    actions.set_goal(client=client, text="Nähdä lapsenlapset.", by=cast.aino)
    new = reverse("work:plan_version_new", args=[client])

    def proposed(address: str) -> date:
        shown = door_of(cast.aino).get(address).content.decode()
        found = re.search(r'name="review_on"[^>]*value="(\d+)\.(\d+)\.(\d+)"', shown)
        assert found
        return date(*(int(part) for part in reversed(found.groups())))

    for days in range(7):
        with clock.at(clock.now() + timedelta(days=days)):
            assert clock.is_working_day(proposed(new))
    agreed = soon(29)
    actions.make_version(client=client, review_on=agreed, by=cast.aino)
    assert proposed(new) == proposed(reverse("work:plan_review", args=[client])) == agreed
    assert reverse("work:plan", args=[client]) + '"' not in today_soon(cast.aino)
    with clock.at(clock.now() + timedelta(days=28)):
        assert reverse("work:plan", args=[client]) + '"' in today_soon(cast.aino)


def today_soon(actor: Actor) -> str:
    page = door_of(actor).get(reverse("work:today")).content.decode()
    return str(page[page.index("Tänään ja huomenna"):page.index("Myöhässä tai hiljaista")])


def test_versions_of_two_records_found_to_be_hers_are_told_apart_though_each_was_the_first(
        world: World, cast: Cast) -> None:
    other = clients.recognise(given_names="Maija", family_name="Meri", by=cast.aino)
    give(other, cast.aino, *SHARED, Category.PERMISSIONS)
    for client in (other, world.client):
        actions.set_goal(client=client, text="Jaksan kotona", by=cast.aino)
        actions.make_version(client=client, review_on=soon(), by=cast.aino)
    clients.merge(kept=world.client, merged=other, reason="Sama puhelinnumero.", by=cast.aino)
    actions.make_version(client=world.client, review_on=soon(), by=cast.aino)
    with acting_as(cast.aino):
        hers = queries.versions(cast.aino, world.client)
        opened = [queries.version(cast.aino, version.id) for version in hers]
    assert [version.shown for version in hers] == [read.version.shown for read in opened] == ["2", "1b", "1a"]
    assert [read.version.number for read in opened] == [2, 1, 1] and all(read.intact for read in opened)
    page = door_of(cast.aino).get(reverse("work:plan_versions", args=[world.client])).content.decode()
    assert "Versio 1a" in page and "Versio 1b" in page

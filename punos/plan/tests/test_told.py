"""What others do to a professional's steps is told on her Today, whatever the day of the step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from punos.cases import actions as cases
from punos.intake.tests.conftest import door_of
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.session import acting_as
from punos.plan import actions
from punos.plan.models import Step
from punos.plan.pages import panels
from punos.plan.rules import Doer, DoerKind
from punos.plan.tests.conftest import World, soon
from tests.cast import Cast


def step_in_three_weeks(world: World, cast: Cast, doer: Doer) -> Step:
    goal = actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    return actions.add_step(goal=goal.pk, text="Varataan kuljetus.", doer=doer, by_when=soon(21), by=cast.aino)


def told(who: Actor) -> list[tuple[str, str]]:
    with acting_as(who):
        return [(str(row.text), str(row.note)) for row in panels.today_rows(who).told
                if row.what == "Varataan kuljetus."]


@pytest.fixture
def nikos(world: World, cast: Cast) -> Step:
    """A step far away that Aino has given to Niko."""
    return step_in_three_weeks(world, cast, Doer(DoerKind.ACCOUNT, cast.niko.account))


def test_a_step_given_to_somebody_is_on_her_today_though_its_day_is_far(nikos: Step, cast: Cast) -> None:
    assert told(cast.niko) == [("Uusi askel sinulle", "")]
    assert told(cast.aino) == []


def test_the_list_stands_on_the_page_of_whom_it_tells_and_calls_for_nothing(nikos: Step, cast: Cast) -> None:
    heading = "Uutta askeleistasi"
    page = door_of(cast.niko).get(reverse("work:today")).content.decode()
    assert heading in page and "Uusi askel sinulle" in page[page.index(heading):]
    assert door_of(cast.niko).get(reverse("work:count")).json()["count"] == 0
    assert heading not in door_of(cast.aino).get(reverse("work:today")).content.decode()


def test_who_takes_a_step_herself_is_told_nothing(world: World, cast: Cast) -> None:
    step_in_three_weeks(world, cast, Doer(DoerKind.ACCOUNT, cast.aino.account))
    assert told(cast.aino) == []


def test_a_step_left_out_by_another_is_told_with_why(nikos: Step, cast: Cast) -> None:
    actions.drop_step(step=nikos.pk, why="Naapuri vie.", by=cast.aino)
    assert told(cast.niko) == [("Askeleesi jätettiin pois", "Naapuri vie.")]


def test_who_leaves_her_own_step_out_is_told_nothing(nikos: Step, cast: Cast) -> None:
    actions.drop_step(step=nikos.pk, why="Naapuri vie.", by=cast.niko)
    assert told(cast.niko) == told(cast.aino) == []


def test_a_step_that_another_does_now_is_told_to_both(nikos: Step, cast: Cast) -> None:
    actions.hand_step(step=nikos.pk, doer=Doer(DoerKind.ACCOUNT, cast.aino.account), why="Sovittiin.", by=cast.aino)
    assert told(cast.niko) == [("Toinen tekee tämän nyt", "")]
    assert told(cast.aino) == []  # she took it


def test_who_has_handed_her_step_on_is_told_nothing_and_the_new_doer_is(nikos: Step, cast: Cast) -> None:
    actions.hand_step(step=nikos.pk, doer=Doer(DoerKind.ACCOUNT, cast.aino.account), why="Sovittiin.", by=cast.niko)
    assert told(cast.niko) == []
    assert told(cast.aino) == [("Uusi askel sinulle", "")]


@pytest.mark.parametrize(("days", "is_told"), [(3, True), (5, False)])
def test_after_a_weekend_it_is_still_told_and_then_no_more(nikos: Step, cast: Cast, days: int, is_told: bool) -> None:
    with clock.at(clock.now() + timedelta(days=days)):
        assert bool(told(cast.niko)) is is_told


def test_who_sees_the_plan_no_more_when_the_case_ended_is_told_nothing(nikos: Step, world: World, cast: Cast) -> None:
    cases.close(case=world.case, reason="goals_reached", criteria=["goals_looked_at"], acknowledged=True, by=cast.aino)
    assert told(cast.niko) == []

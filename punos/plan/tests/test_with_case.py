"""A case is closed and opened again: nobody waits for somebody who has left, and nothing agreed on is forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from punos.cases import actions as cases
from punos.intake.tests.conftest import door_of
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.kernel.session import acting_as
from punos.plan import actions, queries
from punos.plan.models import Step, StepEvent
from punos.plan.rules import Doer, DoerKind
from punos.plan.tests.conftest import World, soon
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def steps(world: World, cast: Cast) -> dict[str, UUID]:
    """Niko's step, the client's own and one of a close person by name, towards one goal."""
    goal = actions.set_goal(client=world.client, text="Nähdä lapsenlapset.", by=cast.aino)
    doers = {"Varataan kuljetus.": Doer(DoerKind.ACCOUNT, cast.niko.account), "Soitan Liisalle.": Doer(DoerKind.CLIENT),
             "Liisa hakee.": Doer(DoerKind.NAMED, name="Liisa Laine")}
    return {text: actions.add_step(goal=goal.pk, text=text, doer=doer, by_when=soon(1), by=cast.aino).pk
            for text, doer in doers.items()}


def close(world: World, cast: Cast) -> None:
    cases.close(case=world.case, reason="goals_reached", criteria=["goals_looked_at"], acknowledged=True, by=cast.aino)


def read(actor: Actor, name: str, *args: Any) -> str:
    page = door_of(actor).get(reverse(name, args=args))
    assert page.status_code == 200
    return str(page.content.decode())


def states(world: World, cast: Cast) -> dict[str, str]:
    with acting_as(cast.maija):
        return {step.text: step.closed for step in Step.objects.filter(client=world.client)}


def test_the_closing_page_lists_each_open_step_and_what_becomes_of_it(world: World, cast: Cast,
                                                                      steps: dict[str, UUID]) -> None:
    page = read(cast.aino, "work:case_close", world.case)
    ends, goes_on = page.index("Nämä päättyvät samalla"), page.index("Nämä jatkuvat asiakkaan")
    assert ends < page.index("Varataan kuljetus. · Niko Niemi") < goes_on < page.index("Liisa hakee. · Liisa Laine")
    assert goes_on < page.index("Soitan Liisalle.")


def test_a_step_ends_with_its_doers_work_and_she_is_told_what_goes_on(world: World, cast: Cast,
                                                                      steps: dict[str, UUID]) -> None:
    with acting_as(cast.niko):
        assert queries.for_today(cast.niko).steps
    close(world, cast)
    assert states(world, cast) == {"Varataan kuljetus.": "dropped", "Soitan Liisalle.": "", "Liisa hakee.": ""}
    with acting_as(cast.niko):
        assert not queries.for_today(cast.niko).steps
    with acting_as(cast.maija):
        last = StepEvent.objects.filter(step=steps["Varataan kuljetus."]).latest("at")
        assert (last.what, last.by_id) == ("dropped", cast.aino.account)
    for name in ("my:home", "my:plan"):
        page = read(cast.maija, name)
        told = page[page.index("Yhteistyö päättyi"):]
        assert told.index("Varataan kuljetus. · Niko Niemi") < told.index("Nämä jatkuvat:") < told.index("Liisa hakee.")


def test_when_the_case_goes_on_what_ended_waits_for_a_doer_and_never_for_the_one_who_left(
        world: World, cast: Cast, steps: dict[str, UUID]) -> None:
    close(world, cast)
    aino, left = door_of(cast.aino), steps["Varataan kuljetus."]
    day = soon(5)
    said = f"{day.day}.{day.month}.{day.year}"
    sent = aino.post(reverse("work:case_reopen", args=[world.case]), {"note": "Tarve palasi", "next_date": said})
    assert sent["Location"] == reverse("work:plan", args=[world.client])
    page = read(cast.aino, "work:plan", world.client)
    assert "Nämä askeleet odottavat tekijää" in page and reverse("work:plan_step_take_up", args=[left]) in page
    assert "Näille askelille etsitään tekijää" in read(cast.maija, "my:home")
    with pytest.raises(Refused):
        actions.reopen_step(step=left, why="Jatkuu.", by=cast.aino)
    taken = aino.post(reverse("work:plan_step_take_up", args=[left]), {
        "doer": f"a:{cast.aino.account}", "doer_name": "", "by_when": said})
    assert taken.status_code == 302
    with acting_as(cast.maija):
        step = Step.objects.get(pk=left)
    assert (step.closed, step.doer_id, step.by_when) == ("", cast.aino.account, day)
    assert "Nämä askeleet odottavat tekijää" not in read(cast.aino, "work:plan", world.client)
    assert "Yhteistyö avattiin uudelleen." in read(cast.aino, "work:plan_step", left)
    with pytest.raises(Refused):
        actions.take_up_step(step=left, doer=Doer(DoerKind.CLIENT), by_when=day, by=cast.aino)


def test_what_waits_for_a_doer_stands_on_the_day_of_who_answers_until_somebody_has_it(
        world: World, cast: Cast, steps: dict[str, UUID]) -> None:
    close(world, cast)
    way = reverse("work:plan_step_take_up", args=[steps["Varataan kuljetus."]])
    assert way not in read(cast.aino, "work:today")
    cases.reopen(case=world.case, note="Tarve palasi.", next_date=soon(), by=cast.aino)
    assert way in read(cast.aino, "work:today")
    assert way not in read(cast.niko, "work:today")
    actions.take_up_step(step=steps["Varataan kuljetus."], doer=Doer(DoerKind.ACCOUNT, cast.aino.account),
                         by_when=soon(5), by=cast.aino)
    assert way not in read(cast.aino, "work:today")


def test_what_is_not_needed_any_more_is_left_for_good(world: World, cast: Cast, steps: dict[str, UUID]) -> None:
    close(world, cast)
    cases.reopen(case=world.case, note="Tarve palasi.", next_date=soon(), by=cast.aino)
    actions.drop_step(step=steps["Varataan kuljetus."], why="Kuljetus on jo.", by=cast.aino)
    assert "odottavat tekijää" not in read(cast.aino, "work:plan", world.client)
    assert "etsitään tekijää" not in read(cast.maija, "my:plan")

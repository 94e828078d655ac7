"""Nothing that she has not accepted is ever called accepted: not on paper, not on her page, not on the worker's."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.urls import reverse
from pypdf import PdfReader

from punos.intake.tests.conftest import door_of
from punos.kernel.session import acting_as
from punos.plan import actions
from punos.plan.models import Goal, Step, Version
from punos.plan.pdf import pdf_of
from punos.plan.rules import Answer, Doer, DoerKind, LineKind
from punos.plan.sheet import sheet_of
from punos.plan.tests.conftest import World, soon
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CHANGED, ACCEPTED = "Uutta versiota ei ole vielä hyväksytty.", "Versio 1."


@pytest.fixture
def accepted(world: World, cast: Cast) -> Version:
    """Her words, a strength, a goal with a step, and a version that she has accepted."""
    actions.tell(client=world.client, text="Oma koti.", seen=0, by=cast.maija)
    actions.write_line(client=world.client, kind=LineKind.STRENGTH, text="Laulaa.", by=cast.aino)
    goal = actions.set_goal(client=world.client, text="Nähdä lapsenlapset.", by=cast.aino)
    actions.add_step(goal=goal.pk, text="Varataan kuljetus.", doer=Doer(DoerKind.ACCOUNT, cast.niko.account),
                     by_when=soon(), by=cast.aino)
    made = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    actions.answer_version(version=made.pk, answer=Answer.ACCEPTED, by=cast.maija)
    return made


def stamp(world: World, cast: Cast) -> str:
    """What the paper says of her acceptance."""
    with acting_as(cast.maija):
        sheet = sheet_of(cast.maija, world.client, "fi")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(sheet))).pages)
    assert "".join(sheet.state.split()) in "".join(text.split())
    return sheet.state


CHANGES: dict[str, Callable[[World, Cast, Goal, Step], object]] = {
    "a goal in other words": lambda w, c, goal, step: actions.reword_goal(
        goal=goal.pk, text="Muuttaa hoivakotiin.", in_her_words=True, seen=1, by=c.aino),
    "a new goal": lambda w, c, goal, step: actions.set_goal(client=w.client, text="Uusi.", by=c.aino),
    "another day": lambda w, c, goal, step: actions.move_step(step=step.pk, by_when=soon(9), why="Ruuhka.", by=c.niko),
    "another doer": lambda w, c, goal, step: actions.hand_step(
        step=step.pk, doer=Doer(DoerKind.CLIENT), why="Itse.", by=c.niko),
    "a step left out": lambda w, c, goal, step: actions.drop_step(step=step.pk, why="Ei tarvita.", by=c.aino),
    "a joint line": lambda w, c, goal, step: actions.write_line(
        client=w.client, kind=LineKind.SERVICES, text="Kotihoito.", by=c.aino),
    "another review day": lambda w, c, goal, step: actions.set_review(client=w.client, review_on=soon(90), by=c.aino),
}


@pytest.mark.parametrize("what", CHANGES)
def test_words_changed_after_her_yes_are_never_stamped_accepted(world: World, cast: Cast, accepted: Version,
                                                                what: str) -> None:
    assert ACCEPTED in stamp(world, cast)
    with acting_as(cast.aino):
        goal, step = Goal.objects.get(client=world.client), Step.objects.get(client=world.client)
    CHANGES[what](world, cast, goal, step)
    assert CHANGED in stamp(world, cast) and ACCEPTED not in stamp(world, cast)
    hers, ours = door_of(cast.maija), door_of(cast.aino)
    mine = hers.get(reverse("my:plan")).content.decode()
    assert CHANGED in mine and "Katso, mikä muuttui" in mine
    assert CHANGED in hers.get(reverse("my:plan_print")).content.decode()
    page = ours.get(reverse("work:plan", args=[world.client])).content.decode()
    assert CHANGED in page and reverse("work:plan_version_new", args=[world.client]) in page
    again = actions.make_version(client=world.client, review_on=soon(90), by=cast.aino)
    assert CHANGED in stamp(world, cast)  # kept, and not yet hers
    actions.answer_version(version=again.pk, answer=Answer.ACCEPTED, by=cast.maija)
    assert "Versio 2." in stamp(world, cast)


def test_what_was_agreed_and_done_stays_accepted(world: World, cast: Cast, accepted: Version) -> None:
    with acting_as(cast.aino):
        step = Step.objects.get(client=world.client)
    actions.do_step(step=step.pk, note="Hyvin.", by=cast.niko)
    actions.close_goal(goal=step.goal_id, how="reached", by=cast.aino)
    actions.tell(client=world.client, text="Oma koti ja kissa.", seen=1, by=cast.maija)
    actions.write_line(client=world.client, kind=LineKind.CONCLUSION, text="Vain rekisterissä.", by=cast.aino)
    assert ACCEPTED in stamp(world, cast)
    assert CHANGED not in door_of(cast.maija).get(reverse("my:plan")).content.decode()


def test_her_no_ends_the_acceptance(world: World, cast: Cast, accepted: Version) -> None:
    actions.answer_version(version=accepted.pk, answer=Answer.NOT_ACCEPTED, words="En sittenkään.", by=cast.maija)
    assert stamp(world, cast).startswith("Luonnos")

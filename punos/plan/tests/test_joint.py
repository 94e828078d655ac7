"""A plan with another administration, from the question to her no, her yes, and her answers to two versions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from punos.intake.tests.conftest import door_of
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.kernel.ids import new_id
from punos.kernel.session import acting_as
from punos.lawfulness.categories import Category
from punos.plan import actions, queries
from punos.plan.rules import Answer, Doer, DoerKind
from punos.plan.tests.conftest import World, give, soon
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def send(browser: Browser, address: str, **fields: object) -> str:
    """Send a form that must go through; where it leads."""
    answer = browser.post(address, {"_once": str(new_id()), **fields})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return str(answer["Location"])


def newest(world: World, actor: Actor) -> Any:
    with acting_as(actor):
        return queries.plan_of(actor, world.client).newest_version


def joint_plan_refused() -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: (error.code, error.section) == (
        "joint_plan", "1301/2014 39 § 3 mom."))


def test_kela_takes_part_in_the_plan_when_she_says_yes_and_only_as_long(world: World, cast: Cast) -> None:
    work, hers = door_of(cast.aino), door_of(cast.maija)
    goal = actions.set_goal(client=world.client, text="Rahat riittävät kuun loppuun.", by=cast.aino)
    kela: dict[str, Any] = {"goal": goal.pk, "text": "Laske asumistuki.", "by_when": soon(),
                            "doer": Doer(DoerKind.ACCOUNT, cast.kaisa.account), "by": cast.aino}
    asked = send(work, reverse("work:permission_record", args=[world.client]), what="joint_plan", step="ask",
                 recipient="c:other_authority")
    with joint_plan_refused():  # asked is not answered
        actions.add_step(**kela)
    question = asked.replace("/work/", "/my/")
    send(hers, question, do="refuse")
    with joint_plan_refused():
        actions.add_step(**kela)
    send(hers, question, do="agree")
    assert actions.add_step(**kela).text == "Laske asumistuki."
    send(hers, question, do="withdraw")
    with joint_plan_refused():
        actions.add_step(**kela)
    with acting_as(Actor.system("sharing")):
        give(world.client, cast.kaisa, Category.IDENTITY, Category.PLAN)
    with joint_plan_refused():  # whoever of another administration would see the version takes part in it
        actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)


def test_her_no_to_a_version_stands_with_her_words_until_she_says_yes_to_the_next(world: World, cast: Cast) -> None:
    work, hers = door_of(cast.aino), door_of(cast.maija)
    actions.set_goal(client=world.client, text="Muutan palvelutaloon.", by=cast.aino)
    plan = reverse("work:plan", args=[world.client])
    day = soon(30)
    new = {"review_on": f"{day.day}.{day.month}.{day.year}"}
    send(work, reverse("work:plan_version_new", args=[world.client]), **new)
    first = newest(world, cast.maija)
    answering = reverse("my:plan_answer", args=[first.id])
    page = hers.post(answering, {"answer": "not_accepted", "words": ""})
    assert page.status_code == 200, "a no needs her reason, and the page asks for it"
    send(hers, answering, answer="not_accepted", words="En halua muuttaa kotoa.")
    read = work.get(reverse("work:plan_version", args=[first.id])).content.decode()
    assert "En halua muuttaa kotoa." in read and "Asiakas itse, Punoksessa" in read
    assert "hyväksytty" not in work.get(plan).content.decode()

    actions.set_goal(client=world.client, text="Asun kotona ja saan apua öisin.", by=cast.aino)
    send(work, reverse("work:plan_version_new", args=[world.client]), **new)
    second = newest(world, cast.maija)
    assert second.number == first.number + 1
    assert hers.post(answering, {"answer": "accepted", "words": ""}).status_code == 200, "the first is replaced"
    send(hers, reverse("my:plan_answer", args=[second.id]), answer="accepted", words="")
    assert "hyväksytty" in work.get(plan).content.decode()
    with acting_as(cast.maija):
        said = [[answer.answer for answer in queries.version(cast.maija, version.id).version.answers]
                for version in (first, second)]
    assert said == [[Answer.NOT_ACCEPTED], [Answer.ACCEPTED]]

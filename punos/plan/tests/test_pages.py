"""The plan's pages as its people use them, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse
from markupsafe import escape

from punos.audit.models import Entry
from punos.cases import actions as cases
from punos.intake.tests.conftest import door_of
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.session import acting_as
from punos.lawfulness.categories import Category, Register
from punos.plan import actions, queries, rules
from punos.plan.pages import panels
from punos.plan.rules import Answer, Doer, DoerKind, LineKind
from punos.plan.tests.conftest import World, give, soon
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HARD = "Äiti: ”öljy” 😀 <script>alert('ä')</script> & {{ 7*7 }} مرحبا"
Opens = Callable[[Actor], Browser]


@pytest.fixture
def door() -> Opens:
    """A browser in which this person has signed in."""
    return door_of


def day(days: int) -> str:
    found = soon(days)
    return f"{found.day}.{found.month}.{found.year}"


def send(browser: Browser, address: str, **fields: object) -> str:
    """Send a form that must go through; the page it leads to."""
    answer = browser.post(address, fields)
    assert answer.status_code == 302, re.findall(r"class=\"error\".*?</p>", answer.content.decode(), re.S)
    return str(answer["Location"])


def plan_of(world: World, actor: Actor) -> queries.PlanView:
    with acting_as(actor):
        return queries.plan_of(actor, world.client)


def test_a_plan_is_made_together_from_her_words_to_her_answer(world: World, cast: Cast, door: Opens) -> None:
    aino, maija = door(cast.aino), door(cast.maija)
    page = reverse("work:plan", args=[world.client])
    assert "Kysy, mikä on tärkeää" in aino.get(page).content.decode()
    send(maija, reverse("my:own_words"), text=HARD, seen=0)
    assert str(escape(HARD)) in aino.get(page).content.decode()
    send(aino, reverse("work:plan_line_new", args=[world.client, "strength"]), text="Laulaa kuorossa.", category="plan")
    send(aino, reverse("work:plan_goal_new", args=[world.client]), text="Oma koti.", in_her_words="yes")
    goal = plan_of(world, cast.aino).goals[0]
    send(aino, reverse("work:plan_step_new", args=[goal.id]), text="Soitan Liisalle.", doer="client", doer_name="",
         by_when=day(5))
    send(aino, reverse("work:plan_step_new", args=[goal.id]), text="Liisa soittaa.", doer="other",
         doer_name="Liisa Laine", by_when=day(6))
    send(aino, reverse("work:plan_version_new", args=[world.client]), review_on=day(30))
    mine = maija.get(reverse("my:plan")).content.decode()
    assert "Suunnitelma odottaa vastaustasi" in mine and "Liisa Laine" in mine
    step = plan_of(world, cast.maija).goals[0].next_step
    assert step is not None
    send(maija, reverse("my:plan_step_move", args=[step.id]), by_when=day(7), why="Liisa on matkalla.")
    send(maija, reverse("my:plan_step_done", args=[step.id]), note="Tulee lauantaina.")
    version = plan_of(world, cast.maija).newest_version
    assert version is not None
    send(maija, reverse("my:plan_answer", args=[version.id]), answer="accepted", words="")
    assert "hyväksytty" in aino.get(page).content.decode()
    with acting_as(cast.maija):
        seen = Entry.objects.filter(client=world.client, action="plan.read", account=cast.aino.account)
        assert seen.exists() and "own_words" in seen.latest("id").details["categories"]


def test_a_stale_save_shows_both_versions_and_the_writer_may_put_them_together(world: World, cast: Cast,
                                                                               door: Opens) -> None:
    goal = actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    address = reverse("work:plan_goal", args=[goal.pk])
    assert 'name="seen" id="id_seen" value="1"' in door(cast.niko).get(address).content.decode()
    send(door(cast.aino), address, text="Oma koti ja kissa.", in_her_words="yes", seen=1)
    late = door(cast.niko).post(address, {"text": "Oma koti ja piha.", "in_her_words": "no", "seen": 1})
    page = late.content.decode()
    assert late.status_code == 200 and "<del>kissa.</del>" in page and "<ins>piha.</ins>" in page
    assert 'id="id_seen" value="2"' in page and ">\nOma koti ja piha.</textarea>" in page
    send(door(cast.niko), address, text="Oma koti, kissa ja piha.", in_her_words="no", seen=2)
    assert plan_of(world, cast.aino).goals[0].text == "Oma koti, kissa ja piha."


@pytest.mark.parametrize("text", ["", "\x00\u200b", "x" * 5_000_000], ids=["empty", "unseen", "5MB"])
def test_what_cannot_be_kept_comes_back_with_words_beside_the_field(world: World, cast: Cast, door: Opens,
                                                                    text: str) -> None:
    goal = actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    line = actions.write_line(client=world.client, kind=LineKind.STRENGTH, text="Laulaa.", by=cast.aino)
    step = actions.add_step(goal=goal.pk, text="Soitan.", doer=Doer(DoerKind.CLIENT), by_when=soon(), by=cast.aino)
    aino, rest = door(cast.aino), {"in_her_words": "yes", "seen": 1, "category": "plan", "doer": "client",
                                   "by_when": day(3), "manner": "phone", "giver": "client", "told_on": day(0)}
    for address in (reverse("work:plan_words", args=[world.client]), reverse("work:plan_goal_new", args=[world.client]),
                    reverse("work:plan_goal", args=[goal.pk]), reverse("work:plan_line", args=[line.pk]),
                    reverse("work:plan_line_new", args=[world.client, "strength"]),
                    reverse("work:plan_step_new", args=[goal.pk]), reverse("work:plan_step_words", args=[step.pk])):
        answer = aino.post(address, {**rest, "text": text})
        assert answer.status_code == 200 and b'id="id_text-error"' in answer.content, address
    assert plan_of(world, cast.aino).goals[0].text == "Oma koti."


def test_a_step_without_doer_or_with_a_past_day_is_refused_with_every_word_kept(world: World, cast: Cast,
                                                                                door: Opens) -> None:
    goal = actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    address = reverse("work:plan_step_new", args=[goal.pk])
    for fields, field in (({"doer": "other", "doer_name": "", "by_when": day(3)}, "id_doer"),
                          ({"doer": "client", "by_when": day(-3)}, "id_by_when"),
                          ({"doer": f"a:{cast.kaisa.account}", "by_when": day(3)}, "id_doer")):
        page = door(cast.aino).post(address, {"text": "Soitan Äidille.", **fields}).content.decode()
        assert f'id="{field}-error"' in page and "Soitan Äidille." in page


def test_the_document_waits_and_says_what_is_missing_with_its_section(world: World, cast: Cast, door: Opens) -> None:
    begun = cases.begin_relationship(client=world.client, service_task="older_people", basis="handling",
                                     began_on=clock.today(), case=world.case, by=cast.aino)
    actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    aino = door(cast.aino)
    assert "Kirjaa asiakkaan vastaus" in aino.post(reverse("work:plan_issue", args=[version.pk])).content.decode()
    send(aino, reverse("work:plan_accept", args=[version.pk]), answer="not_accepted", words="En halua muuttaa.",
         giver="client", manner="phone", witness="Matti Meri", given_on=day(0))
    page = aino.post(reverse("work:plan_issue", args=[version.pk])).content.decode()
    assert "1301/2014 39\u00a0§" in page and "703/2023 43\u00a0§" in page and "Vahvuutesi ja voimavarasi" in page
    assert "En halua muuttaa." in aino.get(reverse("work:plan_version", args=[version.pk])).content.decode()
    actions.tell(client=world.client, text="Koti.", seen=0, by=cast.maija)
    for kind in LineKind:
        actions.write_line(client=world.client, kind=kind, text=f"Rivi {kind.value}.", by=cast.aino)
    goal = plan_of(world, cast.aino).goals[0]
    actions.add_step(goal=goal.id, text="Soitan.", doer=Doer(DoerKind.CLIENT), by_when=soon(), by=cast.aino)
    newer = actions.make_version(client=world.client, review_on=soon(40), by=cast.aino)
    actions.answer_version(version=newer.pk, answer=Answer.ACCEPTED, by=cast.maija)
    send(aino, reverse("work:plan_issue", args=[newer.pk]))
    issued = reverse("work:plan_version", args=[newer.pk])
    assert "säilytetään 10 vuotta asiakkuuden päättymisestä (" in aino.get(issued).content.decode()
    cases.end_relationship(relationship=begun.pk, ended_on=clock.today(), entry="Ei tarvetta.", by=cast.aino)
    last = rules.retention_until(rules.retention_of(Register.SOCIAL, "older_people"), closed_on=clock.today(),
                                 died_on=None, born_on=None)
    assert last and f", eli {last.day}.{last.month}.{last.year} asti" in aino.get(issued).content.decode()
    compared = aino.get(reverse("work:plan_compare", args=[world.client]), {"a": str(version.pk), "b": str(newer.pk)})
    assert "Uusi: Askel" in compared.content.decode()
    listed = aino.get(reverse("work:plan_versions", args=[world.client])).content.decode()
    assert "Versio 2" in listed and "Vertaa edelliseen" in listed


def test_each_register_has_its_own_ready_text_and_none_of_the_others(world: World, cast: Cast, door: Opens) -> None:
    actions.tell(client=world.client, text="Kissa.", seen=0, by=cast.maija)
    for writer, text in ((cast.aino, "Sosiaalinen rivi."), (cast.niko, "Terveysrivi.")):
        actions.write_line(client=world.client, kind=LineKind.FUNCTIONAL_ABILITY, text=text, by=writer)
    give(world.client, cast.aino, Category.HEALTH)
    page = door(cast.aino).get(reverse("work:plan_texts", args=[world.client])).content.decode()
    social, health = re.findall(r"<textarea.*?</textarea>", page, re.S)
    assert "Sosiaalinen rivi." in social and "Terveysrivi." not in social and "Kissa." in social
    assert "Terveysrivi." in health and "Sosiaalinen rivi." not in health and "readonly" in health


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_fridge_page_and_its_pdf_in_every_language(world: World, cast: Cast, door: Opens, language: str) -> None:
    actions.set_goal(client=world.client, text=HARD, by=cast.aino)
    for browser, prefix, args in ((door(cast.aino), "work", [world.client]), (door(cast.maija), "my", [])):
        page = browser.get(reverse(f"{prefix}:plan_print", args=args), {"lang": language}).content.decode()
        assert str(escape(HARD)) in page and f'<div lang="{language}">' in page
        paper = browser.get(reverse(f"{prefix}:plan_pdf", args=args), {"lang": language, "size": "large"})
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
        assert "Meri" not in paper["Content-Disposition"] and paper["Cache-Control"] == "no-store"


def test_every_page_of_the_plan_answers_and_strangers_find_none_of_them(world: World, cast: Cast, door: Opens) -> None:
    addresses = pages(world, cast)
    aino, strangers = door(cast.aino), [door(actor) for actor in (cast.eero, cast.outi, cast.jaana)]
    for name, address in addresses.items():
        found = aino.get(address)
        assert found.status_code == 200, name
        assert "Oma koti" in found.content.decode() or name in (
            "plan_words", "plan_review", "plan_line_new", "plan_line", "plan_line_end", "plan_accept",
            "plan_version_new", "plan_step_done", "plan_step_move", "plan_step_hand", "plan_step_drop",
            "plan_step_words", "plan_step_reopen", "plan_versions", "plan_assessment",
            "plan_goal_new"), name
        for stranger in strangers:
            assert stranger.get(address).status_code == 404, name
            assert stranger.post(address, {"text": "x"}).status_code in (404, 405), name


def pages(world: World, cast: Cast) -> dict[str, str]:
    """One address of every page of the professional's plan, on a plan that has everything."""
    goal = actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    line = actions.write_line(client=world.client, kind=LineKind.STRENGTH, text="Laulaa.", by=cast.aino)
    step = actions.add_step(goal=goal.pk, text="Soitan.", doer=Doer(DoerKind.CLIENT), by_when=soon(), by=cast.aino)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    newer = actions.make_version(client=world.client, review_on=soon(31), by=cast.aino)
    of: dict[str, list[UUID | str]] = {
        "plan_line_new": [world.client, "strength"], "plan_line": [line.pk], "plan_line_end": [line.pk],
        "plan_goal": [goal.pk], "plan_goal_close": [goal.pk], "plan_step_new": [goal.pk],
        "plan_version": [newer.pk], "plan_accept": [newer.pk]}
    of |= {f"plan_step{what}": [step.pk] for what in ("", "_words", "_done", "_move", "_hand", "_drop", "_reopen")}
    of |= {name: [world.client] for name in ("plan", "plan_words", "plan_review", "plan_texts", "plan_print",
                                             "plan_assessment", "plan_goal_new", "plan_versions", "plan_version_new")}
    found = {name: reverse(f"work:{name}", args=args) for name, args in of.items()}
    return found | {"plan_compare": reverse("work:plan_compare", args=[world.client]) + f"?a={version.pk}&b={newer.pk}"}


def test_the_plan_takes_its_place_on_today_the_clients_page_and_her_timeline(
        world: World, cast: Cast, door: Opens, django_assert_max_num_queries: Callable[[int], object]) -> None:
    goal = actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    for doer, days in ((Doer(DoerKind.ACCOUNT, cast.aino.account), 1), (Doer(DoerKind.CLIENT), 0),
                       (Doer(DoerKind.ACCOUNT, cast.niko.account), 0)):
        actions.add_step(goal=goal.pk, text=f"Askel {doer.kind.value} {days}.", doer=doer, by_when=soon(days),
                         by=cast.aino)
    actions.make_version(client=world.client, review_on=soon(3), by=cast.aino)
    with clock.at(clock.now() + timedelta(days=1)), acting_as(cast.aino):
        with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
            rows = panels.today_rows(cast.aino)
        assert [row.what for row in rows.soon if "Askel" in str(row.what)] == ["Askel account 1."]
        assert {row.what for row in rows.late} == {"Askel client 0.", "Askel account 0."}
        assert [row.text for row in rows.waiting] == ["Odottaa vastausta"]
        seen = frozenset({Category.PLAN, Category.OWN_WORDS})
        with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
            panel = panels.client_panel(cast.aino, world.client, seen)
        assert panel is not None and panel.goals[0]["step"] in ("Askel client 0.", "Askel account 0.")
        with django_assert_max_num_queries(1):  # type: ignore[attr-defined]
            items = panels.timeline(cast.aino, world.client, seen)
        assert [item.kind for item in items] == ["plan", "step", "step", "step"]
    with acting_as(cast.niko):
        assert [row.what for row in panels.today_rows(cast.niko).soon] == ["Askel account 0."]
    aino = door(cast.aino)
    assert "Oma koti." in aino.get(reverse("work:client", args=[world.client])).content.decode()
    assert "Askel account 1." in aino.get(reverse("work:today")).content.decode()


def test_who_marks_a_step_done_second_is_told_and_her_words_are_kept(world: World, cast: Cast, door: Opens) -> None:
    goal = actions.set_goal(client=world.client, text="Oma koti.", by=cast.aino)
    step = actions.add_step(goal=goal.pk, text="Soitan.", doer=Doer(DoerKind.CLIENT), by_when=soon(), by=cast.aino)
    send(door(cast.maija), reverse("my:plan_step_done", args=[step.pk]), note="Tulee lauantaina.")
    aino, address = door(cast.aino), reverse("work:plan_step_done", args=[step.pk])
    told = aino.get(send(aino, address, note="Liisa ilahtui.")).content.decode()
    assert "Askel oli jo merkitty tehdyksi" in told and "Sanasi lisättiin askeleen historiaan." in told
    send(aino, address, note="")
    history = aino.get(reverse("work:plan_step", args=[step.pk])).content.decode()
    assert "Tulee lauantaina." in history and "Liisa ilahtui." in history
    with acting_as(cast.maija):
        assert Entry.objects.filter(client=world.client, action="plan.do_step").count() == 1

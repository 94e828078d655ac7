"""Two records of one person are merged: in her own door nothing is lost, and parting them puts all back as it was."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from punos.audit.queries import log_of
from punos.clients import actions as clients
from punos.clients import queries as people
from punos.clients.queries.cards import section_mark
from punos.clients.rules.identity_code import CodeKind, artificial_code
from punos.clients.rules.sections import Section
from punos.consent import actions as consenting
from punos.consent import queries as consent
from punos.consent.rules import Manner, Word
from punos.demo.maija import Story, Telling
from punos.intake.actions import record_contact
from punos.kernel import clock
from punos.kernel.session import acting_as
from punos.plan import actions as planning
from punos.plan import queries as plan
from punos.plan.models import Plan
from punos.plan.rules import Answer
from punos.sharing import queries as sharing
from tests.access_matrix.test_matrix import browser_of
from tests.cast import MAIJA_CODE, Cast

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Seen:
    """What her own door shows."""

    permissions: list[tuple[UUID, str]]
    words: list[str]
    goals: list[tuple[UUID, str]]
    steps: list[tuple[UUID, str]]
    versions: list[UUID]
    log: frozenset[int]
    seeing: frozenset[Any]


def her_door(cast: Cast) -> Seen:
    """As Maija reads it under whichever record her account leads to."""
    with acting_as(cast.maija):
        me = people.client_of_account(cast.maija.account)
        assert me is not None
        mine = plan.plan_of(cast.maija, me)
        return Seen(
            sorted((row.id, row.state.value) for row in consent.instruments(cast.maija, me, "fi")),
            [row.text for row in plan.own_words_history(cast.maija, me)],
            sorted((goal.id, goal.closed) for goal in mine.goals),
            sorted((step.id, step.state.value) for goal in mine.goals for step in goal.steps),
            [version.id for version in plan.versions(cast.maija, me)],
            frozenset(row.id for row in log_of(people.same_person(me), limit=2000)),
            frozenset(row.account for row in sharing.who_sees(cast.maija, me)))


@pytest.fixture
def story(cast: Cast) -> Story:
    return Telling(cast, clock.now()).whole()


@pytest.fixture
def double(cast: Cast, story: Story) -> UUID:
    """Aino writes a contact down without her code, and begins a plan there before she notices."""
    new = clients.recognise(given_names="Maija", family_name="Meri", by=cast.aino)
    record_contact(client=new, channel="phone", sender="client", words="Soitan taas.", asks="Apua", by=cast.aino)
    clients.change_code(client=new, identity_code=artificial_code(clock.today().replace(year=1941), 955),
                        kind=CodeKind.TEMPORARY, by=cast.aino)
    return new


def two_plans(cast: Cast, double: UUID) -> UUID:
    """Somebody who sees the plan of the new record begins one there."""
    from punos.plan.tests.conftest import SHARED, give
    give(double, cast.aino, *SHARED)
    return planning.set_goal(client=double, text="Kauppaan kerran viikossa", by=cast.aino).pk


@pytest.mark.parametrize("new_is_kept", [True, False])
@pytest.mark.parametrize("plans", [1, 2])
def test_her_door_shows_the_same_before_a_merge_after_it_and_after_its_undoing(
        cast: Cast, story: Story, double: UUID, new_is_kept: bool, plans: int) -> None:
    goal = two_plans(cast, double) if plans == 2 else None
    before = her_door(cast)
    assert before.permissions and before.words and before.steps and before.versions
    kept, merged = (double, story.maija) if new_is_kept else (story.maija, double)
    made = clients.merge(kept=kept, merged=merged, reason="Sama ääni", by=cast.aino)
    after = her_door(cast)
    assert after.permissions == before.permissions and after.words == before.words
    assert after.versions == before.versions and after.steps == before.steps
    assert set(after.goals) - set(before.goals) == ({(goal, "")} if goal else set())
    assert before.log <= after.log and before.seeing <= after.seeing
    with acting_as(cast.aino):
        for record in (kept, merged):
            seen = plan.plan_of(cast.aino, record)
            assert {g.id for g in seen.goals} == {g for g, _closed in after.goals}
            assert {r.id for r in consent.instruments(cast.aino, record, "fi")} == {r for r, _s in after.permissions}
    clients.undo_merge(merge=made.pk, by=cast.aino)
    again = her_door(cast)
    assert (again.permissions, again.words, again.goals, again.steps, again.versions, again.seeing) == (
        before.permissions, before.words, before.goals, before.steps, before.versions, before.seeing)


@pytest.mark.parametrize("plans", [1, 2])
def test_what_she_and_hers_do_after_the_merge_finds_what_was_written_before_it(
        cast: Cast, story: Story, double: UUID, plans: int) -> None:
    if plans == 2:
        two_plans(cast, double)
    made = clients.merge(kept=double, merged=story.maija, reason="Sama ääni", by=cast.aino)
    with acting_as(cast.maija):
        known = plan.own_words_history(cast.maija, double)
        permits = [row.id for row in consent.instruments(cast.maija, double, "fi") if row.in_force]
    planning.tell(client=double, text="Nukun taas.", seen=known[0].number, by=cast.maija)
    version = planning.make_version(client=double, review_on=clock.today().replace(year=clock.today().year + 1),
                                    by=cast.aino)
    planning.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=cast.maija)
    with acting_as(cast.maija):
        assert plan.own_words(cast.maija, double).text == "Nukun taas."  # type: ignore[union-attr]
        assert plan.versions(cast.maija, double)[0].id == version.pk
        assert story.version in [row.id for row in plan.versions(cast.maija, double)]
        seeing = {row.account for row in sharing.who_sees(cast.maija, double)}
    for permit in permits:
        consenting.withdraw(instrument=permit, word=Word(Manner.PORTAL), by=cast.maija)
    with acting_as(cast.maija):
        assert [row.id for row in consent.instruments(cast.maija, double, "fi") if row.in_force] == []
        for record in (double, story.maija):
            assert {row.account for row in sharing.who_sees(cast.maija, record)} < seeing
    clients.undo_merge(merge=made.pk, by=cast.aino)
    with acting_as(cast.maija):
        assert plan.plan_of(cast.maija, story.maija).goals


def test_the_pages_of_both_doors_say_the_same_under_either_record(cast: Cast, story: Story, double: UUID) -> None:
    browser, work = browser_of(cast, "maija"), browser_of(cast, "aino")
    before = {name: browser.get(reverse(f"my:{name}")).content.decode() for name in ("plan", "permissions", "log")}
    clients.merge(kept=double, merged=story.maija, reason="Sama ääni", by=cast.aino)
    with acting_as(cast.maija):
        goals = [goal.text for goal in plan.plan_of(cast.maija, double).open_goals]
    for text in goals:
        assert text in before["plan"] and text in browser.get(reverse("my:plan")).content.decode()
        assert text in work.get(reverse("work:plan", args=[double])).content.decode()
    for name in ("permissions", "log"):
        now = browser.get(reverse(f"my:{name}")).content.decode()
        assert "Et ole vielä antanut lupia" not in now
        assert len(now) > len(before[name]) / 2
    with acting_as(cast.maija):
        permit = next(row.id for row in consent.instruments(cast.maija, double, "fi") if row.in_force)
    assert browser.get(reverse("my:permission", args=[permit])).status_code == 200


def test_the_database_keeps_one_plan_of_one_person(cast: Cast, story: Story, double: UUID) -> None:
    two_plans(cast, double)
    clients.merge(kept=double, merged=story.maija, reason="Sama ääni", by=cast.aino)
    with acting_as(cast.aino):
        assert Plan.objects.filter(people.of_person(double), goes_on_in=None).count() == 1
        with pytest.raises(DatabaseError, match="two plans"), transaction.atomic():
            Plan.objects.filter(people.of_person(double)).update(goes_on_in=None)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_of_two_plans_merged_before_one_went_on_one_goes_on_and_her_card_can_be_kept_right(
        cast: Cast, story: Story, double: UUID) -> None:
    two_plans(cast, double)
    clients.merge(kept=double, merged=story.maija, reason="Sama ääni", by=cast.aino)
    with acting_as(cast.aino):
        hers = Plan.objects.filter(people.of_person(double))
        went_on = hers.get(goes_on_in=None).pk
        hers.update(goes_on_in=None)
        mark = section_mark(people.get(cast.aino, double), Section.NAME)
        with CaptureQueriesContext(connection) as asked:
            clients.edit(client=double, section=Section.NAME, mark=mark, by=cast.aino, values={
                "given_names": "Maija", "call_name": "Maija", "family_name": "Meri-Aalto"})
        assert [one["sql"] for one in asked if one["sql"].startswith('UPDATE "clients_client"')
                and '"merged_into_id" =' in one["sql"]] == []
        with connection.cursor() as cursor:
            cursor.execute(import_module("punos.plan.migrations.0010_one_plan_of_before").ONE_OF_BEFORE)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert hers.get(goes_on_in=None).pk == went_on


def test_a_version_that_a_newer_one_replaced_says_so_and_asks_nothing(cast: Cast, story: Story) -> None:
    newer = planning.make_version(client=story.maija, review_on=clock.today().replace(year=clock.today().year + 1),
                                  by=cast.aino)
    for who, name in (("maija", "my:plan_answer"), ("aino", "work:plan_accept")):
        browser = browser_of(cast, who)
        old, new = (browser.get(reverse(name, args=[pk])).content.decode() for pk in (story.version, newer.pk))
        assert "Suunnitelmasta on uudempi versio" in old and 'name="answer"' not in old
        assert "Suunnitelmasta on uudempi versio" not in new and 'name="answer"' in new


def test_two_records_are_told_apart_before_one_is_kept(cast: Cast, story: Story, double: UUID) -> None:
    page = browser_of(cast, "aino").get(reverse("work:client_pair", args=[story.maija, double])).content.decode()
    assert "Ehdotamme tätä, koska vain sillä on virallinen henkilötunnus." in page
    assert "väliaikainen tunnus" in page and "Avoin yhteistyö" in page and "Suunnitelma" in page


def test_a_code_of_another_she_may_know_leads_to_both_side_by_side(cast: Cast, story: Story, double: UUID) -> None:
    sent = browser_of(cast, "aino").post(reverse("work:client_code", args=[double]), {
        "identity_code": MAIJA_CODE, "kind": "official", "was_error": "no"})
    assert (sent.status_code == 302 and "/duplicates/" in sent["Location"]) or str(story.maija) in sent["Location"]

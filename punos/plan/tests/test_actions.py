"""What people do with a plan: each action with its journal row, its refusals and what it never loses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from punos.audit.models import Entry
from punos.cases import actions as cases
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Stale, Unseen
from punos.kernel.session import acting_as
from punos.lawfulness.categories import Category, Register
from punos.plan import actions, queries
from punos.plan.models import Document, Goal, OwnWords, Plan, Step, StepEvent, Wording
from punos.plan.rules import Answer, Doer, DoerKind, LineKind
from punos.plan.tests.conftest import World, give, soon
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HERS = Doer(DoerKind.CLIENT)
HARD = "Äiti sanoi: ”öljy” 😀 👩‍👩‍👧 مرحبا <script>alert(1)</script> #import \\ $x$ 中文"


def goal_of(world: World, cast: Cast, text: str = "Haluan nähdä lapsenlapset.") -> Goal:
    return actions.set_goal(client=world.client, text=text, by=cast.aino)


def step_of(world: World, cast: Cast, doer: Doer = HERS, days: int = 7) -> Step:
    return actions.add_step(goal=goal_of(world, cast).pk, text="Soitan Liisalle.", doer=doer, by_when=soon(days),
                            by=cast.aino)


def journal(actor: Actor, action: str) -> Entry:
    with acting_as(actor):
        found = Entry.objects.filter(action=action, account=actor.account).last()
    assert found is not None
    return found


def test_what_matters_is_told_in_her_words_and_nothing_she_said_is_lost(world: World, cast: Cast) -> None:
    actions.tell(client=world.client, text="  Oma koti.\r\nJa kissa.  ", seen=0, by=cast.maija)
    actions.tell(client=world.client, text=HARD, seen=1, manner="phone", told_on=clock.today(), by=cast.aino)
    with acting_as(cast.niko):
        said = queries.own_words_history(cast.niko, world.client)
    assert [(w.text, w.number, w.manner, w.giver) for w in said] == [
        (HARD, 2, "phone", "client"), ("Oma koti.\nJa kissa.", 1, "portal", "client")]
    assert journal(cast.aino, "plan.tell").details["manner"] == "phone"


def test_a_stale_save_shows_both_and_loses_neither(world: World, cast: Cast) -> None:
    goal, line = goal_of(world, cast), actions.write_line(client=world.client, kind=LineKind.STRENGTH, text="Laulaa.",
                                                          by=cast.aino)
    step = actions.add_step(goal=goal.pk, text="Soitan.", doer=HERS, by_when=soon(), by=cast.aino)
    actions.tell(client=world.client, text="Koti.", seen=0, by=cast.maija)
    actions.reword_goal(goal=goal.pk, text="Ainon sanat.", in_her_words=False, seen=1, by=cast.aino)
    actions.reword_line(line=line.pk, text="Laulaa kuorossa.", seen=1, by=cast.aino)
    actions.reword_step(step=step.pk, text="Soitan Liisalle.", seen=1, by=cast.aino)
    for late, theirs in (
            (lambda: actions.reword_goal(goal=goal.pk, text="Nikon", in_her_words=True, seen=1, by=cast.niko),
             "Ainon sanat."),
            (lambda: actions.reword_line(line=line.pk, text="Nikon", seen=1, by=cast.niko), "Laulaa kuorossa."),
            (lambda: actions.reword_step(step=step.pk, text="Nikon", seen=1, by=cast.niko), "Soitan Liisalle."),
            (lambda: actions.tell(client=world.client, text="Nikon", seen=0, manner="phone", by=cast.niko), "Koti.")):
        with pytest.raises(Stale) as stale:
            late()
        assert stale.value.current.text == theirs
    actions.reword_goal(goal=goal.pk, text="Yhdessä.", in_her_words=True, seen=2, by=cast.niko)
    with acting_as(cast.aino):
        assert [w.text for w in queries.wordings_of(goal=goal.pk)] == [
            "Yhdessä.", "Ainon sanat.", "Haluan nähdä lapsenlapset."]
        assert [w.text for w in queries.wordings_of(line=line.pk)] == ["Laulaa kuorossa.", "Laulaa."]
        assert "Soitan." in {e.text for e in queries.step_history(cast.aino, step.pk)}


def test_a_line_stays_in_its_register_and_another_register_neither_sees_nor_changes_it(
        world: World, cast: Cast) -> None:
    social = actions.write_line(client=world.client, kind=LineKind.FUNCTIONAL_ABILITY, text="Portaat ovat raskaat.",
                                by=cast.aino)
    health = actions.write_line(client=world.client, kind=LineKind.FUNCTIONAL_ABILITY, text="Muistitutkimus kesken.",
                                by=cast.niko)
    agreed = actions.write_line(client=world.client, kind=LineKind.STRENGTH, text="Osaa pyytää apua.", by=cast.niko)
    assert (social.category, health.category, agreed.category) == ("social", "health", "plan")
    with acting_as(cast.aino):
        seen = queries.plan_of(cast.aino, world.client)
        assert {line.text for lines in seen.lines.values() for line in lines} == {social.text, agreed.text}
    with pytest.raises(Unseen):
        actions.reword_line(line=health.pk, text="x", seen=1, by=cast.aino)
    give(world.client, cast.aino, Category.HEALTH)
    with pytest.raises(Refused) as refused:
        actions.end_line(line=health.pk, reason="x", by=cast.aino)
    assert refused.value.code == "other_register"
    actions.end_line(line=social.pk, reason="Hissi tuli taloon.", by=cast.aino)
    with acting_as(cast.aino):
        assert not queries.plan_of(cast.aino, world.client).lines[LineKind.FUNCTIONAL_ABILITY][1:]
    with pytest.raises(Refused):
        actions.write_line(client=world.client, kind=LineKind.CONCLUSION, text="x", category=Category.HEALTH,
                           by=cast.aino)


def test_steps_are_done_moved_handed_dropped_and_opened_again_with_who_and_why(world: World, cast: Cast) -> None:
    step = step_of(world, cast)
    moved = actions.move_step(step=step.pk, by_when=soon(9), why="Liisa on matkalla.", by=cast.maija)
    assert moved.by_when == soon(9)
    actions.do_step(step=step.pk, note="Tulee lauantaina!", by=cast.maija)
    with pytest.raises(Refused) as again:
        actions.do_step(step=step.pk, note="Ja sunnuntaina.", by=cast.aino)
    assert again.value.code == "done_already"
    actions.tell_more(step=step.pk, note="Ja sunnuntaina.", by=cast.aino)
    with pytest.raises(Refused):
        actions.move_step(step=step.pk, by_when=soon(11), why="x", by=cast.maija)
    actions.reopen_step(step=step.pk, why="Liisa perui.", by=cast.aino)
    actions.hand_step(step=step.pk, doer=Doer(DoerKind.ACCOUNT, cast.niko.account), why="Niko lupasi.", by=cast.aino)
    with pytest.raises(Refused) as twice:
        actions.hand_step(step=step.pk, doer=Doer(DoerKind.ACCOUNT, cast.niko.account), why="Niko.", by=cast.aino)
    assert twice.value.code == "same_doer"
    with pytest.raises(Refused) as refused:
        actions.do_step(step=step.pk, by=cast.maija)
    assert refused.value.code == "not_your_step"
    actions.drop_step(step=step.pk, why="Ei enää tarvita.", by=cast.niko)
    with acting_as(cast.matti):
        told = [(e.what, e.why, e.by_id) for e in reversed(queries.step_history(cast.matti, step.pk))]
    assert told == [("made", "", cast.aino.account), ("moved", "Liisa on matkalla.", cast.maija.account),
                    ("done", "Tulee lauantaina!", cast.maija.account), ("noted", "Ja sunnuntaina.", cast.aino.account),
                    ("undone", "Liisa perui.", cast.aino.account),
                    ("handed", "Niko lupasi.", cast.aino.account), ("dropped", "Ei enää tarvita.", cast.niko.account)]


def test_a_close_person_does_her_own_steps_and_writes_nothing_else(world: World, cast: Cast) -> None:
    step = step_of(world, cast, Doer(DoerKind.ACCOUNT, cast.matti.account))
    actions.do_step(step=step.pk, by=cast.matti)
    for forbidden in (lambda: actions.set_goal(client=world.client, text="x", by=cast.matti),
                      lambda: actions.write_line(client=world.client, kind=LineKind.STRENGTH, text="x", by=cast.matti),
                      lambda: actions.tell(client=world.client, text="x", seen=0, by=cast.matti),
                      lambda: actions.set_review(client=world.client, review_on=soon(), by=cast.matti),
                      lambda: actions.set_goal(client=world.client, text="x", by=cast.maija)):
        with pytest.raises(Refused):
            forbidden()


def test_a_goal_is_left_only_when_its_steps_are_settled(world: World, cast: Cast) -> None:
    step = step_of(world, cast)
    with pytest.raises(Refused) as refused:
        actions.close_goal(goal=step.goal_id, how="reached", by=cast.aino)
    assert refused.value.code == "open_steps"
    actions.do_step(step=step.pk, by=cast.aino)
    with pytest.raises(Refused):
        actions.close_goal(goal=step.goal_id, how="dropped", by=cast.aino)
    actions.close_goal(goal=step.goal_id, how="reached", by=cast.aino)
    with pytest.raises(Refused):
        actions.reopen_step(step=step.pk, why="x", by=cast.aino)
    assert not actions.reopen_goal(goal=step.goal_id, by=cast.aino).closed


def test_her_answer_is_kept_whichever_it_is_and_nobody_answers_for_her(world: World, cast: Cast) -> None:
    goal_of(world, cast)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    with pytest.raises(Refused):
        actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=cast.aino)
    with pytest.raises(Refused) as refused:
        actions.answer_version(version=version.pk, answer=Answer.NOT_ACCEPTED, by=cast.maija)
    assert refused.value.field == "words"
    with pytest.raises(Refused) as refused:
        actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, manner="phone", by=cast.aino)
    assert refused.value.field == "witness"
    actions.answer_version(version=version.pk, answer=Answer.NOT_ACCEPTED, words="En halua muuttaa.", by=cast.maija)
    actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, manner="phone", witness="Matti Meri",
                           given_on=clock.today(), by=cast.aino)
    with acting_as(cast.maija):
        answers = queries.version(cast.maija, version.pk).version.answers
    assert [(a.answer, a.words, a.witness) for a in answers] == [
        (Answer.ACCEPTED, "", "Matti Meri"), (Answer.NOT_ACCEPTED, "En halua muuttaa.", "")]
    newer = actions.make_version(client=world.client, review_on=soon(40), by=cast.aino)
    with pytest.raises(Refused) as refused:
        actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=cast.maija)
    assert refused.value.code == "replaced"
    assert newer.number == 2


def test_a_plan_in_force_has_a_review_day(world: World, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    assert refused.value.code == "no_goal"
    goal_of(world, cast)
    for wrong in (None, clock.today() - timedelta(days=1), soon(800)):
        with pytest.raises(Refused) as refused:
            actions.make_version(client=world.client, review_on=wrong, by=cast.aino)
        assert refused.value.field == "review_on"
    actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    with acting_as(cast.aino), pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(client=world.client).update(review_on=None)
    assert actions.set_review(client=world.client, review_on=soon(60), by=cast.niko).review_on == soon(60)


def test_the_client_plan_waits_for_every_item_of_the_statute_and_the_work_does_not(world: World, cast: Cast) -> None:
    cases.begin_relationship(client=world.client, service_task="older_people", basis="handling",
                             began_on=clock.today(), case=world.case, by=cast.aino)
    step_of(world, cast)
    health = actions.write_line(client=world.client, kind=LineKind.FUNCTIONAL_ABILITY, text="Vain terveydelle.",
                                by=cast.niko)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    with pytest.raises(Refused) as refused:
        actions.issue(version=version.pk, register=Register.SOCIAL, by=cast.aino)
    assert refused.value.code == "no_answer"
    actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=cast.maija)
    with pytest.raises(Refused) as refused:
        actions.issue(version=version.pk, register=Register.SOCIAL, by=cast.aino)
    assert {m.code for m in refused.value.ways} == {
        "need_of_support", "need_of_services", "indispensable_services", "how_often_we_meet", "strengths", "duration",
        "life_situation", "own_proposal", "private_supporters"}
    actions.tell(client=world.client, text="Koti.", seen=0, by=cast.maija)
    for kind in LineKind:
        actions.write_line(client=world.client, kind=kind, text=f"Sosiaalinen {kind.value}.", by=cast.aino)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=cast.maija)
    client_plan = actions.issue(version=version.pk, register=Register.SOCIAL, by=cast.aino)
    care_plan = actions.issue(version=version.pk, register=Register.HEALTH, by=cast.niko)
    assert (client_plan.kind, client_plan.keep_from, client_plan.keep_years) == ("client_plan", "closing", 10)
    assert (care_plan.kind, care_plan.keep_from, care_plan.keep_years_from_birth) == (
        "health_and_care_plan", "death", 120)
    assert health.text not in str(client_plan.content) and health.text in str(care_plan.content)
    assert "Sosiaalinen functional_ability." not in str(care_plan.content)
    for again, register in ((cast.aino, Register.SOCIAL), (cast.niko, Register.SOCIAL)):
        with pytest.raises(Refused):
            actions.issue(version=version.pk, register=register, by=again)
    with acting_as(cast.niko):
        assert [d.kind for d in Document.objects.all()] == ["health_and_care_plan"]


def test_without_a_client_relationship_there_is_no_client_plan_to_issue(world: World, cast: Cast) -> None:
    goal_of(world, cast)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=cast.maija)
    with pytest.raises(Refused) as refused:
        actions.issue(version=version.pk, register=Register.SOCIAL, by=cast.aino)
    assert (refused.value.code, refused.value.section) == ("no_relationship", "1301/2014 34 §")


def test_another_administration_takes_part_only_with_her_consent(world: World, cast: Cast) -> None:
    goal = goal_of(world, cast)
    kela = Doer(DoerKind.ACCOUNT, cast.kaisa.account)
    with pytest.raises(Refused) as refused:
        actions.add_step(goal=goal.pk, text="Laske tuki.", doer=kela, by_when=soon(), by=cast.aino)
    assert (refused.value.code, refused.value.section) == ("joint_plan", "1301/2014 39 § 3 mom.")


@pytest.mark.parametrize("text", ["", "   \n", "a\x00b", "\ud800", "x" * 4001, "x" * 5_000_000],
                         ids=["empty", "blank", "null", "half", "long", "5MB"])
def test_what_cannot_be_kept_is_refused_beside_its_field(world: World, cast: Cast, text: str) -> None:
    goal = goal_of(world, cast)
    for act in (lambda: actions.tell(client=world.client, text=text, seen=0, by=cast.maija),
                lambda: actions.set_goal(client=world.client, text=text, by=cast.aino),
                lambda: actions.write_line(client=world.client, kind=LineKind.STRENGTH, text=text, by=cast.aino),
                lambda: actions.add_step(goal=goal.pk, text=text, doer=HERS, by_when=soon(), by=cast.aino)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.field == "text"


def test_strangers_find_nothing_to_read_or_change(world: World, cast: Cast) -> None:
    step = step_of(world, cast)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    for stranger in (cast.eero, cast.outi, cast.kaisa, cast.mari):
        for act in (lambda by: queries.plan_of(by, world.client), lambda by: queries.versions(by, world.client),
                    lambda by: queries.step(by, step.pk), lambda by: queries.version(by, version.pk),
                    lambda by: actions.do_step(step=step.pk, by=by),
                    lambda by: actions.tell(client=world.client, text="x", seen=0, by=by),
                    lambda by: actions.set_goal(client=world.client, text="x", by=by),
                    lambda by: actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=by)):
            with acting_as(stranger), pytest.raises(Unseen):
                act(stranger)


def test_reading_is_written_down(world: World, cast: Cast) -> None:
    actions.read_plan(client=world.client, categories={Category.PLAN}, way="paper", by=cast.niko)
    assert journal(cast.niko, "plan.print").details == {"categories": ["plan"], "way": "paper"}


@pytest.mark.parametrize("broken", [
    {"doer_kind": "account"}, {"doer_kind": "named"}, {"doer_name": "Matti"}, {"text": ""},
    {"closed": "done"}, {"closed": "dropped", "closed_at": clock.now()}, {"by_when": None}])
def test_the_database_itself_holds_a_step_to_one_doer_and_a_date(
        world: World, cast: Cast, broken: dict[str, Any]) -> None:
    step = step_of(world, cast)
    with acting_as(cast.aino), pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(pk=step.pk).update(**broken)


@pytest.mark.parametrize("table", ["ownwords", "wording", "stepevent", "version", "versionpart", "versionanswer"])
def test_history_and_versions_are_never_rewritten(world: World, cast: Cast, table: str) -> None:
    step_of(world, cast)
    actions.tell(client=world.client, text="Koti.", seen=0, by=cast.maija)
    version = actions.make_version(client=world.client, review_on=soon(30), by=cast.aino)
    actions.answer_version(version=version.pk, answer=Answer.ACCEPTED, by=cast.maija)
    with acting_as(cast.maija), connection.cursor() as cursor:
        for sql in (f"UPDATE plan_{table} SET client_id = client_id", f"DELETE FROM plan_{table}"):
            with pytest.raises(Exception, match=r"append-only|permission denied"), transaction.atomic():
                cursor.execute(sql)
                assert cursor.rowcount == 0, "rows went although nothing refused"
                raise PermissionError("permission denied: no row was reachable")


def test_what_happened_to_nothing_is_nothing(world: World, cast: Cast) -> None:
    with acting_as(cast.aino):
        assert (OwnWords.objects.count(), Wording.objects.count(), StepEvent.objects.count()) == (0, 0, 0)
        empty = queries.plan_of(cast.aino, world.client)
    assert (empty.goals, empty.own_words, empty.review_on, empty.missing) == ((), None, None, ())
    assert isinstance(soon(), date)

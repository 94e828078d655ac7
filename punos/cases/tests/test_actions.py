"""A case from opening to coming back, told as it happens at work."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from punos.accounts import actions as accounts
from punos.audit.models import Entry
from punos.cases import actions, queries
from punos.cases.events import CaseHolderChanged, CaseOpened, WorkerNamed
from punos.cases.models import Case, Clock, Finding, Handover, Holding, StageEntry, Worker
from punos.cases.tests.conftest import give, soon
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.lawfulness.clocks import ClockPerson
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def holder(case: Case, eyes: Actor) -> UUID | None:
    with session.acting_as(eyes):
        return Holding.objects.get(case=case, ends=None).account_id


def journal(name: str, actor: Actor) -> int:
    with session.acting_as(actor):
        return Entry.objects.filter(action=name, account=actor.account).count()


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def test_whoever_opens_a_case_answers_for_it_from_the_first_moment(cast: Cast, client_id: UUID) -> None:
    with events.overheard(CaseOpened) as heard:
        case = actions.open_case(client=client_id, model="case_manager", why="Tarvitsee monia palveluja.",
                                 next_date=soon(), answers={"memory": "yes", "money": "no"}, by=cast.aino)
    assert holder(case, cast.aino) == cast.aino.account
    assert [event.holder for event in heard] == [cast.aino.account]
    with session.acting_as(cast.aino):
        stage = StageEntry.objects.get(case=case, left_at=None)
        finding = Finding.objects.get(case=case)
    assert (stage.stage, stage.role) == ("recognised", "service_coordinator")
    assert (finding.suggested, finding.found) == (False, True)  # the list pointed the other way; a human decided
    assert journal("cases.open", cast.aino) == 1


def test_her_own_word_is_enough_without_any_list(cast: Cast, client_id: UUID) -> None:
    case = actions.open_case(client=client_id, model="case_manager", why="Hän pyysi itse.", next_date=soon(),
                             her_word="wants", by=cast.aino)
    with session.acting_as(cast.aino):
        assert Finding.objects.get(case=case).suggested is True


def test_a_decision_against_the_suggestion_asks_why(cast: Cast, client_id: UUID) -> None:
    with refused("against_her_word"):
        actions.record_finding(client=client_id, model="case_manager", found=False, her_word="wants", by=cast.aino)
    made = actions.record_finding(client=client_id, model="case_manager", found=False, her_word="wants",
                                  reasons="Sovittu, että kotihoito jatkaa yksin.", by=cast.aino)
    assert made.suggested and not made.found


@pytest.mark.parametrize(("days", "code"), [(None, "next_date_missing"), (-1, "next_date_past"),
                                            (400, "next_date_far")])
def test_a_case_needs_a_next_date_that_is_one(cast: Cast, client_id: UUID, days: int | None, code: str) -> None:
    day = None if days is None else clock.today() + timedelta(days=days)
    with refused(code):
        actions.open_case(client=client_id, model="case_manager", why="Syy", next_date=day, by=cast.aino)
    assert not Case.objects.filter(client=client_id).exists()


def test_there_is_one_open_case_per_client_and_model(cast: Cast, client_id: UUID, case: Case) -> None:
    with refused("already_open"):
        actions.open_case(client=client_id, model="case_manager", why="Toinen", next_date=soon(), by=cast.aino)


def test_who_may_not_see_the_case_is_not_told_of_it_but_whom_to_ask(cast: Cast, client_id: UUID, case: Case) -> None:
    give(client_id, cast.eero, Category.IDENTITY)
    with pytest.raises(Refused, match="Tarjoa yhteydenotto asiakasohjaukselle") as why:
        actions.open_case(client=client_id, model="case_manager", why="Toinen", next_date=soon(), by=cast.eero)
    assert "jo avoin" not in str(why.value)


def test_a_stranger_neither_opens_nor_finds_anything(cast: Cast, client_id: UUID, case: Case) -> None:
    for act in (lambda: actions.open_case(client=client_id, model="case_manager", why="x", next_date=soon(),
                                          by=cast.outi),
                lambda: actions.move_stage(case=case.pk, stage="asked", by=cast.outi),
                lambda: actions.offer(case=case.pk, account=cast.outi.account, reason="x", by=cast.outi),
                lambda: queries.case(cast.outi, case.pk)):
        with pytest.raises(Unseen), session.acting_as(cast.outi):
            act()


def test_stages_follow_the_models_table_and_remember_who_moved_them(cast: Cast, case: Case) -> None:
    with refused("not_next_stage"):
        actions.move_stage(case=case.pk, stage="planning", by=cast.pekka)
    entry = actions.move_stage(case=case.pk, stage="asked", note="Kysytty kotikäynnillä", by=cast.pekka)
    assert entry.target_at and entry.entered_by_id == cast.pekka.account
    with session.acting_as(cast.pekka):
        assert [s.stage for s in queries.stages_of(case)] == ["recognised", "asked"]
    with pytest.raises(Exception, match="append-only"), session.acting_as(cast.pekka):
        StageEntry.objects.filter(pk=entry.pk).update(stage="planning")


def test_somebody_who_sees_the_case_but_does_not_answer_for_it_moves_nothing(cast: Cast, case: Case) -> None:
    with refused("not_your_case"):
        actions.move_stage(case=case.pk, stage="asked", by=cast.niko)


def test_the_sender_answers_until_the_receiver_accepts(cast: Cast, case: Case) -> None:
    offer = actions.offer(case=case.pk, account=cast.aino.account, reason="Sosiaalityön asiakas", by=cast.pekka)
    assert holder(case, cast.pekka) == cast.pekka.account
    with events.overheard(CaseHolderChanged) as heard:
        actions.accept(handover=offer.pk, by=cast.aino)
    assert holder(case, cast.aino) == cast.aino.account
    assert (heard[0].from_account, heard[0].to_account) == (cast.pekka.account, cast.aino.account)
    with refused("taken"):
        actions.accept(handover=offer.pk, by=cast.aino)
    assert journal("cases.accept_handover", cast.aino) == 1


def test_an_offer_is_taken_back_until_it_is_answered_and_by_the_sender_only(cast: Cast, case: Case) -> None:
    offer = actions.offer(case=case.pk, account=cast.aino.account, reason="Muutti alueelle.", by=cast.pekka)
    with refused("only_the_holder"):
        actions.withdraw(handover=offer.pk, by=cast.aino)
    actions.withdraw(handover=offer.pk, by=cast.pekka)
    assert holder(case, cast.aino) == cast.pekka.account
    assert journal("cases.withdraw_handover", cast.pekka) == 1
    with refused("taken"):
        actions.accept(handover=offer.pk, by=cast.aino)


def test_only_the_holder_offers_and_only_the_asked_one_answers(cast: Cast, case: Case) -> None:
    with refused("only_the_holder"):
        actions.offer(case=case.pk, account=cast.aino.account, reason="x", by=cast.niko)
    offer = actions.offer(case=case.pk, account=cast.aino.account, reason="x", by=cast.pekka)
    with refused("on_its_way"):
        actions.offer(case=case.pk, account=cast.niko.account, reason="x", by=cast.pekka)
    with pytest.raises(Unseen):
        actions.accept(handover=offer.pk, by=cast.niko)
    with pytest.raises(Unseen):
        actions.decline(handover=offer.pk, reason="no_capacity", account=cast.outi.account, by=cast.eero)


def aino_holds(cast: Cast, case: Case) -> None:
    actions.accept(handover=actions.offer(case=case.pk, account=cast.aino.account, reason="x", by=cast.pekka).pk,
                   by=cast.aino)


def test_a_decline_says_why_and_who_and_the_coordinators_are_asked_next(cast: Cast, case: Case) -> None:
    aino_holds(cast, case)
    offer = actions.offer(case=case.pk, account=cast.niko.account, reason="Hoito painottuu", by=cast.aino)
    with refused("required"):
        actions.decline(handover=offer.pk, reason="no_capacity", by=cast.niko)
    second = actions.decline(handover=offer.pk, reason="belongs_elsewhere", account=cast.eero.account, by=cast.niko)
    assert second is not None
    assert (second.unit_id, second.turn) == (cast.units["coordination"], 2)
    assert holder(case, cast.aino) == cast.aino.account
    taken = actions.accept(handover=second.pk, by=cast.pekka)
    assert taken.account_id == cast.pekka.account


def test_an_unanswered_offer_escalates_and_the_sender_still_answers(cast: Cast, case: Case) -> None:
    aino_holds(cast, case)
    offer = actions.offer(case=case.pk, account=cast.niko.account, reason="x", by=cast.aino)
    assert actions.escalate_unanswered(by=Actor.system("holding")) == 0
    with clock.at(offer.answer_by + timedelta(minutes=1)):
        assert actions.escalate_unanswered(by=Actor.system("holding")) == 1
        with session.acting_as(cast.aino):
            waiting = Handover.objects.get(case=case, outcome="")
        assert (waiting.unit_id, waiting.turn) == (cast.units["coordination"], 2)
        with refused("taken"):
            actions.accept(handover=offer.pk, by=cast.niko)
    with clock.at(waiting.answer_by + timedelta(days=3)):
        assert actions.escalate_unanswered(by=Actor.system("holding")) == 1
    with session.acting_as(cast.aino):
        assert not Handover.objects.filter(case=case, outcome="").exists()
    assert holder(case, cast.aino) == cast.aino.account


def test_an_own_worker_is_qualified_by_law_and_there_is_one(cast: Cast, case: Case) -> None:
    with refused("health_professional_needs_reason"):
        actions.name_worker(case=case.pk, account=cast.niko.account, role="own_worker", by=cast.pekka)
    with refused("not_a_social_professional"):
        actions.name_worker(case=case.pk, account=cast.kaisa.account, role="own_worker", by=cast.pekka)
    with events.overheard(WorkerNamed) as heard:
        named = actions.name_worker(case=case.pk, account=cast.outi.account, role="own_worker", by=cast.pekka)
    assert named.section == "SHL 42 § (1280/2022), 817/2015 3 §" and heard[0].role == "own_worker"
    with refused("own_worker_exists"):
        actions.name_worker(case=case.pk, account=cast.aino.account, role="own_worker", by=cast.pekka)
    actions.end_worker(worker=named.pk, reason="Vaihtaa yksikköä", by=cast.pekka)
    actions.name_worker(case=case.pk, account=cast.aino.account, role="own_worker", by=cast.pekka)


def test_special_support_asks_for_a_social_worker_in_public_office(cast: Cast, case: Case) -> None:
    actions.record_finding(client=case.client_id, kind="special_support", found=True, by=cast.pekka,
                           reasons="Muistisairaus vaikeuttaa avun hakemista.")
    with refused("special_support_needs_social_worker"):
        actions.name_worker(case=case.pk, account=cast.outi.account, role="own_worker", by=cast.pekka)
    beside = actions.name_worker(case=case.pk, account=cast.outi.account, role="own_worker",
                                 alongside=cast.aino.account, by=cast.pekka)
    assert beside.ground == "working_alongside"


def test_responsible_workers_may_be_many_and_may_act(cast: Cast, case: Case) -> None:
    for person in (cast.aino, cast.niko):
        actions.name_worker(case=case.pk, account=person.account, role="responsible_worker", by=cast.pekka)
    actions.set_next_date(case=case.pk, next_date=soon(3), by=cast.niko)
    with refused("taken"):
        actions.name_worker(case=case.pk, account=cast.niko.account, role="responsible_worker", by=cast.pekka)


def test_a_substitute_may_do_the_holders_things_while_she_is_away(cast: Cast, case: Case) -> None:
    with refused("only_the_holder"):
        actions.offer(case=case.pk, account=cast.niko.account, reason="x", by=cast.aino)
    accounts.record_absence(account=cast.pekka.account, substitute=cast.aino.account, begins=clock.today(),
                            ends=clock.today(), by=cast.hanna)
    assert actions.keep_substitutes(by=Actor.system("holding")) == 1
    actions.set_next_date(case=case.pk, next_date=soon(2), by=cast.aino)
    actions.offer(case=case.pk, account=cast.niko.account, reason="Pekka on poissa", by=cast.aino)
    assert holder(case, cast.pekka) == cast.pekka.account


def clocks_of(case: Case, by: Actor) -> list[Clock]:
    with session.acting_as(by):
        return [row for row in queries.clocks_of(case) if row.met_at is None]


def test_closing_asks_about_what_is_open_and_ends_everybodys_task(cast: Cast, case: Case) -> None:
    actions.name_worker(case=case.pk, account=cast.aino.account, role="responsible_worker", by=cast.pekka)
    actions.start_clocks(case=case.pk, event="contact", on=clock.today(), person=ClockPerson(), by=cast.pekka)
    with refused("clocks_run"):
        actions.close(case=case.pk, reason="goals_reached", criteria=["goals_looked_at"], acknowledged=True,
                      by=cast.pekka)
    for running in clocks_of(case, cast.pekka):
        with refused("required"):
            actions.lapse_clock(clock_id=running.pk, why=" ", by=cast.pekka)
        ended = actions.lapse_clock(clock_id=running.pk, why="Perui hakemuksensa", by=cast.pekka)
        assert (ended.lapsed_why, ended.met_by_id) == ("Perui hakemuksensa", cast.pekka.account)
        with refused("taken"):
            actions.meet_clock(clock_id=running.pk, by=cast.pekka)
    with refused("closing_needs_note"):
        actions.close(case=case.pk, reason="goals_reached", by=cast.pekka)
    with refused("open_things"):
        actions.close(case=case.pk, reason="goals_reached", criteria=["goals_looked_at"], by=cast.pekka)
    actions.close(case=case.pk, reason="goals_reached", criteria=["goals_looked_at"], acknowledged=True, by=cast.pekka)
    with session.acting_as(cast.pekka):
        assert not Holding.objects.filter(case=case, ends=None).exists()
        assert not Worker.objects.filter(case=case, ends=None).exists()
    with refused("closed"):
        actions.move_stage(case=case.pk, stage="asked", by=cast.pekka)


def test_a_reopened_case_goes_on_from_its_history(cast: Cast, case: Case) -> None:
    actions.close(case=case.pk, reason="client_wished", note="Haluaa levätä", acknowledged=True, by=cast.pekka)
    with refused("required"):
        actions.reopen(case=case.pk, note=" ", next_date=soon(), by=cast.aino)
    actions.reopen(case=case.pk, note="Kaatui kotona", next_date=soon(), by=cast.aino)
    assert holder(case, cast.aino) == cast.aino.account
    with session.acting_as(cast.aino):
        held, _offers = queries.history(case)
        assert [h.account_id for h in held] == [cast.pekka.account, cast.aino.account]
        assert [s.stage for s in queries.stages_of(case)] == ["recognised", "asked"]
        assert queries.closings_of(case)[0].reopen_note == "Kaatui kotona"


def test_no_transaction_may_leave_an_open_case_without_a_holder(cast: Cast, case: Case) -> None:
    for hole in ("UPDATE cases_holding SET ends = now(), closes = true WHERE case_id = %s",
                 "UPDATE cases_holding SET ends = now() WHERE case_id = %s",
                 "UPDATE cases_holding SET next_date = NULL WHERE case_id = %s",
                 "UPDATE cases_case SET closed_at = now() WHERE id = %s"):
        with (pytest.raises(IntegrityError), session.acting_as(cast.pekka), transaction.atomic(),
              connection.cursor() as cursor):
            cursor.execute(hole, [case.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_clocks_run_with_their_section_and_are_met_late_or_not(cast: Cast, case: Case) -> None:
    maija = ClockPerson(born=date(1941, 3, 15))
    started = actions.start_clocks(case=case.pk, event="contact", on=clock.today(), by=cast.pekka, person=maija)
    seven = next(c for c in started if c.rule == "assessment-start-7-days")
    assert seven.section.startswith("1301/2014 36 §")
    assert seven.due == clock.add_working_days(clock.today(), 5)  # the law says 7, this model promises 5
    assert not actions.start_clocks(case=case.pk, event="contact", on=clock.today(), by=cast.pekka, person=maija)
    met = actions.meet_clock(clock_id=seven.pk, by=cast.pekka)
    assert met.met_by_id == cast.pekka.account


def test_the_client_relationship_ends_only_by_a_recorded_entry(cast: Cast, case: Case) -> None:
    begun = actions.begin_relationship(client=case.client_id, service_task="older_people", basis="handling",
                                       began_on=clock.today(), by=cast.pekka)
    with refused("required"):
        actions.end_relationship(relationship=begun.pk, ended_on=clock.today(), entry="", by=cast.pekka)
    ended = actions.end_relationship(relationship=begun.pk, ended_on=clock.today(), entry="Muutti", by=cast.pekka)
    assert ended.ended_on == clock.today()


@pytest.mark.parametrize("table", ["cases_case", "cases_holding", "cases_handover", "cases_finding",
                                   "cases_stageentry", "cases_worker", "cases_closing", "cases_clock",
                                   "cases_clientrelationship", "cases_helplistanswer", "cases_returnnotice",
                                   "cases_socialneedcheck"])
def test_hostile_sessions_see_and_change_nothing(cast: Cast, case: Case, table: str) -> None:
    actions.offer(case=case.pk, account=cast.aino.account, reason="x", by=cast.pekka)
    for stranger in (None, cast.outi, cast.mari, cast.matti):
        with transaction.atomic(), connection.cursor() as cursor:
            session.become(stranger)
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0
            cursor.execute(f"UPDATE {table} SET client_id = client_id")
            assert cursor.rowcount == 0

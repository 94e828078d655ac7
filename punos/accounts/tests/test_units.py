"""Units, duty and absence: a queue always has a named person; two are never on duty at once."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Door
from hypothesis import given
from hypothesis import strategies as st

from punos.accounts import actions, queries, rules
from punos.accounts.models import Account, Membership, Profession
from punos.intake.actions import record_contact
from punos.intake.pages.receivers import receiver_choices
from punos.kernel import clock, session
from punos.kernel.errors import Refused, Unseen
from punos.operating_models import vocabulary
from tests.cast import Cast, actor_for

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=clock.HELSINKI)


@pytest.mark.django_db
def test_the_person_on_duty_answers_for_the_queue_and_otherwise_a_member_does(cast: Cast) -> None:
    unit = cast.units["social_work"]
    actions.take_duty(unit=unit, account=cast.outi.account, begins=NINE, ends=NINE + timedelta(hours=4), by=cast.mari)
    with session.acting_as(cast.mari):
        assert queries.on_duty(unit, NINE) == cast.outi.account
        assert queries.on_duty(unit, NINE + timedelta(hours=4)) == cast.aino.account


@pytest.mark.django_db
def test_two_are_never_on_duty_at_once(cast: Cast) -> None:
    take = partial(actions.take_duty, unit=cast.units["social_work"], by=cast.mari)
    take(account=cast.outi.account, begins=NINE, ends=NINE + timedelta(hours=4))
    with pytest.raises(Refused) as refused:
        take(account=cast.aino.account, begins=NINE + timedelta(hours=3), ends=NINE + timedelta(hours=6))
    assert refused.value.field == "begins"
    take(account=cast.aino.account, begins=NINE + timedelta(hours=4), ends=NINE + timedelta(hours=6))


@pytest.mark.django_db
def test_a_substitute_answers_on_the_days_of_absence_and_nobody_for_herself(cast: Cast) -> None:
    away = partial(actions.record_absence, account=cast.aino.account, begins=date(2026, 12, 1), by=cast.mari)
    away(substitute=cast.outi.account, ends=date(2026, 12, 3))
    with session.acting_as(cast.mari):
        assert queries.substitute_of(cast.aino.account, date(2026, 12, 3)) == cast.outi.account
        assert queries.substitute_of(cast.aino.account, date(2026, 12, 4)) is None
    with pytest.raises(Refused):
        away(substitute=cast.aino.account, ends=date(2026, 12, 3))
    with pytest.raises(Refused):
        away(substitute=cast.outi.account, ends=date(2026, 11, 30))


def test_a_pack_names_professions_as_the_county_does() -> None:
    assert {profession.value for profession in vocabulary.Profession} == set(Profession.values)


PEOPLE = [uuid.UUID(int=number) for number in range(1, 7)]


@given(shift=st.sampled_from([None, *PEOPLE]), team=st.lists(st.sampled_from(PEOPLE), unique=True),
       away=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)))
def test_whoever_answers_for_a_queue_is_there_and_somebody_does_while_anybody_is(
        shift: UUID | None, team: list[UUID], away: dict[UUID, UUID]) -> None:
    present = [person for person in team if person not in away]
    answers = rules.answers_for_queue(shift, team, away)
    assert answers in present if present else answers is None
    if shift in present:
        assert answers == shift
    elif shift and shift in team and away[shift] in present:
        assert answers == away[shift]


@pytest.mark.django_db
def test_a_substitute_answers_for_the_queue_while_the_person_on_duty_is_away_and_nobody_when_all_are(
        cast: Cast) -> None:
    unit, today = cast.units["social_work"], clock.today()
    away = partial(actions.record_absence, begins=today, ends=today + timedelta(days=7), by=cast.mari)
    with session.acting_as(cast.pekka):
        assert queries.on_duty(unit) == cast.aino.account
    away(account=cast.aino.account, substitute=cast.outi.account)
    with session.acting_as(cast.pekka):
        assert queries.on_duty(unit) == cast.outi.account
        assert queries.on_duty(unit, clock.now() + timedelta(days=8)) == cast.aino.account
        assert cast.outi.name in str(receiver_choices([])) and cast.aino.name not in str(receiver_choices([]))
    actions.take_duty(unit=unit, account=cast.aino.account, begins=clock.now(), ends=clock.now() + timedelta(hours=4),
                      by=cast.mari)
    assert queries.rota(cast.mari, unit).now == queries.card(cast.outi.account)
    away(account=cast.outi.account, substitute=cast.aino.account)
    with session.acting_as(cast.pekka):
        assert queries.on_duty_in(cast.units.values()).keys() == set(cast.units.values()) - {unit}
    page = Door(headers={"accept-language": "fi"})
    with session.acting_as(cast.mari):
        page.force_login(Account.objects.get(pk=cast.mari.account), "punos.accounts.sign_in.PasswordBackend")
    assert "Jonosta ei vastaa nyt kukaan." in page.get("/unit/").content.decode()
    assert "Ikääntyneiden sosiaalityö: jonosta ei vastaa nyt kukaan." in page.get("/lead/").content.decode()


@pytest.mark.django_db
def test_what_a_client_sends_is_kept_in_the_queue_also_while_everybody_there_is_away(cast: Cast) -> None:
    today = clock.today()
    actions.record_absence(account=cast.pekka.account, substitute=cast.aino.account, begins=today, ends=today,
                           by=cast.hanna)
    with session.acting_as(cast.maija):
        assert queries.on_duty(cast.units["coordination"]) is None
    made = record_contact(words="En jaksa enää yksin.", channel="portal", by=cast.maija)
    with session.purpose_of("holding"):
        assert made.holdings.get().unit_id == cast.units["coordination"]


@pytest.mark.django_db
def test_who_leaves_a_unit_acts_for_it_no_more(cast: Cast) -> None:
    yesterday = clock.now() - timedelta(days=1)
    with session.acting_as(cast.hanna):
        membership = Membership.objects.get(account=cast.outi.account)
    with clock.at(yesterday):
        actions.leave_unit(membership=membership.pk, by=cast.hanna)
    assert actor_for(cast.outi.account).units == frozenset()


@pytest.mark.django_db
def test_a_login_is_one_persons(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.create_account(
            login="AINO@lounatuuli.example ",
            kind="professional",
            given_name="A",
            family_name="B",
            password=None,
            by=cast.hanna,
        )
    assert refused.value.field == "login"


@pytest.mark.django_db
def test_people_are_found_by_the_beginnings_of_their_names_in_finnish_order(cast: Cast) -> None:
    with session.acting_as(cast.aino):
        assert [card.name for card in queries.search_people("e")] == ["Eero Etelä"]
        assert [card.name for card in queries.members(cast.units["social_work"])] == [
            "Aino Aalto",
            "Outi Oja",
        ]


@pytest.mark.django_db
def test_in_a_large_county_the_list_of_receivers_stays_short_and_typing_finds_the_rest(
        cast: Cast, django_assert_num_queries: Any) -> None:
    with session.acting_as(cast.hanna):
        home = queries.units()[0].organisation_id
        for number in range(queries.MOST_QUEUES):
            actions.create_unit(organisation=home, name=f"Aluetoimisto {number:03}", register="social", is_queue=True,
                                by=cast.hanna)
        far = actions.create_unit(organisation=home, name="Öinen päivystys", register="health", is_queue=True,
                                  by=cast.hanna)
        with django_assert_num_queries(1):
            shown = queries.queues()
        assert len(shown) == queries.MOST_QUEUES and shown[0].is_coordinator_queue and far not in shown
        assert queries.queues(typed="öinen")[1] == far
        assert queries.queues(first=[far.pk])[1] == far
        assert {unit.register for unit in queries.queues(register="health")} == {"health"}


@pytest.mark.django_db
def test_a_professional_arranges_her_own_absence_and_a_manager_her_units(cast: Cast) -> None:
    today = clock.today()
    away = partial(actions.record_absence, begins=today, ends=today + timedelta(days=4))
    mine = away(account=cast.aino.account, substitute=cast.outi.account, by=cast.aino)
    with pytest.raises(Unseen):
        away(account=cast.outi.account, substitute=cast.aino.account, by=cast.aino)
    with pytest.raises(Refused) as twice:
        away(account=cast.aino.account, substitute=cast.outi.account, by=cast.aino)
    with pytest.raises(Refused) as stranger:
        away(account=cast.outi.account, substitute=cast.niko.account, by=cast.mari)
    assert (twice.value.code, stranger.value.code) == ("overlaps", "stranger")
    with pytest.raises(Unseen):
        actions.end_absence(absence=mine.pk, by=cast.outi)
    actions.end_absence(absence=mine.pk, by=cast.aino)
    with session.acting_as(cast.mari):
        assert queries.substitute_of(cast.aino.account) is None


@pytest.mark.django_db
def test_who_leaves_has_a_successor_from_the_next_day(cast: Cast) -> None:
    record_contact(words="En jaksa enää yksin.", channel="phone", by=cast.aino)
    with session.acting_as(cast.hanna):
        membership = Membership.objects.get(account=cast.aino.account)
    with pytest.raises(Unseen):
        actions.leave_unit(membership=membership.pk, successor=cast.outi.account, by=cast.outi)
    actions.leave_unit(membership=membership.pk, successor=cast.outi.account, by=cast.mari)
    with session.acting_as(cast.mari):
        [stands_in] = queries.rota(cast.mari, cast.units["social_work"]).absences
    for somebody in (cast.mari, cast.aino):  # no absence to come back from: without it nobody would answer
        with pytest.raises(Refused) as kept:
            actions.end_absence(absence=stands_in.pk, by=somebody)
        assert kept.value.code == "successor_answers"
    with session.acting_as(cast.hanna):
        assert queries.substitute_of(cast.aino.account, clock.today() + timedelta(days=1)) == cast.outi.account


@pytest.mark.django_db
def test_a_shift_that_does_not_come_is_taken_away(cast: Cast) -> None:
    begins = clock.now() + timedelta(days=1)
    shift = actions.take_duty(unit=cast.units["social_work"], account=cast.outi.account, begins=begins,
                              ends=begins + timedelta(hours=8), by=cast.outi)
    with pytest.raises(Unseen):
        actions.cancel_duty(shift=shift.pk, by=cast.niko)
    with pytest.raises(Refused) as long:
        actions.take_duty(unit=cast.units["social_work"], account=cast.outi.account, begins=begins,
                          ends=begins + timedelta(days=8), by=cast.outi)
    assert long.value.code == "long"
    actions.cancel_duty(shift=shift.pk, by=cast.outi)
    with session.acting_as(cast.outi):
        assert queries.rota(cast.outi, cast.units["social_work"]).shifts == []

"""Who is in a team, why and until when: joining opens, leaving closes, and she decides."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from punos.access.queries import categories_seen
from punos.cases import actions as cases
from punos.cases.models import Case
from punos.clients.actions import add_tie
from punos.consent.actions import give, withdraw
from punos.consent.rules import ConsentFor, Kind, Manner, Reach, Terms, Word
from punos.intake.actions import record_contact
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.operating_models.vocabulary import Requirement
from punos.team import actions, queries
from punos.team.jobs import end_lapsed
from punos.team.models import Membership
from punos.team.tests.conftest import (
    consent_to_matti,
    consent_to_meet,
    consent_to_neighbour,
    in_portal,
    later,
    permit,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NURSE = [Category.IDENTITY, Category.COORDINATION, Category.PLAN]
CLOSE = [Category.IDENTITY, Category.PLAN]


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


def sees(actor: Actor, client: UUID) -> frozenset[Category]:
    with session.acting_as(actor):
        return categories_seen(actor, client)


def invite_niko(cast: Cast, client: UUID, by: Actor | None = None, wish: str = "agrees") -> Membership:
    return actions.invite(client=client, account=cast.niko.account, purpose="Seuraa vointia kotona", until=later(),
                          categories=NURSE, wish=wish, suggested_role="home_care_nurse", by=by or cast.pekka)


def test_joining_opens_exactly_what_was_said_and_leaving_closes_it(cast: Cast, maija: UUID, case: Case) -> None:
    permit(cast, maija, *NURSE)
    assert sees(cast.niko, maija) == frozenset()
    joined = invite_niko(cast, maija)
    assert sees(cast.niko, maija) == frozenset(NURSE)
    assert joined.sections and joined.role == "sairaanhoitaja"
    actions.acknowledge(membership=joined.pk, by=cast.niko)
    with refused("required"):
        actions.leave(membership=joined.pk, note="", by=cast.niko)
    actions.leave(membership=joined.pk, note="Siirryn toiseen tiimiin", by=cast.niko)
    assert sees(cast.niko, maija) == frozenset()
    with refused("taken"):
        actions.end(membership=joined.pk, by=cast.pekka)


def test_what_is_not_lawful_refuses_the_whole_and_says_what_would_make_it_so(cast: Cast, maija: UUID,
                                                                            case: Case) -> None:
    with pytest.raises(Refused) as no:
        actions.invite(client=maija, account=cast.jaana.account, purpose="Vertaistukea", until=later(),
                       categories=CLOSE, wish="agrees", by=cast.pekka)
    assert no.value.code == "not_lawful" and next(way.kind for way in no.value.ways) == "ask_consent"
    assert sees(cast.jaana, maija) == frozenset()
    with session.acting_as(cast.pekka):
        assert queries.members(cast.pekka, maija) == []


@pytest.mark.parametrize(("wish", "code"), [("declines", "client_declines"), ("not_asked", "ask_her_first")])
def test_whom_she_does_not_want_or_has_not_been_asked_about_is_not_invited(cast: Cast, maija: UUID, case: Case,
                                                                          wish: str, code: str) -> None:
    with refused(code):
        invite_niko(cast, maija, wish=wish)


def test_only_who_answers_for_the_whole_invites(cast: Cast, maija: UUID, case: Case) -> None:
    with pytest.raises(Unseen):
        invite_niko(cast, maija, by=cast.outi)
    permit(cast, maija, *NURSE)
    invite_niko(cast, maija)
    with refused("not_your_case"):
        actions.invite(client=maija, account=cast.eero.account, purpose="x", until=later(), categories=NURSE,
                       wish="agrees", by=cast.niko)
    with refused("taken"):
        invite_niko(cast, maija)


def test_a_husband_comes_with_her_consent_and_leaves_when_she_takes_it_back(cast: Cast, maija: UUID,
                                                                          case: Case) -> None:
    consent = consent_to_matti(cast, maija, *CLOSE)
    add_tie(client=maija, kind="spouse", given_names="Matti", family_name="Meri", account=cast.matti.account,
            by=cast.pekka)
    joined = actions.invite(client=maija, account=cast.matti.account, role="puoliso", purpose="Auttaa arjessa",
                            until=later(), categories=CLOSE, wish="chooses", by=cast.pekka)
    assert sees(cast.matti, maija) == frozenset(CLOSE)
    withdraw(instrument=consent.pk, word=in_portal(), by=cast.maija)
    assert sees(cast.matti, maija) == frozenset()
    with session.acting_as(cast.maija):
        assert Membership.objects.get(pk=joined.pk).ending == "basis_ended"


def test_a_person_without_an_account_needs_a_consent_that_names_her_and_sees_nothing_here(
        cast: Cast, maija: UUID, case: Case) -> None:
    def ask() -> Membership:
        return actions.invite(client=maija, person_name="Niilo Naapuri", recipient="close_person", role="naapuri",
                              purpose="Käy kaupassa", until=later(), categories=CLOSE, wish="chooses", by=cast.pekka)

    with refused("needs_consent"):
        ask()
    consent = consent_to_neighbour(cast, maija, *CLOSE)
    joined = ask()
    assert joined.account_id is None and joined.sections == ["703/2023 6 §"]
    withdraw(instrument=consent.pk, word=in_portal(), by=cast.maija)
    with session.acting_as(cast.maija):
        assert queries.members(cast.maija, maija) == []


def test_she_takes_somebody_out_of_her_team_at_once(cast: Cast, maija: UUID, case: Case) -> None:
    permit(cast, maija, *NURSE)
    joined = invite_niko(cast, maija)
    with pytest.raises(Unseen):
        actions.remove(membership=joined.pk, by=cast.matti)
    with pytest.raises(Unseen):
        actions.remove(membership=joined.pk, by=cast.pekka)
    actions.remove(membership=joined.pk, by=cast.maija)
    assert sees(cast.niko, maija) == frozenset()
    with pytest.raises(Unseen):
        actions.acknowledge(membership=joined.pk, by=cast.outi)


def test_a_membership_ends_by_its_day_and_can_be_renewed(cast: Cast, maija: UUID, case: Case) -> None:
    permit(cast, maija, *NURSE)
    joined = invite_niko(cast, maija)
    with refused("until_far"):
        actions.extend(membership=joined.pk, until=later(1000), by=cast.pekka)
    actions.extend(membership=joined.pk, until=later(120), by=cast.pekka)
    assert sees(cast.niko, maija) == frozenset(NURSE)
    with clock.at(clock.now() + timedelta(days=121)):
        assert sees(cast.niko, maija) == frozenset()
        with session.acting_as(cast.maija):
            assert queries.members(cast.maija, maija) == []


def passed(last: date) -> datetime:
    """The night after the last day."""
    return datetime.combine(last + timedelta(days=1), time(3), clock.HELSINKI)


def test_whose_last_day_has_passed_has_left_by_the_morning_and_who_answers_reads_it(cast: Cast, maija: UUID,
                                                                                case: Case) -> None:
    permit(cast, maija, *NURSE)
    joined = invite_niko(cast, maija)
    with clock.at(passed(joined.until - timedelta(days=1))):
        end_lapsed(0)
    with session.acting_as(cast.pekka):
        assert queries.members(cast.pekka, maija) == [joined]
    with clock.at(passed(joined.until)):
        end_lapsed(0)
        with session.acting_as(cast.pekka):
            left = queries.for_today(cast.pekka).departed
            assert [(one.pk, one.ending, one.ended_by) for one in left] == [(joined.pk, "lapsed", None)]
        assert invite_niko(cast, maija).pk != joined.pk


def test_a_day_that_has_passed_does_not_keep_anybody_from_being_invited_again(cast: Cast, maija: UUID,
                                                                          case: Case) -> None:
    permit(cast, maija, *NURSE)
    consent_to_neighbour(cast, maija, *CLOSE)

    def ask() -> list[Membership]:
        return [invite_niko(cast, maija), actions.invite(
            client=maija, person_name="Niilo Naapuri", recipient="close_person", role="naapuri", by=cast.pekka,
            purpose="Käy kaupassa", until=later(), categories=CLOSE, wish="chooses")]

    before = ask()
    with clock.at(passed(before[0].until)):
        again = ask()
        with session.acting_as(cast.pekka):
            assert queries.members(cast.pekka, maija) == again
            assert {one.ending for one in queries.past_members(cast.pekka, maija)} == {"lapsed"}


@pytest.mark.parametrize("writer", ["maija", "eero", "pekka"])
def test_whoever_writes_her_ban_down_those_leave_whom_nothing_lets_in_and_nobody_else(
        cast: Cast, maija: UUID, case: Case, writer: str) -> None:
    """Herself, one who takes a call and sees neither the team nor her consents, and who answers for the whole."""
    consent_to_neighbour(cast, maija, *CLOSE)
    give(client=maija, word=in_portal(), by=cast.maija, terms=Terms(
        Kind.CONSENT, about=ConsentFor.THIRD_SECTOR, accounts=frozenset({cast.jaana.account}),
        categories=frozenset(NURSE)))
    joined = {one.pk: one for one in (
        actions.invite(client=maija, account=cast.jaana.account, purpose="Vertaistukea", until=later(),
                       categories=NURSE, wish="agrees", by=cast.pekka),
        actions.invite(client=maija, person_name="Niilo Naapuri", recipient="close_person", role="naapuri",
                       purpose="Käy kaupassa", until=later(), categories=CLOSE, wish="chooses", by=cast.pekka))}
    if writer == "eero":
        record_contact(client=maija, channel="phone", sender="client", words="Sopiiko jutella?", by=cast.eero)
    by = getattr(cast, writer)
    word = in_portal() if writer == "maija" else Word(Manner.ORAL, reason="Soitti, ei käytä verkkoa.")
    give(client=maija, terms=Terms(Kind.PROHIBITION, reach=Reach.SOCIAL_CONTROLLER), word=word, by=by)
    with session.acting_as(cast.maija):
        assert [row.ending for row in Membership.objects.filter(pk__in=joined).order_by("invited_at")] == [
            "basis_ended", ""]


def test_the_team_does_not_meet_without_her_consent(cast: Cast, maija: UUID, case: Case) -> None:
    when = clock.now() + timedelta(days=3)
    cases.name_worker(case=case.pk, account=cast.pekka.account, role="responsible_worker", by=cast.pekka)
    with refused("consent_to_team") as no:
        actions.convene(client=maija, at=when, purpose="Sovitaan kotiavusta", by=cast.pekka)
    assert no.value.ways == (Requirement.CONSENT_TO_TEAM,)
    consent = consent_to_meet(cast, maija)
    made = actions.convene(client=maija, at=when, purpose="Sovitaan kotiavusta", by=cast.pekka)
    assert made.consent == consent.pk
    with refused("taken"):
        actions.convene(client=maija, at=when, purpose="Sama", by=cast.pekka)
    withdraw(instrument=consent.pk, word=in_portal(), by=cast.maija)
    with refused("consent_to_team"):
        actions.convene(client=maija, at=when + timedelta(days=1), purpose="Uusi", by=cast.pekka)


def test_no_team_meets_without_a_responsible_worker(cast: Cast, maija: UUID, case: Case) -> None:
    consent_to_meet(cast, maija)
    with refused("responsible_worker_named"):
        actions.convene(client=maija, at=clock.now() + timedelta(days=3), purpose="x", by=cast.pekka)


def test_closing_the_case_parts_the_team(cast: Cast, maija: UUID, case: Case) -> None:
    permit(cast, maija, *NURSE)
    joined = invite_niko(cast, maija)
    cases.close(case=case.pk, reason="client_wished", note="Riittää", acknowledged=True, by=cast.pekka)
    assert sees(cast.niko, maija) == frozenset()
    with session.acting_as(cast.maija):
        assert Membership.objects.get(pk=joined.pk).ending == "case_closed"


def test_suggestions_come_from_the_model_and_from_those_who_know_her(cast: Cast, maija: UUID, case: Case) -> None:
    record_contact(client=maija, channel="phone", sender="client", words="Milloin päätös tulee?", by=cast.aino)
    with session.acting_as(cast.pekka):
        found = {one.role.code: [card.name for card in one.people]
                 for one in queries.suggestions(cast.pekka, maija)}
    assert found.pop("social_worker") == ["Aino Aalto"]
    assert not any(found.values()), "a social worker is suggested as nobody else"
    # Pekka answers for her already, so he is not suggested.
    permit(cast, maija, *NURSE)
    invite_niko(cast, maija)
    with session.acting_as(cast.pekka):
        assert "home_care_nurse" not in {one.role.code for one in queries.suggestions(cast.pekka, maija)}


@pytest.mark.parametrize("table", ["team_membership", "team_gathering"])
def test_hostile_sessions_see_and_change_nothing(cast: Cast, maija: UUID, case: Case, table: str) -> None:
    permit(cast, maija, *NURSE)
    invite_niko(cast, maija)
    for stranger in (None, cast.outi, cast.mari, cast.matti):
        with transaction.atomic(), connection.cursor() as cursor:
            session.become(stranger)
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone()[0] == 0
            cursor.execute(f"UPDATE {table} SET client_id = client_id")
            assert cursor.rowcount == 0

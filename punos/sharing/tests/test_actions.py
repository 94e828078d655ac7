"""Ends known in advance, people who speak for her, records that are one person, decisions left to people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from punos.access.models import Decision, Grant
from punos.access.queries import categories_seen
from punos.cases.actions import close, name_worker, open_case, reopen
from punos.cases.models import Case
from punos.clients.actions import find_incapacity, merge, name_representative, recognise, undo_merge
from punos.clients.rules.representation import Checked, Concern, Matter, RepresentativeKind
from punos.consent import actions as consent
from punos.consent.rules import ConsentFor, Kind, Reach, Terms, Word
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness import WayKind
from punos.lawfulness.categories import Category
from punos.sharing import actions, jobs, queries
from punos.sharing.tests.conftest import contact_for, handed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HEALTH_NEEDED = frozenset({Category.IDENTITY, Category.COORDINATION, Category.SOCIAL})


def seen(actor: Actor, client: UUID) -> frozenset[Category]:
    with session.acting_as(actor):
        return categories_seen(actor, client)


def permit(cast: Cast, client: UUID, **more: Any) -> Any:
    told: dict[str, Any] = {"accounts": frozenset({cast.niko.account}), "categories": HEALTH_NEEDED}
    return consent.give(client=client, word=Word(), by=cast.maija, terms=Terms(Kind.PERMIT, **told | more))


def let_niko_in(cast: Cast, client: UUID, until: date | None = None) -> UUID:
    relation = uuid4()
    actions.open_for_member(client=client, account=cast.niko.account, categories=HEALTH_NEEDED | {Category.PLAN},
                            relation_id=relation, until=until, purpose="Kotihoito auttaa arjessa", by=cast.aino)
    return relation


@pytest.fixture
def aino(maija: UUID, cast: Cast) -> Actor:
    """Aino answers for the whole."""
    contact_for(maija, cast.aino)
    open_case(client=maija, model="case_manager", why="Moni auttaa.", next_date=clock.today() + timedelta(7),
              her_word="wants", by=cast.aino)
    return cast.aino


def test_whoever_answers_for_the_whole_sees_her_own_register_and_not_the_other(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    assert seen(aino, maija) == {Category.IDENTITY, Category.CONTACT, Category.COORDINATION, Category.PERMISSIONS,
                                 Category.OWN_WORDS, Category.PLAN, Category.SOCIAL}


def test_a_member_is_let_in_whole_or_not_at_all_and_is_told_what_would_make_it_lawful(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    with pytest.raises(Refused) as refused:
        let_niko_in(cast, maija)
    assert {way.kind for way in refused.value.ways} >= {WayKind.ASK_PERMIT}
    assert seen(cast.niko, maija) == frozenset()
    permit(cast, maija)
    let_niko_in(cast, maija)
    assert seen(cast.niko, maija) == HEALTH_NEEDED | {Category.PLAN}


def test_the_earlier_of_two_ends_is_in_the_grant_from_the_start(maija: UUID, cast: Cast, aino: Actor) -> None:
    today = clock.today()
    permit(cast, maija, valid_until=today + timedelta(10))
    let_niko_in(cast, maija, until=today + timedelta(30))
    for days, expected in ((10, HEALTH_NEEDED | {Category.PLAN}), (11, {Category.PLAN}), (31, frozenset())):
        with clock.at(clock.now() + timedelta(days=days)):
            assert seen(cast.niko, maija) == expected, days


def test_what_ends_gives_way_at_night_and_the_table_says_so(maija: UUID, cast: Cast, aino: Actor) -> None:
    permit(cast, maija, valid_until=clock.today())
    let_niko_in(cast, maija)
    with clock.at(clock.now() + timedelta(days=1)):
        assert jobs.tidy_what_ended(0) == 1
        with session.acting_as(cast.niko):
            assert not Grant.objects.filter(closed_at=None, valid_until__lte=clock.now()).exists()
        assert jobs.tidy_what_ended(0) == 0


def test_a_permit_for_a_part_opens_nothing_by_itself(maija: UUID, cast: Cast, aino: Actor) -> None:
    permit(cast, maija, data_from=date(2026, 1, 1))
    with pytest.raises(Refused):
        let_niko_in(cast, maija)


def test_each_grant_stands_on_a_stored_decision_with_its_section_and_facts_without_words(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    given = permit(cast, maija)
    let_niko_in(cast, maija)
    with session.acting_as(cast.maija):
        made = Decision.objects.filter(client=maija, basis_kind="permit")
        assert {d.section for d in made} == {"703/2023 53 § 3 mom."}
        assert all(d.facts["instruments"] == [str(given.pk)] and "Kotihoito" not in str(d.facts) for d in made)


def test_incapacity_without_a_representative_opens_what_the_law_says_until_its_review(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    find_incapacity(client=maija, concerns=[Concern.DISCLOSURE], grounds="Ei ymmärrä, mitä lupa tarkoittaa.",
                    review_on=clock.today() + timedelta(60), by=aino)
    let_niko_in(cast, maija)
    assert seen(cast.niko, maija) == HEALTH_NEEDED | {Category.PLAN}
    with clock.at(clock.now() + timedelta(days=61)):
        assert seen(cast.niko, maija) == {Category.PLAN}


def test_a_guardian_who_decides_ends_what_stood_on_incapacity(maija: UUID, cast: Cast, aino: Actor) -> None:
    find_incapacity(client=maija, concerns=[Concern.DISCLOSURE], grounds="Ei ymmärrä.",
                    review_on=clock.today() + timedelta(60), by=aino)
    let_niko_in(cast, maija)
    handed(maija, cast.pekka, aino)
    name_representative(client=maija, kind=RepresentativeKind.GUARDIAN, given_names="Matti", family_name="Meri",
                        account=cast.matti.account, matters=[Matter.DISCLOSURE], categories=[Category.PLAN],
                        checked_how=Checked.GUARDIANSHIP_REGISTER, by=aino)
    assert seen(cast.niko, maija) == frozenset(), "nor a plan without the name of whose it is"
    assert seen(cast.matti, maija) == {Category.IDENTITY, Category.PERMISSIONS, Category.PLAN}


def test_a_custodian_sees_until_the_eighteenth_birthday_and_not_a_day_longer(cast: Cast) -> None:
    birthday = clock.today() + timedelta(days=40)
    child = recognise(given_names="Onni", family_name="Otso", birth_date=birthday.replace(year=birthday.year - 18),
                      by=cast.pekka)
    handed(child, cast.pekka, cast.aino)
    name_representative(client=child, kind=RepresentativeKind.CUSTODIAN, given_names="Matti", family_name="Meri",
                        account=cast.matti.account, matters=[Matter.SERVICES], categories=[Category.IDENTITY],
                        checked_how=Checked.POPULATION_REGISTER, by=cast.aino)
    assert seen(cast.matti, child) == {Category.IDENTITY}
    with clock.at(clock.now() + timedelta(days=39)):
        assert seen(cast.matti, child) == {Category.IDENTITY}
    with clock.at(clock.now() + timedelta(days=41)):
        assert seen(cast.matti, child) == frozenset()


def test_two_records_of_one_person_are_seen_together_and_apart_again(maija: UUID, cast: Cast) -> None:
    other = recognise(given_names="Maija", family_name="Meri", by=cast.outi)
    contact_for(other, cast.outi)
    contact_for(other, cast.pekka)
    made = merge(kept=maija, merged=other, reason="Sama ihminen", by=cast.pekka)
    assert seen(cast.outi, maija) == {Category.IDENTITY, Category.CONTACT}
    assert seen(cast.maija, other) == frozenset(Category)
    undo_merge(merge=made.pk, by=cast.pekka)
    assert seen(cast.outi, maija) == frozenset() and seen(cast.maija, other) == frozenset()
    assert seen(cast.outi, other) == {Category.IDENTITY, Category.CONTACT}


def test_a_social_authoritys_duty_opens_what_it_needs_with_section_and_reason(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    with pytest.raises(Refused):
        actions.record_duty(client=maija, account=aino.account, section="1301/2014 36 §", reason=" ",
                            until=clock.today() + timedelta(30), by=aino)
    with pytest.raises(Refused):
        actions.record_duty(client=maija, account=cast.outi.account, section="1301/2014 36 §", reason="x",
                            until=clock.today(), by=aino)
    with pytest.raises(Unseen):
        actions.record_duty(client=maija, account=cast.outi.account, section="1301/2014 36 §", reason="x",
                            until=clock.today(), by=cast.outi)
    permit(cast, maija)
    let_niko_in(cast, maija)
    with pytest.raises(Refused, match="sosiaaliviranomaisen"):  # Niko is a nurse of the other register
        actions.record_duty(client=maija, account=cast.niko.account, section="1326/2010 24 §", reason="x",
                            until=clock.today(), by=cast.niko)
    actions.record_duty(client=maija, account=aino.account, section="1301/2014 36 §",
                        reason="Palvelutarpeen arviointi ei onnistu ilman lääkärin lausuntoa.",
                        until=clock.today() + timedelta(30), by=aino)
    assert Category.HEALTH in seen(aino, maija)
    with clock.at(clock.now() + timedelta(days=31)):
        assert Category.HEALTH not in seen(aino, maija)


def test_a_question_the_law_leaves_to_a_person_is_answered_by_another_and_the_default_is_no(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    find_incapacity(client=maija, concerns=[Concern.DISCLOSURE], grounds="Ei ymmärrä.",
                    review_on=clock.today() + timedelta(60), by=aino)
    consent.give(client=maija, word=Word(), by=cast.maija,
                 terms=Terms(Kind.PROHIBITION, reach=Reach.SOCIAL_CONTROLLER))
    with pytest.raises(Refused) as refused:
        let_niko_in(cast, maija)
    rules = {way.rule_id for way in refused.value.ways if way.kind is WayKind.ASK_DECISION}
    assert rules
    told: dict[str, Any] = {"client": maija, "account": cast.niko.account, "granted": True,
                            "until": clock.today() + timedelta(30), "reason": "Hoidon tarve on ilmeinen."}
    with pytest.raises(Unseen):
        actions.rule_on(rule=min(rules), by=cast.niko, **{**told, "account": cast.aino.account})
    with pytest.raises(Refused, match="viranhaltija"):  # Pekka is a counsellor without a public office
        actions.rule_on(rule=min(rules), by=cast.pekka, **told)
    with pytest.raises(Refused, match="itse"):
        actions.rule_on(rule=min(rules), by=aino, **{**told, "account": aino.account})
    for rule in ("social-to-health-incapacity", "social-entries-to-health-incapacity",
                 "joint-plan-in-both-registers"):
        actions.rule_on(rule=rule, by=aino, **told)
    let_niko_in(cast, maija)
    assert Category.SOCIAL in seen(cast.niko, maija)


def test_who_sees_says_role_ground_section_and_end(maija: UUID, cast: Cast, aino: Actor) -> None:
    permit(cast, maija)
    let_niko_in(cast, maija, until=clock.today() + timedelta(30))
    with session.acting_as(cast.maija):
        lines = {line.account: line for line in queries.who_sees(cast.maija, maija) if line.relation == "team"}
    line = lines[cast.niko.account]
    assert (line.name, line.role, line.purpose) == ("Niko Niemi", "sairaanhoitaja, Kotihoito, Pohjoinen",
                                                    "Kotihoito auttaa arjessa")
    assert "703/2023 53 § 3 mom." in line.sections and line.until is not None
    with session.acting_as(cast.niko), pytest.raises(Unseen):
        queries.who_sees(cast.niko, maija)


def test_what_is_hidden_reads_the_same_whatever_she_has_said(maija: UUID, cast: Cast, aino: Actor) -> None:
    with session.acting_as(aino):
        before = queries.hidden_from(aino, maija)
    consent.give(client=maija, word=Word(), by=cast.maija, terms=Terms(Kind.PROHIBITION, reach=Reach.PATIENT_ALL))
    consent.ask(client=maija, terms=Terms(Kind.CONSENT, about=ConsentFor.CONVENE_TEAM), by=aino)
    with session.acting_as(aino):
        assert queries.hidden_from(aino, maija) == before
    (health,) = [line for line in before if line.category is Category.HEALTH]
    assert WayKind.ASK_PERMIT in {way.kind for way in health.ways} and health.section == "703/2023 53 §"
    with session.acting_as(cast.eero), pytest.raises(Unseen):
        queries.hidden_from(cast.eero, maija)


def test_the_preview_is_what_then_happens(maija: UUID, cast: Cast, aino: Actor) -> None:
    terms = Terms(Kind.PERMIT, accounts=frozenset({aino.account}), categories=frozenset({Category.HEALTH}),
                  valid_until=clock.today() + timedelta(20))
    with session.acting_as(cast.maija):
        (line,) = queries.preview_given(client=maija, terms=terms, by=cast.maija)
    assert line.gains == (Category.HEALTH,) and line.name == "Aino Aalto" and line.until is not None
    before = seen(aino, maija)
    given = consent.give(client=maija, terms=terms, word=Word(), by=cast.maija)
    assert seen(aino, maija) - before == set(line.gains)
    with session.acting_as(cast.maija):
        (back,) = queries.preview_withdrawn(client=maija, instrument=given.pk, terms=terms, by=cast.maija)
    assert back.loses == (Category.HEALTH,)
    with session.acting_as(aino):
        (member,) = queries.preview(client=maija, account=cast.niko.account, categories=HEALTH_NEEDED, by=aino)
    assert set(member.denied) == HEALTH_NEEDED and member.categories == ()


def test_two_records_with_two_open_cases_are_one_person_only_when_one_case_goes_on(maija: UUID, cast: Cast) -> None:
    """One plan, one holder: nothing is closed by merging; who answers for the other closes it, and then they merge."""
    other = recognise(given_names="Maija", family_name="Meri", by=cast.outi)
    for who in (cast.outi, cast.pekka):
        contact_for(other, who)
    told: dict[str, Any] = {"model": "case_manager", "why": "Monta auttajaa", "her_word": "wants",
                            "next_date": clock.today()}
    hers, second = open_case(client=maija, by=cast.pekka, **told), open_case(client=other, by=cast.outi, **told)
    with pytest.raises(Refused, match=r"Molemmilla on avoin yhteistyö.*Vastaa: \w+ \w+,.*Vastaa: \w+ \w+,") as refused:
        merge(kept=maija, merged=other, reason="Sama ihminen", by=cast.pekka)
    assert refused.value.ways == (hers.pk, second.pk)
    with session.acting_as(cast.outi):
        assert Case.objects.get(pk=second.pk).closed_at is None
        assert categories_seen(cast.outi, maija) == frozenset()
    closing: dict[str, Any] = {"criteria": ["contact_known"], "note": "Työ jatkuu Pekan kanssa", "acknowledged": True}
    close(case=second.pk, reason="another_case", by=cast.outi, **closing)
    made = merge(kept=maija, merged=other, reason="Sama ihminen", by=cast.pekka)
    again: dict[str, Any] = {"next_date": clock.today(), "note": "Jatketaan", "by": cast.outi}
    with pytest.raises(Refused) as refused:
        reopen(case=second.pk, **again)
    assert refused.value.code == "already_open"
    with pytest.raises(Refused) as refused:
        open_case(client=other, by=cast.pekka, **told)
    assert refused.value.code == "already_open"
    undo_merge(merge=made.pk, by=cast.pekka)
    assert reopen(case=second.pk, **again).closed_at is None  # two people again: each has her own


def test_two_own_workers_are_one_too_many_for_one_person(maija: UUID, cast: Cast) -> None:
    other = recognise(given_names="Maija", family_name="Meri", by=cast.pekka)
    contact_for(other, cast.pekka)
    for client in (maija, other):
        case = open_case(client=client, model="case_manager", why="Monta auttajaa", her_word="wants",
                         next_date=clock.today(), by=cast.pekka)
        name_worker(case=case.pk, account=cast.aino.account, role="own_worker", by=cast.pekka)
    with session.acting_as(cast.pekka):  # as under another model of the county
        Case.objects.filter(client=other).update(model="another")
    with pytest.raises(Refused) as refused:
        merge(kept=maija, merged=other, reason="Sama ihminen", by=cast.pekka)
    assert (refused.value.code, refused.value.section) == ("two_own_workers", "1301/2014 42 §")

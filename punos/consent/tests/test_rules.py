"""What an instrument says, who may give it, how it lives. Pure and exhaustive where the space is small."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.consent.rules import (
    ENDS_IN,
    ConsentFor,
    Event,
    Giver,
    Kind,
    Manner,
    Named,
    Problem,
    Reach,
    Standing,
    State,
    Terms,
    Word,
    Words,
    answered_by,
    ask_again_on,
    next_state,
    only_closes,
    problem_of_recording,
    problems_of,
    retain_until,
    sentence,
    state_at,
    who_gives,
)
from punos.consent.rules.terms import NAMED_ONLY, NEVER_TARGETED, PERMIT_CLASSES
from punos.lawfulness.categories import Category, RecipientClass, Register
from tests.every import every

TODAY = date(2026, 11, 22)
AINO, MATTI, UNIT = (UUID(int=n) for n in (1, 2, 3))
WORDS = Words({AINO: Named("Aino Aalto", "sosiaalityöntekijä, Ikääntyneiden sosiaalityö"),
               MATTI: Named("Matti Meri"), UNIT: Named("Kotihoito, Pohjoinen")}, {})
LANGUAGES = ("fi", "sv", "en")
GIVEABLE = sorted(set(Category) - NEVER_TARGETED)

codes = st.frozensets(st.sampled_from(["palvelu-1", "kaynti-2"]), max_size=2)
days = st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1))
named = {"accounts": st.frozensets(st.sampled_from([AINO, MATTI]), min_size=1), "units": st.frozensets(st.just(UNIT))}
asked = st.frozensets(st.sampled_from(GIVEABLE), min_size=1, max_size=4)
until = st.none() | st.dates(TODAY, date(2035, 1, 1))
times = {"data_from": st.none() | st.dates(date(2020, 1, 1), date(2022, 1, 1)),
         "data_until": st.none() | st.dates(date(2023, 1, 1), date(2026, 1, 1)), "valid_until": until}
permits = st.builds(Terms, st.just(Kind.PERMIT), **named, **times, categories=asked, parts=codes,
                    classes=st.frozensets(st.sampled_from(sorted(PERMIT_CLASSES)), max_size=2))
prohibitions = st.builds(Terms, st.just(Kind.PROHIBITION), **times, reach=st.sampled_from(Reach), parts=codes,
                         accounts=st.frozensets(st.sampled_from([AINO, MATTI])))
consents = st.builds(Terms, st.just(Kind.CONSENT), **named, **times, categories=asked,
                     about=st.sampled_from(sorted(NAMED_ONLY)), person_name=st.sampled_from(["", "Liisa Lahti"]))
convening = st.builds(Terms, st.just(Kind.CONSENT), about=st.just(ConsentFor.CONVENE_TEAM), valid_until=until)
complete = (permits | prohibitions | consents | convening).filter(lambda terms: not problems_of(terms, today=TODAY))


@given(complete, st.sampled_from(LANGUAGES))
def test_whatever_can_be_given_reads_as_sentences_that_name_everything_in_it(terms: Terms, language: str) -> None:
    said = sentence(terms, language, WORDS)
    assert "{" not in said and "  " not in said and said.endswith(".")
    if terms.kind is not Kind.PROHIBITION or terms.accounts:
        assert all(str(WORDS.people[item]) in said for item in terms.accounts | terms.units
                   if terms.about is not ConsentFor.CONVENE_TEAM)
    if terms.valid_until:
        assert str(terms.valid_until.year) in said


@given(complete)
def test_the_same_content_reads_differently_in_each_language_and_the_same_twice(terms: Terms) -> None:
    said = [sentence(terms, language, WORDS) for language in LANGUAGES]
    assert len(set(said)) == 3
    assert sentence(terms, "sv-fi", WORDS) == said[1]


@given(complete, st.sampled_from(Category), st.sampled_from(LANGUAGES))
def test_whatever_is_changed_in_the_content_she_reads_it(terms: Terms, other: Category, language: str) -> None:
    said = sentence(terms, language, WORDS)
    for changed in (replace(terms, accounts=terms.accounts ^ {MATTI}), replace(terms, units=terms.units ^ {UNIT}),
                    replace(terms, categories=terms.categories ^ {other}), replace(terms, parts=terms.parts ^ {"osa"}),
                    replace(terms, data_from=date(2019, 3, 4)), replace(terms, valid_until=date(2041, 2, 3)),
                    replace(terms, classes=terms.classes ^ {RecipientClass.HEALTH_PROFESSIONAL})):
        if not problems_of(changed, today=TODAY):
            assert sentence(changed, language, WORDS) != said


def test_a_permit_reads_as_a_person_would_say_it() -> None:
    permit = Terms(Kind.PERMIT, accounts=frozenset({AINO}),
                   categories=frozenset({Category.IDENTITY, Category.HEALTH}), valid_until=date(2027, 5, 31))
    assert sentence(permit, "fi", WORDS) == (
        "Aino Aalto (sosiaalityöntekijä, Ikääntyneiden sosiaalityö) saa tietää minusta nämä asiat: perustiedot ja "
        "terveydenhuollon kirjaukset. Lupa on voimassa 31.5.2027 asti. Voin perua luvan milloin vain.")
    assert sentence(permit, "en", WORDS).endswith("The permit holds until 31 May 2027. I can withdraw the permit at "
                                                  "any time.")
    assert {answered_by(kind, "fi") for kind in Kind} == {"Annan luvan", "Kiellän", "Suostun"}


def test_a_close_person_is_told_that_it_goes_no_further() -> None:
    consent = Terms(Kind.CONSENT, about=ConsentFor.CLOSE_PERSON, person_name="Liisa Lahti",
                    categories=frozenset({Category.PLAN}))
    assert "Hän ei saa kertoa niitä eteenpäin." in sentence(consent, "fi", WORDS)


@pytest.mark.parametrize(("terms", "problem"), [
    (Terms(Kind.PERMIT, categories=frozenset({Category.HEALTH})), ("recipient", "missing")),
    (Terms(Kind.PERMIT, classes=frozenset({RecipientClass.CLOSE_PERSON}), categories=frozenset({Category.PLAN})),
     ("recipient", "needs_consent")),
    (Terms(Kind.PERMIT, accounts=frozenset({AINO})), ("categories", "missing")),
    (Terms(Kind.PERMIT, accounts=frozenset({AINO}), categories=frozenset({Category.PROTECTED_ADDRESS})),
     ("categories", "not_hers_to_give")),
    (Terms(Kind.CONSENT), ("about", "missing")),
    (Terms(Kind.CONSENT, about=ConsentFor.CLOSE_PERSON, classes=frozenset({RecipientClass.CLOSE_PERSON}),
           categories=frozenset({Category.PLAN})), ("recipient", "name_it")),
    (Terms(Kind.CONSENT, about=ConsentFor.JOINT_PLAN, accounts=frozenset({AINO}),
           categories=frozenset({Category.HEALTH})), ("categories", "plan_only")),
    (Terms(Kind.PROHIBITION), ("reach", "missing")),
    (Terms(Kind.PROHIBITION, reach=Reach.SOCIAL_DOCUMENT), ("parts", "missing")),
    (Terms(Kind.PROHIBITION, reach=Reach.PATIENT_ALL, valid_until=TODAY - timedelta(1)), ("valid_until", "past")),
])
def test_what_is_left_open_is_asked_for_beside_its_field(terms: Terms, problem: tuple[str, str]) -> None:
    found = problems_of(terms, today=TODAY)[0]
    assert (found.field, found.code) == problem


def test_a_prohibition_speaks_of_one_register() -> None:
    assert Terms(Kind.PROHIBITION, reach=Reach.PATIENT_ALL).origins == {Register.HEALTH}
    assert Terms(Kind.PROHIBITION, reach=Reach.SOCIAL_CONTROLLER).origins == {Register.SOCIAL}


def test_nothing_is_in_force_that_she_has_not_given_and_every_end_can_begin_again() -> None:
    for state, event in product(State, Event):
        after = next_state(state, event)
        assert after in (None, ENDS_IN[event])
        if after is State.IN_FORCE:
            assert event in (Event.GIVEN, Event.CHANGED, Event.RENEWED)
    assert next_state(State.WITHDRAWN, Event.WITHDRAWN) is None
    assert next_state(State.IN_FORCE, Event.ASKED) is None, "nobody is asked for what she has given"
    for state in State:
        assert any(next_state(state, event) for event in Event), state


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), days)
def test_the_last_day_is_a_day_in_force(today: date, until: date | None) -> None:
    state = state_at(Event.GIVEN, until, today)
    assert (state is State.IN_FORCE) == (until is None or today <= until)
    assert state_at(Event.WITHDRAWN, until, today) is State.WITHDRAWN


@given(st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), max_size=4), st.integers(0, 90))
def test_after_a_no_she_is_left_in_peace_from_the_newest(refusals: list[date], quiet: int) -> None:
    again = ask_again_on(refusals, quiet)
    assert (again is None) == (not refusals)
    assert again is None or all((again - refusal).days >= quiet for refusal in refusals)


def test_rows_are_kept_twelve_years_from_replacement_or_her_death() -> None:
    assert retain_until(replaced_on=None, died_on=None) is None
    assert retain_until(replaced_on=date(2028, 2, 29), died_on=None) == date(2040, 2, 29)
    assert retain_until(replaced_on=None, died_on=date(2024, 2, 29)) == date(2036, 2, 29)


HERSELF, GUARDIAN, STRANGER = (UUID(int=n) for n in (7, 8, 9))


@every(account=[HERSELF, GUARDIAN, STRANGER], cannot=[True, False], kind=Kind,
       event=[event for event in Event if event is not Event.ASKED])
def test_in_the_portal_only_she_or_her_representative_speaks_and_incapacity_stops_only_what_opens(
        account: UUID, cannot: bool, kind: Kind, event: Event) -> None:
    standing = Standing(frozenset({HERSELF}), frozenset({GUARDIAN}), has_representative=True, cannot_assess=cannot)
    problem = problem_of_recording(event, kind, Word(), standing, account)
    if account == STRANGER:
        assert problem == Problem("", "not_yours")
    elif account == HERSELF and cannot and not only_closes(event, kind):
        assert problem == Problem("", "cannot_assess")
    else:
        assert problem is None


def test_a_finding_never_stops_her_from_closing_access() -> None:
    assert only_closes(Event.WITHDRAWN, Kind.PERMIT) and only_closes(Event.GIVEN, Kind.PROHIBITION)
    assert not only_closes(Event.WITHDRAWN, Kind.PROHIBITION), "taking a prohibition back opens"
    assert not any(only_closes(event, Kind.PERMIT) for event in (Event.GIVEN, Event.RENEWED, Event.CHANGED))


def test_off_the_screen_somebody_writes_why_and_a_witness_signs_for_one_who_cannot() -> None:
    def problem(word: Word, required: bool = True) -> Problem | None:
        return problem_of_recording(Event.GIVEN, Kind.PERMIT, word, Standing(), STRANGER, witness_required=required)

    assert problem(Word(Manner.ORAL)) == Problem("reason", "missing")
    oral = Word(Manner.ORAL, reason="Ei käytä verkkoa", cannot_sign=True)
    assert problem(oral) == Problem("witness", "missing")
    assert problem(oral, required=False) is None
    assert problem(Word(Manner.PAPER, reason="Lomake postitse")) is None
    assert problem(Word(Manner.PAPER, Giver.REPRESENTATIVE, "x")) == Problem("giver", "no_representative")


def test_who_signs_in_decides_whose_word_it_is() -> None:
    standing = Standing(frozenset({HERSELF}), frozenset({GUARDIAN}))
    assert [who_gives(standing, who) for who in (HERSELF, GUARDIAN, STRANGER)] == [
        Giver.CLIENT, Giver.REPRESENTATIVE, None]

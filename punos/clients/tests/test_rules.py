"""The pure decisions: codes, names, duplicates, representation, protection."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from punos.clients.rules import duplicates, identity_code, names, protection
from punos.clients.rules.duplicates import Particulars, Reason
from punos.clients.rules.identity_code import CodeKind, CodeProblem, artificial_code
from punos.clients.rules.representation import RepresentativeKind, eighteenth_birthday, ends_on, is_minor

born = st.dates(date(1900, 1, 1), date(2035, 12, 31))
codes = st.builds(artificial_code, born, st.integers(900, 999))
name = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)
A, B = UUID(int=1), UUID(int=2)


def _official(code: str, *, production: bool) -> CodeProblem | None:
    return identity_code.problem_of(code, CodeKind.OFFICIAL, production=production)


@given(codes)
def test_an_artificial_code_is_taken_in_practice_and_only_as_temporary_in_production(code: str) -> None:
    assert _official(code, production=False) is None
    assert _official(code, production=True) is CodeProblem.TEMPORARY
    assert identity_code.problem_of(code, CodeKind.TEMPORARY, production=True) is None


@given(born, st.integers(2, 899))
def test_a_code_that_could_be_somebodys_is_refused_outside_production(day: date, individual: int) -> None:
    code = artificial_code(day, 900)[:7] + f"{individual:03d}" + identity_code.check_character(day, individual)
    assert _official(code, production=False) is CodeProblem.REAL
    assert _official(code, production=True) is None


@given(codes, st.integers(0, 10), st.sampled_from("0123456789ABCDEFHJKLMNPRSTUVWXY-+"))
def test_one_mistyped_character_never_makes_the_same_code(code: str, place: int, sign: str) -> None:
    typed = code[:place] + sign + code[place + 1:]
    assume(typed != code)
    if place != 6:  # the check character does not cover the sign of the century: codes are compared whole
        assert _official(typed, production=False) is not None
    assert identity_code.normal_form(typed) != identity_code.normal_form(code)


@given(codes)
def test_the_day_of_birth_is_read_from_the_code(code: str) -> None:
    day = identity_code.birth_date_of(code)
    assert day is not None
    assert artificial_code(day, int(code[7:10])) == code


@given(st.text(max_size=30))
def test_no_text_breaks_the_check_of_a_code(text: str) -> None:
    for kind in CodeKind:
        identity_code.problem_of(identity_code.normal_form(text), kind, production=False)


@given(st.text(max_size=120))
def test_no_text_breaks_the_reading_of_a_name(text: str) -> None:
    tidy = names.tidy(text)
    assert names.tidy(tidy) == tidy
    if names.is_storable(tidy):
        assert "\x00" not in tidy and "<" not in tidy
        assert all(" " not in word for word in names.words_of(tidy))


def test_the_variants_of_a_name_sound_the_same_and_two_names_do_not() -> None:
    for one, other in (("Virtanen", "Wirtanen"), ("Mattsson", "Matson"), ("Åström", "Oström"), ("Carl", "Kaarl"),
                       ("Jyrki", "Jyrkki"), ("Sofia", "Sophia"), ("Nyqvist", "Nykvist"), ("Taina", "Thaina")):
        assert names.sound_of(one) == names.sound_of(other), (one, other)
    assert names.sound_of("Meri") != names.sound_of("Mäki")


@given(name, name, born, name, name)
def test_suspicion_is_the_same_from_both_sides_and_symmetric_in_name(g: str, f: str, day: date, g2: str,
                                                                     f2: str) -> None:
    first, second = Particulars(A, g, f, day), Particulars(B, g2, f2, day)
    assert duplicates.compare(first, second) == duplicates.compare(second, first)
    assert duplicates.names_fit(g, f, g2, f2) == duplicates.names_fit(g2, f2, g, f)


@given(name, name, born)
def test_the_same_name_and_birth_date_are_always_suspected_and_say_why(given: str, family: str, day: date) -> None:
    assume(names.sound_of(given) and names.sound_of(family))
    found = duplicates.suspected([Particulars(A, given, family, day), Particulars(B, given, family, day)])
    assert [set(s.reasons) for s in found] == [{Reason.SAME_NAME, Reason.SAME_BIRTH_DATE}]
    assert duplicates.suspected([Particulars(A, given, family, day), Particulars(B, given, family, day)],
                                frozenset({(A, B)})) == []


def test_namesakes_born_on_other_days_are_not_suspected_but_a_changed_code_is() -> None:
    day = date(1941, 3, 15)
    maija = Particulars(A, "Maija", "Meri", day, frozenset({"x", "y"}), "y")
    namesake = Particulars(B, "Maija", "Meri", date(1988, 7, 2), frozenset({"z"}), "z")
    assert duplicates.compare(maija, namesake) is None
    changed = duplicates.compare(maija, Particulars(B, "Maija", "Virtanen", None, frozenset({"x"}), "x"))
    assert changed is not None
    assert changed.reasons == (Reason.SAME_CODE,)


@given(born)
def test_a_custodian_ends_the_day_before_the_eighteenth_birthday(day: date) -> None:
    last = ends_on(RepresentativeKind.CUSTODIAN, None, day)
    assert last is not None
    assert is_minor(day, last) and not is_minor(day, last + timedelta(days=1))
    assert last + timedelta(days=1) == eighteenth_birthday(day)
    assert ends_on(RepresentativeKind.GUARDIAN, None, day) is None


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.booleans())
def test_an_order_lasts_five_years_and_then_two_at_a_time(begins: date, first: bool) -> None:
    last = protection.longest(begins, first=first)
    for until, problem in ((last, None), (last + timedelta(days=1), "too_long"), (begins, "past")):
        assert protection.problem_of(begins=begins, until=until, today=begins, first=first) == problem

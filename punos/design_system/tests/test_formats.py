"""Dates, times, numbers, money, phones and names as people in Finland write them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from punos.design_system import formats, parsing
from punos.design_system.jinja import environment
from punos.design_system.rendering import Typed
from punos.kernel.clock import HELSINKI

TOMORROW_MORNING = datetime(2026, 11, 23, 9, 30, tzinfo=HELSINKI)
TODAY = date(2026, 11, 22)  # a Sunday
days = st.dates(date(1900, 1, 1), date(2150, 12, 31))


def plain(text: str) -> str:
    """With ordinary blanks, so that the tables below can be read."""
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("say", "fi", "sv", "en"),
    [
        (lambda la: formats.date_text(date(2026, 2, 1), la), "1.2.2026", "1.2.2026", "1 Feb 2026"),
        (lambda la: formats.near_date(TODAY, TODAY, la), "tänään su 22.11.", "i dag sön 22.11", "today Sun 22 Nov"),
        (lambda la: formats.near_date(date(2026, 11, 21), TODAY, la), "eilen la 21.11.", "i går lör 21.11",
         "yesterday Sat 21 Nov"),
        (lambda la: formats.near_moment(TOMORROW_MORNING, TODAY, la), "huomenna ma 23.11. klo 9.30",
         "i morgon mån 23.11 kl. 9.30", "tomorrow Mon 23 Nov at 9:30"),
        (lambda la: formats.near_date(date(2026, 11, 25), TODAY, la), "ke 25.11.", "ons 25.11", "Wed 25 Nov"),
        (lambda la: formats.near_date(date(2027, 1, 4), TODAY, la), "ma 4.1.2027", "mån 4.1.2027", "Mon 4 Jan 2027"),
        (lambda la: formats.due_text(date(2026, 11, 19), TODAY, la), "3 pv myöhässä", "3 dagar försenat",
         "3 days late"),
        (lambda la: formats.due_text(date(2026, 11, 21), TODAY, la), "1 pv myöhässä", "1 dag försenat", "1 day late"),
        (lambda la: formats.days_left(2, la), "2 pv jäljellä", "2 dagar kvar", "2 days left"),
        (lambda la: formats.days_left(0, la), "viimeinen päivä tänään", "sista dagen i dag", "last day today"),
        (lambda la: formats.time_range(time(9, 30), time(11), la), "klo 9.30–11.00", "kl. 9.30–11.00", "9:30–11:00"),
        (lambda la: formats.date_range(TODAY, date(2026, 11, 25), la), "22.–25.11.2026", "22–25.11.2026",
         "22–25 Nov 2026"),
        (lambda la: formats.date_range(TODAY, date(2026, 12, 3), la), "22.11.–3.12.2026", "22.11–3.12.2026",
         "22 Nov–3 Dec 2026"),
        (lambda la: formats.date_range(TODAY, date(2027, 1, 3), la), "22.11.2026–3.1.2027", "22.11.2026–3.1.2027",
         "22 Nov 2026–3 Jan 2027"),
        (lambda la: formats.week_text(TODAY, la), "vk 47", "v. 47", "week 47"),
        (lambda la: formats.long_weekday(TODAY, la), "sunnuntai", "söndag", "Sunday"),
        (lambda la: formats.number_text(1234.5, la), "1 234,5", "1 234,5", "1,234.5"),
        (lambda la: formats.percent_text(0.81, la), "81 %", "81 %", "81%"),
        (lambda la: formats.money_text(1050, la), "10,50 €", "10,50 €", "€10.50"),
        (lambda la: formats.money_text(-5, la), "−0,05 €", "−0,05 €", "−€0.05"),
    ],
)  # fmt: skip
def test_it_is_written_as_each_language_writes_it(say: Callable[[str], str], fi: str, sv: str, en: str) -> None:
    assert [plain(say(language)) for language in ("fi", "sv-fi", "en")] == [fi, sv, en]


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("040 123 4567", "+358401234567", "+358 40 123 4567"),
        ("+358 (0)40-1234567", "+358401234567", "+358 40 123 4567"),
        ("00358401234567", "+358401234567", "+358 40 123 4567"),
        ("050 123456", "+35850123456", "+358 50 123 456"),
        ("09 310 1000", "+35893101000", "+358 9 310 1000"),
        ("02 555 0120", "+35825550120", "+358 2 555 0120"),
        ("029 41 001", "+3582941001", "+358 29 410 01"),
        ("116117", "116117", "116 117"),
        ("112", "112", "112"),
        ("+46 8 123 456", "+468123456", "+46 812 3456"),
    ],
)
def test_a_phone_number_is_kept_in_one_form_and_shown_in_groups(typed: str, stored: str, shown: str) -> None:
    assert formats.phone_number(typed) == stored
    assert plain(formats.phone_text(stored)) == shown


@given(st.from_regex(r"(\+[1-9][0-9]{6,14}|0[1-9][0-9]{5,10})", fullmatch=True))
def test_a_shown_phone_number_reads_back_as_the_same_number(typed: str) -> None:
    stored = formats.phone_number(typed)
    assert formats.phone_number(formats.phone_text(stored)) == stored


@given(days)
def test_a_finnish_date_reads_back_as_the_same_day_and_has_no_leading_zeros(day: date) -> None:
    written = formats.date_text(day)
    assert parsing.read_date(written) == day
    assert not any(part.startswith("0") for part in written.split("."))


@given(days, days)
def test_a_near_date_names_another_year_and_only_another_year(day: date, today: date) -> None:
    assert (str(day.year) in formats.near_date(day, today)) == (day.year != today.year)


@given(days, st.integers(0, 800))
def test_a_range_always_says_both_ends(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    for language in formats.LANGUAGES:
        written = formats.date_range(start, end, language)
        assert written.endswith(formats.date_text(end, language))
        assert written.startswith(str(start.day)) or length == 0


@given(st.integers(-(10**11), 10**11))
def test_money_loses_no_cent(cents: int) -> None:
    written = formats.money_text(cents)
    digits = int("".join(sign for sign in written if sign.isdigit()))
    assert digits == abs(cents) and ("\u2212" in written) == (cents < 0)


def test_names_stand_family_first_in_lists_and_given_first_in_letters() -> None:
    assert formats.name_in_list("Maija", "Meri") == "Meri Maija"
    assert formats.name_in_letter("Maija", "Meri") == "Maija Meri"
    assert formats.name_in_list("", "Meri") == "Meri"


@given(st.text(max_size=30))
def test_initials_always_fit_in_the_circle(name: str) -> None:
    assert 1 <= len(formats.initials(name)) <= 6 and " " not in formats.initials(name)


def test_initials_are_those_a_person_would_choose() -> None:
    chosen = [formats.initials(name) for name in ("Aino Aalto", "Åsa Öhman-Väisänen", "maija", "😀", "")]
    assert chosen == ["AA", "ÅV", "M", "?", "?"]


@pytest.mark.parametrize(("said", "lines"), [
    ("703/2023 46 §", ["703/2023", "46\u00a0§"]),
    ("THL 50 a § ja", ["THL", "50\u00a0a\u00a0§", "ja"]),
    ("1301/2014 39 § 3 mom.", ["1301/2014", "39\u00a0§\u00a03\u00a0mom."]),
    ("3 kertaa 2 viikossa", ["3", "kertaa", "2", "viikossa"]),
])  # fmt: skip
def test_a_line_never_breaks_inside_a_section(said: str, lines: list[str]) -> None:
    assert formats.unbroken(said).split(" ") == lines


@pytest.mark.parametrize(("place", "said"), [
    ("703/2023 46 §", "703/2023 section\u00a046"),
    ("703/2023 53 § 5 mom.", "703/2023 section\u00a053(5)"),
    ("1326/2010 50 a §, 703/2023 6 §", "1326/2010 section\u00a050\u00a0a, 703/2023 section\u00a06"),
    ("Katso 703/2023 46 §", "Katso 703/2023 46\u00a0§"),  # a sentence stays as it was written
])  # fmt: skip
def test_in_english_a_place_in_an_act_is_written_as_it_is_read_there(place: str, said: str) -> None:
    assert formats.unbroken(place, "en") == said
    assert formats.unbroken(place, "sv") == formats.unbroken(place)


def test_every_text_of_a_page_keeps_its_sections_whole_and_a_field_keeps_what_was_typed() -> None:
    page = environment().from_string("{{ section }}|{{ _('Katso 46 §') }}|{{ lazy }}|{{ typed }}")
    written = page.render(section="703/2023 46 §", lazy=gettext_lazy("laki 46 §"), typed=Typed("46 §"))
    assert written == "703/2023 46\u00a0§|Katso 46\u00a0§|laki 46\u00a0§|46 §"

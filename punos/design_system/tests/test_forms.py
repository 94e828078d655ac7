"""Whatever is typed: a value, or an advice beside the field, and the words typed come back."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django import forms as django_forms
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.fi import hetu

from punos.design_system import forms
from punos.design_system.widgets import FinnishDateInput
from punos.guide.gallery.forms import EveryField
from punos.guide.gallery.views import FILLED, WRONG
from punos.kernel import clock

anything = st.text(st.characters(codec=None), max_size=60)
birthdays = st.dates(date(1900, 1, 1), date(2029, 12, 31))
NOON = datetime(2026, 11, 22, 12, tzinfo=clock.HELSINKI)
CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def artificial(day: date, number: int, sign: int = 0) -> str:
    """An artificial identity code (individual number 900–999)."""
    century = "-YXWVU"[sign] if day.year < 2000 else "ABCDEF"[sign]
    return f"{day:%d%m%y}{century}{number:03d}{CHECKS[int(f'{day:%d%m%y}{number:03d}') % 31]}"


artificial_codes = st.builds(artificial, birthdays, st.integers(900, 999), st.integers(0, 5))


def error_of(field: django_forms.Field, typed: str) -> str:
    with pytest.raises(django_forms.ValidationError) as caught:
        field.clean(typed)
    return caught.value.messages[0]


@given(st.sampled_from(sorted(EveryField.base_fields)), anything)
@example("name", "Maija\x00Meri")
@example("words", "😀 äö \x00")
@example("day", "\u0661.\u0662.2026")
@example("fee", "\u0665,00")
def test_every_field_takes_anything_and_answers_with_a_value_or_an_advice(name: str, typed: str) -> None:
    form = EveryField({**FILLED, name: typed})
    problems = form.problems()
    assert all(field == name and len(text) > 8 and "%(" not in text for field, text in problems)
    if not problems and isinstance(value := form.cleaned_data[name], str):
        assert "\x00" not in value
        value.encode("utf-8")


@pytest.mark.parametrize("typed", [
    "\u200b\u200d\ufeff", "\x01\x07", "\u202e", "\ud83d", "\u2800\u3164", "\xa0\u00ad", "\ufe0f"])  # fmt: skip
def test_what_nobody_can_see_is_no_answer(typed: str) -> None:
    for field in (forms.LongTextField(), forms.ShortTextField(), forms.FinnishDateField(), forms.PhoneField()):
        with pytest.raises(django_forms.ValidationError) as caught:
            field.clean(typed)
        assert caught.value.code == "required", (typed, field)


def test_only_what_was_never_meant_is_left_out_of_a_text() -> None:
    family = "\N{WOMAN}\u200d\N{GIRL} \u2764\ufe0f Åsa söi\tpuuroa.\nKiitos!"
    assert forms.LongTextField().clean(f"\x01{family}\u202e\x07\x00\ud800") == family


def test_a_choice_that_is_not_there_is_not_repeated_to_her() -> None:
    class Chosen(forms.Form):
        one = django_forms.ChoiceField(choices=[("a", "A")])
        cards = forms.ChoiceCardsField(choices=[("a", "A")])
        many = django_forms.MultipleChoiceField(choices=[("a", "A")])

    with translation.override("fi"):
        texts = [text for _field, text in Chosen({"one": "x", "cards": "x", "many": ["x"]}).problems()]
    assert texts == ["Valitse yksi vaihtoehdoista."] * 2 + ["Valitse vain annetuista vaihtoehdoista."]


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_wrong_answer_is_explained_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        texts = dict(EveryField(WRONG).problems())
    assert set(texts) == {"name", "code", "day", "clock", "phone", "fee", "words", "language", "urgent", "manner",
                          "agreed"}  # fmt: skip
    asks = {"fi": "Rastita", "sv": "Kryssa för", "en": "Tick"}[language]
    assert texts["agreed"].startswith(asks)


@pytest.mark.parametrize(
    "typed", ["1.2.2026", "01.02.2026", "1.2.2026.", "2026-02-01", "01022026", "1,2,2026", "1/2/2026", "1-2-2026",
              " 1. 2. 2026 ", "1\u20112\u20112026", "1 2 2026"]
)  # fmt: skip
def test_a_date_is_read_however_it_was_typed(typed: str) -> None:
    assert forms.FinnishDateField().clean(typed) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("29.2.2026", "kuukaudessa 2/2026 on 28 päivää"),
        ("31.4.2026", "kuukaudessa 4/2026 on 30 päivää"),
        ("1.13.2026", "luku 1–12"),
        ("0.1.2026", "kuukaudessa 1/2026 on 31"),
        ("1.2.26", "neljällä numerolla, esimerkiksi 2026"),
        ("1.2.", "Lisää vuosi: kirjoita päivä näin: 22.11.2026"),
        ("1.2.0026", "1850"),
        ("huomenna", "22.11.2026"),
    ],
)
def test_an_impossible_date_is_explained(typed: str, advice: str) -> None:
    with translation.override("fi"), clock.at(NOON):
        assert advice in error_of(forms.FinnishDateField(), typed)


class Days(forms.Form):
    """Every kind of day that is asked for."""

    free = forms.FinnishDateField()
    coming = forms.FinnishDateField(earliest=clock.today)
    soon = forms.FinnishDateField(earliest=clock.today, latest=lambda: clock.today() + timedelta(days=2))
    past = forms.FinnishDateField(latest=clock.today)
    born = forms.FinnishDateField(latest=clock.today, example=date(1948, 3, 15))
    told = forms.FinnishDateField(help_text="Tyhjä: ei päivää.")


@pytest.mark.parametrize(("language", "words"), [("fi", "Esimerkiksi"), ("sv", "Till exempel"), ("en", "For example")])
def test_the_example_beside_a_day_is_one_that_would_do_today(language: str, words: str) -> None:
    with translation.override(language), clock.at(NOON):
        form = Days()
        assert {name: str(form[name].help_text) for name in form.fields} == {
            "free": f"{words} 22.11.2026", "coming": f"{words} 29.11.2026", "soon": f"{words} 24.11.2026",
            "past": f"{words} 22.11.2026", "born": f"{words} 15.3.1948", "told": "Tyhjä: ei päivää."}
        for name, field in form.fields.items():
            assert field.clean(str(form[name].help_text).split()[-1]) if name != "told" else True
            assert str(field.example().year) in error_of(field, "1.2.26"), name  # type: ignore[attr-defined]


def test_a_date_out_of_its_limits_names_the_limit() -> None:
    field = forms.FinnishDateField(earliest=date(2026, 11, 22), latest=lambda: date(2027, 5, 31))
    with translation.override("fi"):
        assert "22.11.2026" in error_of(field, "21.11.2026")
        assert "31.5.2027" in error_of(field, "1.6.2027")
    assert field.clean("31.5.2027") == date(2027, 5, 31)


@given(birthdays)
def test_a_day_that_came_from_the_database_is_shown_as_finns_write_it_and_read_back(day: date) -> None:
    field = forms.FinnishDateField()
    shown = FinnishDateInput().format_value(day)
    assert field.clean(shown) == day and not field.has_changed(day, shown)


@pytest.mark.parametrize("typed", ["9.30", "9:30", "0930", "930", "09.30", "klo 9.30", "9,30", "kl. 9.30"])
def test_a_time_is_read_however_it_was_typed(typed: str) -> None:
    assert forms.TimeField().clean(typed) == time(9, 30)


@pytest.mark.parametrize("typed", ["24.00", "9.60", "aamulla", "9.3", "99"])
def test_an_impossible_time_is_refused(typed: str) -> None:
    assert error_of(forms.TimeField(), typed)


@given(artificial_codes)
def test_an_artificial_code_is_read_in_any_case_and_spacing(code: str) -> None:
    assert forms.IdentityCodeField().clean(f" {code.lower()[:6]} {code.lower()[6:]} ") == code
    assert hetu.is_valid(code, allow_temporary=True)


@given(artificial_codes, st.integers(0, 9), st.integers(1, 9))
def test_one_mistyped_digit_never_passes_as_another_person(code: str, place: int, step: int) -> None:
    place = [0, 1, 2, 3, 4, 5, 7, 8, 9, 7][place]
    mistyped = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
    assert error_of(forms.IdentityCodeField(), mistyped)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("010190-900X", "kirjoitusvirhe"),
        ("310290-900P", "syntymäpäivä"),
        ("010190_900P", "11 merkkiä"),
        ("010190900P", "11 merkkiä"),
    ],
)
def test_a_wrong_code_is_told_apart_by_what_is_wrong(typed: str, advice: str) -> None:
    with translation.override("fi"):
        assert advice in error_of(forms.IdentityCodeField(), typed)


@given(birthdays, st.integers(2, 899))
def test_a_code_that_could_be_somebodys_is_taken_only_in_production(day: date, number: int) -> None:
    code = artificial(day, number)
    with translation.override("fi"):
        assert "900–999" in error_of(forms.IdentityCodeField(), code)


def test_in_production_a_real_code_is_taken(settings: Any) -> None:
    settings.PRODUCTION = True
    code = artificial(date(1952, 10, 13), 308)
    assert forms.IdentityCodeField().clean(code) == code


@given(st.integers(0, 10**11 - 1))
def test_money_reads_back_to_the_cent(cents: int) -> None:
    field = forms.MoneyField()
    assert field.clean(field.prepare_value(cents)) == cents


@pytest.mark.parametrize(("typed", "cents"), [("10,5", 1050), ("1 234,50 €", 123450), ("0", 0), ("007", 700)])
def test_money_is_read_as_people_write_it(typed: str, cents: int) -> None:
    assert forms.MoneyField().clean(typed) == cents


@pytest.mark.parametrize("typed", ["-5", "1,234", "paljon", "10,50,", "9" * 40])
def test_what_is_no_sum_is_refused(typed: str) -> None:
    assert error_of(forms.MoneyField(), typed)


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=20))
def test_a_name_in_any_alphabet_is_a_name_and_is_kept_in_one_form(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", f"  {name}   Öhman-O’Neill ")
    cleaned = forms.PersonNameField().clean(decomposed)
    assert cleaned == unicodedata.normalize("NFC", f"{name} Öhman-O’Neill")


@pytest.mark.parametrize("typed", ["Maija 2", "<b>Maija</b>", "😀", "--"])
def test_what_is_no_name_is_refused(typed: str) -> None:
    assert error_of(forms.PersonNameField(), typed)


def test_five_megabytes_are_refused_kindly_and_come_back_whole() -> None:
    typed = "ä" * 5_000_000
    form = EveryField({**FILLED, "words": typed})
    with translation.override("fi"):
        (problem,) = form.problems()
    assert problem[0] == "words" and "4\u00a0999\u00a0500 merkillä" in problem[1]
    assert form["words"].value() == typed


@given(
    st.lists(st.text(st.characters(categories=["L", "N", "S", "P"]), min_size=1, max_size=20), min_size=1, max_size=9)
)
def test_a_long_text_keeps_every_line_break_and_picture(lines: list[str]) -> None:
    field = forms.LongTextField()
    stored = unicodedata.normalize("NFC", "\n".join(lines))
    assert field.clean("\r\n".join(lines)) == field.clean("\n".join(lines)) == stored


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("no", False)])
def test_yes_and_no_are_two_answers_and_silence_is_none(typed: str, value: bool) -> None:
    assert forms.YesNoField().clean(typed) is value
    assert forms.YesNoField(required=False).clean("") is None
    assert error_of(forms.YesNoField(), "maybe")

"""How Punos writes dates, times, numbers, money, phone numbers and names in fi, sv and en.

Pure: every function is given the language and, where it matters, today. Source: the project's domain
handbook, section "Finnish in software" (no leading zeros, ``klo 9.30``, no-break space in numbers).
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal

NBSP = "\u00a0"
EN_DASH = "\u2013"
LANGUAGES = ("fi", "sv", "en")

_AT = {"fi": "klo", "sv": "kl.", "en": "at"}
_WEEK = {"fi": "vk", "sv": "v.", "en": "week"}
_NEAR = {
    "fi": {-1: "eilen", 0: "tänään", 1: "huomenna"},
    "sv": {-1: "i går", 0: "i dag", 1: "i morgon"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
# Babel's own abbreviations of weekdays, but as they are written in running text in Finland.
_LOCALE = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


def _known(language: str) -> str:
    """``sv-fi`` reads as ``sv``; a language Punos does not speak reads as Finnish."""
    short = language[:2].lower()
    return short if short in LANGUAGES else "fi"


def short_weekday(day: date, language: str = "fi") -> str:
    """``ma`` · ``mån`` · ``Mon``."""
    names = get_day_names("abbreviated", "stand-alone", _LOCALE[_known(language)])
    name = str(names[day.weekday()]).rstrip(".")
    return name[:3] if _known(language) == "sv" else name


def long_weekday(day: date, language: str = "fi") -> str:
    """``maanantai`` · ``måndag`` · ``Monday``."""
    return str(get_day_names("wide", "stand-alone", _LOCALE[_known(language)])[day.weekday()])


def _month(number: int) -> str:
    return str(get_month_names("abbreviated", "format", "en_GB")[number])[:3]


def date_text(day: date, language: str = "fi") -> str:
    """``22.11.2026`` · ``22.11.2026`` · ``22 Nov 2026``; never leading zeros."""
    if _known(language) == "en":
        return f"{day.day}{NBSP}{_month(day.month)}{NBSP}{day.year}"
    return f"{day.day}.{day.month}.{day.year}"


def day_and_month(day: date, language: str = "fi") -> str:
    """The same without the year: ``22.11.`` · ``22.11`` · ``22 Nov``."""
    match _known(language):
        case "en":
            return f"{day.day}{NBSP}{_month(day.month)}"
        case "sv":
            return f"{day.day}.{day.month}"
        case _:
            return f"{day.day}.{day.month}."


def near_date(day: date, today: date, language: str = "fi") -> str:
    """A date as people say it: ``huomenna ma 23.11.``, ``ke 25.11.``, with the year only when it is another."""
    language = _known(language)
    written = day_and_month(day, language) if day.year == today.year else date_text(day, language)
    exact = f"{short_weekday(day, language)}{NBSP}{written}"
    word = _NEAR[language].get((day - today).days)
    return f"{word} {exact}" if word else exact


def time_text(moment: time | datetime, language: str = "fi") -> str:
    """``klo 9.30`` · ``kl. 9.30`` · ``at 9:30``: as it stands after a date."""
    return f"{_AT[_known(language)]}{NBSP}{bare_time(moment, language)}"


def bare_time(moment: time | datetime, language: str = "fi") -> str:
    """``9.30`` · ``9.30`` · ``9:30``: as it stands in a table."""
    mark = ":" if _known(language) == "en" else "."
    return f"{moment.hour}{mark}{moment.minute:02d}"


def near_moment(moment: datetime, today: date, language: str = "fi") -> str:
    """``huomenna ma 23.11. klo 9.30``. The moment must already be in Finnish time."""
    return f"{near_date(moment.date(), today, language)} {time_text(moment, language)}"


def moment_text(moment: datetime, language: str = "fi") -> str:
    """``22.11.2026 klo 9.30``: exact, for documents and the log. Already in Finnish time."""
    return f"{date_text(moment.date(), language)} {time_text(moment, language)}"


def time_range(start: time | datetime, end: time | datetime, language: str = "fi") -> str:
    """``klo 9.30–11.00`` · ``kl. 9.30–11.00`` · ``9:30–11:00``."""
    span = f"{bare_time(start, language)}{EN_DASH}{bare_time(end, language)}"
    return span if _known(language) == "en" else f"{_AT[_known(language)]}{NBSP}{span}"


def date_range(start: date, end: date, language: str = "fi") -> str:
    """``22.–25.11.2026``, ``22.11.–3.12.2026``, ``22.12.2026–3.1.2027``; one day is just that day."""
    language = _known(language)
    last = date_text(end, language)
    if start == end:
        return last
    if start.year != end.year:
        first = date_text(start, language)
    elif start.month != end.month:
        first = day_and_month(start, language)
    else:
        first = f"{start.day}." if language == "fi" else str(start.day)
    return f"{first}{EN_DASH}{last}"


def week_text(day: date, language: str = "fi") -> str:
    """``vk 47`` · ``v. 47`` · ``week 47``: ISO weeks, Monday first."""
    return f"{_WEEK[_known(language)]}{NBSP}{day.isocalendar().week}"


def days_late(days: int, language: str = "fi") -> str:
    """``3 pv myöhässä`` · ``3 dagar försenat`` · ``3 days late``; from two months on in months. ``days`` ≥ 1."""
    months = days // 30
    match _known(language):
        case "sv" if months >= 2:
            return f"{months}{NBSP}månader försenat"
        case "en" if months >= 2:
            return f"{months}{NBSP}months late"
        case "fi" if months >= 2:
            return f"{months}{NBSP}kk myöhässä"
        case "sv":
            return f"{days}{NBSP}{'dag' if days == 1 else 'dagar'} försenat"
        case "en":
            return f"{days}{NBSP}{'day' if days == 1 else 'days'} late"
        case _:
            return f"{days}{NBSP}pv myöhässä"


def days_left(days: int, language: str = "fi") -> str:
    """``2 pv jäljellä``; on the last day ``viimeinen päivä``; afterwards the same as :func:`days_late`."""
    if days < 0:
        return days_late(-days, language)
    match _known(language):
        case "sv":
            return f"{days}{NBSP}{'dag' if days == 1 else 'dagar'} kvar" if days else "sista dagen i dag"
        case "en":
            return f"{days}{NBSP}{'day' if days == 1 else 'days'} left" if days else "last day today"
        case _:
            return f"{days}{NBSP}pv jäljellä" if days else "viimeinen päivä tänään"


def due_text(day: date, today: date, language: str = "fi") -> str:
    """By when, as it stands on a row: overdue is said calmly, the rest as :func:`near_date`."""
    late = (today - day).days
    return days_late(late, language) if late > 0 else near_date(day, today, language)


def number_text(value: int | float | Decimal, language: str = "fi", decimals: int | None = None) -> str:
    """``1 234,5`` with a no-break space; ``decimals`` fixes their count."""
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    written = format_decimal(value, format=pattern, locale=_LOCALE[_known(language)])
    return written.replace("\u202f", NBSP)


def percent_text(share: float | Decimal, language: str = "fi", decimals: int = 0) -> str:
    """A share between 0 and 1 as ``81 %`` · ``81 %`` · ``81%``."""
    written = number_text(Decimal(str(share)) * 100, language, decimals)
    return f"{written}%" if _known(language) == "en" else f"{written}{NBSP}%"


def money_text(cents: int, language: str = "fi") -> str:
    """Whole cents as ``10,50 €`` · ``10,50 €`` · ``€10.50``."""
    written = number_text(Decimal(abs(cents)) / 100, language, 2)
    sign = "\u2212" if cents < 0 else ""
    return f"{sign}€{written}" if _known(language) == "en" else f"{sign}{written}{NBSP}€"


_SHORT_NUMBERS = re.compile(r"^(112|116\d{3}|118\d{2,3}|1\d{2,4})$")


_OF_A_STATUTE = re.compile(r"(?<=[\d\w]) (?=§|mom\.)|(?<=§) (?=\d+ mom\.)|(?<=\d) (?=[a-z] §)")


_PLACE = r"(?P<act>\d+/\d{4}) (?P<section>\d+(?: [a-z])?) §(?: (?P<part>\d+) mom\.)?"
_PLACES = re.compile(rf"{_PLACE}(, {_PLACE.replace('?P<', '?P<_')})*")


def unbroken(text: str, language: str = "fi") -> str:
    """A section of an act stays on one line: ``703/2023 46 §``, ``50 a §``, ``39 § 3 mom.``

    In English a text that is nothing but such places is written as one reads them there: ``703/2023 section 39(3)``.
    """
    if "§" not in text:
        return text
    if _known(language) == "en" and _PLACES.fullmatch(text):
        return re.sub(_PLACE, _english_place, text)
    return _OF_A_STATUTE.sub(NBSP, text)


def _english_place(found: re.Match[str]) -> str:
    part = f"({found['part']})" if found["part"] else ""
    return f"{found['act']} section{NBSP}{found['section'].replace(' ', NBSP)}{part}"


def phone_number(raw: str) -> str:
    """The form kept in the database and in ``tel:`` links: ``+358401234567``, or a short number such as 116117.

    A number that starts with one zero is Finnish. Text that is no number comes back without its spaces.
    """
    digits = re.sub(r"[^\d+]", "", raw.replace("(0)", ""))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if digits.startswith("0"):
        digits = "+358" + digits[1:]
    return digits


def phone_text(raw: str) -> str:
    """``+358 40 123 4567``, ``+358 9 310 1234``, ``116 117``; other countries in groups of three."""
    number = phone_number(raw)
    if not number.startswith("+"):
        return NBSP.join(_groups(number)) if _SHORT_NUMBERS.match(number) and len(number) > 4 else number
    if not number.startswith("+358"):
        return NBSP.join([number[:3], *_groups(number[3:])])
    national = number[4:]
    area = 1 if national[:1] in "235689" and national[:2] not in ("20", "29", "30", "50") else 2
    return NBSP.join(part for part in ("+358", national[:area], *_groups(national[area:])) if part)


def _groups(digits: str) -> list[str]:
    """Threes, the last one up to four: 1234567 → 123 4567."""
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return groups


def name_in_list(given: str, family: str) -> str:
    """``Meri Maija``: how lists write it. Names are never inflected."""
    return " ".join(part for part in (family.strip(), given.strip()) if part)


def name_in_letter(given: str, family: str) -> str:
    """``Maija Meri``: how a letter, and speech, has it."""
    return " ".join(part for part in (given.strip(), family.strip()) if part)


def as_sentence(text: object) -> str:
    """A choice begins with a capital, though the same word inside a sentence does not ("puoliso", "ruotsi")."""
    written = str(text)
    return written[:1].upper() + written[1:]


def initials(name: str) -> str:
    """At most two letters that stand for a person without a picture."""
    words = [word for word in re.split(r"[\s\-]+", name) if word and word[0].isalpha()]
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0].upper() for word in chosen) or "?"

"""Reads what people type: dates, times, sums, identity codes, phone numbers, texts. Pure, no Django.

Each reader returns a value or raises :class:`Unreadable` with a reason; the forms turn the reason into words.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, time

from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat
from stdnum.fi import hetu

from punos.design_system.formats import phone_number

MAX_DIGITS_OF_EUROS = 9
_SEPARATED = re.compile(r"([0-9]{1,2})\s*[.,/\- ]\s*([0-9]{1,2})\s*[.,/\- ]\s*([0-9]{4})\.?")
_RUN_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[.,/\- ][0-9]{1,2}[.,/\- ]([0-9]{1,3}|[0-9]{5,})")
_NO_YEAR = re.compile(r"[0-9]{1,2}[.,/\- ][0-9]{1,2}\.?")
_TIME = re.compile(r"(?:klo|kl)?\.?\s*([0-9]{1,2})(?:\s*[.:,]\s*([0-9]{2}))?", re.IGNORECASE)
_TIME_RUN_TOGETHER = re.compile(r"([0-9]{1,2})([0-9]{2})")
_MONEY = re.compile(r"([0-9]+)(?:[.,]([0-9]{1,2}))?")

_NEVER_MEANT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSEEN_KINDS = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
# Letters and marks by their kind, yet drawn as nothing: fillers, the blank of braille, selectors of a sign's looks.
_UNSEEN = {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0",
           *map(chr, range(0xFE00, 0xFE10))}


class Unreadable(ValueError):
    """The text cannot be read; ``reason`` is a key the form knows, ``facts`` go into its words."""

    def __init__(self, reason: str, facts: dict[str, int] | None = None) -> None:
        """Keep both; what was typed is not repeated here, so that it never reaches a log."""
        super().__init__(reason)
        self.reason = reason
        self.facts = facts or {}


def read_date(text: str) -> date:
    """``1.2.2026``, ``01.02.2026``, ``2026-02-01``, ``01022026`` (and other separators) as a day.

    Reasons: ``form``, ``no_year``, ``short_year``, ``year``, ``month``, ``day`` (facts: month, year, days).
    """
    text = _squeezed(text)
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _SEPARATED.fullmatch(text) or _RUN_TOGETHER.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif _SHORT_YEAR.fullmatch(text):
        raise Unreadable("short_year")
    elif _NO_YEAR.fullmatch(text):
        raise Unreadable("no_year")
    else:
        raise Unreadable("form")
    if not 1 <= month <= 12:
        raise Unreadable("month")
    if not 1850 <= year <= 2150:
        raise Unreadable("year")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise Unreadable("day", {"month": month, "year": year, "days": days})
    return date(year, month, day)


def read_time(text: str) -> time:
    """``9.30``, ``9:30``, ``0930``, ``klo 9`` as a time of day. Reasons: ``form``, ``range``."""
    text = _squeezed(text)
    match = _TIME.fullmatch(text) or _TIME_RUN_TOGETHER.fullmatch(text)
    if not match:
        raise Unreadable("form")
    hour, minute = int(match.group(1)), int(match.group(2) or 0)
    if hour > 23 or minute > 59:
        raise Unreadable("range")
    return time(hour, minute)


def read_cents(text: str) -> int:
    """``10,50``, ``10.5``, ``1 234,50 €`` as whole cents, never negative. Reasons: ``form``, ``too_big``."""
    match = _MONEY.fullmatch(re.sub(r"[\s€]", "", _squeezed(text)))
    if not match:
        raise Unreadable("form")
    euros, cents = match.group(1).lstrip("0"), (match.group(2) or "").ljust(2, "0")
    if len(euros) > MAX_DIGITS_OF_EUROS:
        raise Unreadable("too_big")
    return int(euros or 0) * 100 + int(cents)


def read_identity_code(text: str, artificial_only: bool) -> str:
    """A Finnish personal identity code in capitals, all eleven characters meaning something.

    Reasons: ``form``, ``date`` (no such day of birth), ``check`` (a character is mistyped), ``real``
    (a code that could be somebody's, where only the artificial individual numbers 900–999 may be used).
    """
    try:
        code = hetu.validate(_squeezed(text).replace(" ", ""), allow_temporary=True)
    except InvalidChecksum:
        raise Unreadable("check") from None
    except InvalidComponent:
        raise Unreadable("date") from None
    except InvalidFormat:
        raise Unreadable("form") from None
    if artificial_only and not code[7] == "9":
        raise Unreadable("real")
    return code


def read_phone(text: str) -> str:
    """A phone number as it is stored (``+358401234567``) or a short number. Reasons: ``form``, ``length``."""
    text = _squeezed(text)
    if not re.fullmatch(r"\+?[0-9 ()\-./]+", text):
        raise Unreadable("form")
    number = phone_number(text)
    digits = number.removeprefix("+")
    if "+" in digits or not digits:
        raise Unreadable("form")
    if not (7 <= len(digits) <= 15 if number.startswith("+") else 3 <= len(digits) <= 6):
        raise Unreadable("length")
    return number


def read_text(text: str) -> str:
    """Typed text as it is stored: NFC, plain line breaks, no blanks around it; empty when nothing in it can be seen.

    Signs that nobody wrote on purpose are left out: control characters, half surrogate pairs, and marks that turn the
    direction of what follows, so that it reads otherwise than it was written. What joins an emoji stays.
    """
    text = _NEVER_MEANT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text).strip()
    return "" if is_blank(text) else text


def is_blank(text: str) -> bool:
    """Is there nothing to see in it: blanks, control and zero-width characters only?"""
    return not any(unicodedata.category(sign) not in _UNSEEN_KINDS and sign not in _UNSEEN for sign in text)


def read_name(text: str) -> str:
    """One person's name or part of it. Reason: ``signs`` (digits, pictures, markup)."""
    name = " ".join(read_text(text).split())
    letters = 0
    for sign in name:
        if unicodedata.category(sign)[0] in "LM":
            letters += 1
        elif sign not in " -'’.\u2010\u2011":
            raise Unreadable("signs")
    if name and not letters:
        raise Unreadable("signs")
    return name


def _squeezed(text: str) -> str:
    """Without the blanks and invisible marks that come along when something is pasted."""
    text = re.sub(r"[\u200b-\u200f\u2060\ufeff\u00ad]", "", text)
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    return " ".join(text.split())

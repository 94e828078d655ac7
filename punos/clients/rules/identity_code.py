"""The Finnish identity code (henkilötunnus), domain.md §6. All eleven characters count: two codes that differ only
in the sign in the middle belong to two people. Nothing is ever inferred about gender."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fi import hetu

_CENTURY = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}
_LOCAL = re.compile(r"1\.2\.246\.10\.[0-9]{7,8}\.22\.[0-9]{4}\.[0-9]{1,20}")


class CodeKind(StrEnum):
    """Official: given by the population register. Temporary: our own, until there is one. None: there is none."""

    OFFICIAL = "official"
    TEMPORARY = "temporary"
    NONE = "none"


class Despite(StrEnum):
    """Why a code is right although the birth date on record is another: what somebody says, never what is guessed."""

    MEND = "mend"          # the date on record is wrong: it is put right by the code
    DOCUMENT = "document"  # the code was read from an identity document
    REGISTER = "register"  # it was checked in the population register


class CodeProblem(StrEnum):
    FORM = "form"            # not eleven characters of the right kind
    DATE = "date"            # no such day
    CHECK = "check"          # the last character does not fit the others
    REAL = "real"            # could be somebody's, where only artificial codes are allowed
    TEMPORARY = "temporary"  # a temporary code given as an official one


def normal_form(text: str) -> str:
    """The code as it is stored and compared: capitals, no blanks around."""
    return text.strip().upper()


def problem_of(code: str, kind: CodeKind, *, production: bool) -> CodeProblem | None:
    """What is wrong with this code in normal form, or None.

    Outside production only the artificial series 900–999 is taken, so that no real person can be entered by
    mistake; in production that series is a temporary code and never an official one.
    """
    if kind is CodeKind.NONE:
        return CodeProblem.FORM if code else None
    if kind is CodeKind.TEMPORARY and _LOCAL.fullmatch(code):
        return None
    if len(code) != 11 or not code.isascii():
        return CodeProblem.FORM
    try:
        hetu.validate(code, allow_temporary=True)
    except InvalidChecksum:
        return CodeProblem.CHECK
    except ValidationError:
        return CodeProblem.FORM if birth_date_of(code) else _form_or_date(code)
    if not production:
        return None if is_artificial(code) else CodeProblem.REAL
    if kind is CodeKind.OFFICIAL and is_artificial(code):
        return CodeProblem.TEMPORARY
    return None


def is_artificial(code: str) -> bool:
    """Is the individual number in the series 900–999, which belongs to nobody?"""
    return len(code) == 11 and code[7] == "9"


def birth_date_of(code: str) -> date | None:
    """The day that the first seven characters say; None if they say none."""
    try:
        return date(_CENTURY[code[6]] + int(code[4:6]), int(code[2:4]), int(code[:2]))
    except (ValueError, IndexError, KeyError):
        return None


def check_character(birth: date, individual: int) -> str:
    """The last character of a code (for artificial people in the demo county and in tests)."""
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(f"{birth:%d%m%y}{individual:03d}") % 31]


def artificial_code(birth: date, individual: int) -> str:
    """A code that can belong to nobody. ValueError unless the individual number is in 900–999."""
    if not 900 <= individual <= 999:
        raise ValueError("an artificial individual number is 900–999")
    sign = {18: "+", 19: "-", 20: "A"}[birth.year // 100]
    return f"{birth:%d%m%y}{sign}{individual}{check_character(birth, individual)}"


def _form_or_date(code: str) -> CodeProblem:
    digits = code[:6].isdigit() and code[6] in _CENTURY and code[7:10].isdigit()
    return CodeProblem.DATE if digits else CodeProblem.FORM

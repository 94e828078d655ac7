"""The non-disclosure order (turvakielto, 661/2009 36–37 §): at most five years first, then two at a time."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

FIRST_YEARS, NEXT_YEARS = 5, 2


class ProtectionProblem(StrEnum):
    PAST = "past"
    TOO_LONG = "too_long"


def longest(begins: date, *, first: bool) -> date:
    """The last day an order that begins (or is extended) on this day may name."""
    year = begins.year + (FIRST_YEARS if first else NEXT_YEARS)
    try:
        return begins.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def problem_of(*, begins: date, until: date, today: date, first: bool) -> ProtectionProblem | None:
    """Why an order cannot be recorded until this day, or None. An extension begins where the order before it ends."""
    if until < today or until <= begins:
        return ProtectionProblem.PAST
    return ProtectionProblem.TOO_LONG if until > longest(begins, first=first) else None

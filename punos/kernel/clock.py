"""Now, and working days as the counties count them: Monday to Friday without public holidays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

HELSINKI = ZoneInfo("Europe/Helsinki")
OFFICE_OPENS, OFFICE_CLOSES = time(8), time(16)
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """The present moment, with time zone. Rules never call this: they are given the moment."""
    return _moment.get() or datetime.now(UTC)


def today() -> date:
    """The present day in Finland."""
    return now().astimezone(HELSINKI).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the block run as if it were ``moment``: for tests and for the demo county's year of history."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FI", years=year))


def is_working_day(day: date) -> bool:
    """Arkipäivä: Monday to Friday and not a public holiday (domain.md §2.1, certainty M)."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``; ``day`` itself is day 0. ``count`` ≥ 0."""
    if count < 0:
        raise ValueError("count must not be negative")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A promise counted in working days and working hours (8–16)."""

    days: int = 0
    hours: int = 0

    def after(self, moment: datetime) -> datetime:
        """When the promise falls due if it is given at ``moment``. Days end at closing time."""
        local = moment.astimezone(HELSINKI)
        if self.days:
            day = add_working_days(local.date(), self.days)
            due = datetime.combine(day, OFFICE_CLOSES, HELSINKI)
        else:
            due = local
        left = timedelta(hours=self.hours)
        while left:
            due = _into_office_hours(due)
            closes = datetime.combine(due.date(), OFFICE_CLOSES, HELSINKI)
            step = min(left, closes - due)
            due, left = due + step, left - step
        return due


def _into_office_hours(moment: datetime) -> datetime:
    """The same moment, or the next opening of the office."""
    day = moment.date()
    if is_working_day(day) and moment.timetz().replace(tzinfo=None) < OFFICE_CLOSES:
        return max(moment, datetime.combine(day, OFFICE_OPENS, HELSINKI))
    return datetime.combine(add_working_days(day, 1), OFFICE_OPENS, HELSINKI)

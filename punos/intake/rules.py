"""What must hold at intake beyond the chain of holders itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from punos.kernel.clock import HELSINKI, WorkingTime
from punos.lawfulness.categories import Register
from punos.lawfulness.clocks import StartEvent


@dataclass(frozen=True, slots=True)
class Dates:
    """When she gets an answer, and the day on which the holder takes the matter up at the latest."""

    answer_by: datetime
    next_date: date


def first_dates(*, urgent: bool, moment: datetime, first_answer: WorkingTime, in_danger: timedelta) -> Dates:
    """An urgent need is assessed immediately (1301/2014 36.1 §): taken up today, and what she is promised is an answer
    within the hour, never a moment that has passed when she reads it. Otherwise as the model promises."""
    by = answer_by(urgent=urgent, moment=moment, promised=first_answer, in_danger=in_danger)
    return Dates(by, (moment if urgent else by).astimezone(HELSINKI).date())


def answer_by(*, urgent: bool, moment: datetime, promised: WorkingTime, in_danger: timedelta) -> datetime:
    """By when somebody answers: as the model promises, or within the hour when somebody is in danger."""
    return moment + in_danger if urgent else promised.after(moment)


@dataclass(frozen=True, slots=True)
class LawStart:
    """What a contact sets going in law: the event, its day (day 0), and the section that says whose contact does."""

    event: StartEvent
    on: date
    section: str


STARTING_SENDERS = frozenset({"client", "close_person"})
STARTING_SECTION = "1301/2014 36 § 2"


def law_start(*, sender: str, register: str, received_at: datetime) -> LawStart | None:
    """Who starts the times of the law: she herself, a relative or a representative, turning to social care.

    A professional's message and a contact to health care start none of these (1301/2014 36 § 2); whoever answers may
    still start a clock by hand. Which clocks follow, and since when, is dated data: ``lawfulness.clocks``.
    """
    if sender not in STARTING_SENDERS or register != Register.SOCIAL:
        return None
    return LawStart(StartEvent.CONTACT, received_at.astimezone(HELSINKI).date(), STARTING_SECTION)


class NextDateFlaw(StrEnum):
    """Why a day will not do as the next date."""

    PAST = "past"
    FAR = "far"


FARTHEST_DAYS = 366


def next_date_flaw(day: date, today: date) -> NextDateFlaw | None:
    """A next date is today or later and within a year: further away nobody would notice it is forgotten."""
    if day < today:
        return NextDateFlaw.PAST
    return NextDateFlaw.FAR if (day - today).days > FARTHEST_DAYS else None


def next_date_for_taker(current: date | None, today: date, promised: date) -> date:
    """The one who takes over keeps the date that was set, unless it has gone by: then as the model promises."""
    return current if current is not None and current >= today else promised


def was_kept(promised_by: datetime, called_at: datetime | None, moment: datetime) -> bool | None:
    """Was a promised call made in time? None: the time has not come yet. The first attempt counts, answered or not."""
    if called_at is not None:
        return called_at <= promised_by
    return False if moment > promised_by else None


class CloseFlaw(StrEnum):
    """Why a contact cannot be closed yet."""

    CALL_PROMISED = "call_promised"
    NO_CASE = "no_case"
    URGENT_NEEDS_WORDS = "urgent_needs_words"


def close_flaw(*, ending: str, call_promised: bool, has_case: bool, urgent: bool, words: str) -> CloseFlaw | None:
    """A promise to call is kept first, unless she herself wants no more; an urgent matter never ends without words."""
    if call_promised and ending != "withdrawn":
        return CloseFlaw.CALL_PROMISED
    if ending in ("became_case", "in_case") and not has_case:
        return CloseFlaw.NO_CASE
    return CloseFlaw.URGENT_NEEDS_WORDS if urgent and not words.strip() else None

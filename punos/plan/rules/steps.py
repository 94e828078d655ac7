"""How a small step lives: open with a doer and a date, done, moved with who and why, dropped with why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

LATEST_YEARS = 5
CASE_CLOSED = "case_closed"      # why a step was left out when its doer's work ended with the case
DOER_LEFT = "doer_left"          # the same, when its doer left the team or may not see the plan any more
CASE_REOPENED = "case_reopened"  # why it is promised anew
DOER_FOUND = "doer_found"        # the same, when somebody else was found for it
WAITS = (CASE_CLOSED, DOER_LEFT)


class DoerKind(StrEnum):
    """Who promised it: the client herself, somebody who signs in, or a close person by name."""

    CLIENT = "client"
    ACCOUNT = "account"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Doer:
    """One person, never an organisation: with an account, by name, or the client herself."""

    kind: DoerKind
    account: UUID | None = None
    name: str = ""

    @property
    def is_whole(self) -> bool:
        """Does it name exactly one person?"""
        if self.kind is DoerKind.ACCOUNT:
            return self.account is not None and not self.name
        if self.kind is DoerKind.NAMED:
            return self.account is None and bool(self.name.strip())
        return self.account is None and not self.name


class StepState(StrEnum):
    """``LATE`` is never stored: it follows from the date."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    DROPPED = "dropped"


def state_of(closed: str, by_when: date, today: date) -> StepState:
    """The state of a step whose end is ``closed`` (empty while it is open). Late from the day after its date."""
    if closed:
        return StepState(closed)
    return StepState.LATE if by_when < today else StepState.OPEN


def needs_doer_and_date(doer: Doer | None, by_when: date | None, today: date) -> str | None:
    """Which of them is missing or cannot be: a code, or None. Every open step has a doer and a date."""
    if doer is None or not doer.is_whole:
        return "doer"
    if by_when is None:
        return "date"
    if by_when < today:
        return "past"
    return "far" if by_when > _years_on(today) else None


def may_move(closed: str, before: date, after: date | None, why: str, today: date) -> str | None:
    """Why a step cannot be moved to this day; None when it can. A move says why."""
    if closed:
        return "closed"
    if after is None:
        return "date"
    if after < today:
        return "past"
    if after > _years_on(today):
        return "far"
    if after == before:
        return "same"
    return None if why.strip() else "why"


def may_drop(closed: str, why: str) -> str | None:
    """Why a step cannot be dropped; None when it can. Dropping says why, so that nobody wonders."""
    if closed:
        return "closed"
    return None if why.strip() else "why"


def ends_with_case(doer: Doer, staying: Collection[UUID]) -> bool:
    """Does this step end with the case? Somebody's whose view and task end; never hers or a named close person's.

    ``staying``: accounts that are beside her whatever happens to the case (herself, those who act for her, her close
    people, and those who work with her under another case).
    """
    return doer.kind is DoerKind.ACCOUNT and doer.account not in staying


def waits_for_doer(closed: str, close_note: str) -> bool:
    """Was it left out only because its doer is not there any more? Then it waits for one as long as somebody answers
    for the whole (after a closing: when the case is opened again)."""
    return closed == StepState.DROPPED.value and close_note in WAITS


def is_quiet(closed: str, touched_at: datetime, days: int, now: datetime) -> bool:
    """Has nobody touched an open step for this many days (the model's time)? Then somebody asks how it goes."""
    return not closed and now - touched_at > timedelta(days=days)


def _years_on(today: date) -> date:
    return today + timedelta(days=366 * LATEST_YEARS)

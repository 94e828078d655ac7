"""How an instrument lives: asked, given, refused, withdrawn, renewed. Status is the newest row, never a flag."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum


class Event(StrEnum):
    """What happened to it, each an append-only row with its author."""

    ASKED = "asked"
    GIVEN = "given"
    CHANGED = "changed"
    RENEWED = "renewed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    NEW = "new"
    ASKED = "asked"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


ENDS_IN: dict[Event, State] = {
    Event.ASKED: State.ASKED,
    Event.GIVEN: State.IN_FORCE,
    Event.CHANGED: State.IN_FORCE,
    Event.RENEWED: State.IN_FORCE,
    Event.REFUSED: State.REFUSED,
    Event.WITHDRAWN: State.WITHDRAWN,
}

_MAY_FOLLOW: dict[State, frozenset[Event]] = {
    State.NEW: frozenset({Event.ASKED, Event.GIVEN, Event.REFUSED}),
    State.ASKED: frozenset({Event.GIVEN, Event.REFUSED, Event.ASKED}),
    State.IN_FORCE: frozenset({Event.CHANGED, Event.RENEWED, Event.WITHDRAWN}),
    State.EXPIRED: frozenset({Event.RENEWED, Event.WITHDRAWN, Event.ASKED}),
    State.REFUSED: frozenset({Event.GIVEN, Event.ASKED, Event.REFUSED}),
    State.WITHDRAWN: frozenset({Event.RENEWED, Event.ASKED}),
}

YEARS_KEPT = 12  # newest: from death; older: from replacement (703/2023, annex)


def next_state(state: State, event: Event) -> State | None:
    """The state after this event, or None where it cannot happen (a withdrawn permit cannot be withdrawn again)."""
    return ENDS_IN[event] if event in _MAY_FOLLOW[state] else None


def state_at(event: Event, valid_until: date | None, today: date) -> State:
    """The state of an instrument whose newest row is this one. ``valid_until`` is its last day in force."""
    state = ENDS_IN[event]
    if state is State.IN_FORCE and valid_until is not None and valid_until < today:
        return State.EXPIRED
    return state


def ask_again_on(refusals: Iterable[date], quiet_days: int) -> date | None:
    """The first day on which she may be asked again after refusing; None if she has not refused.

    A refusal is an answer. She may take the matter up herself on any day: then nobody asks her.
    """
    newest = max(refusals, default=None)
    return newest + timedelta(days=quiet_days) if newest else None


def retain_until(*, replaced_on: date | None, died_on: date | None) -> date | None:
    """The last day a row is kept: 12 years from being replaced, the newest 12 years from her death; None: for now."""
    start = replaced_on or died_on
    if start is None:
        return None
    try:
        return start.replace(year=start.year + YEARS_KEPT)
    except ValueError:  # 29 February
        return date(start.year + YEARS_KEPT, 3, 1)

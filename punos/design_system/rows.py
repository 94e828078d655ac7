"""What the contexts hand to the doors: rows of Today, panels of the client's page, entries of the timeline.

Plain values without markup: a context says *what* and *by when*, the door fills in the names and draws them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Row:
    """One line of Today: whose matter, what, by when, and one action.

    ``state`` is the shape that ``ds.state`` draws (waiting doing done late stopped attention draft locked) and
    ``text`` the words beside it; ``who`` the account that answers; ``action`` the words of the button that leads
    to ``url``. ``note`` is a quiet second line. ``heading`` stands first where the line is about nobody in particular.
    """

    client: UUID | None
    what: Any
    url: str
    by_when: datetime | date | None = None
    action: Any = ""
    state: str = ""
    late: bool = False
    who: UUID | None = None
    text: Any = ""
    note: Any = ""
    heading: Any = ""


@dataclass(frozen=True, slots=True)
class TodayRows:
    """A context's share of the lists of Today: waiting · soon · late · mine; and ``told``, which asks for nothing: what
    others have done of late to what is hers."""

    waiting: Sequence[Row] = ()
    soon: Sequence[Row] = ()
    late: Sequence[Row] = ()
    mine: Sequence[Row] = ()
    told: Sequence[Row] = ()

    def __add__(self, other: TodayRows) -> TodayRows:
        """Both shares together; :func:`in_order` puts them in the order of their dates."""
        return TodayRows(
            (*self.waiting, *other.waiting),
            (*self.soon, *other.soon),
            (*self.late, *other.late),
            (*self.mine, *other.mine),
            (*self.told, *other.told),
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """A context's part of the client's page: a template that is included with ``panel`` (this object)."""

    template: str
    data: dict[str, Any] = field(default_factory=dict)
    accounts: frozenset[UUID] = frozenset()  # whose cards the door fetches; they arrive in ``people``

    def __getattr__(self, name: str) -> Any:
        """``panel.goals`` in the template reads ``data["goals"]``."""
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(f"the panel {self.template} has no {name}") from None


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something that happened. ``kind`` chooses the little picture (see :data:`KINDS`); ``who`` is an account."""

    at: datetime
    kind: str
    text: Any
    who: UUID | None = None
    url: str = ""
    detail: Any = ""


# kind of a timeline item → icon; an unknown kind is drawn as "info"
KINDS = {
    "contact": "phone",
    "handover": "arrow",
    "case": "heart",
    "team": "people",
    "permission": "lock",
    "plan": "pen",
    "step": "check",
    "meeting": "calendar",
    "question": "chat",
    "client": "person",
    "read": "eye",
}


def in_order(rows: Sequence[Row]) -> list[Row]:
    """Earliest first, those without a date last; a day counts as its end, so a morning's meeting comes before it."""

    def key(row: Row) -> tuple[bool, date, bool, str]:
        moment = row.by_when
        if moment is None:
            return (True, date.max, True, "")
        if isinstance(moment, datetime):
            return (False, moment.date(), False, moment.isoformat())
        return (False, moment, True, "")

    return sorted(rows, key=key)

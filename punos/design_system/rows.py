"""One line of a worklist, and one of a timeline: what every context hands to the doors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Row:
    """Who, what, by when, and the action as a button. ``what``, ``action`` and ``state`` are translated texts.

    ``client`` and ``who`` are ids: the door fills in the names with one query each for the whole page.
    """

    what: Any
    url: str
    action: Any = ""
    client: UUID | None = None
    who: UUID | None = None
    by_when: datetime | date | None = None
    state: Any = ""
    late: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class TodayRows:
    """A context's share of the page Today: the four short lists of experience.md."""

    waiting: list[Row] = field(default_factory=list)
    soon: list[Row] = field(default_factory=list)
    late: list[Row] = field(default_factory=list)
    mine: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something that happened to or for a client, in words; ``kind`` is the filter it belongs to."""

    at: datetime
    kind: str
    text: Any
    who: UUID | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A context's part of the client's page: its template and what it shows."""

    template: str
    data: Any
    accounts: frozenset[UUID] = frozenset()

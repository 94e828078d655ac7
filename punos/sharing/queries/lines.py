"""One line of a preview, and how names, categories and ends are put in order on every such line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from punos.accounts import queries as people
from punos.lawfulness import Way
from punos.lawfulness.categories import Category, Register


@dataclass(frozen=True, slots=True)
class Kept:
    """What somebody would still see on another ground: by which tie, on which section, of which registers."""

    relation: str
    section: str
    categories: tuple[Category, ...]
    registers: dict[Category, frozenset[Register]]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One recipient's view after a change. ``categories`` she would see; ``gains`` and ``loses`` against today.

    ``gains_from``, ``loses_from``: of which registers, where the rows of a category are parted by register. ``keeps``:
    of what the instrument tells of, all that is open to her all the same.
    """

    name: str
    role: str
    account: UUID | None
    unit: UUID | None
    categories: tuple[Category, ...]
    gains: tuple[Category, ...]
    loses: tuple[Category, ...]
    until: datetime | None
    sections: tuple[str, ...] = ()
    denied: tuple[Category, ...] = ()
    ways: tuple[Way, ...] = field(default=())
    gains_from: dict[Category, frozenset[Register]] = field(default_factory=dict)
    loses_from: dict[Category, frozenset[Register]] = field(default_factory=dict)
    keeps: tuple[Kept, ...] = ()


def names_of(accounts: Iterable[UUID | None], units: Iterable[UUID | None]) -> dict[UUID, tuple[str, str]]:
    """(name, role) of each person and each unit, in two queries for all of them together."""
    found = {key: (card.name, ", ".join(filter(None, (card.title, card.unit_name))))
             for key, card in people.cards(accounts).items()}
    wanted = {unit for unit in units if unit}
    if wanted:
        found |= {unit.pk: (unit.called, unit.organisation.called) for unit in people.units_by_id(wanted).values()}
    return found


def ordered(categories: Iterable[Category]) -> tuple[Category, ...]:
    """Categories in the order in which they are always read."""
    wanted = frozenset(categories)
    return tuple(category for category in Category if category in wanted)


def end_of(ends: dict[Category, datetime | None]) -> datetime | None:
    """The last moment of all of them; None where one of them has no end."""
    known = [end for end in ends.values() if end is not None]
    return max(known) if known and None not in ends.values() else None

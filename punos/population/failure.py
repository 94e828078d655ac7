"""Failure demand by service and by cause: contacts, of which none tells of a few persons.

Each table (kinds across, services or causes down) is published with its totals, and the two tables have the same
totals. What is hidden is always whole:

- a *kind* that fewer than ``least`` persons had is left out of everything, also of the totals;
- a *row* of which a cell rests on fewer is told by its total alone, and not even by that when the total does; rows are
  added until the hidden cells of each kind, and the hidden totals, together rest on at least ``least`` persons.

So the hidden cells are a full block of which the sums by row (or of the rows without a total together) and by kind are
known. No cell of such a block can be computed, and every sum of cells that can is made of whole lines of it, each of
which rests on enough persons. As both tables show the same totals, one adds nothing to what the other says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from punos.population.intake import Backend, Intake
from punos.population.schema import FAILURE_DEMAND
from punos.population.signals import Window, in_window
from punos.population.summed import bit_or

Key = str | None  # a service or a cause; None: not recorded
Cell = tuple[Key, str]


@dataclass(frozen=True)
class Counts:
    """``contacts`` by row and kind; ``few`` names the persons of the cells that have fewer than ``least``."""

    contacts: Mapping[Cell, int]
    few: Mapping[Cell, frozenset[Any]]
    least: int

    def scarce(self, cells: Iterable[Cell]) -> bool:
        """Whether somebody, but fewer than ``least`` persons together, stand behind these cells."""
        some = [cell for cell in cells if self.contacts.get(cell)]
        if not some or any(cell not in self.few for cell in some):
            return False
        return len(frozenset().union(*(self.few[cell] for cell in some))) < self.least


def failure_demand(
    backend: Backend, intake: Intake, window: Window, columns: Sequence[str], least: int
) -> dict[str, list[dict[str, Any]]]:
    """Contacts of failure demand by kind and each of ``columns`` (service, cause); what few persons made is hidden.

    Whether a cell rests on ``least`` persons is read from sixteen buckets of persons: persons in so many different
    buckets are so many different persons. Only where the buckets cannot tell are persons counted.
    """
    if not intake.occurs("demand", *FAILURE_DEMAND):
        return {f"by_{column}": [] for column in columns}
    rows = in_window(intake, window)
    rows = rows.filter(rows.demand.isin([r for r, code in intake.codes["demand"].items() if code in FAILURE_DEMAND]))
    bucket = ibis.literal(1, "int64") << (_hash(rows.person) & 15)
    frame = backend.frame(rows.group_by("demand", *columns).agg(n=rows.count(), buckets=bit_or(bucket)))
    return tables({column: _counts(backend, intake, rows, frame, column, least) for column in columns})


@ibis.udf.scalar.builtin(name="hash")  # type: ignore[untyped-decorator]
def _hash(value) -> int:  # type: ignore[empty-body,no-untyped-def]
    """Some whole number, the same for the same value; both engines have one under this name."""


def _counts(backend: Backend, intake: Intake, rows: ir.Table, frame: pd.DataFrame, by: str, least: int) -> Counts:
    contacts: dict[Cell, int] = {}
    buckets: dict[Cell, int] = {}
    for raw, demand, n, seen in zip(frame[by], frame["demand"], frame["n"], frame["buckets"], strict=True):
        cell = (_meant(intake, by, raw), str(intake.codes["demand"][demand]))
        contacts[cell] = contacts.get(cell, 0) + int(n)
        buckets[cell] = buckets.get(cell, 0) | int(seen)
    unsure = {cell for cell, seen in buckets.items() if seen.bit_count() < least}
    return Counts(contacts, _of_few(backend, intake, rows, by, unsure, least) if unsure else {}, least)


def _meant(intake: Intake, column: str, raw: Any) -> Key:
    code = intake.codes[column].get(raw) if raw is not None and raw == raw else None
    return code or None


def _of_few(
    backend: Backend, intake: Intake, rows: ir.Table, by: str, cells: set[Cell], least: int
) -> dict[Cell, frozenset[Any]]:
    """Those of the cells that rest on fewer than ``least`` persons, whichever source values stand for their code."""
    wanted = {key for key, _ in cells}
    raws = [raw for raw in intake.codes[by] if _meant(intake, by, raw) in wanted]
    test = rows[by].isin(raws) if raws else ibis.literal(False)
    listed = rows.filter(test | rows[by].isnull()) if None in wanted else rows.filter(test)
    frame = backend.frame(listed.select(by, "demand", "person").distinct())
    persons: dict[Cell, set[Any]] = {}
    for raw, demand, person in zip(frame[by], frame["demand"], frame["person"], strict=True):
        cell = (_meant(intake, by, raw), str(intake.codes["demand"][demand]))
        if cell in cells:
            persons.setdefault(cell, set()).add(person)
    return {cell: frozenset(found) for cell, found in persons.items() if len(found) < least}


def tables(found: Mapping[str, Counts]) -> dict[str, list[dict[str, Any]]]:
    """What is published, by column: rows with ``contacts`` and each kind, null where hidden; the last is the total."""
    kinds = [kind for kind in FAILURE_DEMAND if not any(one.scarce(_column(one, kind)) for one in found.values())]
    return {f"by_{by}": _published(one, by, kinds) for by, one in found.items()}


def _column(counts: Counts, kind: str) -> list[Cell]:
    return [cell for cell in counts.contacts if cell[1] == kind]


def _published(counts: Counts, by: str, kinds: Sequence[str]) -> list[dict[str, Any]]:
    keys = {key for (key, kind), n in counts.contacts.items() if n and kind in kinds}
    if not keys:
        return []
    inside, whole = hidden_rows(counts, kinds)

    def number(key: Key, kind: str) -> int:
        return counts.contacts.get((key, kind), 0)

    rows: list[dict[str, Any]] = [
        {by: key, "total": False, "contacts": None if key in whole else sum(number(key, kind) for kind in kinds)}
        | {kind: None if key in inside or kind not in kinds else number(key, kind) for kind in FAILURE_DEMAND}
        for key in keys
    ]
    rows.sort(key=lambda row: (-(row["contacts"] or 0), row[by] is None, row[by] or ""))
    sums = {kind: sum(number(key, kind) for key in keys) if kind in kinds else None for kind in FAILURE_DEMAND}
    return [*rows, {by: None, "total": True, "contacts": sum(n or 0 for n in sums.values()), **sums}]


def hidden_rows(counts: Counts, kinds: Sequence[str]) -> tuple[set[Key], set[Key]]:
    """The rows whose kinds are hidden, and those of them whose total is hidden too."""
    keys = {key for (key, kind), n in counts.contacts.items() if n and kind in kinds}

    def row(key: Key) -> list[Cell]:
        return [(key, kind) for kind in kinds]

    def added(gone: set[Key], cells: Callable[[Key], list[Cell]]) -> None:
        """One more row, the smallest of those that have anything in these cells, until enough persons are hidden."""
        while counts.scarce(cell for key in gone for cell in cells(key)):
            sizes = {key: sum(counts.contacts.get(cell, 0) for cell in cells(key)) for key in keys - gone}
            gone.add(min((key for key, n in sizes.items() if n), key=lambda key: (sizes[key], key is None, key or "")))

    whole = {key for key in keys if counts.scarce(row(key))}
    added(whole, row)
    inside = whole | {key for key in keys if any(counts.scarce([cell]) for cell in row(key))}
    for kind in kinds:
        added(inside, lambda key, kind=kind: [(key, kind)])  # type: ignore[misc]
    return inside, whole

"""Signals of every person in one grouping of the events, written once in Ibis for DuckDB and Spark."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from punos.population import overlaps
from punos.population.intake import Intake
from punos.population.overlaps import bit_count
from punos.population.person import previous_window_covered, window_start
from punos.population.schema import FAILURE_DEMAND, SIGNALS, not_computable
from punos.population.summed import BLOCK_NAMES, HALF, SETS, Summed, added, blocks, calendar, numbers_of, set_order

Numbering = Callable[[Intake, str], Mapping[Any, int]]


@dataclass(frozen=True)
class Window:
    """The days looked at: ``days`` days ending with ``as_of``, and as many before them."""

    as_of: dt.date
    days: int

    @property
    def start(self) -> dt.date:
        """The last day before the window."""
        return window_start(self.as_of, self.days)

    @property
    def before(self) -> dt.date:
        """The last day before the previous window."""
        return window_start(self.as_of, 2 * self.days)


def missing_signals(intake: Intake, window: Window) -> dict[str, str]:
    """Signals these data cannot give, and why."""
    covered = intake.first is not None and previous_window_covered(intake.first, window.as_of, window.days)
    return not_computable(set(intake.filled), previous_window_covered=covered)


def between(intake: Intake, after: dt.date, until: dt.date) -> ir.Table:
    """The usable rows of the days after ``after`` up to and with ``until``."""
    good = intake.good()
    if intake.first is None or intake.first <= after:
        good = good.filter(good.day > after)
    if intake.last is None or intake.last > until:
        good = good.filter(good.day <= until)
    return good


def in_window(intake: Intake, window: Window) -> ir.Table:
    """The usable rows of the window."""
    return between(intake, window.start, window.as_of)


def person_signals(intake: Intake, window: Window, missing: Mapping[str, str]) -> ir.Table:
    """One row per person met in the window or the one before: ``person_id``, every signal, the set bits, the area.

    Signals in ``missing`` are empty columns. ``cost_cents`` are whole cents; ``…_bits…`` and ``group_area`` are for the
    aggregates.
    """
    summed = Summed(intake, missing, window.days)
    days = calendar(window.start, window.as_of, len(summed.weeks)) if summed.weeks else None
    found = parts(summed, in_window(intake, window), between(intake, window.before, window.start), days)
    if intake.first is not None and intake.first > window.start:
        del found["earlier"]
    return finished(together({name: added(rows) for name, rows in found.items()}, summed), summed, window, missing)


def parts(
    summed: Summed, rows: ir.Table, earlier: ir.Table, days: ir.Table | None, numbers: Numbering = numbers_of
) -> dict[str, ir.Table]:
    """What the rows of a window and of the one before say of their persons, apart by how it is ``added``."""
    found = {"window": summed.measured(rows, days)}
    found |= {column: blocks(summed.intake, rows, column, numbers(summed.intake, column)) for column in summed.apart}
    one = ibis.literal(1, "int64")
    earlier = earlier.select("day", person_id="person", contacts_previous=one, earlier_last="day")
    return found | {"earlier": earlier}


def together(found: Mapping[str, ir.Table], summed: Summed) -> ir.Table:
    """The parts beside each other, a row per person."""
    grouped = found["window"]
    if summed.weeks:
        grouped = overlaps.flagged(grouped, summed.masks, summed.weeks)
    for column in summed.apart:
        sets = found[column]
        different = sets.group_by(counted_person=sets.person_id).agg(**{f"{column}_different": ones(sets).sum()})
        joined = grouped.left_join(different, grouped.person_id == different.counted_person)
        grouped = joined.drop("counted_person")
    if "earlier" not in found:
        return grouped
    earlier = found["earlier"].rename(earlier_person="person_id")
    both = grouped.outer_join(earlier, grouped.person_id == earlier.earlier_person)
    person, last = ibis.coalesce(both.person_id, both.earlier_person), ibis.coalesce(both["last"], both.earlier_last)
    return both.mutate(person_id=person, last=last)


def _with_area(grouped: ir.Table, areas: list[str]) -> ir.Table:
    """Add ``group_area``: the area of the last contact in the window that says one."""
    named = ibis.memtable(pd.DataFrame({"area_key": range(len(areas)), "group_area": areas}))
    return grouped.left_join(named, (grouped.area_last & ((1 << HALF) - 1)) == named.area_key)


def ones(sets: ir.Table) -> ir.Value:
    """How many codes stand in the words of a block."""
    sizes = [bit_count(sets[name]).cast("int64") for name in BLOCK_NAMES]
    return sum(sizes[1:], sizes[0])


def finished(grouped: ir.Table, summed: Summed, window: Window, missing: Mapping[str, str]) -> ir.Table:
    """From the parts ``together`` to the signals in the order of the schema."""
    if "area_last" in grouped.columns:
        grouped = _with_area(grouped, set_order(summed.intake, "area"))

    def number(name: str) -> ir.Value:  # what no row of the data means is zero for everybody
        if name in summed.counters and name not in grouped.columns:
            total, start = summed.counters[name]
            return (grouped[total].fill_null(0) >> start) & ((1 << HALF) - 1)
        return grouped[name].fill_null(0) if name in grouped.columns else ibis.literal(0, "int64")

    found: dict[str, ir.Value] = {}
    for column, signal in SETS.items():
        words = [bit_count(grouped[name].fill_null(0)).cast("int64") for name in summed.bits.get(column, [])]
        found[signal] = sum(words[1:], words[0]) if words else number(f"{column}_different")
    found["units"] = number("unit_different")
    found["failure_demand"] = sum((number(kind) for kind in FAILURE_DEMAND[1:]), number(FAILURE_DEMAND[0]))
    found["trend"] = number("contacts") - number("contacts_previous")
    found["days_since_last"] = ibis.literal(window.as_of).delta(grouped["last"], unit="day")
    if summed.weeks and "overlapping_weeks" not in grouped.columns:
        weeks = [bit_count(grouped[f"{word}_both"].fill_null(0)).cast("int64") for word in summed.weeks]
        found["overlapping_weeks"] = sum(weeks[1:], weeks[0])
    if "cost" not in missing:
        found["cost"] = number("cost_cents").cast("float64") / 100
    columns = {"person_id": grouped.person_id}
    for name in SIGNALS:
        kind = "float64" if name == "cost" else "int32"
        columns[name] = ibis.null(kind) if name in missing else found.get(name, number(name)).cast(kind)
    columns["cost_cents"] = ibis.null("int64")
    if "cost" not in missing:  # through decimals: DuckDB's sum has 128 bits, which Parquet would keep as a float
        columns["cost_cents"] = number("cost_cents").cast("decimal(38, 0)").cast("int64")
    for name in summed.set_names():
        columns[name] = grouped[name].fill_null(0).cast("int64")
    if "group_area" in grouped.columns:
        columns["group_area"] = grouped.group_area
    return grouped.select(**columns)

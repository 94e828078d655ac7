"""Signals of every person in one grouping of the events, written once in Ibis for DuckDB and Spark.

How different things are counted without exploding distincts: each service, service group and sector of the data gets
a bit, a person's set is the *or* of the bits, its size the number of ones. A week in which two or more different
services were met is found the same way: for each bit of the service's code number one mask of weeks in which a service
with that bit was met, and one of weeks in which a service without it was; a week that stands in both has seen
two different services (and two different codes differ in some bit). All exact, all in one pass.
Only units, of which there are thousands, are counted as distinct small whole numbers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from punos.population.intake import Intake, cents
from punos.population.mapping import UNKNOWN
from punos.population.person import previous_window_covered, window_start
from punos.population.schema import FAILURE_DEMAND, SIGNALS, not_computable

WORD = 62  # bits used of a 64-bit whole number
MOST_WORDS = 4  # sets of more than 248 different things are counted as distinct codes instead
SETS = {"service": "services", "service_group": "service_groups", "sector": "sectors"}


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def bit_count(number: int) -> int:  # type: ignore[empty-body]
    """Number of ones; both engines have it under this name."""


@ibis.udf.agg.builtin  # type: ignore[untyped-decorator]
def bit_or(number: int) -> int:  # type: ignore[empty-body]
    """The *or* of all numbers; both engines have it under this name (Ibis's own is missing for Spark)."""


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


def in_reach(intake: Intake, window: Window) -> ir.Table:
    """The usable rows of the window and the one before it."""
    good = intake.good()
    return good.filter(good.day > window.before, good.day <= window.as_of)


def set_order(intake: Intake, column: str) -> list[str]:
    """The different codes of a column in the data, in the order of their bits."""
    return sorted({code for code in intake.codes.get(column, {}).values() if code not in (None, UNKNOWN)})


def words_of(intake: Intake, column: str) -> int:
    """How many 64-bit words a set of this column takes; 0 when there are too many different codes for bits."""
    words = -(-len(set_order(intake, column)) // WORD)
    return words if words <= MOST_WORDS else 0


def _lookup(intake: Intake, column: str) -> tuple[ir.Table, list[str]]:
    """A small table: source value → bits of its code (or the code's number)."""
    order = {code: number for number, code in enumerate(set_order(intake, column))}
    raws = [raw for raw, code in intake.codes[column].items() if code in order]
    numbers = [order[str(intake.codes[column][raw])] for raw in raws]
    table: dict[str, Any] = {f"key_{column}": raws}
    words = words_of(intake, column) if column in SETS else 0
    for word in range(words):
        table[f"{column}_bits{word}"] = [1 << (n % WORD) if n // WORD == word else 0 for n in numbers]
    if not words:
        table[f"{column}_number"] = numbers
    if column == "service":
        for bit in range(max(len(order) - 1, 0).bit_length()):
            table[f"with{bit}"] = [-1 if n >> bit & 1 else 0 for n in numbers]
            table[f"without{bit}"] = [0 if n >> bit & 1 else -1 for n in numbers]
    return ibis.memtable(pd.DataFrame(table)), [name for name in table if not name.startswith("key_")]


def _calendar(window: Window) -> tuple[ir.Table, list[str]]:
    """Each day of the window → the bit of its ISO week."""
    days = [window.start + dt.timedelta(days=i + 1) for i in range(window.days)]
    monday = days[0] - dt.timedelta(days=days[0].weekday())
    weeks = [(day - monday).days // 7 for day in days]
    words = -(-(weeks[-1] + 1) // WORD)
    table: dict[str, Any] = {"key_day": days}
    for word in range(words):
        table[f"week{word}"] = [1 << (week % WORD) if week // WORD == word else 0 for week in weeks]
    schema = {"key_day": "date"} | {name: "int64" for name in table if name != "key_day"}
    return ibis.memtable(pd.DataFrame(table), schema=schema), [name for name in table if name != "key_day"]


def _prepared(intake: Intake, window: Window, missing: Mapping[str, str]) -> tuple[ir.Table, dict[str, list[str]]]:
    """The rows in reach with bits beside them; and which bit columns belong to what."""
    rows = in_reach(intake, window)
    rows = rows.mutate(inside=rows.day > window.start)
    bits: dict[str, list[str]] = {}
    for column in (*SETS, "unit"):
        if column in intake.filled:
            lookup, bits[column] = _lookup(intake, column)
            rows = rows.left_join(lookup, rows[column] == lookup[f"key_{column}"])
    if "overlapping_weeks" not in missing:
        calendar, bits["week"] = _calendar(window)
        rows = rows.left_join(calendar, rows.day == calendar.key_day)
    return rows, bits


def person_signals(intake: Intake, window: Window, missing: Mapping[str, str]) -> ir.Table:
    """One row per person met in the window or the one before: ``person_id``, every signal, and the set bits.

    Signals in ``missing`` are empty columns. ``cost_cents`` are whole cents; the ``…_bits…`` columns are for the
    aggregates and do not leave the engine.
    """
    rows, bits = _prepared(intake, window, missing)
    whole = intake.first is not None and intake.first > window.start  # nothing before the window: no need to ask
    inside = ibis.literal(True) if whole else rows.inside
    same = Intake(rows, intake.rows, intake.first, intake.last, intake.filled, intake.codes, {})
    measures = _counts(same, inside, whole, missing) | _sets(rows, bits, inside, whole, missing)
    grouped = rows.group_by(person_id=rows.person).agg(**measures)
    return _finished(grouped, bits, window, missing)


def _counts(intake: Intake, inside: ir.BooleanValue, whole: bool, missing: Mapping[str, str]) -> dict[str, ir.Value]:
    rows = intake.table
    last = rows.day.max()
    measures: dict[str, ir.Value] = {"seen": rows.count(), "last": last}
    if not whole:
        measures["contacts"] = inside.sum()

    def count(test: ir.BooleanValue) -> ir.Value:
        return (test if whole else test & inside).sum()

    tests: dict[str, tuple[str, tuple[str, ...]]] = {
        "social": ("sector", ("social",)),
        "health": ("sector", ("health",)),
        "emergency": ("mode", ("emergency",)),
        "inpatient": ("mode", ("inpatient",)),
        "doctor": ("profession", ("doctor",)),
        "unplanned": ("planned", ("false",)),
        "missed": ("attended", ("false",)),
        **{kind: ("demand", (kind,)) for kind in FAILURE_DEMAND},
    }
    for name, (column, wanted) in tests.items():
        if name not in missing and intake.occurs(column, *wanted):
            boolean = column in ("planned", "attended") and rows[column].type().is_boolean()
            measures[name] = count(~rows[column] if boolean else intake.meaning(column, *wanted))
    if "cost" not in missing:
        value = cents(rows.cost)
        measures["cost_cents"] = (value if whole else inside.ifelse(value, 0)).sum()
    return measures


def _sets(
    rows: ir.Table, bits: Mapping[str, list[str]], inside: ir.BooleanValue, whole: bool, missing: Mapping[str, str]
) -> dict[str, ir.Value]:
    measures: dict[str, ir.Value] = {}
    for column, names in bits.items():
        for name in names:
            value = rows[name]
            if "_bits" in name:
                measures[name] = bit_or(value if whole else inside.ifelse(value, 0))
            elif name.endswith("_number"):
                measures[f"{column}_different"] = (value if whole else inside.ifelse(value, None)).nunique()
    if "overlapping_weeks" not in missing:
        masks = [name for name in bits["service"] if name.startswith("with")]
        for mask in masks:
            for week in bits["week"]:
                measures[f"{mask}_{week}"] = bit_or(rows[mask] & rows[week])
    return measures


def _total(values: Iterable[ir.Value]) -> ir.Value:
    return reduce(lambda one, two: one + two, values)


def _finished(grouped: ir.Table, bits: Mapping[str, list[str]], window: Window, missing: Mapping[str, str]) -> ir.Table:
    """From sums and bits to the signals, in the order of the schema."""

    def number(name: str) -> ir.Value:  # what no row of the data means is zero for everybody
        return grouped[name].fill_null(0).cast("int64") if name in grouped.columns else ibis.literal(0, "int64")

    found: dict[str, ir.Value] = {}
    contacts = number("contacts") if "contacts" in grouped.columns else number("seen")
    for column, signal in SETS.items():
        if column in bits:
            words = [name for name in bits[column] if "_bits" in name]
            found[signal] = (
                _total(bit_count(grouped[name].fill_null(0)).cast("int64") for name in words)
                if words
                else number(f"{column}_different")
            )
    if "unit" in bits:
        found["units"] = number("unit_different")
    found["failure_demand"] = _total(number(kind) for kind in FAILURE_DEMAND)
    found["contacts"] = contacts
    previous = number("seen") - contacts
    found |= {"contacts_previous": previous, "trend": contacts - previous}
    since = ibis.literal(window.as_of).delta(grouped["last"], unit="day")
    found["days_since_last"] = since
    if "overlapping_weeks" not in missing:
        found["overlapping_weeks"] = _overlaps(grouped, bits)
    if "cost" not in missing:
        found["cost"] = number("cost_cents") / 100.0
    columns = {"person_id": grouped.person_id}
    for name in SIGNALS:
        kind = "float64" if name == "cost" else "int32"
        columns[name] = ibis.null(kind) if name in missing else found.get(name, number(name)).cast(kind)
    columns["cost_cents"] = ibis.null("int64") if "cost" in missing else number("cost_cents")
    for name in (bit for names in bits.values() for bit in names if "_bits" in bit):
        columns[name] = grouped[name].fill_null(0).cast("int64")
    return grouped.select(**columns)


def _overlaps(grouped: ir.Table, bits: Mapping[str, list[str]]) -> ir.Value:
    pairs = [name.removeprefix("without") for name in bits["service"] if name.startswith("without")]
    if not pairs:  # a single service in the data
        return ibis.literal(0)
    weeks = []
    for week in bits["week"]:
        both = [
            grouped[f"with{pair}_{week}"].fill_null(0) & grouped[f"without{pair}_{week}"].fill_null(0) for pair in pairs
        ]
        weeks.append(bit_count(reduce(or_, both)).cast("int64"))
    return _total(weeks)

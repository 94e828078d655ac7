"""Signals of every person in one grouping of the events, written once in Ibis for DuckDB and Spark.

How different things are counted without exploding distincts: each service, service group and sector of the data gets
a bit, a person's set is the *or* of the bits, its size the number of ones. A week in which two or more different
services were met is found with masks of weeks (see ``overlaps``). Two counters share one sum: the upper one begins at
bit 31, and nobody has two thousand million contacts. All exact, all in one pass. Only units, of which there are
thousands, are counted in a grouping of their own (``_with_different``).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from punos.population import overlaps
from punos.population.intake import Intake, cents
from punos.population.lookups import beside
from punos.population.mapping import UNKNOWN
from punos.population.overlaps import bit_count
from punos.population.person import previous_window_covered, window_start
from punos.population.schema import FAILURE_DEMAND, SIGNALS, not_computable

WORD = 62  # bits used of a 64-bit whole number
MOST_WORDS = 4  # sets of more than 248 different things are counted apart
SETS = {"service": "services", "service_group": "service_groups", "sector": "sectors"}
BLOCK_WORDS = 2  # … in blocks of so many words
HALF = 31  # where the upper of two counters in one sum begins
COUNTED: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "sector": (("social", ("social",)), ("health", ("health",))),
    "mode": (("emergency", ("emergency",)), ("inpatient", ("inpatient",))),
    "profession": (("doctor", ("doctor",)),),
    "planned": (("unplanned", ("false",)),),
    "attended": (("missed", ("false",)),),
    "demand": tuple((kind, (kind,)) for kind in FAILURE_DEMAND),
}


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


def set_order(intake: Intake, column: str) -> list[str]:
    """The different codes of a column in the data, in the order of their bits."""
    return sorted({code for code in intake.codes.get(column, {}).values() if code not in (None, UNKNOWN)})


def words_of(intake: Intake, column: str) -> int:
    """How many 64-bit words a set of this column takes; 0 when there are too many different codes for bits."""
    words = -(-len(set_order(intake, column)) // WORD)
    return words if words <= MOST_WORDS else 0


def numbers_of(intake: Intake, column: str) -> dict[Any, int]:
    """Each source value of a column → the number of its code, in the order of the codes."""
    order = {code: number for number, code in enumerate(set_order(intake, column))}
    return {raw: order[code] for raw, code in intake.codes[column].items() if code in order}


def person_signals(intake: Intake, window: Window, missing: Mapping[str, str]) -> ir.Table:
    """One row per person met in the window or the one before: ``person_id``, every signal, the set bits, the area.

    Signals in ``missing`` are empty columns. ``cost_cents`` are whole cents; ``…_bits…`` and ``group_area`` are for the
    aggregates.
    """
    summed = _Summed(intake, missing)
    grouped = summed.by_person(in_window(intake, window), window)
    for column in (*SETS, "unit"):
        if column in intake.filled and not summed.bits[column]:
            grouped = _with_different(grouped, intake, window, column)
    if "area" in intake.filled:
        grouped = _with_area(grouped, set_order(intake, "area"))
    if "overlapping_weeks" not in missing:
        grouped = overlaps.counted(grouped, overlaps.masks(len(set_order(intake, "service"))), summed.weeks)
    if intake.first is None or intake.first <= window.start:
        grouped = _with_earlier(grouped, intake, window)
    return _finished(grouped, summed, window, missing)


class _Summed:
    """What is put beside each row, and how it is summed up over a person's rows."""

    def __init__(self, intake: Intake, missing: Mapping[str, str]) -> None:
        self.intake, self.missing = intake, missing
        self.beside: dict[str, dict[str, dict[Any, int]]] = defaultdict(dict)  # column → name → source value → number
        self.bits: dict[str, list[str]] = defaultdict(list)
        self.sums: list[str] = []
        self.counters: dict[str, tuple[str, int]] = {}  # signal → the sum it is in, and the bit where it begins
        self.weeks: list[str] = []
        for column in SETS:
            if column in intake.filled:
                self._set(column)
        if "area" in intake.filled:
            self.beside["area"]["area_number"] = numbers_of(intake, "area")
        for column, counted in COUNTED.items():
            present = [(s, wanted) for s, wanted in counted if s not in missing and intake.occurs(column, *wanted)]
            if column in intake.filled and not self._truth(column):
                self._counters(column, present)

    def _set(self, column: str) -> None:
        numbers = numbers_of(self.intake, column)
        for word in range(words_of(self.intake, column)):
            name = f"{column}_bits{word}"
            self.bits[column].append(name)
            self.beside[column][name] = {r: 1 << (n % WORD) if n // WORD == word else 0 for r, n in numbers.items()}
        if column == "service":
            words = overlaps.code_words(len(set_order(self.intake, column)))
            self.beside[column]["service_code"] = {raw: words[n] for raw, n in numbers.items()}

    def _counters(self, column: str, counted: list[tuple[str, tuple[str, ...]]]) -> None:
        """Two signals to a sum; codes that no counter wants are left out, and so count as nothing."""
        codes = self.intake.codes[column]
        named = self.beside.get(column, {})
        keys = list(next(iter(named.values()), codes))
        for start in range(0, len(counted), 2):
            name = f"{column}_sum{start}"
            pair = counted[start : start + 2]
            self.sums.append(name)
            self.counters |= {signal: (name, HALF * i) for i, (signal, _) in enumerate(pair)}
            self.beside[column][name] = {
                raw: sum(1 << HALF * i for i, (_, wanted) in enumerate(pair) if codes[raw] in wanted) for raw in keys
            }

    def _truth(self, column: str) -> bool:
        return column in ("planned", "attended") and self.intake.table[column].type().is_boolean()

    def by_person(self, rows: ir.Table, window: Window) -> ir.Table:
        """The rows of a window grouped by person, with everything summed up."""
        for column, named in self.beside.items():
            rows = beside(self.intake, rows, column, named)
        if "overlapping_weeks" not in self.missing:
            calendar, self.weeks = _calendar(window)
            rows = rows.left_join(calendar, rows.day == calendar.key_day)
        measures: dict[str, ir.Value] = {"contacts": rows.count(), "last": rows.day.max()}
        measures |= {name: bit_or(rows[name]) for names in self.bits.values() for name in names}
        measures |= {name: rows[name].sum() for name in self.sums}
        truths = [c for c in ("planned", "attended") if c in self.intake.filled and self._truth(c)]
        if truths:
            flags = [(~rows[c]).fill_null(False).cast("int64") << HALF * i for i, c in enumerate(truths)]
            measures["truths"] = sum(flags[1:], flags[0]).sum()
            self.counters |= {COUNTED[c][0][0]: ("truths", HALF * i) for i, c in enumerate(truths)}
        if "cost" not in self.missing:
            measures["cost_cents"] = cents(rows.cost).sum()
        if "area" in self.beside:  # the latest day's, and on one day the last by name
            day = rows.day.delta(window.start, unit="day").cast("int64")
            measures["area_last"] = (day * len(set_order(self.intake, "area")) + rows.area_number).max()
        for word in self.weeks:
            for bit in range(overlaps.masks(len(set_order(self.intake, "service")))):
                measures[overlaps.name(word, bit)] = bit_or(overlaps.mask(rows, word, bit))
        return rows.group_by(person_id=rows.person).agg(**measures)


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


def _with_different(grouped: ir.Table, intake: Intake, window: Window, column: str) -> ir.Table:
    """Add ``{column}_different``: how many different codes, for columns of too many codes for one set.

    The codes are cut into blocks in the order of their names, and a person has a set for each block met. Codes that
    begin with an area or an organisation lie close together, so that is far fewer sets than different codes.
    """
    numbers, size = numbers_of(intake, column), WORD * BLOCK_WORDS
    named = {f"{column}_block": {raw: n // size for raw, n in numbers.items()}}
    words = [f"{column}_word{word}" for word in range(BLOCK_WORDS)]
    for word, name in enumerate(words):
        named[name] = {raw: 1 << n % WORD if n // WORD % BLOCK_WORDS == word else 0 for raw, n in numbers.items()}
    rows = beside(intake, in_window(intake, window).select("person", column), column, named)
    rows = rows.filter(rows[f"{column}_block"].notnull())
    sets = rows.group_by("person", f"{column}_block").agg(**{name: bit_or(rows[name]) for name in words})
    sizes = [bit_count(sets[name]).cast("int64") for name in words]
    size_of = sets.select(person=sets.person, size=sum(sizes[1:], sizes[0]))
    counted = size_of.group_by(**{f"{column}_person": size_of.person}).agg(
        **{f"{column}_different": size_of.size.sum()}
    )
    return grouped.left_join(counted, grouped.person_id == counted[f"{column}_person"])


def _with_area(grouped: ir.Table, areas: list[str]) -> ir.Table:
    """Add ``group_area``: the area of the last contact in the window that has one."""
    named = ibis.memtable(pd.DataFrame({"area_key": range(len(areas)), "group_area": areas}))
    return grouped.left_join(named, grouped.area_last % len(areas) == named.area_key)


def _with_earlier(grouped: ir.Table, intake: Intake, window: Window) -> ir.Table:
    """Add the contacts of the window before, and the persons met only then."""
    rows = between(intake, window.before, window.start)
    earlier = rows.group_by(earlier_person=rows.person).agg(contacts_previous=rows.count(), earlier_last=rows.day.max())
    both = grouped.outer_join(earlier, grouped.person_id == earlier.earlier_person)
    person, last = ibis.coalesce(both.person_id, both.earlier_person), ibis.coalesce(both["last"], both.earlier_last)
    return both.mutate(person_id=person, last=last)


def _finished(grouped: ir.Table, summed: _Summed, window: Window, missing: Mapping[str, str]) -> ir.Table:
    """From sums and bits to the signals, in the order of the schema."""

    def number(name: str) -> ir.Value:  # what no row of the data means is zero for everybody
        if name in summed.counters:
            total, start = summed.counters[name]
            return (grouped[total].fill_null(0) >> start) & ((1 << HALF) - 1)
        return grouped[name].fill_null(0) if name in grouped.columns else ibis.literal(0, "int64")

    found: dict[str, ir.Value] = {}
    for column, signal in SETS.items():
        words = [bit_count(grouped[name].fill_null(0)).cast("int64") for name in summed.bits[column]]
        found[signal] = sum(words[1:], words[0]) if words else number(f"{column}_different")
    found["units"] = number("unit_different")
    found["failure_demand"] = sum((number(kind) for kind in FAILURE_DEMAND[1:]), number(FAILURE_DEMAND[0]))
    found["trend"] = number("contacts") - number("contacts_previous")
    found["days_since_last"] = ibis.literal(window.as_of).delta(grouped["last"], unit="day")
    if "cost" not in missing:
        found["cost"] = number("cost_cents").cast("float64") / 100
    columns = {"person_id": grouped.person_id}
    for name in SIGNALS:
        kind = "float64" if name == "cost" else "int32"
        columns[name] = ibis.null(kind) if name in missing else found.get(name, number(name)).cast(kind)
    columns["cost_cents"] = ibis.null("int64") if "cost" in missing else number("cost_cents").cast("int64")
    for name in (bit for names in summed.bits.values() for bit in names):
        columns[name] = grouped[name].fill_null(0).cast("int64")
    if "group_area" in grouped.columns:
        columns["group_area"] = grouped.group_area
    return grouped.select(**columns)

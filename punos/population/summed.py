"""Everything about a person that one grouping of the events can give, and how it is put beside each row.

How different things are counted without exploding distincts: each service, service group and sector of the data gets
a bit, a person's set is the *or* of the bits, its size the number of ones. A week in which two or more different
services were met is found with masks of weeks (see ``overlaps``). Two counters share one sum: the upper one begins at
bit 31, and nobody has two thousand million contacts. All exact, all in one pass. Only units, of which there are
thousands, are counted in a grouping of their own (``blocks``).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from punos.population import overlaps
from punos.population.intake import Intake, cents
from punos.population.lookups import beside
from punos.population.mapping import UNKNOWN
from punos.population.overlaps import WORD
from punos.population.schema import FAILURE_DEMAND

MOST_WORDS = 4  # sets of more than 248 different things are counted apart
SETS = {"service": "services", "service_group": "service_groups", "sector": "sectors"}
BLOCK_WORDS = 2  # … in blocks of so many words
BLOCK_NAMES = [f"word{word}" for word in range(BLOCK_WORDS)]
KEYS = ("person_id", "block")
EPOCH = dt.date(1970, 1, 1)
MONDAY = dt.date(1899, 12, 25)  # before any day that is accepted by itself
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


class Summed:
    """What is put beside each row, and how it is summed up over a person's rows."""

    def __init__(self, intake: Intake, missing: Mapping[str, str], window_days: int) -> None:
        self.intake, self.missing = intake, missing
        self.beside: dict[str, dict[str, dict[Any, int]]] = defaultdict(dict)  # column → name → source value → number
        self.bits: dict[str, list[str]] = defaultdict(list)
        self.sums: list[str] = []
        self.counters: dict[str, tuple[str, int]] = {}  # signal → the sum it is in, and the bit where it begins
        weeks = "overlapping_weeks" not in missing
        self.weeks = [f"week{word}" for word in range(overlaps.words(window_days))] if weeks else []
        self.masks = overlaps.masks(len(set_order(intake, "service"))) if weeks else 0
        for column in SETS:
            if column in intake.filled:
                self._set(column)
        if "area" in intake.filled:
            self.beside["area"]["area_number"] = numbers_of(intake, "area")
        for column, counted in COUNTED.items():
            present = [(s, wanted) for s, wanted in counted if s not in missing and intake.occurs(column, *wanted)]
            if column in intake.filled and not self._truth(column):
                self._counters(column, present)
        self.truths = [c for c in ("planned", "attended") if c in intake.filled and self._truth(c)]
        self.counters |= {COUNTED[c][0][0]: ("truths", HALF * i) for i, c in enumerate(self.truths)}

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

    @property
    def apart(self) -> list[str]:
        """Columns of too many codes for bits, which are counted apart."""
        return [c for c in (*SETS, "unit") if c in self.intake.filled and not self.bits.get(c)]

    def measured(self, rows: ir.Table, calendar: ir.Table | None, *, masked: bool = True) -> ir.Table:
        """The rows of a window with what each of them adds to its person, to be ``added``.

        ``calendar`` tells the week of a day, as a bit (for the masks) or as a slot of the words ``slots…``.
        """
        for column, named in self.beside.items():
            rows = beside(self.intake, rows, column, named)
        if self.weeks and calendar is not None:
            rows = rows.left_join(calendar, rows.day == calendar.key_day)
        one = ibis.literal(1, "int64")
        measures: dict[str, ir.Value] = {"person_id": rows.person, "day": rows.day, "contacts": one, "last": rows.day}
        measures |= {name: rows[name] for name in (*self.set_names(), *self.sums)}
        if self.truths:
            flags = [(~rows[c]).fill_null(False).cast("int64") << HALF * i for i, c in enumerate(self.truths)]
            measures["truths"] = sum(flags[1:], flags[0])
        if "cost" not in self.missing:
            measures["cost_cents"] = cents(rows.cost)
        if "area" in self.beside:  # the latest day's, and on one day the last by name
            day = rows.day.delta(EPOCH, unit="day").cast("int64")
            measures["area_last"] = (day << HALF) + rows.area_number
        for word in self.weeks if masked else []:
            for bit in range(self.masks):
                measures[overlaps.name(word, bit)] = overlaps.mask(rows, word, bit)
        for word in [name for name in rows.columns if name.startswith("slots")]:
            measures[word] = rows.service_code * rows[word]
        return rows.select(**measures)

    def set_names(self) -> list[str]:
        """The columns of bits."""
        return [name for names in self.bits.values() for name in names]


def added(rows: ir.Table) -> ir.Table:
    """Rows of one person (and block) together: sets are united, of days the last counts, the rest is summed up.

    What was added can be added again to other rows, in any order: nothing but this is kept from day to day.
    """
    keys = [name for name in rows.columns if name in KEYS]
    measures = {}
    for name in rows.columns:
        if name.endswith("last"):
            measures[name] = rows[name].max()
        elif name in BLOCK_NAMES or "_bits" in name or "_mask" in name or name.startswith("slots"):
            measures[name] = bit_or(rows[name])
        elif name not in (*KEYS, "day"):
            measures[name] = rows[name].sum()
    return rows.group_by(keys).agg(**measures)


def blocks(intake: Intake, rows: ir.Table, column: str, numbers: Mapping[Any, int]) -> ir.Table:
    """Sets of codes for columns of too many codes for one set: person, ``block`` and words of bits, to be ``added``.

    The codes are cut into blocks in the order of their numbers, and a person has a set for each block met. Codes that
    begin with an area or an organisation lie close together, so that is far fewer sets than different codes.
    """
    size = WORD * BLOCK_WORDS
    named = {"block": {raw: n // size for raw, n in numbers.items()}}
    for word, name in enumerate(BLOCK_NAMES):
        named[name] = {raw: 1 << n % WORD if n // WORD % BLOCK_WORDS == word else 0 for raw, n in numbers.items()}
    rows = beside(intake, rows.select("person", "day", column), column, named)
    return rows.filter(rows.block.notnull()).select("block", *BLOCK_NAMES, "day", person_id="person")


def week_of(day: dt.date) -> int:
    """The number of its ISO week."""
    return (day - MONDAY).days // 7


def calendar(first: dt.date, last: dt.date, words: int, slots: Sequence[Mapping[int, int]] = ()) -> ir.Table:
    """Each day → the bit of its ISO week; the bits go round, which a window that is shorter than the round allows.

    ``slots``: weeks that have a slot instead (see ``overlaps``), for each word week → its first bit; of the others 0.
    """
    days = [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]
    weeks = [week_of(day) for day in days]
    table: dict[str, Any] = {"key_day": days}
    for word in range(words):
        bits = [week % (WORD * words) - WORD * word for week in weeks]
        apart = [any(week in slot for slot in slots) for week in weeks]
        table[f"week{word}"] = [1 << b if 0 <= b < WORD and not a else 0 for b, a in zip(bits, apart, strict=True)]
    for n, slot in enumerate(slots):
        table[f"slots{n}"] = [1 << slot[week] if week in slot else 0 for week in weeks]
    schema = {"key_day": "date"} | {name: "int64" for name in table if name != "key_day"}
    return ibis.memtable(pd.DataFrame(table), schema=schema)

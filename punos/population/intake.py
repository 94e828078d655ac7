"""Looking at the input once before computing: what is in the columns, what the codes mean, which rows are unusable.

Everything that depends on the data and not on the person is found out here (which columns hold anything, which source
codes stand for which of ours, first and last day), so that the one large query is written for exactly these data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import ibis
import ibis.expr.datatypes as idt
import ibis.expr.types as ir
import pandas as pd

from punos.population.errors import PopulationError
from punos.population.mapping import UNKNOWN, CodeMap, canonical
from punos.population.schema import CLOSED, COLUMNS, FIRST_DAY, LAST_DAY, REJECTIONS, REQUIRED, TRUTH
from punos.population.values import MOST_COST, bad_cost, blank, cents, exact_person, local_day, nobody, person, usable

__all__ = ["Backend", "Intake", "Period", "cents", "open_intake", "renamed", "tests_of"]

_OPEN = ("service", "service_group", "profession", "unit", "area")
_CODED = (*CLOSED, *TRUTH, *_OPEN)
CLOSED_LIMIT = 2_000  # more distinct values than this in a column of codes: it is not that column


class Backend(Protocol):
    """What the engine asks of an embedded DuckDB or a Spark cluster."""

    name: str
    inline: int  # up to so many codes are looked up by value, more by a join

    def frame(self, expr: ir.Table) -> pd.DataFrame:
        """The rows of a small result."""

    def remembered(self, key: Hashable, build: Callable[[], ir.Table]) -> ir.Table:
        """The expression built before under this key, or built now."""


@dataclass(frozen=True)
class Period:
    """Days that are accepted at all; a row outside is rejected as out_of_period."""

    first: dt.date = FIRST_DAY
    last: dt.date = LAST_DAY


@dataclass(frozen=True)
class Intake:
    """The input, understood: renamed columns, meanings of codes, and the test that tells good rows from bad."""

    table: ir.Table  # our columns, source values; "day" and "person" added
    rows: int
    first: dt.date | None
    last: dt.date | None
    filled: frozenset[str]
    codes: Mapping[str, Mapping[Any, str | None]]  # column → source value → our code
    bad: Mapping[str, ir.BooleanValue]  # reason → test; only reasons that occur
    counts: Mapping[str, int] = field(default_factory=dict)
    inline: int = 0  # see Backend

    def occurs(self, column: str, *wanted: str) -> bool:
        """Whether any source value of the column means one of ``wanted``."""
        return any(code in wanted for code in self.codes[column].values())

    def meaning(self, column: str, *wanted: str) -> ir.BooleanValue:
        """Test: the row's code in ``column`` means one of ``wanted`` (which some value must)."""
        return self.table[column].isin([raw for raw, code in self.codes[column].items() if code in wanted])

    def good(self) -> ir.Table:
        """The usable rows."""
        if not self.bad:
            return self.table
        test = None
        for one in self.bad.values():
            test = one if test is None else test | one
        assert test is not None
        return self.table.filter(~test)

    def rejected(self) -> ir.Table:
        """The unusable rows with the first reason that fits, all their source values kept as text."""
        reason = ibis.cases(*[(test, ibis.literal(why)) for why, test in self.bad.items()], else_=ibis.null(str))
        table = self.table.mutate(reason=reason)
        kept = [table[c].cast("string").name(c) for c in self.table.columns if c not in ("person", "day")]
        return table.filter(table.reason.notnull()).select("reason", *kept)


def open_intake(backend: Backend, raw: ir.Table, mapping: CodeMap, period: Period) -> Intake:
    """Understand the input: one narrow scan for numbers, one per column of codes."""
    shape = (repr(raw), repr(mapping), repr(period))
    table = renamed(raw, mapping)
    strange = tests_of(table, period)
    facts = backend.remembered((shape, "facts"), lambda: table.aggregate(**_facts(table, strange)))
    row = backend.frame(facts).iloc[0].to_dict()
    rows, occurring = int(row["rows"]), _occurring(row, strange, period)
    filled = {name for name in COLUMNS if row.get(f"filled_{name}", 0) > 0}
    codes = _codes(backend, table, [c for c in _CODED if c in filled or _by_values(table, c)], mapping, shape)
    filled |= {column for column, words in codes.items() if words}
    bad: dict[str, ir.BooleanValue] = {}
    for reason in REJECTIONS:
        if reason in occurring:
            bad[reason] = strange[reason]
        column = reason.removeprefix("unknown_")
        unknown = [raw for raw, code in codes.get(column, {}).items() if code == UNKNOWN]
        if reason.startswith("unknown_") and unknown:
            bad[reason] = table[column].isin(unknown).fill_null(False)
    # A column none of whose rows holds a code we know says nothing.
    for column in codes:
        if all(code in (None, UNKNOWN) for code in codes[column].values()):
            filled.discard(column)
    first, last = (_day(row[name]) for name in ("first", "last"))
    intake = Intake(table, rows, first, last, frozenset(filled), codes, bad, inline=backend.inline)
    if not bad:
        return intake
    return _recounted(backend, intake)


def _recounted(backend: Backend, intake: Intake) -> Intake:
    """With bad rows present: count them by reason, and look at the good ones once more."""
    rejected = intake.rejected()
    by_reason = backend.frame(rejected.group_by("reason").agg(n=rejected.count()))
    counts = {str(why): int(n) for why, n in zip(by_reason["reason"], by_reason["n"], strict=True)}
    good = intake.good()
    facts: dict[str, ir.Value] = _ends(good)
    for column in intake.filled:  # what only unusable rows hold does not make a column computable
        known = [raw for raw, code in intake.codes.get(column, {}).items() if code not in (None, UNKNOWN)]
        test = good[column].isin(known) if column in intake.codes else ~blank(good[column])
        facts[f"filled_{column}"] = test.sum().fill_null(0)
    row = backend.frame(good.aggregate(**facts)).iloc[0]
    return replace(
        intake,
        first=_day(row["first"]),
        last=_day(row["last"]),
        filled=frozenset(column for column in intake.filled if row[f"filled_{column}"] > 0),
        counts={why: counts[why] for why in REJECTIONS if why in counts},
    )


def renamed(raw: ir.Table, mapping: CodeMap) -> ir.Table:
    """Our column names, only the columns we know, and beside the source values ``person`` and ``day``."""
    present = {column: mapping.source(column) for column in COLUMNS if mapping.source(column) in raw.columns}
    for column in REQUIRED:
        if column not in present:
            named = mapping.source(column)
            raise PopulationError(
                f"the column {column!r} is missing"
                + (f" (looked for {named!r})" if named != column else "")
                + f"; the input has: {', '.join(raw.columns)}. A mapping file names it (see: describe)."
            )
    mapping.check(raw.columns)
    table = raw.select(**{column: usable(raw[source], column) for column, source in present.items()})
    return table.mutate(person=person(table.person_id), day=local_day(table["at"], dotted=mapping.dotted))


def tests_of(table: ir.Table, period: Period) -> dict[str, ir.BooleanValue]:
    """Tests for rows that cannot be used, by reason; unknown codes are found otherwise."""
    day = table.day
    strange: dict[str, ir.BooleanValue] = {
        "missing_person": nobody(table.person_id),
        "missing_time": blank(table["at"]),
        "out_of_period": (~day.between(period.first, period.last)).fill_null(False),
    }
    if not exact_person(table.person_id):
        strange["impossible_person"] = table.person.isnull() & ~nobody(table.person_id)
    if isinstance(table["at"].type(), idt.String):
        strange["impossible_time"] = day.isnull() & ~blank(table["at"])
    if "cost" in table.columns:
        strange["impossible_cost"] = bad_cost(table.cost)
    return strange


def _facts(table: ir.Table, strange: Mapping[str, ir.BooleanValue]) -> dict[str, ir.Value]:
    """What to ask of the whole table: rows, ends, what is filled, and which tests could find anything.

    Ends and counts are cheaper than tests of each row, and mostly say already that a test would find nothing.
    """
    facts: dict[str, ir.Value] = {"rows": table.count(), **_ends(table)}
    plain = [c for c in COLUMNS if c in table.columns and not _by_values(table, c)]
    for column in plain:
        text = table[column].type().is_string()
        facts[f"filled_{column}"] = (~blank(table[column])).sum() if text else table[column].count()
    facts["persons"] = table.person.count()
    if "cost" in table.columns and table.cost.type().is_numeric():
        facts |= {"least_cost": table.cost.min(), "all_cost": table.cost.sum()}
    asked = {"impossible_person", "impossible_time", "impossible_cost"}
    asked -= {"impossible_cost"} if "least_cost" in facts else set()
    facts |= {f"bad_{reason}": strange[reason].sum() for reason in asked & set(strange)}
    return facts


def _occurring(row: Mapping[str, Any], reasons: Iterable[str], period: Period) -> set[str]:
    """Which of the reasons occur, by the facts."""
    first, last = (_day(row[name]) for name in ("first", "last"))
    found = {reason for reason in reasons if not pd.isna(row.get(f"bad_{reason}")) and row[f"bad_{reason}"] > 0}
    if row["persons"] < row["rows"]:
        found.add("missing_person")
    if row["filled_at"] < row["rows"]:
        found.add("missing_time")
    if first is not None and last is not None and not period.first <= first <= last <= period.last:
        found.add("out_of_period")
    if "least_cost" in row and not pd.isna(row["filled_cost"]) and row["filled_cost"] > 0:
        least, everything = row["least_cost"], row["all_cost"]
        if pd.isna(everything) or not (least >= 0 and everything <= MOST_COST):  # one row that is no number is enough
            found.add("impossible_cost")
    return found


def _by_values(table: ir.Table, column: str) -> bool:
    """Whether the column's values, which are looked at anyway, say if it holds anything."""
    return column in _CODED and column in table.columns and not table[column].type().is_boolean()


def _codes(
    backend: Backend, table: ir.Table, columns: list[str], mapping: CodeMap, shape: Hashable
) -> dict[str, dict[Any, str | None]]:
    """What the source values of the coded columns mean.

    A query per column: one that looks at a single text column reads its dictionary instead of its rows.
    """
    codes: dict[str, dict[Any, str | None]] = {}
    for column in columns:
        if table[column].type().is_boolean():
            values = [True, False]
        else:
            different = backend.remembered((shape, column), lambda c=column: table.select(c).distinct())  # type: ignore[misc]
            found = backend.frame(different)[column]
            values = sorted((v.item() if hasattr(v, "item") else v for v in found if not pd.isna(v)), key=str)
        if column not in _OPEN and len(values) > CLOSED_LIMIT:
            much = f"the column {column!r} holds more than {CLOSED_LIMIT} different values; is it the right one?"
            raise PopulationError(much)
        codes[column] = {raw: canonical(column, raw, mapping) for raw in values}
    return codes


def _ends(table: ir.Table) -> dict[str, ir.Value]:
    """First and last day as text: what lies outside the calendar of people has no other form."""
    return {"first": table.day.min().cast("string"), "last": table.day.max().cast("string")}


def _day(value: Any) -> dt.date | None:
    """A day from its text; days before or after all that can be counted are the first or last one."""
    if value is None or pd.isna(value):
        return None
    text = str(value)
    if text.startswith("-") or text.endswith("(BC)") or text.startswith("0000"):
        return dt.date.min
    try:
        return dt.date.fromisoformat(text)
    except ValueError:  # infinity, or a year of five digits
        return dt.date.max

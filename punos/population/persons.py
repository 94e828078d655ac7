"""The optional table of persons: attributes as numbers for the rules, as words for grouping."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import ibis
import ibis.expr.datatypes as idt
import ibis.expr.types as ir

from punos.population.errors import PopulationError
from punos.population.intake import Backend
from punos.population.schema import FALSE_WORDS, SIGNALS, TRUE_WORDS

GROUPING = ("area", "language", "sex")
AGE_BANDS = ((0, 17), (18, 29), (30, 44), (45, 64), (65, 74), (75, 84), (85, 200))


@dataclass(frozen=True)
class Persons:
    """``table``: person_id, ``attribute_…`` numbers, ``group_…`` words; ``numbers`` are the attributes' names."""

    table: ir.Table
    numbers: frozenset[str]
    groups: tuple[str, ...]


def open_persons(backend: Backend, raw: ir.Table) -> Persons:
    """Read the table of persons; one row per person or an error."""
    if "person_id" not in raw.columns:
        raise PopulationError(f"the table of persons needs the column person_id; it has: {', '.join(raw.columns)}")
    columns: dict[str, ir.Value] = {"person_id": _key(raw.person_id)}
    groups = []
    for name in raw.columns:
        if name == "person_id":
            continue
        number = _number(backend, raw, name)
        if number is not None:
            columns[f"attribute_{name}"] = number
        if name == "age" and number is not None:
            columns["group_age"] = _band(number)
            groups.append("age")
        if name in GROUPING:
            columns[f"group_{name}"] = raw[name].cast("string").strip().nullif("")
            groups.append(name)
    table = raw.select(**columns).filter(lambda t: t.person_id.notnull())
    check = backend.frame(table.aggregate(rows=table.count(), persons=table.person_id.nunique())).iloc[0]
    if check["rows"] != check["persons"]:
        twice = int(check["rows"] - check["persons"])
        raise PopulationError(
            f"the table of persons has {twice} rows too many: a person_id stands there more than once"
        )
    numbers = frozenset(name.removeprefix("attribute_") for name in columns if name.startswith("attribute_"))
    return Persons(table, numbers, tuple(groups))


def _key(column: ir.Value) -> ir.Value:
    kind = column.type()
    if isinstance(kind, idt.String):
        return column.strip().nullif("")
    return column.cast("int64") if isinstance(kind, idt.Numeric) else column.cast("string")


def _number(backend: Backend, raw: ir.Table, name: str) -> ir.Value | None:
    """The attribute as a number: numbers as they are, truth and yes/no words as 1 and 0, other words not at all."""
    column, kind = raw[name], raw[name].type()
    if isinstance(kind, idt.Numeric) and not isinstance(kind, idt.Boolean):
        return column.cast("float64")
    if isinstance(kind, idt.Boolean):
        return column.cast("int64").cast("float64")
    if not isinstance(kind, idt.String):
        return None
    text = column.strip().lower().nullif("")
    number = text.try_cast("float64")
    truth = ibis.cases((text.isin(TRUE_WORDS), 1.0), (text.isin(FALSE_WORDS), 0.0), else_=ibis.null("float64"))
    seen = raw.aggregate(filled=text.count(), numbers=number.count(), truths=truth.count())
    row = backend.frame(seen).iloc[0]
    if row["filled"] and row["numbers"] == row["filled"]:
        return number
    if row["filled"] and row["truths"] == row["filled"]:
        return truth
    return None


def _band(age: ir.Value) -> ir.Value:
    return ibis.cases(
        *[(age.between(low, high), f"{low}–{high}" if high < 200 else f"{low}+") for low, high in AGE_BANDS],
        else_=ibis.null(str),
    )


def joined(signals: ir.Table, persons: Persons | None, missing: Container[str]) -> ir.Table:
    """Signals with the attributes beside them; persons without any contact get zeros where a signal is a count.

    Signals in ``missing`` (not computable) stay empty for everybody.
    """
    if persons is None:
        return signals
    left, right = signals, persons.table
    if "group_area" in left.columns and "group_area" in right.columns:  # the register of persons knows better
        left = left.drop("group_area")
    if left.person_id.type() != right.person_id.type():
        left = left.mutate(person_id=left.person_id.cast("string"))
        right = right.mutate(person_id=right.person_id.cast("string"))
    right = right.rename(person_key="person_id")
    both = left.outer_join(right, left.person_id == right.person_key)
    columns: dict[str, ir.Value] = {"person_id": ibis.coalesce(both.person_id, both.person_key)}
    for name in signals.columns[1:]:
        signal = "cost" if name == "cost_cents" else name
        counts = signal != "days_since_last" and signal not in missing and (signal in SIGNALS or "_bits" in name)
        columns[name] = both[name].fill_null(0) if counts else both[name]
    columns |= {name: both[name] for name in right.columns if name != "person_key"}
    return both.select(**columns)


def case_attributes(persons: Persons | None) -> frozenset[str]:
    """Attributes the rules may use, case signals among them when the table of persons carries them."""
    return persons.numbers if persons else frozenset()

"""The optional table of persons: attributes as numbers for the rules, as words for grouping."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

import ibis
import ibis.expr.datatypes as idt
import ibis.expr.types as ir

from punos.population.errors import PopulationError
from punos.population.intake import Backend
from punos.population.schema import FALSE_WORDS, SIGNALS, TRUE_WORDS
from punos.population.values import finite, nobody, person, usable
from punos.population.values import number as number_in

GROUPING = ("area", "language", "sex")
MISSING_WORDS = (
    "na", "n/a", "#n/a", "nan", "null", "none", "nil", "missing", "unknown", "-", "–", "—", ".", "?",
    "puuttuu", "ei tietoa", "ei tiedossa", "tuntematon", "saknas", "okänd", "uppgift saknas",
)  # fmt: skip
AGE_BANDS = ((0, 17), (18, 29), (30, 44), (45, 64), (65, 74), (75, 84), (85, 200))


@dataclass(frozen=True)
class Persons:
    """``table``: person_id, ``attribute_…`` numbers, ``group_…`` words; ``numbers`` are the attributes' names.

    ``unread`` says of the other columns why they are no attributes, ``notes`` what of the rows is left out.
    """

    table: ir.Table
    numbers: frozenset[str]
    groups: tuple[str, ...]
    unread: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def open_persons(backend: Backend, raw: ir.Table) -> Persons:
    """Read the table of persons; one row per person or an error. Rows that name nobody are left out and noted."""
    if "person_id" not in raw.columns:
        raise PopulationError(f"the table of persons needs the column person_id; it has: {', '.join(raw.columns)}")
    usable(raw.person_id, "person_id")
    columns: dict[str, ir.Value] = {"person_id": person(raw.person_id), "unnamed": nobody(raw.person_id)}
    groups, unread = [], {}
    for name in raw.columns:
        if name == "person_id":
            continue
        number = _number(backend, raw, name)
        if isinstance(number, str):
            unread[name] = number
        else:
            columns[f"attribute_{name}"] = number
        if name == "age" and not isinstance(number, str):
            columns["group_age"] = _band(number)
            groups.append("age")
        if name in GROUPING:
            columns[f"group_{name}"] = raw[name].cast("string").strip().nullif("")
            groups.append(name)
    table = raw.select(**columns)
    seen = table.aggregate(
        rows=table.count(), unnamed=table.unnamed.sum().fill_null(0),
        named=table.person_id.count(), persons=table.person_id.nunique(),
    )  # fmt: skip
    notes = _checked({name: int(n) for name, n in backend.frame(seen).iloc[0].items()})
    table = table.filter(table.person_id.notnull()).drop("unnamed")
    numbers = frozenset(name.removeprefix("attribute_") for name in columns if name.startswith("attribute_"))
    return Persons(table, numbers, tuple(groups), unread, notes)


def _checked(seen: dict[str, int]) -> tuple[str, ...]:
    """An error when persons are doubled or cannot be told apart; a note on rows that name nobody."""
    strange = seen["rows"] - seen["unnamed"] - seen["named"]
    if strange:
        what = "a person_id that is not whole, or too large to be exact"
        raise PopulationError(f"the table of persons has {what}, in {strange} rows")
    if seen["named"] != seen["persons"]:
        twice = seen["named"] - seen["persons"]
        raise PopulationError(
            f"the table of persons has {twice} rows too many: a person_id stands there more than once"
        )
    return (f"table of persons: {seen['unnamed']} rows without person_id are left out",) if seen["unnamed"] else ()


def _number(backend: Backend, raw: ir.Table, name: str) -> ir.Value | str:
    """The attribute as a number, or why it is none.

    Numbers as they are, truth and yes/no words as 1 and 0. Empty, not a number (NaN) and the usual words for missing
    are no value; one other word, and the column is not an attribute.
    """
    column, kind = raw[name], raw[name].type()
    if isinstance(kind, idt.Boolean):
        return column.cast("int64").cast("float64")
    if isinstance(kind, idt.Floating):
        return finite(column).ifelse(column.cast("float64"), None)
    if isinstance(kind, idt.Numeric):
        return column.cast("float64")
    if not isinstance(kind, idt.String):
        return f"in the table of persons it holds {kind}, not numbers"
    text = column.strip().lower().nullif("")
    text = text.isin(MISSING_WORDS).ifelse(None, text)
    value = number_in(text)
    truth = ibis.cases((text.isin(TRUE_WORDS), 1.0), (text.isin(FALSE_WORDS), 0.0), else_=ibis.null("float64"))
    seen = raw.aggregate(
        filled=text.count(), numbers=value.count(), truths=truth.count(),
        example=value.isnull().ifelse(text, None).min(),
    )  # fmt: skip
    row = backend.frame(seen).iloc[0]
    filled, numbers, truths = (int(row[part]) for part in ("filled", "numbers", "truths"))
    if not filled:
        return "the column of that name in the table of persons is empty"
    if filled in (numbers, truths):
        return value if filled == numbers else truth
    return (
        f"in the table of persons {filled - numbers} of {filled} values are no numbers, as {str(row['example'])[:20]!r}"
    )


def _band(age: ir.Value) -> ir.Value:
    """Whole years decide: 17.5 is 17."""
    return ibis.cases(
        *[((age >= low) & (age < high + 1), f"{low}–{high}" if high < 200 else f"{low}+") for low, high in AGE_BANDS],
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

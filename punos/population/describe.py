"""``punos population describe``: what is in a file, how good it is, and a mapping to start from."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
import yaml

from punos.population.engine import Engine
from punos.population.intake import CLOSED_LIMIT, Period, open_intake, tests_of
from punos.population.mapping import DOTTED, UNKNOWN, CodeMap, fold, from_data, propose
from punos.population.schema import CLOSED, COLUMNS, REQUIRED, TRUTH
from punos.population.values import DOTTED_TIME, FIRST_IS_NO_MONTH, MIDDLE_IS_NO_MONTH

# What else can be wrong in one column, counted whatever else is wrong in the row.
FLAWS = ("impossible", "out_of_period")
COLUMN_OF = {
    "impossible_person": "person_id",
    "impossible_time": "at",
    "out_of_period": "at",
    "impossible_cost": "cost",
}


def describe(engine: Engine, sources: list[str], mapping: CodeMap | None, period: Period) -> dict[str, Any]:
    """Columns with filled, missing, unknown and most frequent values; rows rejected by reason; duplicates.

    Without a mapping one is proposed from the names and values; codes it could not guess stand as ``null`` and
    must be filled in by a person.
    """
    raw = engine.read(sources, mapping.source("person_id") if mapping else "person_id")
    proposal = proposed(engine, raw)
    if mapping is None:
        certain = {key: proposal[key] for key in ("columns", "date_format") if proposal.get(key)}
        codes = {c: {k: v for k, v in w.items() if v} for c, w in proposal["codes"].items()}
        mapping = from_data(certain | {"codes": codes})
    answer: dict[str, Any] = {"source_columns": list(raw.columns), "proposed_mapping": proposal}
    if proposal.get("missing") and not all(mapping.source(c) in raw.columns for c in REQUIRED):
        return answer
    intake = open_intake(engine, raw, mapping, period)
    table = intake.table
    told = {c: _told(table[c]) for c in COLUMNS if c in table.columns}
    facts = {f"filled_{c}": values.count() for c, values in told.items()}
    facts |= {f"different_{c}": values.nunique() for c, values in told.items()}
    flaws = {reason: test for reason, test in tests_of(table, period).items() if reason in COLUMN_OF}
    facts |= {f"flaw_{reason}": test.sum() for reason, test in flaws.items()}
    row = engine.frame(table.aggregate(**facts)).iloc[0]
    columns: dict[str, Any] = {}
    for c in COLUMNS:
        if c not in table.columns:
            columns[c] = {"present": False}
            continue
        columns[c] = {
            "present": True,
            "source": mapping.source(c),
            "filled": int(row[f"filled_{c}"]),
            "missing": intake.rows - int(row[f"filled_{c}"]),
            "different": int(row[f"different_{c}"]),
        }
        columns[c] |= {
            why.split("_")[0] if why.startswith("impossible") else why: int(row[f"flaw_{why}"])
            for why in flaws
            if COLUMN_OF[why] == c and row[f"flaw_{why}"] > 0
        }
        unknown = [str(value) for value, code in intake.codes.get(c, {}).items() if code == UNKNOWN]
        if unknown:
            columns[c]["unknown_codes"] = _with_counts(engine, table, c, unknown)
    distinct = table.drop("person", "day").distinct()
    return answer | {
        "rows": intake.rows,
        "first": intake.first.isoformat() if intake.first else None,
        "last": intake.last.isoformat() if intake.last else None,
        "rejected": dict(intake.counts),
        "duplicate_rows": intake.rows - int(engine.frame(distinct.aggregate(n=distinct.count()))["n"].iloc[0]),
        "columns": columns,
    }


def _told(column: ir.Value) -> ir.Value:
    """The values that say something: blank text is no value."""
    return column.strip().nullif("") if column.type().is_string() else column


def _with_counts(engine: Engine, table: ir.Table, column: str, unknown: list[str]) -> dict[str, int]:
    chosen = table.filter(table[column].cast("string").isin(unknown))
    frame = engine.frame(chosen.group_by(value=chosen[column].cast("string")).agg(n=chosen.count()))
    return {str(r.value): int(r.n) for r in sorted(frame.itertuples(), key=lambda r: -r.n)}


def proposed(engine: Engine, raw: ir.Table) -> dict[str, Any]:
    """A first mapping, from names and from the values of the columns that hold codes."""
    names = propose(raw.columns, {})["columns"]
    values: dict[str, list[object]] = {}
    for column in (*CLOSED, *TRUTH):
        source = names.get(column, next((n for n in raw.columns if fold(n) == column), None))
        if source is not None:
            frame = engine.frame(raw.select(source).distinct().limit(CLOSED_LIMIT))
            values[source] = [v for v in frame[source].tolist() if v is not None and v == v]
    proposal = propose(raw.columns, values)
    at = proposal["columns"].get("at", next((n for n in raw.columns if n == "at"), None))
    return proposal | (_dates(engine, raw.select(text=raw[at].strip())) if at and raw[at].type().is_string() else {})


def _dates(engine: Engine, table: ir.Table) -> dict[str, Any]:
    """How days with points between their parts are written: said where some day can be no month and none stands in
    the month's place; else to be filled in by a person (``null``). Days without points ask nothing."""
    tests = {"dotted": DOTTED_TIME, "day_first": FIRST_IS_NO_MONTH, "month_first": MIDDLE_IS_NO_MONTH}
    dotted = table.filter(table.text.re_search(DOTTED_TIME))
    row = engine.frame(dotted.aggregate(**{n: dotted.text.re_search(shape).sum() for n, shape in tests.items()})).iloc[
        0
    ]
    row = row.fillna(0)
    if not row["dotted"]:
        return {}
    return {"date_format": DOTTED if row["day_first"] and not row["month_first"] else None}


def as_text(found: dict[str, Any]) -> str:
    """The description for a terminal."""
    lines = [f"columns in the source: {', '.join(found['source_columns'])}"]
    if "rows" in found:
        lines += [f"rows: {found['rows']:,}", f"days: {found['first']} – {found['last']}"]
        lines += [f"rejected, {why}: {n:,}" for why, n in found["rejected"].items()] or ["rejected: none"]
        lines.append(f"rows that repeat another row exactly (kept): {found['duplicate_rows']:,}")
        for name, facts in found["columns"].items():
            if not facts["present"]:
                lines.append(f"  {name}: absent")
                continue
            unknown = "".join(f"; unknown {k!r} {n:,}" for k, n in facts.get("unknown_codes", {}).items())
            wrong = "".join(f", {facts[why]:,} {why.replace('_', ' ')}" for why in FLAWS if why in facts)
            lines.append(
                f"  {name}: {facts['filled']:,} filled, {facts['missing']:,} missing, "
                f"{facts['different']:,} different{wrong}{unknown}"
            )
    lines.append("proposed mapping (check it, then give it with --mapping):")
    return "\n".join(lines) + "\n" + yaml.safe_dump(found["proposed_mapping"], allow_unicode=True, sort_keys=False)

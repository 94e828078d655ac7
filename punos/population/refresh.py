"""Daily refresh: yesterday's events are added, those leaving the window drop out, and only the persons they touch are
computed again, by the very expression of the full run. The result is therefore the full run's result, exactly.

The state is one DuckDB file: the usable events of two windows, and everybody's signals with the day of the last
contact.
Late events are simply added. A correction is a row withdrawn and a row added; a withdrawn row must equal the stored
one in every column, and one stored copy goes for each.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from punos.population.duckdb_backend import DuckDBBackend
from punos.population.engine import Plan, Request, judged_people, write
from punos.population.errors import PopulationError
from punos.population.intake import Intake, Period, cents, open_intake
from punos.population.mapping import UNKNOWN, CodeMap
from punos.population.person import previous_window_covered
from punos.population.persons import case_attributes, open_persons
from punos.population.ruleset import prepared
from punos.population.schema import CLOSED, OPTIONAL, TRUTH, not_computable
from punos.population.signals import Window, person_signals

CODED = (*CLOSED, *TRUTH, "service", "service_group", "profession", "unit", "area")
PRUNE_EVERY = 30  # days; events older than both windows stay at most this long
STORED = {"person_id": "person_id", "at": "DATE", **dict.fromkeys(OPTIONAL, "VARCHAR")} | {
    "planned": "BOOLEAN", "attended": "BOOLEAN", "cost": "DOUBLE"
}  # fmt: skip


@dataclass
class Known:
    """What the state remembers about its data, so that they need not be looked through again."""

    person: str
    first: str | None
    last: str | None
    as_of: str | None
    days: int
    filled: dict[str, int]
    codes: dict[str, list[str]]
    pruned: str | None = None

    def intake(self, table: ir.Table) -> Intake:
        """The stored events as an understood input; they are usable, every one."""
        codes: dict[str, dict[Any, str | None]] = {c: {v: v for v in values} for c, values in self.codes.items()}
        for column in TRUTH:
            codes[column] = {True: "true", False: "false"}
        filled = frozenset({"person_id", "at"} | {c for c, n in self.filled.items() if n > 0})
        first, last = (dt.date.fromisoformat(d) if d else None for d in (self.first, self.last))
        table = table.mutate(person=table.person_id, day=table["at"])
        return Intake(table, 0, first, last, filled, codes, {}, inline=DuckDBBackend.inline)


class State:
    """The population as of a day, kept between runs in one file."""

    def __init__(self, path: Path, *, threads: int | None = None, memory: str = "3GiB", days: int = 365) -> None:
        self.engine = DuckDBBackend(threads=threads, memory=memory, database=path)
        tables = {row[0] for row in self.engine.sql("SELECT table_name FROM duckdb_tables()").fetchall()}
        if "known" in tables:
            text = self.engine.sql("SELECT facts FROM known").fetchall()[0][0]
            self.known: Known | None = Known(**json.loads(text))
            if self.known.days != days:
                raise PopulationError(f"this state has a window of {self.known.days} days; start a new one for {days}")
        else:
            self.known = None
        self.days = days

    def close(self) -> None:
        """Write everything to the file and let go of it."""
        self.engine.close()

    def advance(
        self, added: list[str], *, withdrawn: list[str] | None = None, as_of: dt.date | None = None,
        mapping: CodeMap | None = None, period: Period | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """Add and withdraw events and move to ``as_of`` (default: the last day there is), all or nothing."""
        before = replace(self.known) if self.known else None
        self.engine.sql("BEGIN")
        try:
            answer = self._advance(added, withdrawn or [], as_of, mapping or CodeMap(), period or Period())
            self.engine.sql("COMMIT")
        except BaseException:
            self.engine.con.con.execute("ROLLBACK")
            self.known = before
            raise
        return answer

    def _advance(
        self, added: list[str], withdrawn: list[str], as_of: dt.date | None, mapping: CodeMap, period: Period
    ) -> dict[str, Any]:
        self.engine.sql("CREATE OR REPLACE TEMP TABLE touched AS SELECT NULL::VARCHAR AS person_id WHERE false")
        rejected: dict[str, int] = {}
        counts = {"added": 0, "withdrawn": 0}
        for sources, take in ((added, self._add), (withdrawn, self._withdraw)):
            if sources:
                intake = open_intake(self.engine, self.engine.read(sources), mapping, period)
                rejected |= intake.counts if take == self._add else {}
                counts["added" if take == self._add else "withdrawn"] = take(intake)
        known = self.known
        if known is None or known.last is None:
            raise PopulationError("there are no usable events yet")
        window = Window(as_of or dt.date.fromisoformat(known.last), self.days)
        touched = self._recompute(known, window)
        known.as_of = window.as_of.isoformat()
        self._prune(known, window)
        self.engine.sql("CREATE OR REPLACE TABLE known (facts VARCHAR)")
        self.engine.con.con.execute("INSERT INTO known VALUES (?)", [json.dumps(known.__dict__)])
        return counts | {"rejected": rejected, "touched": touched, "as_of": known.as_of}

    def _add(self, intake: Intake) -> int:
        table = stored(intake)
        if self.known is None:
            person = "BIGINT" if table.person_id.type().is_integer() else "VARCHAR"
            self.known = Known(person, None, None, None, self.days, dict.fromkeys(OPTIONAL, 0), {})
            columns = ", ".join(f'"{c}" {person if c == "person_id" else kind}' for c, kind in STORED.items())
            self.engine.sql(f"CREATE TABLE events ({columns})")
        text = self._incoming(table)
        self._learn(text, 1)
        self.engine.sql(f"INSERT INTO events SELECT * FROM {text}")
        self._touch(f"SELECT person_id FROM {text}")
        return int(self.engine.sql(f"SELECT count(*) FROM {text}").fetchall()[0][0])

    def _withdraw(self, intake: Intake) -> int:
        text = self._incoming(stored(intake))
        equal = " AND ".join(f'e."{c}" IS NOT DISTINCT FROM w."{c}"' for c in STORED)
        listed = ", ".join(f'"{c}"' for c in STORED)
        gone = self.engine.sql(f"""
            CREATE OR REPLACE TEMP TABLE gone AS SELECT id FROM (
                SELECT e.rowid AS id, w.n, row_number() OVER (PARTITION BY {", ".join(f'e."{c}"' for c in STORED)}) AS k
                FROM events e JOIN (SELECT {listed}, count(*) AS n FROM {text} GROUP BY ALL) w ON {equal}
            ) WHERE k <= n""").fetchall()[0][0]  # fmt: skip
        wanted = self.engine.sql(f"SELECT count(*) FROM {text}").fetchall()[0][0]
        if gone != wanted:
            raise PopulationError(
                f"{wanted - gone} of {wanted} withdrawn rows are not in the state; nothing was changed"
            )
        self._learn(text, -1)
        self.engine.sql("DELETE FROM events WHERE rowid IN (SELECT id FROM gone)")
        self._touch(f"SELECT person_id FROM {text}")
        known = self.known
        assert known is not None
        ends = self.engine.sql('SELECT min("at")::VARCHAR, max("at")::VARCHAR FROM events').fetchall()[0]
        known.first, known.last = (known.first if known.pruned else ends[0]), ends[1]
        return int(gone)

    def _incoming(self, table: ir.Table) -> str:
        self.engine.con._run_pre_execute_hooks(table)
        self.engine.sql(f"CREATE OR REPLACE TEMP TABLE incoming AS {ibis.to_sql(table, dialect='duckdb')}")
        return "incoming"

    def _learn(self, text: str, sign: int) -> None:
        """Keep count of filled columns, the codes met, first and last day."""
        known = self.known
        assert known is not None
        columns = ", ".join(f'count("{c}")' for c in OPTIONAL)
        codes = ", ".join(f'list(DISTINCT "{c}")' for c in CODED if c not in TRUTH)
        row = self.engine.sql(
            f'SELECT min("at")::VARCHAR, max("at")::VARCHAR, {columns}, {codes} FROM {text}'
        ).fetchall()[0]
        for column, count in zip(OPTIONAL, row[2:], strict=False):
            known.filled[column] += sign * count
        if sign > 0:
            ends = [d for d in (known.first, known.last, *row[:2]) if d]
            known.first, known.last = (min(ends), max(ends)) if ends else (None, None)
            found = row[2 + len(OPTIONAL) :]
            for column, values in zip([c for c in CODED if c not in TRUTH], found, strict=True):
                met = set(known.codes.get(column, [])) | {v for v in values or [] if v is not None}
                known.codes[column] = sorted(met)

    def _touch(self, query: str) -> None:
        self.engine.sql(f"INSERT INTO touched SELECT DISTINCT person_id::VARCHAR FROM ({query})")

    def _recompute(self, known: Known, window: Window) -> int:
        """Signals of the persons touched; of everybody when something about the whole has changed."""
        table = self.engine.con.table("events")
        intake = known.intake(table)
        missing = self._missing(intake, window)
        shape = json.dumps(
            [missing, "area" in intake.filled, *(known.codes.get(c) for c in ("service", "service_group", "sector"))]
        )
        old = dt.date.fromisoformat(known.as_of) if known.as_of else None
        row = self.engine.sql("SELECT 1 FROM duckdb_tables() WHERE table_name = 'shape'").fetchall()
        same = bool(row) and self.engine.sql("SELECT text FROM shape").fetchall()[0][0] == shape
        whole = old is None or not same or window.as_of < old
        if not whole and old is not None:
            earlier = Window(old, self.days)
            for low, high in (
                (earlier.start, window.start), (earlier.before, window.before), (earlier.as_of, window.as_of)
            ):  # fmt: skip
                self._touch(f"SELECT person_id FROM events WHERE \"at\" > DATE '{low}' AND \"at\" <= DATE '{high}'")
            persons = self.engine.sql(
                "CREATE OR REPLACE TEMP TABLE again AS "
                f"SELECT DISTINCT person_id::{known.person} AS person_key FROM touched"
            ).fetchall()[0][0]
            again = self.engine.con.table("again")
            chosen = intake.table.semi_join(again, intake.table.person == again.person_key)
            intake = replace(intake, table=chosen)
        signals = person_signals(intake, window, missing)
        self.engine.con._run_pre_execute_hooks(signals)
        text = f"""SELECT * REPLACE (NULL::INT AS days_since_last),
                          DATE '{window.as_of}' - days_since_last::INT AS last_day
                   FROM ({ibis.to_sql(signals, dialect="duckdb")})"""
        if whole:
            persons = self.engine.sql(f"CREATE OR REPLACE TABLE signals AS {text}").fetchall()[0][0]
            self.engine.sql(f"CREATE OR REPLACE TABLE shape AS SELECT $${shape}$$ AS text")
        else:
            self.engine.sql("DELETE FROM signals WHERE person_id IN (SELECT person_key FROM again)")
            self.engine.sql(f"INSERT INTO signals {text}")
        return int(persons)

    def _missing(self, intake: Intake, window: Window) -> dict[str, str]:
        covered = intake.first is not None and previous_window_covered(intake.first, window.as_of, self.days)
        return not_computable(set(intake.filled), previous_window_covered=covered)

    def _prune(self, known: Known, window: Window) -> None:
        last = dt.date.fromisoformat(known.pruned) if known.pruned else None
        if last is None or (window.as_of - last).days >= PRUNE_EVERY:
            gone = self.engine.sql(f"DELETE FROM events WHERE \"at\" <= DATE '{window.before}'").fetchall()[0][0]
            known.pruned = window.as_of.isoformat() if gone or last else None

    def signals(self) -> tuple[ir.Table, dict[str, str], Window]:
        """Everybody's signals as of the state's day, as the full run would give them."""
        known = self.known
        if known is None or known.as_of is None:
            raise PopulationError("the state is empty")
        window = Window(dt.date.fromisoformat(known.as_of), self.days)
        table = self.engine.con.table("signals")
        since = ibis.literal(window.as_of).delta(table.last_day, unit="day").cast("int32")
        missing = self._missing(known.intake(self.engine.con.table("events")), window)
        return table.mutate(days_since_last=since).drop("last_day"), missing, window


def stored(intake: Intake) -> ir.Table:
    """The usable rows in our own codes, as the state keeps them."""
    good = intake.good()
    columns: dict[str, ir.Value] = {"person_id": good.person, "at": good.day}
    for column in OPTIONAL:
        kind = "boolean" if column in TRUTH else "float64" if column == "cost" else "string"
        if column not in good.columns or column not in intake.filled:
            columns[column] = ibis.null(kind)
        elif column == "cost":
            columns[column] = cents(good.cost) / 100.0
        elif column in intake.codes:
            columns[column] = _canonical(good[column], intake.codes[column], column in TRUTH)
        else:
            columns[column] = good[column].cast("string").strip().nullif("")
    return good.select(**columns)


def _canonical(source: ir.Value, codes: Any, truth: bool) -> ir.Value:
    if truth:
        if source.type().is_boolean():
            return source
        pairs = [(raw, code == "true") for raw, code in codes.items() if code not in (None, UNKNOWN)]
        return source.cases(*pairs, else_=ibis.null("boolean")) if pairs else ibis.null("boolean")
    changed = [(raw, code) for raw, code in codes.items() if raw != code]
    text = source.cast("string")
    if not changed:
        return text
    pairs = [(raw, ibis.null(str) if code in (None, UNKNOWN) else ibis.literal(code)) for raw, code in changed]
    return source.cases(*pairs, else_=text)


def write_results(state: State, request: Request, out: Path) -> dict[str, Any]:
    """People, aggregates and summary from the state, as ``identify`` writes them from files."""
    signals, missing, window = state.signals()
    known = state.known
    assert known is not None
    engine = state.engine
    intake = replace(
        known.intake(engine.con.table("events")),
        rows=int(engine.sql("SELECT count(*) FROM events").fetchall()[0][0]),
    )
    persons = open_persons(engine, engine.read(request.persons)) if request.persons else None
    rules = prepared(request.rules, missing, case_attributes(persons))
    made = Plan(intake, window, missing, rules, persons)
    return write(engine, request, out, lambda: (made, judged_people(signals, made)))

"""Daily refresh: yesterday's events are added, those leaving the window drop out, and only the persons they touch are
computed again, from what stands summed up of them (``standing``). The result is the full run's result, exactly.

The state is one DuckDB file: the usable events of two windows, the sums, and everybody's signals with the day of the
last contact. Signals are never changed, newer ones of a person are written beside them; a rebase tidies up.
Late events are simply added. A correction is a row withdrawn and a row added; a withdrawn row must equal the stored
one in every column, and one stored copy goes for each.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from punos.population.duckdb_backend import DuckDBBackend
from punos.population.engine import Plan, Request, judged_people, prepared_for, write
from punos.population.errors import PopulationError
from punos.population.intake import Intake, Period, open_intake
from punos.population.mapping import CodeMap
from punos.population.persons import open_persons
from punos.population.progress import Progress
from punos.population.schema import COLUMNS, OPTIONAL, TRUTH
from punos.population.signals import Window, missing_signals
from punos.population.standing import KEPT_DAYS, Standing, forget
from punos.population.stored import CODED, STORED, Kept, stored

FORMAT = 3  # of the state file
SPARE_DAYS = 31  # how much further back than both windows events are kept, so that a wrong day can be taken back


@dataclass
class Known:
    """What the state remembers about its data, so that they need not be looked through again."""

    person: str
    days: int
    filled: dict[str, int]
    codes: dict[str, list[str]] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None
    as_of: str | None = None
    pruned: bool = False
    base: str | None = None  # the day of the last rebase
    layout: str = ""  # … and what its sums mean
    counter: int = 0  # … how wide their counters are
    room: int = 0  # … and how many contacts more anybody may get until they are too narrow
    forgotten: str | None = None  # events up to this day are gone
    read: int = 0  # rows, the unusable ones with them
    rejected: dict[str, int] = field(default_factory=dict)
    turn: int = 0  # how many days have written signals since
    format: int = FORMAT

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

    def __init__(
        self, path: Path, *, threads: int | None = None, memory: str = "3GiB", days: int = 365, keep: int = KEPT_DAYS
    ) -> None:
        self.engine = DuckDBBackend(threads=threads, memory=memory, database=path)
        try:
            self.known = self._known(days)
        except BaseException:
            self.engine.close()
            raise
        self.days, self.keep = days, keep

    def _known(self, days: int) -> Known | None:
        if not self.engine.sql("SELECT 1 FROM duckdb_tables() WHERE table_name = 'known'").fetchall():
            return None
        facts = json.loads(self.engine.sql("SELECT facts FROM known").fetchall()[0][0])
        if facts.get("format") != FORMAT:
            raise PopulationError("this state was made by another version; start a new one")
        if facts["days"] != days:
            raise PopulationError(f"this state has a window of {facts['days']} days; start a new one for {days}")
        return Known(**facts)

    def close(self) -> None:
        """Write everything to the file and let go of it."""
        self.engine.close()

    def advance(
        self, added: list[str], *, withdrawn: list[str] | None = None, as_of: dt.date | None = None,
        mapping: CodeMap | None = None, period: Period | None = None, strict: bool = False, progress: bool = False,
        rebase: bool = False,
    ) -> dict[str, Any]:  # fmt: skip
        """Add and withdraw events and move to ``as_of`` (default: the last day there is), all or nothing.

        Unusable rows to be added are kept apart and counted, or with ``strict`` stop it; unusable ones to be withdrawn
        always do. ``rebase``: sum up everybody anew now, when there is time, and not on the day it would fall due.
        """
        mapping, period = mapping or CodeMap(), period or Period()
        with self.engine.watching(Progress("refreshing", total=0, unit="rows", on=progress)):
            return self._all_or_nothing(added, withdrawn or [], as_of, mapping, period, strict, rebase)

    def _all_or_nothing(
        self, added: list[str], withdrawn: list[str], as_of: dt.date | None, mapping: CodeMap, period: Period,
        strict: bool, rebase: bool,
    ) -> dict[str, Any]:  # fmt: skip
        before = copy.deepcopy(self.known)
        self.engine.sql("BEGIN")
        try:
            answer = self._advance(added, withdrawn, as_of, mapping, period, strict, rebase)
            self.engine.sql("COMMIT")
        except BaseException:
            self.engine.con.con.execute("ROLLBACK")
            self.engine.unlearn()
            self.known = before
            raise
        return answer

    def _advance(
        self, added: list[str], withdrawn: list[str], as_of: dt.date | None, mapping: CodeMap, period: Period,
        strict: bool, rebase: bool,
    ) -> dict[str, Any]:  # fmt: skip
        counts, rejected = {"added": 0, "withdrawn": 0}, {}
        if self.known is not None:
            self._empty()
        if added:
            intake = open_intake(self.engine, self.engine.read(added, mapping.source("person_id")), mapping, period)
            rejected = dict(intake.counts)
            if strict and rejected:
                raise PopulationError(
                    f"stopped, because --strict was asked for and rows are unusable: {_told(rejected)}"
                )
            counts["added"] = self._add(intake)
        if withdrawn:
            intake = open_intake(self.engine, self.engine.read(withdrawn, mapping.source("person_id")), mapping, period)
            if intake.counts:
                found = _told(intake.counts)
                raise PopulationError(f"rows to be withdrawn are unusable ({found}); nothing was changed")
            counts["withdrawn"] = self._withdraw(intake)
        known = self.known
        if known is None or known.last is None:
            raise PopulationError("there are no usable events yet")
        window = Window(as_of or dt.date.fromisoformat(known.last), self.days)
        if known.forgotten and window.before.isoformat() < known.forgotten:
            raise PopulationError(
                f"{window.as_of} needs events from before {known.forgotten}, which this state has let go; "
                "start a new one for days so far back"
            )
        touched = self._rebase(known, window) if rebase else self._recompute(known, window)
        known.as_of = window.as_of.isoformat()
        self.engine.sql("CREATE OR REPLACE TABLE known (facts VARCHAR)")
        self.engine.con.con.execute("INSERT INTO known VALUES (?)", [json.dumps(known.__dict__)])
        return counts | {"rejected": rejected, "touched": touched, "as_of": known.as_of}

    def _add(self, intake: Intake) -> int:
        table = stored(intake)
        self._keep_apart(intake)
        if self.known is None:
            person = "BIGINT" if table.person_id.type().is_integer() else "VARCHAR"
            self.known = Known(person, self.days, dict.fromkeys(OPTIONAL, 0))
            columns = ", ".join(f'"{c}" {person if c == "person_id" else kind}' for c, kind in STORED.items())
            self.engine.sql(f"CREATE TABLE events ({columns})")
            self._empty()
            count = self.engine.sql(f"INSERT INTO events {self.engine.text(table)}").fetchall()[0][0]
            self._learn("events", 1)
            self._remember(intake)
            return int(count)
        count = self._insert("fresh", table)
        self._remember(intake)
        self._learn("fresh", 1)
        most = self.engine.sql("SELECT max(n) FROM (SELECT count(*) AS n FROM fresh GROUP BY person_id)").fetchall()
        self.known.room -= most[0][0] or 0
        self.engine.sql("INSERT INTO events FROM fresh")
        return int(count)

    def _keep_apart(self, intake: Intake) -> None:
        """The unusable rows, as text with the reason."""
        columns = ", ".join(f'"{column}" VARCHAR' for column in ("reason", *COLUMNS))
        self.engine.sql(f"CREATE TABLE IF NOT EXISTS rejected ({columns})")
        if intake.counts:
            rows = intake.rejected()
            rows = rows.select("reason", *(column for column in COLUMNS if column in rows.columns))
            self.engine.sql(f"INSERT INTO rejected BY NAME {self.engine.text(rows)}")

    def _remember(self, intake: Intake) -> None:
        assert self.known is not None
        self.known.read += intake.rows
        for why, n in intake.counts.items():
            self.known.rejected[why] = self.known.rejected.get(why, 0) + n

    def _insert(self, into: str, table: ir.Table) -> int:
        """Rows of the same kind of ``person_id`` as the state's: 7 and "7" are one person, 7 and "007" are not."""
        assert self.known is not None
        text = self.engine.text(table)
        if self.known.person == "BIGINT" and not table.person_id.type().is_integer():
            other = "coalesce(try_cast(person_id AS BIGINT)::VARCHAR <> person_id::VARCHAR, true)"
            strange = self.engine.sql(f"SELECT count(*) FROM ({text}) WHERE {other}").fetchall()[0][0]
            if strange:
                raise PopulationError(
                    f"person_id of {strange} rows is no whole number, as all are in this state; nothing was changed. "
                    "Start a new state from all the events to have both"
                )
        return int(self.engine.sql(f"INSERT INTO {into} {text}").fetchall()[0][0])

    def _empty(self) -> None:
        """Tables for what this call brings: rows to be added to the sums, and rows withdrawn."""
        for name in ("fresh", "withdrawn"):
            self.engine.sql(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM events LIMIT 0")

    def _withdraw(self, intake: Intake) -> int:
        known = self.known
        if known is None:
            raise PopulationError("there is nothing yet to withdraw from")
        wanted = self._insert("withdrawn", stored(intake))
        equal = " AND ".join(f'e."{c}" IS NOT DISTINCT FROM w."{c}"' for c in STORED)
        listed = ", ".join(f'"{c}"' for c in STORED)
        gone = self.engine.sql(f"""
            CREATE OR REPLACE TEMP TABLE gone AS SELECT id FROM (
                SELECT e.rowid AS id, w.n, row_number() OVER (PARTITION BY {", ".join(f'e."{c}"' for c in STORED)}) AS k
                FROM events e JOIN (SELECT {listed}, count(*) AS n FROM withdrawn GROUP BY ALL) w ON {equal}
            ) WHERE k <= n""").fetchall()[0][0]  # fmt: skip
        if gone != wanted:
            raise PopulationError(self._not_there(wanted, wanted - gone))
        self._learn("withdrawn", -1)
        known.read -= int(gone)
        self.engine.sql("DELETE FROM events WHERE rowid IN (SELECT id FROM gone)")
        ends = self.engine.sql('SELECT min("at")::VARCHAR, max("at")::VARCHAR FROM events').fetchall()[0]
        known.first, known.last = (known.first if known.pruned else ends[0]), ends[1]
        theirs = "person_id IN (SELECT person_id FROM withdrawn)"  # what of them remains is added anew, row by row
        forget(self.engine, theirs)
        self.engine.sql(f"DELETE FROM fresh WHERE {theirs}")
        self.engine.sql(f"INSERT INTO fresh FROM events WHERE {theirs}")
        return int(gone)

    def _not_there(self, wanted: int, missing: int) -> str:
        """Why rows cannot be withdrawn: too old to be kept, and to count, or never there."""
        assert self.known is not None
        old, until = 0, self.known.forgotten
        if until:
            too_old = f"SELECT count(*) FROM withdrawn WHERE \"at\" <= DATE '{until}'"
            old = int(self.engine.sql(too_old).fetchall()[0][0])
        never = missing - old
        said = [f"{never} of {wanted} withdrawn rows are not in the state"] if never > 0 else []
        if old:
            said.append(
                f"{old} of {wanted} withdrawn rows are of {until} or before: this state has let go of those days, and "
                "they count in no figure any more; leave these rows out"
            )
        return "; ".join([*said, "nothing was changed"])

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
                met = known.codes.get(column, [])
                known.codes[column] = met + sorted({v for v in values or [] if v is not None} - set(met))

    def _recompute(self, known: Known, window: Window) -> int:
        """Signals of the persons touched; of everybody at a rebase, when the window or the whole has moved too far."""
        standing = self._standing(known, window)
        old, base = (dt.date.fromisoformat(d) if d else None for d in (known.as_of, known.base))
        if (
            old is None or base is None or known.layout != standing.layout() or known.room < 0
            or window.as_of < old or (window.as_of - base).days > standing.keep
        ):  # fmt: skip
            return self._rebase(known, window)
        standing.add("fresh")
        known.turn += 1
        earlier = Window(old, self.days)
        moved = " OR ".join(
            f"(day > DATE '{low}' AND day <= DATE '{high}')"
            for low, high in (
                (earlier.start, window.start), (earlier.before, window.before), (earlier.as_of, window.as_of)
            )
        )  # fmt: skip
        self.engine.sql(f"""CREATE OR REPLACE TEMP TABLE touched AS
            SELECT person_id AS person_key FROM fresh UNION SELECT person_id FROM withdrawn
            UNION SELECT person_id FROM sums WHERE {moved}""")
        self.engine.sql(f"CREATE OR REPLACE TEMP TABLE changed AS {standing.latest('touched')}")
        text = f"INSERT INTO latest SELECT {known.turn}, * FROM changed"  # in one step, DuckDB takes twice as long
        return int(self.engine.sql(text).fetchall()[0][0])

    def _rebase(self, known: Known, window: Window) -> int:
        """Sum up everybody again, and forget the events older than both windows."""
        known.codes = {column: sorted(codes) for column, codes in known.codes.items()}
        known.base, known.turn = window.as_of.isoformat(), 0
        standing = self._standing(known, window)
        known.counter, known.room = standing.rebase()
        known.layout = standing.layout()
        text = f"CREATE OR REPLACE TABLE latest AS SELECT 0 AS turn, * FROM ({standing.latest(None)})"
        persons = int(self.engine.sql(text).fetchall()[0][0])
        spare = window.before - dt.timedelta(days=SPARE_DAYS)
        if self.engine.sql(f"DELETE FROM events WHERE \"at\" <= DATE '{spare}'").fetchall()[0][0]:
            known.pruned, known.forgotten = True, max(known.forgotten or "", spare.isoformat())
        return persons

    def _standing(self, known: Known, window: Window) -> Standing:
        intake = known.intake(self.engine.con.table("events"))
        base = dt.date.fromisoformat(known.base) if known.base else None
        return Standing(self.engine, intake, window, missing_signals(intake, window), self.keep, base, known.counter)

    def signals(self) -> tuple[ir.Table, dict[str, str], Window]:
        """Everybody's signals as of the state's day, as the full run would give them."""
        known = self.known
        if known is None or known.as_of is None:
            raise PopulationError("the state is empty")
        window = Window(dt.date.fromisoformat(known.as_of), self.days)
        standing = self._standing(known, window)
        newest = """FROM latest SEMI JOIN (SELECT person_id, max(turn) AS turn FROM latest GROUP BY ALL)
                    USING (person_id, turn) WHERE "last" IS NOT NULL"""
        return standing.signals(newest), standing.missing, window


def _told(reasons: Mapping[str, int]) -> str:
    return ", ".join(f"{why}: {n}" for why, n in reasons.items())


def write_results(state: State, request: Request, out: Path) -> dict[str, Any]:
    """People, aggregates and summary from the state, as ``identify`` writes them from files."""
    signals, missing, window = state.signals()
    known = state.known
    assert known is not None
    engine = state.engine
    found = known.intake(engine.con.table("events")).__dict__
    apart = engine.con.table("rejected")
    intake = Kept(**found | {"rows": known.read, "counts": known.rejected, "apart": apart})
    persons = open_persons(engine, engine.read(request.persons)) if request.persons else None
    rules = prepared_for(persons, request.rules, missing)
    made = Plan(intake, window, missing, rules, persons)
    return write(engine, request, out, lambda: (made, judged_people(signals, made)))

"""What stands summed up of everybody between days, so that a day computes again only the persons it touches.

Sums, sets and last days can be added to others (``summed.added``). The middle of both windows is therefore summed up
once, at a *rebase*, into a row per person without a day. Rows near the ends of the windows keep their day: those that
leave in the next days, and whatever has come since. A person's signals are the rows without a day, added to those whose
day is in the window; no day reads the year.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import ibis.expr.types as ir

from punos.population.duckdb_backend import DuckDBBackend
from punos.population.intake import Intake
from punos.population.signals import Window, finished, parts
from punos.population.summed import Summed, added, calendar

KEPT_DAYS = 14  # how far a window may move on before everybody is summed up again
KINDS = {"date": "DATE", "string": "VARCHAR"}


class Standing:
    """The sums of a state (the tables ``sums_…``), with what is needed to read its rows."""

    def __init__(
        self, engine: DuckDBBackend, intake: Intake, window: Window, missing: dict[str, str], keep: int,
        base: dt.date | None = None,
    ) -> None:  # fmt: skip
        self.engine, self.intake, self.window, self.missing = engine, intake, window, missing
        self.keep = min(keep, window.days - 1)
        self.base = Window(base or window.as_of, window.days)  # as it was at the last rebase
        kept = self.base.as_of + dt.timedelta(days=self.keep)
        self.last = max(intake.last or kept, kept)
        self.summed = Summed(intake, missing, window.days)

    def layout(self) -> str:
        """What the sums mean; those of another layout cannot be added to them."""
        named = {c: {n: {str(k): v for k, v in numbers.items() if v} for n, numbers in of.items()}
                 for c, of in self.summed.beside.items()}  # fmt: skip
        return json.dumps([self.missing, named, self.summed.apart, self.window.days, self.keep], sort_keys=True)

    def rebase(self) -> None:
        """Sum up everybody again; of the events, only those of the days kept stay apart."""
        on, window = dt.timedelta(days=self.keep), self.window
        forget(self.engine)
        starts = {"earlier": (window.before, window.start)}
        for name, rows in self._parts("events").items():
            start, end = starts.get(name, (window.start, window.as_of))
            middle = added(rows.filter((rows.day > start + on) & (rows.day <= end)))
            edge = rows.filter((rows.day > start) & ((rows.day <= start + on) | (rows.day > end)))
            if name == "earlier":  # the next to leave the window come into this one
                edge = edge.filter((edge.day <= end + on) | (edge.day > window.as_of))
            columns = ", ".join(f"{c} {KINDS.get(str(kind), 'BIGINT')}" for c, kind in rows.schema().items())
            self.engine.sql(f"CREATE TABLE sums_{name} ({columns})")  # DuckDB's own sums are twice as wide
            for part in (middle, edge):
                self.engine.sql(f"INSERT INTO sums_{name} BY NAME {self.engine.text(part)} ORDER BY person_id")

    def add(self, table: str) -> None:
        """Add the rows of a table."""
        for name in ("window", *self.summed.apart, "earlier"):
            text = self._remembered(f"{table} {name}", partial(self._part, table, name))
            self.engine.sql(f"INSERT INTO sums_{name} BY NAME {text}")

    def signals(self, touched: str | None) -> str:
        """The query for the signals of those touched, or of everybody met in a window.

        Instead of the days since the last contact stands its day; of persons with nothing left it is empty. What moves
        from day to day stands in the views ``moving_…``, so that the query over them is written once between rebases.
        """
        window, names = self.window, ("window", *self.summed.apart, "earlier")
        theirs = f"SEMI JOIN {touched} ON person_id = person_key" if touched else ""
        for name in names:
            start, end = (window.before, window.start) if name == "earlier" else (window.start, window.as_of)
            self.engine.sql(f"""CREATE OR REPLACE TEMP VIEW moving_{name} AS FROM sums_{name} {theirs}
                                WHERE day IS NULL OR (day > DATE '{start}' AND day <= DATE '{end}')""")

        def build() -> ir.Table:
            found = {name: added(self.engine.con.table(f"moving_{name}")) for name in names}
            return finished(found, self.summed, self.base, self.missing)

        text = f"""SELECT * REPLACE (NULL::INT AS days_since_last),
                          DATE '{self.base.as_of}' - days_since_last::INT AS last_day
                   FROM ({self._remembered("signals", build)})"""
        if touched is None:
            return text
        return f"""SELECT person_key AS person_id, s.* EXCLUDE person_id
                   FROM {touched} LEFT JOIN ({text}) s ON person_id = person_key"""

    def _remembered(self, name: str, build: Callable[[], ir.Table]) -> str:
        key = (name, self.base, self.layout(), tuple(map(tuple, self.intake.codes.values())), self.last)
        return self.engine.text(self.engine.remembered(key, build))

    def _part(self, table: str, name: str) -> ir.Table:
        return self._parts(table)[name]

    def _parts(self, table: str) -> dict[str, ir.Table]:
        def numbers(intake: Intake, column: str) -> dict[Any, int]:  # a new code comes last: old numbers stay
            return {code: number for number, code in enumerate(intake.codes[column])}

        rows = self.engine.con.table(table)
        rows = replace(self.intake, table=rows.mutate(person=rows.person_id, day=rows["at"])).good()
        days = calendar(self.base.start, self.last, len(self.summed.weeks)) if self.summed.weeks else None
        return parts(self.summed, rows, rows, days, numbers)


def forget(engine: DuckDBBackend, whom: str = "") -> None:
    """Leave out of the sums for whom the condition holds; without it everybody, and the tables with them."""
    for (name,) in engine.sql("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'sums%'").fetchall():
        engine.sql(f"DELETE FROM {name} WHERE {whom}" if whom else f"DROP TABLE {name}")

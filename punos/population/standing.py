"""What stands summed up of everybody between days, so that a day computes again only the persons it touches.

Sums, sets and last days can be added to others. The *middle* of both windows is therefore summed up once, at a
*rebase*, into a row per person without a day. Rows near the ends of the windows keep their day: those that leave in the
next days, and whatever has come since. A person's signals are the row without a day, added to those whose day is in
the window; no day reads the year. What is added up is packed into a few wide words (``packing``).

Two things would be more than all the rest, and are not added up each day:

- *units*, and any column of too many codes for a set: those of the middle are counted once, and of the rows with a day
  only codes are kept that the middle does not have (``sums_…_edge``);
- *weeks*: those that a window cuts, or that rows still come into, have slots (``overlaps``); the others are counted
  once. A row that comes late into one of these is held against ``sums_weeks``, and what it changes is added.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import ibis.expr.types as ir

from punos.population import overlaps
from punos.population.duckdb_backend import DuckDBBackend
from punos.population.intake import Intake
from punos.population.packing import ADD, UNITE, Field, Packing
from punos.population.signals import Window, finished
from punos.population.summed import (
    BLOCK_NAMES,
    HALF,
    MONDAY,
    Summed,
    added,
    blocks,
    calendar,
    set_order,
    week_of,
)

KEPT_DAYS = 14  # how far a window may move on before everybody is summed up again
COST_BITS = 63
ONES = " + ".join(f"bit_count({word})" for word in BLOCK_NAMES)


class Standing:
    """The sums of a state (the tables ``sums…``), with what is needed to read its rows.

    ``counter``: the bits of a counter. Whoever calls ``add`` sees to it that nobody has more contacts than it holds.
    """

    def __init__(
        self, engine: DuckDBBackend, intake: Intake, window: Window, missing: dict[str, str], keep: int,
        base: dt.date | None = None, counter: int = HALF,
    ) -> None:  # fmt: skip
        self.engine, self.intake, self.window, self.missing = engine, intake, window, missing
        self.keep = min(keep, window.days - 1)
        self.base = Window(base or window.as_of, window.days)  # as it was at the last rebase
        self.last = max(intake.last or self.base.as_of, self.base.as_of + dt.timedelta(days=self.keep))
        self.summed = Summed(intake, missing, window.days)
        self.slots = overlaps.slots(self._open_weeks(), self.summed.masks) if self.summed.weeks else []
        self.area = ", area_last" if "area" in self.summed.beside else ""
        self._pack(counter)

    def _open_weeks(self) -> list[int]:
        """The weeks that a window cuts before the next rebase, and those into which its days come."""
        starts = (self.base.start, self.base.as_of)
        days = [start + dt.timedelta(days=n) for start in starts for n in range(self.keep + 1)]
        return sorted({week_of(day) for day in days})

    def _pack(self, counter: int) -> None:
        """Decide how a row is packed (``packing``), and from what of a row that was measured (``sources``)."""
        summed, slots = self.summed, {f"slots{n}": slot for n, slot in enumerate(self.slots)}
        fields = [Field(name, counter, ADD) for name in ("contacts", "contacts_previous", *summed.counters)]
        self.sources = {"contacts": "contacts"}
        for signal, (total, start) in summed.counters.items():
            self.sources[signal] = f"(({total} >> {start}) & {(1 << HALF) - 1})"
        if "cost" not in self.missing:
            fields.append(Field("cost_cents", COST_BITS, ADD))
            self.sources["cost_cents"] = "cost_cents"
        fields += [Field(f"{c}_different", len(self.intake.codes[c]).bit_length(), ADD) for c in summed.apart]
        if slots:
            fields.append(Field("overlapping_weeks", (self.window.days // 7 + 2).bit_length(), ADD))
        for column, words in summed.bits.items():
            codes = len(set_order(self.intake, column))
            fields += [
                Field(name, min(overlaps.WORD, codes - overlaps.WORD * n), UNITE) for n, name in enumerate(words)
            ]
        fields += [Field(name, len(slot) * summed.masks, UNITE) for name, slot in slots.items()]
        self.sources |= {name: name for name in (*summed.set_names(), *slots)}
        self.packing = Packing(fields)

    def layout(self) -> str:
        """What the sums mean; those of another layout cannot be added to them."""
        named = {c: {n: {str(k): v for k, v in numbers.items() if v} for n, numbers in of.items()}
                 for c, of in self.summed.beside.items()}  # fmt: skip
        return json.dumps([self.missing, named, self.summed.apart, self.window.days, self.keep], sort_keys=True)

    # what is written once, at a rebase

    def rebase(self) -> tuple[int, int]:
        """Sum up everybody again; of the events, only those of the days kept stay apart.

        Answers the bits of a counter, and how many contacts anybody may still get until they are too few.
        """
        window, on = self.window, dt.timedelta(days=self.keep)
        forget(self.engine)
        rows = self._rows("events")
        middle = rows.filter((rows.day > window.start + on) & (rows.day <= window.as_of))
        earlier = rows.filter((rows.day > window.before + on) & (rows.day <= window.start))
        edge = rows.filter(((rows.day > window.start) & (rows.day <= window.start + on)) | (rows.day > window.as_of))
        leaving = rows.filter((rows.day > window.before) & (rows.day <= window.before + on))
        one = earlier.select(person_id="person", earlier_last="day").mutate(contacts_previous=1)
        self._made("TEMP TABLE rebase_middle", added(self._measured(middle)))
        self._made("TEMP TABLE rebase_earlier", added(one))
        self._made("TEMP TABLE rebase_edge", self._measured(edge, masked=False))
        self._made("TEMP TABLE rebase_leaving", leaving.select("day", person_id="person"))
        most = self._most()
        counter = max(8, (2 * most).bit_length())
        self._pack(counter)
        if self.slots:
            masks = [overlaps.name(word, bit) for word in self.summed.weeks for bit in range(self.summed.masks)]
            self.engine.sql(f"CREATE TABLE sums_weeks AS SELECT {', '.join(['person_id', *masks])} FROM rebase_middle")
        for column in self.summed.apart:
            self._made(f"TABLE sums_{column}", added(self._blocks(middle, column)))
            text = self._beyond(column, self.engine.text(self._blocks(edge, column)), f"sums_{column}")
            self.engine.sql(f"CREATE TABLE sums_{column}_edge AS {text}")
        self._sum_up()
        for name in ("middle", "earlier", "edge", "leaving"):
            self.engine.sql(f"DROP TABLE rebase_{name}")
        return counter, (1 << counter) - 1 - most

    def _made(self, what: str, rows: ir.Table) -> None:
        self.engine.sql(f"CREATE {what} AS {self.engine.text(rows)}")

    def _most(self) -> int:
        """At least as many contacts as anybody has in all that was read."""
        counts = {"middle": "sum(contacts)", "earlier": "sum(contacts_previous)", "edge": "count(*)",
                  "leaving": "count(*)"}  # fmt: skip
        queries = [
            f"(SELECT coalesce(max(n), 0) FROM (SELECT {count} AS n FROM rebase_{name} GROUP BY person_id))"
            for name, count in counts.items()
        ]
        return int(self.engine.sql(f"SELECT {' + '.join(queries)}").fetchall()[0][0])

    def _sum_up(self) -> None:
        """The table ``sums``: the middle of both windows, a row per person, and the rows that keep their day."""
        middle: ir.Table = self.engine.con.table("rebase_middle")
        sources = self.sources | {"contacts_previous": "contacts_previous"}
        if self.slots:
            middle = overlaps.flagged(middle, self.summed.masks, self.summed.weeks)
            sources["overlapping_weeks"] = self._both()
        joined = f"({self.engine.text(middle)}) FULL JOIN rebase_earlier USING (person_id)"
        for column in self.summed.apart:
            sources[f"{column}_different"] = f"{column}_different"
            joined += f""" LEFT JOIN (SELECT person_id, sum({ONES}) AS {column}_different
                                      FROM sums_{column} GROUP BY ALL) USING (person_id)"""
        self.engine.sql(f"""CREATE TABLE sums AS
            SELECT person_id, NULL::DATE AS day, coalesce("last", earlier_last) AS "last"{self.area},
                   {self.packing.packed(sources)}
            FROM {joined}""")
        self._insert("rebase_edge")
        self.engine.sql("""INSERT INTO sums BY NAME SELECT person_id, day, day AS "last" FROM rebase_leaving""")

    # what is added from day to day

    def add(self, table: str) -> None:
        """Add the rows of a table."""
        self._insert(f"({self._remembered(f'{table} rows', lambda: self._measured(self._rows(table), masked=False))})")
        for column in self.summed.apart:
            text = self._remembered(f"{table} {column}", partial(self._blocks_of, table, column))
            known = f"(FROM sums_{column} SEMI JOIN {table} USING (person_id))"
            self.engine.sql(f"INSERT INTO sums_{column}_edge BY NAME {self._beyond(column, text, known)}")
        if self.slots:
            self._add_late(table)

    def _insert(self, measured: str) -> None:
        columns = f'person_id, day, "last"{self.area}, {self.packing.packed(self.sources)}'
        self.engine.sql(f"INSERT INTO sums BY NAME SELECT {columns} FROM {measured}")

    def _beyond(self, column: str, text: str, middle: str) -> str:
        """Of the sets that a query gives, what the middle does not have."""
        words = ", ".join(f"e.{word} & ~coalesce(m.{word}, 0) AS {word}" for word in BLOCK_NAMES)
        more = " OR ".join(f"{word} <> 0" for word in BLOCK_NAMES)
        return f"""FROM (SELECT e.person_id, e.block, e.day, {words} FROM ({text}) e
                         LEFT JOIN {middle} m ON e.person_id = m.person_id AND e.block = m.block) WHERE {more}"""

    def _add_late(self, table: str) -> None:
        """Rows in weeks without a slot: add how many more weeks count because of them."""
        mondays = [MONDAY + dt.timedelta(weeks=week) for slot in self.slots for week in slot]
        apart = " ".join(f"""AND "at" NOT BETWEEN DATE '{d}' AND DATE '{d + dt.timedelta(days=6)}'""" for d in mondays)
        found = self.engine.sql(f"""CREATE OR REPLACE TEMP TABLE late AS FROM {table}
            WHERE "at" > DATE '{self.base.start}' AND "at" <= DATE '{self.base.as_of}' {apart}""").fetchall()[0][0]
        if not found:
            return
        masks = self._remembered("late masks", lambda: self._masks(self._rows("late")))
        self.engine.sql(f"CREATE OR REPLACE TEMP TABLE late_now AS {masks}")
        self.engine.sql("CREATE OR REPLACE TEMP TABLE late_before AS FROM sums_weeks SEMI JOIN late USING (person_id)")
        self.engine.sql("INSERT INTO late_now BY NAME FROM late_before")
        after, before = (
            f"SELECT person_id, {self._both()} AS weeks FROM ({self._remembered(name, partial(self._flagged, name))})"
            for name in ("late_now", "late_before")
        )
        more = self.packing.packed({"overlapping_weeks": "(a.weeks - coalesce(b.weeks, 0))"})
        self.engine.sql(f"""INSERT INTO sums BY NAME SELECT person_id, {more}
                            FROM ({after}) a LEFT JOIN ({before}) b USING (person_id)""")
        self.engine.sql(f"INSERT INTO sums_weeks BY NAME {masks}")

    def _both(self) -> str:
        """How many weeks stand in what was ``flagged``."""
        return "(" + " + ".join(f"bit_count({word}_both)" for word in self.summed.weeks) + ")"

    def _masks(self, rows: ir.Table) -> ir.Table:
        measured = self._measured(rows)
        return measured.select("person_id", *(name for name in measured.columns if "_mask" in name))

    def _flagged(self, name: str) -> ir.Table:
        return overlaps.flagged(added(self.engine.con.table(name)), self.summed.masks, self.summed.weeks)

    # what is read

    def latest(self, touched: str | None) -> str:
        """The query for a packed row of each of those touched, or of everybody met in a window, as of today.

        A row that has left the window counts for the one before. Of those touched of whom nothing is left, ``last`` is
        empty.
        """
        theirs = f"SEMI JOIN {touched} ON person_id = person_key" if touched else ""
        start, before, end = (f"DATE '{day}'" for day in (self.window.start, self.window.before, self.window.as_of))
        previous = self.packing.one("contacts_previous")
        words = [f"{how}(CASE WHEN day <= {start} THEN {previous[word]} ELSE {word} END) AS {word}"
                 for word, how in self.packing.words.items()]  # fmt: skip
        if self.area:
            words.append(f"max(CASE WHEN day > {start} OR day IS NULL THEN area_last END) AS area_last")
        more, joins = {}, ""
        for column in self.summed.apart:
            more[f"{column}_different"] = f"{column}_more"
            joins += f""" LEFT JOIN (
                SELECT person_id, sum({ONES}) AS {column}_more FROM (
                    SELECT person_id, block, {", ".join(f"bit_or({word}) AS {word}" for word in BLOCK_NAMES)}
                    FROM sums_{column}_edge {theirs} WHERE day > {start} AND day <= {end} GROUP BY ALL)
                GROUP BY ALL) USING (person_id)"""
        slots = {f"slots{n}": slot for n, slot in enumerate(self.slots)}
        if slots:
            parts = (overlaps.counted(name, slot, self.summed.masks) for name, slot in slots.items())
            more["overlapping_weeks"] = "(" + " + ".join(parts) + ")"
        if touched:
            joins += f" RIGHT JOIN {touched} ON person_id = person_key"
        return f"""
            SELECT {"person_key AS " if touched else ""}person_id, "last"{self.area}, {self.packing.increased(more)}
            FROM (SELECT *{"".join(f", {self.packing.unpacked(name)}" for name in slots)} FROM (
                SELECT person_id, max("last") AS "last", {", ".join(words)}
                FROM sums {theirs} WHERE day IS NULL OR (day > {before} AND day <= {end})
                GROUP BY person_id)) {joins}"""

    def signals(self, latest: str) -> ir.Table:
        """The signals of the persons of whom a query gives the packed rows."""
        fields = ", ".join(self.packing.unpacked(name) for name in self.packing.places)
        self.engine.sql(f"""CREATE OR REPLACE TEMP VIEW unpacked AS
                            SELECT person_id, "last"{self.area}, {fields} FROM ({latest})""")
        return finished(self.engine.con.table("unpacked"), self.summed, self.window, self.missing)

    def _remembered(self, name: str, build: Callable[[], ir.Table]) -> str:
        key = (name, self.base, self.layout(), tuple(map(tuple, self.intake.codes.values())), self.last)
        return self.engine.text(self.engine.remembered(key, build))

    def _rows(self, table: str) -> ir.Table:
        rows = self.engine.con.table(table)
        return replace(self.intake, table=rows.mutate(person=rows.person_id, day=rows["at"])).good()

    def _measured(self, rows: ir.Table, *, masked: bool = True) -> ir.Table:
        words = len(self.summed.weeks)
        days = calendar(self.base.start, self.last, words, self.slots) if self.slots else None
        return self.summed.measured(rows, days, masked=masked)

    def _blocks_of(self, table: str, column: str) -> ir.Table:
        return self._blocks(self._rows(table), column)

    def _blocks(self, rows: ir.Table, column: str) -> ir.Table:
        numbers: dict[Any, int] = {code: n for n, code in enumerate(self.intake.codes[column])}  # a new code comes last
        return blocks(self.summed.intake, rows, column, numbers)


def forget(engine: DuckDBBackend, whom: str = "") -> None:
    """Leave out of the sums for whom the condition holds; without it everybody, and the tables with them."""
    for (name,) in engine.sql("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'sums%'").fetchall():
        engine.sql(f"DELETE FROM {name} WHERE {whom}" if whom else f"DROP TABLE {name}")

"""Multiplies a small county into a large one, table by table, as the catalogue describes them.

A small county made through actions is right in every detail but small. Here each of its rows about clients, and the
accounts and units that work with them, is copied *n* times with new ids, so that a professional's own load is the
same at every size and only the tables grow. Nothing below names the tables of a context: a table is copied when it has
a client, or points at a table that is copied. What the catalogue cannot tell stands in ``DIRECTORY`` and ``SPECIAL``.

``python -m tests.load.grow CONNINFO GROUPS`` as a superuser of a database nobody uses.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psycopg

from tests.load.web_parts.catalogue import Column, Table, read_tables
from tests.load.web_parts.checking import check_whole

Connection = psycopg.Connection[tuple[object, ...]]

ROOTS = ("accounts_account", "accounts_unit", "clients_client")
DIRECTORY = ("directory_",)  # a county has one directory, however many clients
GROUPS_AT_ONCE = 50
UUID_TEXT = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Columns whose copies follow a rule of their own: SQL over the source row ``s`` and the number of the copy ``n``.
SPECIAL = {
    ("clients_identitycode", "code"): "CASE WHEN s.code = '' THEN '' ELSE grow_code(s.grow_row, n) END",
    ("audit_entry", "block"): "0",  # as in an old journal: sealed long ago
}
HELPERS = """
CREATE FUNCTION grow_id(id uuid, n int) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
  $$ SELECT md5(id::text || ':' || n::text)::uuid $$;
CREATE FUNCTION grow_code(line bigint, n int) RETURNS text LANGUAGE sql STABLE AS $$
  -- An artificial identity code (individual number 900-999) of somebody born in 1900 or soon after.
  WITH place AS (SELECT n::bigint * (SELECT count(*) FROM grow_src_clients_identitycode) + line AS i),
       parts AS (SELECT to_char(date '1900-01-01' + (i / 100)::int, 'DDMMYY') AS born, 900 + i % 100 AS who FROM place)
  SELECT born || '-' || who || substr('0123456789ABCDEFHJKLMNPRSTUVWXY', ((born || who)::bigint % 31)::int + 1, 1)
  FROM parts $$;
"""


class CannotGrow(Exception):
    """The grower met something it cannot multiply. The text says what."""


@dataclass
class Grown:
    """What was done: rows by table, and seconds."""

    groups: int
    rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def grow(conninfo: str, groups: int, say: Callable[[str], None] = lambda text: None) -> Grown:
    """Multiply the database's rows so that there are ``groups`` times as many, and check the result."""
    begun = time.monotonic()
    with psycopg.connect(conninfo, autocommit=True) as db:
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '128MB'",
                        "maintenance_work_mem = '1GB'", "client_min_messages = warning", "check_function_bodies = off"):
            db.execute(f"SET {setting}".encode())
        tables = copied(read_tables(db))
        _prepare(db, tables)
        known = _read_values(db, tables)
        grown = Grown(groups)
        for table in tables.values():
            before = _count(db, f"grow_src_{table.name}")
            if before and groups > 1:
                _multiply(db, table, tables, known, groups)
            grown.rows[table.name] = _count(db, table.name)
            if grown.rows[table.name] != before * groups:
                raise CannotGrow(f"{table.name}: {grown.rows[table.name]} rows, not {before} × {groups}")
            if before:
                say(f"{table.name}: {grown.rows[table.name]}")
        db.execute(b"VACUUM (ANALYZE)")
        db.execute(b"CHECKPOINT")
        check_whole(db, tables, groups, say)
        grown.seconds = time.monotonic() - begun
    return grown


def copied(tables: dict[str, Table]) -> dict[str, Table]:
    """The tables that grow with the number of clients, found from their columns and foreign keys."""
    chosen = {name for name, table in tables.items() if name in ROOTS or table.tells_of_client}
    while True:
        more = {name for name, table in tables.items() if name not in chosen
                and any(target in chosen for target, _column in table.points_at.values())
                and not name.startswith(DIRECTORY)}
        if not more:
            return {name: tables[name] for name in sorted(chosen)}
        chosen |= more


def _prepare(db: Connection, tables: dict[str, Table]) -> None:
    """Keep the source rows apart, and list every id that gets copies."""
    db.execute(HELPERS.encode())
    db.execute(b"CREATE UNLOGGED TABLE grow_ids (id uuid PRIMARY KEY)")
    for table in tables.values():
        order = f"ORDER BY {table.key}" if table.key else ""
        db.execute(f"CREATE UNLOGGED TABLE grow_src_{table.name} AS SELECT *, row_number() OVER ({order}) - 1"
                   f" AS grow_row FROM {table.name}".encode())
        if table.key and table.columns[table.key].type == "uuid":
            db.execute(f"INSERT INTO grow_ids SELECT {table.key} FROM {table.name} ON CONFLICT DO NOTHING".encode())
    db.execute(b"ANALYZE grow_ids")


def _read_values(db: Connection, tables: dict[str, Table]) -> dict[tuple[str, str], str]:
    """For each column that may hold ids: do all of its values get copies, some of them, or none?

    Texts and JSON with such ids in them are cut at the ids once, so that copying them is joining the pieces.
    """
    found = {}
    for table in tables.values():
        source = f"grow_src_{table.name}"
        for column in table.columns.values():
            name = f'"{column.name}"'
            each = {"uuid": f"SELECT s.{name} AS id", "uuid[]": f"SELECT unnest(s.{name}) AS id"}.get(
                column.type, f"SELECT (regexp_matches(s.{name}::text, '{UUID_TEXT}', 'g'))[1]::uuid AS id")
            if not (column.type.startswith("uuid") or column.holds_text):
                continue
            row = db.execute(f"SELECT count(*) FILTER (WHERE g.id IS NOT NULL), count(*) FROM {source} s"
                             f" CROSS JOIN LATERAL ({each}) v LEFT JOIN grow_ids g ON g.id = v.id"
                             " WHERE v.id IS NOT NULL".encode()).fetchone()
            some, every = row or (0, 0)
            kind = found[table.name, column.name] = "none" if not some else "all" if some == every else "some"
            if kind != "none" and column.holds_text:
                pieces, ids = f'"grow_pieces_{column.name}"', f'"grow_ids_{column.name}"'
                db.execute(f"ALTER TABLE {source} ADD COLUMN {pieces} text[], ADD COLUMN {ids} uuid[]".encode())
                db.execute(f"UPDATE {source} s SET {pieces} = regexp_split_to_array({name}::text, '{UUID_TEXT}'),"
                           f" {ids} = ARRAY({each})".encode())
    return found


def _multiply(db: Connection, table: Table, tables: dict[str, Table], known: dict[tuple[str, str], str],
              groups: int) -> None:
    """Insert the copies with the table's slower indexes away, and put them back (which checks the unique ones)."""
    columns = [column for column in table.columns.values() if not column.generated]
    values = [_value(table, column, tables, known) for column in columns]
    _make_unique(table, columns, values, known)
    for index in table.indexes:
        db.execute(index.drop.encode())
    names = ", ".join(f'"{column.name}"' for column in columns)
    statement = (f"INSERT INTO {table.name} ({names}) OVERRIDING SYSTEM VALUE"
                 f" SELECT {', '.join(values)} FROM generate_series(%s::int, %s::int) n"
                 f" CROSS JOIN grow_src_{table.name} s ORDER BY n, s.grow_row").encode()
    for first in range(1, groups, GROUPS_AT_ONCE):
        db.execute(statement, [first, min(first + GROUPS_AT_ONCE, groups) - 1])
    for index in table.indexes:
        db.execute(index.create.encode())
    if table.key and table.columns[table.key].counts:
        db.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', '{table.key}'),"
                   f" (SELECT max({table.key}) FROM {table.name}))".encode())


def _value(table: Table, column: Column, tables: dict[str, Table], known: dict[tuple[str, str], str]) -> str:
    """SQL for this column of copy ``n``."""
    plain = f's."{column.name}"'
    if special := SPECIAL.get((table.name, column.name)):
        return special
    target = table.points_at.get(column.name)
    if column.counts:
        of = table if column.name == table.key else tables[target[0]] if target and target[0] in tables else None
        return f"{plain} + n * (SELECT max({of.key}) + 1 FROM grow_src_{of.name})" if of else plain
    kind = "all" if column.name == table.key and column.type == "uuid" else known.get((table.name, column.name), "none")
    if target:  # a foreign key says it: also of a column that is empty in the small county
        kind = "all" if target[0] in tables else "none"
    if kind == "none":
        return plain
    if column.type == "uuid":
        return f"grow_id({plain}, n)" if kind == "all" else _copy_if_ours(plain)
    if column.type == "uuid[]":
        return (f"(SELECT array_agg({_copy_if_ours('e.v')} ORDER BY e.o)"
                f" FROM unnest({plain}) WITH ORDINALITY AS e(v, o))")
    pieces, ids = f's."grow_pieces_{column.name}"', f's."grow_ids_{column.name}"'
    return (f"CASE WHEN cardinality({ids}) = 0 THEN {plain} ELSE (SELECT string_agg(e.piece || coalesce("
            f"({_copy_if_ours('e.id')})::text, ''), '' ORDER BY e.o) FROM unnest({pieces}, {ids})"
            f" WITH ORDINALITY AS e(piece, id, o))::{column.type} END")


def _copy_if_ours(value: str) -> str:
    return f"CASE WHEN {value} IN (SELECT id FROM grow_ids) THEN grow_id({value}, n) ELSE {value} END"


def _make_unique(table: Table, columns: list[Column], values: list[str], known: dict[tuple[str, str], str]) -> None:
    """What must be unique and is not yet made so by an id in it gets the number of the copy at its end; a mark that
    only one row of all may bear is not copied."""
    names = [column.name for column in columns]
    for index in table.unique:
        if any(values[names.index(part)] != f's."{part}"' for part in index if part in names):
            continue
        text = next((part for part in index if part in names and columns[names.index(part)].holds_text), None)
        mark = next((part for part in index if part in names and columns[names.index(part)].type == "boolean"), None)
        if text is None and mark is not None:  # one row of all bears this mark, and it stays the small county's
            values[names.index(mark)] = "false"
            continue
        if text is None:
            raise CannotGrow(f"{table.name}: {', '.join(index)} must be unique, and nothing in it can be changed")
        place = names.index(text)
        longest = columns[place].longest or 1000
        values[place] = f"left(s.\"{text}\", {longest} - length('.' || n)) || '.' || n"


def _count(db: Connection, table: str) -> int:
    row = db.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    return int(str(row[0])) if row else 0


if __name__ == "__main__":
    done = grow(sys.argv[1], int(sys.argv[2]), say=lambda text: print(text, flush=True))  # noqa: T201
    print(f"{sum(done.rows.values())} rows in {done.seconds:.0f} s")  # noqa: T201

"""What the grower needs to know of each table, read from PostgreSQL's catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import psycopg

Connection = psycopg.Connection[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``counts``: a number given by a sequence, or pointing at one; ``longest``: of its text."""

    name: str
    type: str
    generated: bool
    counts: bool
    longest: int | None

    @property
    def holds_text(self) -> bool:
        return self.type.startswith(("character", "text", "json"))


@dataclass(frozen=True, slots=True)
class Index:
    """An index or exclusion that is taken away while rows are poured in."""

    drop: str
    create: str


@dataclass(slots=True)
class Table:
    """One table: its columns, key, what each foreign key points at, and what must be unique in it."""

    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    key: str = ""
    points_at: dict[str, tuple[str, str]] = field(default_factory=dict)
    unique: list[list[str]] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)

    @property
    def tells_of_client(self) -> bool:
        return any(self.columns[name].type == "uuid" for name in ("client", "client_id") if name in self.columns)


_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attgenerated <> '', a.attidentity <> '',
       CASE WHEN a.atttypid = 'varchar'::regtype AND a.atttypmod > 0 THEN a.atttypmod - 4 END
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum"""
_KEYS = """
SELECT c.conrelid::regclass::text, c.contype::text, a.attname, c.confrelid::regclass::text, fa.attname
FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
LEFT JOIN pg_attribute fa ON fa.attrelid = c.confrelid AND fa.attnum = c.confkey[1]
WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'f') AND cardinality(c.conkey) = 1"""
_INDEXES = """
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), i.indisunique,
       k.conname, pg_get_constraintdef(k.oid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('u', 'x')
WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary
  AND NOT EXISTS (SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = i.indexrelid)"""


def read_tables(db: Connection) -> dict[str, Table]:
    """Every table of the schema by name."""
    tables: dict[str, Table] = {}
    keys = [tuple(map(str, row)) for row in db.execute(_KEYS.encode()).fetchall()]
    numbers = {(table, column) for table, _kind, column, _target, _of in keys}
    for table, name, kind, generated, identity, longest in db.execute(_COLUMNS.encode()).fetchall():
        of = tables.setdefault(str(table), Table(str(table)))
        counts = str(kind) in {"bigint", "integer"} and ((str(table), str(name)) in numbers or bool(identity))
        of.columns[str(name)] = Column(str(name), str(kind), bool(generated), counts,
                                       longest if isinstance(longest, int) else None)
    for table, kind, column, target, target_column in keys:
        if kind == "p":
            tables[table].key = column
        else:
            tables[table].points_at[column] = (target, target_column)
    for row in db.execute(_INDEXES.encode()).fetchall():
        table, index, definition, is_unique, constraint, constraint_definition = row
        of = tables[str(table)]
        if is_unique:
            of.unique.append(_named_in(str(definition), of))
        of.indexes.append(
            Index(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}",
                  f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {constraint_definition}") if constraint
            else Index(f"DROP INDEX {index}", str(definition)))
    return tables


def _named_in(definition: str, table: Table) -> list[str]:
    """The columns an index definition names before its condition, expressions included."""
    inside = definition.split(" USING ", 1)[1].split(" WHERE ", 1)[0]
    return [word for word in re.findall(r"\w+", inside.split("(", 1)[1]) if word in table.columns]

"""Row-level security as migration operations. One shape for every protected table:

a row of client C and category K is seen by those who hold an open grant on (C, K); by a named purpose; or by an
extra condition the table states. The correlated EXISTS is the guarantee; list queries also join the grants
explicitly (``clients_seen``), which is the speed (stack.md §2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations import RunSQL

from punos.access.purposes import Purpose

HELPERS = """
CREATE FUNCTION access_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT nullif(current_setting('app.account', true), '')::uuid $$;
CREATE FUNCTION access_units() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(nullif(current_setting('app.units', true), ''), '{}')::uuid[] $$;
CREATE FUNCTION access_purpose() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT coalesce(current_setting('app.purpose', true), '') $$;
"""

PRESENT = "access_account() IS NOT NULL"


def granted(client: str, category: str, origin: str | None = None) -> str:
    """SQL: the actor holds an open grant on this client and category (and, where stated, this register's data).

    The moment is the statement's, not the transaction's: a grant opened a line above counts at once. Columns must
    name their table (ValueError): a bare ``category`` inside would be the grant's own, and true for every grant.
    """
    if any(part and part.isidentifier() for part in (client, category, origin)):
        raise ValueError("name the table of each column: table.column")
    register = f"AND g.origin IN ('', {origin}) " if origin else ""
    return (
        f"EXISTS (SELECT 1 FROM access_grant g WHERE g.client_id = {client} AND g.category = {category} {register}"
        "AND (g.account_id = (SELECT access_account()) OR g.unit_id = ANY ((SELECT access_units())::uuid[])) "
        "AND g.closed_at IS NULL AND g.valid_from <= statement_timestamp() "
        "AND (g.valid_until IS NULL OR g.valid_until > statement_timestamp()))"
    )


def for_purposes(purposes: Sequence[Purpose]) -> str:
    """SQL: the session runs for one of these purposes."""
    names = ", ".join(f"'{purpose.value}'" for purpose in purposes)
    return f"(SELECT access_purpose()) IN ({names})" if purposes else "false"


class Protect(RunSQL):
    """Put a table under forced row-level security.

    ``client`` and ``category`` are SQL expressions over the row (``"client_id"``, ``"'plan'"`` or a column).
    ``origin`` is the column or expression for the register the row comes from: say it wherever the row has one, or
    a grant on one register's data of this category shows the other register's too.
    ``also`` is a further SQL condition for reading; ``insert`` the condition for new rows (default: as reading;
    ``PRESENT`` where the row comes before any grant). Rows are never deleted unless ``deletable``.
    """

    def __init__(self, table: str, *, client: str = "client_id", category: str | None = None,
                 origin: str | None = None, purposes: Sequence[Purpose] = (), also: str = "", insert: str = "",
                 update: str = "", deletable: bool = False) -> None:
        seen = " OR ".join(
            ([granted(*(f"{table}.{part}" if part and part.isidentifier() else part or ""
                        for part in (client, category, origin)))] if category else [])
            + [for_purposes(purposes)] + ([f"({also})"] if also else []))
        statements: list[Any] = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY seen ON {table} FOR SELECT USING ({seen})",
            f"CREATE POLICY written ON {table} FOR INSERT WITH CHECK ({insert or seen})",
            f"CREATE POLICY changed ON {table} FOR UPDATE USING ({update or seen}) WITH CHECK ({update or seen})",
        ]
        if deletable:
            statements.append(f"CREATE POLICY removed ON {table} FOR DELETE USING ({update or seen})")
        undo: list[Any] = [f"DROP POLICY IF EXISTS {name} ON {table}"
                           for name in ("seen", "written", "changed", "removed")]
        undo += [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY", f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"]
        super().__init__(sql=statements, reverse_sql=undo)
        self.table = table


class OpenFor(RunSQL):
    """One more purpose for a table that stands under ``Protect`` already: it may read, and what else is said here.

    Policies of a table are joined by *or*, so the ones it has stay as they are. ``only`` narrows the rows (SQL).
    """

    def __init__(self, table: str, purpose: Purpose, *, read: bool = True, write: bool = False,
                 change: bool = False, remove: bool = False, only: str = "") -> None:
        test = for_purposes([purpose]) + (f" AND ({only})" if only else "")
        made = {"seen": f"FOR SELECT USING ({test})" if read else "",
                "written": f"FOR INSERT WITH CHECK ({test})" if write else "",
                "changed": f"FOR UPDATE USING ({test}) WITH CHECK ({test})" if change else "",
                "removed": f"FOR DELETE USING ({test})" if remove else ""}
        super().__init__(
            sql=[f"CREATE POLICY {name}_{purpose.value} ON {table} {rule}" for name, rule in made.items() if rule],
            reverse_sql=[f"DROP POLICY {name}_{purpose.value} ON {table}" for name, rule in made.items() if rule])


class AppendOnly(RunSQL):
    """Rows of this table are never changed or removed, not even by their owner, but for the columns named."""

    def __init__(self, table: str, *, except_columns: Sequence[str] = ()) -> None:
        kept = " AND ".join(f"to_jsonb(NEW) - '{c}' = to_jsonb(OLD) - '{c}'" for c in except_columns[:1])
        allowed = f"IF TG_OP = 'UPDATE' AND {kept} AND OLD.{except_columns[0]} IS NULL THEN RETURN NEW; END IF;" \
            if except_columns else ""
        super().__init__(
            sql=[f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {allowed} "
                 f"RAISE EXCEPTION '{table} is append-only'; END $$",
                 f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
                 f"EXECUTE FUNCTION {table}_is_append_only()",
                 f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
                 f"EXECUTE FUNCTION {table}_is_append_only()"],
            reverse_sql=[f"DROP TRIGGER append_only ON {table}", f"DROP TRIGGER no_truncate ON {table}",
                         f"DROP FUNCTION {table}_is_append_only()"])

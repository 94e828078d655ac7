"""Backup and restore: one file with the whole database at one moment, and the journal's heads kept outside it.

The file is a ZIP: ``database.dump`` (pg_dump's own format), ``audit-heads.log`` and ``manifest.json`` with what is
inside, row counts included, so that a restore can prove it brought everything. It holds personal data in the clear:
it is written for its owner's eyes only (0600), and keeping it safe is the operator's (docs/operations.md).
"""

import contextlib
import json
import os
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from punos.config import roles
from punos.config.data_folder import data_folder, prepare_folder
from punos.config.database import administrator_parameters, role_parameters, server_parameters
from punos.config.operate import dumps
from punos.config.operate.own_server import connect
from punos.config.operate.progress import Failed, say, step
from punos.config.operate.running import running

FORMAT = 1
_DUMP, _HEADS, _MANIFEST = "database.dump", "audit-heads.log", "manifest.json"
Connection = psycopg.Connection[tuple[Any, ...]]


def write(file: Path) -> None:
    """Writes a backup. The file appears whole or not at all. People may go on working meanwhile."""
    if file.exists():
        raise Failed(f"{file} is there already.", "Name another file: a backup is never written over.")
    if not file.absolute().parent.is_dir():
        raise Failed(f"The folder {file.absolute().parent} does not exist.", "Make it, or name another.")
    # Read before the database's moment: a head is written after its block, so each head read here has its block.
    heads = heads_file().read_bytes() if heads_file().exists() else b""
    draft = file.with_name(f".{file.name}.part")
    try:
        with step(f"Backup to {file}"), _for_owner_only(draft) as raw:
            tables = _fill(raw, heads)
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    say(f"  {sum(tables.values())} rows of {len(tables)} tables, {file.stat().st_size / 1e6:.1f} MB")


def restore(file: Path, *, replace: bool) -> None:
    """Brings a backup back. What is there now stays as it is until all of the backup stands beside it."""
    administrator = administrator_parameters()
    if administrator is None:
        raise Failed(
            "PUNOS_DATABASE_URL names no administrator; restoring needs one.",
            "Put one in it for this command: postgresql://admin:password@host/punos",
        )
    with _opened(file) as backup:
        manifest = _manifest(backup)
        name = server_parameters()["dbname"]
        with connect({**administrator, "dbname": "postgres"}, "the administrator", autocommit=True) as server:
            if not replace:
                _refuse_unless_empty({**administrator, "dbname": name}, server, name)
            with step(f"Restoring {file} (made {manifest['made'][:16]} UTC)"):
                draft = _restored_beside(server, backup, administrator, name, manifest["tables"])
                _swap(server, name, draft)
                for statement in roles.connect_sql(name):
                    server.execute(statement.encode())
        _bring_back_heads(backup)
    say(f"  {sum(manifest['tables'].values())} rows of {len(manifest['tables'])} tables, counted and the same")


def refuse_while_serving() -> None:
    """A restore puts another database in the place of the one being served."""
    other = running(data_folder())
    if other is not None:
        raise Failed(f"Punos is serving: {other.address} (process {other.process}).", "Stop it first: ./run stop")


def heads_file() -> Path:
    """Where the journal's heads are kept (the setting PUNOS_AUDIT_HEADS, read here without Django)."""
    return Path(os.environ.get("PUNOS_AUDIT_HEADS") or data_folder() / _HEADS)


@contextlib.contextmanager
def _for_owner_only(path: Path) -> Iterator[Any]:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        yield file


def _fill(raw: Any, heads: bytes) -> dict[str, int]:
    with zipfile.ZipFile(raw, "w") as backup, _moment() as (connection, snapshot):
        tables = _count_rows(connection)
        manifest = {
            "format": FORMAT,
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "postgresql": connection.info.server_version,
            "migrations": _migrations(connection),
            "tables": tables,
        }
        with backup.open(_DUMP, "w", force_zip64=True) as target:
            dumps.dump(role_parameters(roles.BACKUP), snapshot, target)
        backup.writestr(_HEADS, heads)
        backup.writestr(_MANIFEST, json.dumps(manifest, indent=1))
    return tables


@contextlib.contextmanager
def _moment() -> Iterator[tuple[Connection, str]]:
    """One moment of the database as the backup role sees it, which the dump and the counts share."""
    with connect(role_parameters(roles.BACKUP), roles.BACKUP, autocommit=True) as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield connection, str(row[0])


def _restored_beside(
    server: Connection, backup: zipfile.ZipFile, administrator: dict[str, Any], name: str, tables: dict[str, int]
) -> str:
    """The backup as a database of another name, counted. Returns that name."""
    draft = f"{name}_restoring"
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
    _execute(server, "CREATE DATABASE {} OWNER {} TEMPLATE template0", draft, roles.OWNER)
    try:
        with backup.open(_DUMP) as source:
            dumps.load(source, {**administrator, "dbname": draft})
        _compare({**administrator, "dbname": draft}, tables)
    except BaseException:
        _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
        raise
    return draft


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as backup:
            broken = backup.testzip()
            if broken is not None:
                raise Failed(f"{file} is damaged: {broken} is not what was written.", "Take another copy of it.")
            yield backup
    except FileNotFoundError:
        raise Failed(f"{file} is not there.", "Check the name of the backup.") from None
    except zipfile.BadZipFile:
        raise Failed(f"{file} is not a backup of Punos, or it is cut short.", "Take another copy of it.") from None


def _manifest(backup: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(backup.read(_MANIFEST))
        made_by = manifest["format"]
    except (KeyError, ValueError):
        raise Failed("The file is not a backup of Punos.", "Check the name of the backup.") from None
    unknown = sorted({(app, name) for app, name in manifest["migrations"]} - _known_migrations())
    if made_by != FORMAT or unknown:
        newer = f" (it knows {'.'.join(unknown[0])})" if unknown else ""
        raise Failed(f"The backup was made by a newer Punos{newer}.", "Update Punos first, then restore.")
    return manifest


def _known_migrations() -> set[tuple[str, str]]:
    import django
    from django.db.migrations.loader import MigrationLoader

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "punos.config.settings")
    django.setup()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    assert loader.disk_migrations is not None
    replaced = [key for migration in loader.disk_migrations.values() for key in migration.replaces]
    return {(app, name) for app, name in [*loader.disk_migrations, *replaced]}


def _migrations(connection: Connection) -> list[list[str]]:
    try:
        rows = connection.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
    except psycopg.errors.UndefinedTable:
        raise Failed("The database is empty: nothing to back up.", "Start Punos once first: ./run") from None
    return [[str(app), str(name)] for app, name in rows]


def _count_rows(connection: Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        " AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1, 2"
    ).fetchall()
    counts = {}
    for schema, table in tables:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        try:
            row = connection.execute(query).fetchone()
        except psycopg.errors.InsufficientPrivilege:
            raise Failed(
                f"The role {connection.info.user} may not read the table {table}, so a backup would lack it.",
                f"As its owner: GRANT SELECT ON {table} TO {roles.BACKUP}; a migration of Punos forgot it.",
            ) from None
        counts[f"{schema}.{table}"] = int(row[0]) if row else 0
    return counts


def _compare(parameters: dict[str, Any], expected: dict[str, int]) -> None:
    with connect(parameters, "the administrator") as connection:
        connection.execute("SET row_security = off")
        found = _count_rows(connection)
    for name in sorted(expected.keys() | found.keys()):
        if expected.get(name) != found.get(name):
            raise Failed(
                f"The restored table {name} has {found.get(name)} rows; the backup says {expected.get(name)}.",
                "Nothing was replaced. Take another backup to restore from.",
            )


def _refuse_unless_empty(parameters: dict[str, Any], server: Connection, name: str) -> None:
    if server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        return
    with connect(parameters, "the administrator") as connection:
        if _count_rows(connection):
            raise Failed(
                "This instance holds data.",
                "To put the backup in their place: ./run restore FILE --replace (back up what is there first)."
                " Or restore beside them: PUNOS_DATA=/another/folder ./run restore FILE",
            )


def _swap(server: Connection, name: str, draft: str) -> None:
    """The restored database takes the name; the one before it goes only after that."""
    before = f"{name}_before_restore"
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", before)
    if server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        _execute(server, "ALTER DATABASE {} RENAME TO {}", name, before)
    _execute(server, "ALTER DATABASE {} RENAME TO {}", draft, name)
    _execute(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", before)


def _bring_back_heads(backup: zipfile.ZipFile) -> None:
    """The heads as they were. Heads known here before stay in a file beside: they may be needed as evidence."""
    path = heads_file()
    prepare_folder(data_folder())
    heads = backup.read(_HEADS)
    if path.exists() and path.read_bytes() != heads:
        path.rename(path.with_name(f"{path.name}.before-restore-{time.strftime('%Y%m%dT%H%M%S')}"))
    path.write_bytes(heads)


def _execute(server: Connection, text: str, *names: str) -> None:
    try:
        server.execute(sql.SQL(text).format(*map(sql.Identifier, names)))
    except psycopg.Error as problem:
        reason = problem.diag.message_primary or str(problem)
        raise Failed(f"The database server refused: {reason}", "The administrator needs the right to do it.") from None

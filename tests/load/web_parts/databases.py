"""Where the measured databases live: one embedded server of their own, apart from anybody's data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg

from punos.config import embedded, roles
from punos.config.data_folder import CHECKOUT

OPEN_ROLE = "punos_bench_open"  # the web role's rights without row-level security: to measure what it costs


def start(data: Path) -> embedded.Server:
    """The server, as durable as the one that serves; it ends with this process."""
    server = embedded.start(data, child=True)
    with administrator(server.info, "postgres") as db:
        db.execute(f"DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OPEN_ROLE}') THEN"
                   f" CREATE ROLE {OPEN_ROLE} LOGIN BYPASSRLS IN ROLE {roles.WEB}; END IF; END$$".encode())
        db.execute(b"ALTER SYSTEM SET max_wal_size = '8GB'")
        db.execute(b"SELECT pg_reload_conf()")
    return server


def administrator(info: embedded.ConnectionInfo, name: str) -> psycopg.Connection[tuple[object, ...]]:
    """A superuser's connection to one database of the server."""
    return psycopg.connect(info.conninfo("postgres", name), autocommit=True)


def mark_of(info: embedded.ConnectionInfo, name: str) -> str | None:
    """What a finished database says of itself; None when there is none, or it was left half made."""
    with administrator(info, "postgres") as db:
        row = db.execute(b"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                         [name]).fetchone()
    return str(row[0]) if row and row[0] else None


def set_mark(info: embedded.ConnectionInfo, name: str, mark: str) -> None:
    """Say that the database is finished."""
    with administrator(info, "postgres") as db:
        db.execute(f"COMMENT ON DATABASE {name} IS '{mark}'".encode())


def make(info: embedded.ConnectionInfo, name: str, template: str = roles.TEMPLATE) -> None:
    """A new database of this name, in place of an older one."""
    with administrator(info, "postgres") as db:
        db.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        db.execute(f"CREATE DATABASE {name} OWNER {roles.OWNER} TEMPLATE {template}".encode())


def environment(data: Path, info: embedded.ConnectionInfo, name: str) -> dict[str, str]:
    """The environment in which the program uses this database."""
    kept = {key: value for key, value in os.environ.items() if key not in {"DJANGO_SETTINGS_MODULE", "PUNOS_ENV"}}
    return kept | {
        "PUNOS_DATA": str(data), "PUNOS_ENV": "demo", "PYTHONPATH": str(CHECKOUT),
        "PUNOS_DATABASE_URL": f"postgresql:///{name}?host={quote(info.host, safe='')}&port={info.port}",
    }


def punos(arguments: list[str], environment: dict[str, str], *, module: str = "punos") -> None:
    """Run one of the program's commands (or another module) on a database; raises when it fails."""
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=CHECKOUT, env=environment, check=True,
                   stdout=subprocess.DEVNULL)

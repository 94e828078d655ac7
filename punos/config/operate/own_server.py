"""A PostgreSQL of one's own (``PUNOS_DATABASE_URL``): is it fit to use, and preparing it.

Preparing needs an administrator (a user in the address). Roles belong to the whole server, so a role that is
there already may serve somebody else: its password is never changed here.
"""

import secrets
from typing import Any

import psycopg

from punos.config import roles
from punos.config.data_folder import data_folder, keep_secret
from punos.config.database import administrator_parameters, role_parameters, role_password, server_parameters
from punos.config.operate.progress import Failed

OLDEST = 17


def ensure_ready() -> None:
    """The roles can sign in to a database prepared for them; prepares it when an administrator is named."""
    try:
        check()
    except Failed:
        if administrator_parameters() is None:
            raise
        prepare()
        check()


def check() -> None:
    """Raises :class:`Failed` unless every role signs in, with no more rights than it should have."""
    for role in roles.SIGN_IN_ROLES:
        with connect(role_parameters(role), role) as connection:
            _check_version(connection)
            row = connection.execute(
                "SELECT rolsuper, rolbypassrls, has_schema_privilege('public', 'CREATE') FROM pg_roles"
                " WHERE rolname = current_user"
            ).fetchone()
        superuser, bypasses, creates = row or (True, True, True)
        if superuser or bypasses != (role == roles.BACKUP) or creates != (role == roles.OWNER):
            raise Failed(
                f"The role {role} has other rights than it should have, so the database would not protect anybody.",
                "Run what ./run database sql prints, as an administrator.",
            )


def prepare() -> None:
    """Makes roles (with new passwords, kept in the data folder), database, extensions and default rights."""
    administrator = administrator_parameters()
    if administrator is None:
        raise Failed(
            "PUNOS_DATABASE_URL names no administrator.",
            "Put one in it (postgresql://admin:password@host/punos), or let your administrator run what"
            " ./run database sql prints.",
        )
    name = server_parameters()["dbname"]
    with connect({**administrator, "dbname": "postgres"}, "the administrator", autocommit=True) as server:
        _check_version(server)
        _run(server, roles.server_sql(passwords=_new_passwords(server)))
        if server.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            # Some managed servers let an administrator give a database only to a role he belongs to.
            _run(server, [f"GRANT {roles.OWNER} TO CURRENT_USER", f'CREATE DATABASE "{name}" OWNER {roles.OWNER}'])
        _run(server, roles.connect_sql(name))
    with connect({**administrator, "dbname": name}, "the administrator", autocommit=True) as database:
        _run(database, roles.database_sql())


def _new_passwords(server: "psycopg.Connection[tuple[Any, ...]]") -> dict[str, str]:
    """Passwords for roles that are new; the ones known already are given again, so that they match."""
    rows = server.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(roles.SIGN_IN_ROLES)])
    there = {row[0] for row in rows.fetchall()}
    passwords = {}
    for role in roles.SIGN_IN_ROLES:
        known = role_password(role)
        if known is None and role in there:
            short = role.removeprefix("punos_").upper()
            raise Failed(
                f"The role {role} exists on this server, and its password is not known here.",
                f"Give it: PUNOS_{short}_PASSWORD=…, or set a new one with psql (\\password {role}) if nothing else"
                " uses it.",
            )
        if known is None:
            known = secrets.token_urlsafe(24)
            keep_secret(data_folder(), f"password {role}", known)
        passwords[role] = known
    return passwords


def connect(
    parameters: dict[str, Any], who: str, *, autocommit: bool = False
) -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection with these libpq parameters; ``who`` is how a failure names the role."""
    try:
        return psycopg.connect(**parameters, connect_timeout=10, autocommit=autocommit)
    except psycopg.OperationalError as problem:
        said = str(problem).strip().splitlines()
        raise Failed(
            f"The database server cannot be reached as {who}: {said[-1] if said else 'no reason was given'}",
            "Check PUNOS_DATABASE_URL and that the server runs. If the roles are not there yet: name an"
            " administrator in the address, or run what ./run database sql prints (docs/operations.md).",
        ) from None


def _check_version(connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
    major = connection.info.server_version // 10_000
    if major < OLDEST:
        raise Failed(f"The server is PostgreSQL {major}; Punos needs {OLDEST} or later.", "Upgrade the server.")


def _run(connection: "psycopg.Connection[tuple[Any, ...]]", statements: list[str]) -> None:
    for statement in statements:
        try:
            connection.execute(statement.encode())
        except psycopg.Error as problem:
            reason = problem.diag.message_primary or str(problem)
            raise Failed(
                f"The administrator may not do what is needed: {reason}",
                "Let a database administrator run what ./run database sql prints.",
            ) from None

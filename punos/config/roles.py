"""The database roles: who may do what in PostgreSQL, whatever the program above it believes.

========================  =====================================================================================
``punos_owner``           owns the schema; runs migrations and nothing else. Tables stand under FORCE, so even
                          it reads no personal data.
``punos_web``             serves pages. Owns nothing, no BYPASSRLS: sees what open grants say.
``punos_worker``          runs jobs. The same bounds.
``punos_backup``          reads everything for a backup, writes nothing (BYPASSRLS, SELECT only).
``punos_definer``         nobody signs in as it. Owns the few SECURITY DEFINER functions; has exactly the table
                          rights and policies a migration gives it.
========================  =====================================================================================

A migration makes such a function with ``SET LOCAL ROLE punos_definer; CREATE FUNCTION …; RESET ROLE`` (the owner
may *become* the definer but does not inherit its rights, so the definer's policies never open a table to it).

Everything here is idempotent. ``sql()`` is also what ``./run database sql`` prints for a county's own database
administrator. Table rights given by default are the widest any table gets; migrations narrow them per table.
"""

from collections.abc import Mapping

OWNER = "punos_owner"
WEB = "punos_web"
WORKER = "punos_worker"
BACKUP = "punos_backup"
DEFINER = "punos_definer"
SIGN_IN_ROLES = (OWNER, WEB, WORKER, BACKUP)

DATABASE = "punos"
TEMPLATE = "punos_template"
EXTENSIONS = ("pg_trgm", "btree_gist", "unaccent")

_ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS",
    WEB: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    WORKER: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
    BACKUP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS",
    DEFINER: "NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS",
}


def server_sql(*, may_create_databases: bool = False, passwords: Mapping[str, str] | None = None) -> list[str]:
    """Statements for the server as a whole, run by an administrator: the roles.

    ``may_create_databases``: the embedded server lets the owner make test databases; production does not.
    ``passwords``: role → password, set only for the roles named in it.
    """
    statements = []
    for role, attributes in _ATTRIBUTES.items():
        # Roles belong to the whole server, so they may be there already: made only when missing, put right always.
        statements.append(
            f"DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN"
            f" CREATE ROLE {role}; END IF; END$$"
        )
        statements.append(f"ALTER ROLE {role} {attributes}")
    statements.append(f"ALTER ROLE {OWNER} {'CREATEDB' if may_create_databases else 'NOCREATEDB'}")
    statements.append(f"GRANT {DEFINER} TO {OWNER} WITH INHERIT FALSE, SET TRUE")
    for role, password in (passwords or {}).items():
        quoted = password.replace("'", "''")
        statements.append(f"ALTER ROLE {role} PASSWORD '{quoted}'")
    return statements


def database_sql() -> list[str]:
    """Statements for one database, run inside it by an administrator: extensions and default rights."""
    readers_and_writers = f"{WEB}, {WORKER}"
    everybody = f"{OWNER}, {WEB}, {WORKER}, {BACKUP}, {DEFINER}"
    by_owner = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER}"
    by_definer = f"ALTER DEFAULT PRIVILEGES FOR ROLE {DEFINER}"
    return [
        *(f"CREATE EXTENSION IF NOT EXISTS {name} WITH SCHEMA public" for name in EXTENSIONS),
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {everybody}",
        f"GRANT CREATE ON SCHEMA public TO {OWNER}, {DEFINER}",
        f"{by_owner} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {readers_and_writers}",
        f"{by_owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {readers_and_writers}",
        f"{by_owner} IN SCHEMA public GRANT SELECT ON TABLES TO {BACKUP}",
        f"{by_owner} IN SCHEMA public GRANT SELECT ON SEQUENCES TO {BACKUP}",
        # A function is executable by everyone unless said otherwise; ours by the roles that serve.
        f"{by_owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        f"{by_owner} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {readers_and_writers}, {BACKUP}",
        # A SECURITY DEFINER function is executable by nobody until its migration says by whom.
        f"{by_definer} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    ]


def connect_sql(database: str) -> list[str]:
    """Only Punos' roles may connect to its database."""
    roles = ", ".join(SIGN_IN_ROLES)
    return [
        f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC',
        f'GRANT CONNECT ON DATABASE "{database}" TO {roles}',
        f'GRANT TEMPORARY ON DATABASE "{database}" TO {OWNER}',
    ]


def sql(database: str = DATABASE) -> str:
    """The whole as a psql script, for an administrator who prepares a county's own server by hand."""
    lines = [
        "-- Run with psql as a database administrator. Safe to run again.",
        *(f"{statement};" for statement in server_sql()),
        "-- Give each role that signs in its own password:",
        *(f"-- \\password {role}" for role in SIGN_IN_ROLES),
        f"SELECT 'CREATE DATABASE \"{database}\" OWNER {OWNER} TEMPLATE template0' WHERE NOT EXISTS",
        f"  (SELECT FROM pg_database WHERE datname = '{database}') \\gexec",
        *(f"{statement};" for statement in connect_sql(database)),
        f'\\connect "{database}"',
        *(f"{statement};" for statement in database_sql()),
    ]
    return "\n".join(lines) + "\n"

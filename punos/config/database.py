"""Which PostgreSQL, and as which role: the ``DATABASES`` setting.

One database, four roles (``roles.py``). ``default`` is what the program uses: the web role, or the worker role in
the process of ``punos worker`` (``PUNOS_DATABASE_ROLE=worker``). ``owner`` runs migrations. ``backup`` reads for
backups. Which server:

- ``PUNOS_DATABASE_URL`` set: that one, PostgreSQL 17 or later, ``postgresql://host:5432/punos?sslmode=verify-full``.
  A user and password in it are an *administrator's*, used only to prepare roles and to restore; pages are never
  served as that user. A role's password is ``PUNOS_WEB_PASSWORD`` (``_OWNER_``, ``_WORKER_``, ``_BACKUP_``),
  else the one made when ``./run`` prepared the server (kept in the data folder), else libpq's own ways
  (``~/.pgpass``, peer, certificate).
- otherwise the embedded one of the data folder (``embedded.py``).
"""

import os
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from punos.config import embedded, roles
from punos.config.data_folder import data_folder, read_secret

_SERVED_ROLES = {"web": roles.WEB, "worker": roles.WORKER}
# The longest a page or job may run one statement or wait for a lock; a browser gives up before that anyway.
_TIME_LIMITS = "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
# A statement is planned once and kept, not every time: row-level security puts subqueries into each, and planning them
# took two thirds of the time a page spent in the database (docs/evidence/web.md).
_PREPARED = {"server_side_binding": True, "prepare_threshold": 2}


class WrongDatabaseUrl(ValueError):
    """``PUNOS_DATABASE_URL`` cannot be used. The text says why, without repeating a password."""


def external_url() -> str | None:
    """The address of a server of one's own, or None when the embedded one is used."""
    return os.environ.get("PUNOS_DATABASE_URL") or None


def server_parameters() -> dict[str, Any]:
    """libpq parameters of the server and database, without user and password."""
    url = external_url()
    if url is None:
        info = embedded.planned(data_folder())
        return {"host": info.host, "port": info.port, "dbname": info.database}
    parameters = _parse(url)
    parameters.pop("user", None)
    parameters.pop("password", None)
    return {"dbname": roles.DATABASE, **parameters}


def administrator_parameters() -> dict[str, Any] | None:
    """libpq parameters of the administrator, or None when the address names none."""
    url = external_url()
    if url is None:
        info = embedded.planned(data_folder())
        return {"host": info.host, "port": info.port, "user": "postgres"}
    parameters = _parse(url)
    return parameters if parameters.get("user") else None


def role_parameters(role: str) -> dict[str, Any]:
    """libpq parameters with which one role signs in."""
    parameters = {**server_parameters(), "user": role}
    password = role_password(role) if external_url() else None
    return {**parameters, "password": password} if password else parameters


def role_password(role: str) -> str | None:
    """The password of a role on an external server: from the environment, else kept in the data folder."""
    short = role.removeprefix("punos_").upper()
    return os.environ.get(f"PUNOS_{short}_PASSWORD") or read_secret(data_folder(), f"password {role}")


def databases() -> dict[str, dict[str, Any]]:
    """Django's ``DATABASES``. Connects to nothing."""
    served = _SERVED_ROLES[os.environ.get("PUNOS_DATABASE_ROLE", "web")]
    testing = os.environ.get("PUNOS_ENV") == "test"
    default = _alias(served, limits=not testing)
    if not testing:
        # Test databases are dropped at the end: a pool would still hold them.
        default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    owner = _alias(roles.OWNER)
    owner["TEST"] = {"TEMPLATE": roles.TEMPLATE, "DEPENDENCIES": []}
    others = {"worker": _alias(roles.WORKER), "backup": _alias(roles.BACKUP)}
    for alias in (default, *others.values()):
        alias["TEST"] = {"MIRROR": "owner"}  # one test database, made and migrated by the owner
    return {"default": default, "owner": owner, **others}


def _alias(role: str, *, limits: bool = False) -> dict[str, Any]:
    parameters = role_parameters(role)
    options = {k: v for k, v in parameters.items() if k not in {"host", "port", "user", "password", "dbname"}}
    if limits:
        options["options"] = f"{options.get('options', '')} {_TIME_LIMITS}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parameters["dbname"],
        "USER": role,
        "PASSWORD": parameters.get("password", ""),
        "HOST": parameters.get("host", ""),
        "PORT": parameters.get("port", ""),
        "OPTIONS": {**options, "server_side_binding": True, "prepare_threshold": 2},
    }


def _parse(url: str) -> dict[str, Any]:
    if url.partition("://")[0] not in {"postgresql", "postgres"}:
        raise WrongDatabaseUrl("PUNOS_DATABASE_URL must look like postgresql://user:password@host:5432/punos")
    try:
        return {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
    except ProgrammingError:
        raise WrongDatabaseUrl(
            "PUNOS_DATABASE_URL cannot be read. It must look like postgresql://user:password@host:5432/punos;"
            " a special character in the password is written as %XX."
        ) from None

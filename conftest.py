"""The database of the tests: a real PostgreSQL, migrated once into a template, with the web role's eyes."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from punos.config.data_folder import test_data_folder

os.environ["PUNOS_ENV"] = "test"
os.environ["PUNOS_DATA"] = str(test_data_folder())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "punos.config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs a loop in the test's thread

import django
import psycopg
from django.db import connections
from django.utils import translation
from pytest_django import DjangoDbBlocker

from punos.config import embedded

django.setup()
Path(os.environ["PUNOS_DATA"], "static").mkdir(parents=True, exist_ok=True)

from tests import proof  # noqa: E402
from tests.cast import Cast, gather  # noqa: E402

TEMPLATE = "punos_test_template"
ROOT = Path(__file__).parent


def _fingerprint() -> str:
    """What the migrated template depends on: every migration and the code that writes row-level security."""
    files = [*sorted(ROOT.glob("punos/*/migrations/*.py")), *sorted(ROOT.glob("punos/kernel/*sql.py")),
             ROOT / "punos/access/rls.py", ROOT / "punos/config/roles.py"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _administrator(info: embedded.ConnectionInfo) -> psycopg.Connection:
    return psycopg.connect(info.conninfo("postgres", "postgres"), autocommit=True)


def _point_at(name: str) -> None:
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        connections[alias].settings_dict["TEST"]["MIRROR"] = None


def _make_template(info: embedded.ConnectionInfo) -> None:
    from django.core.management import call_command

    mark = _fingerprint()
    with open(Path(os.environ["PUNOS_DATA"]) / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _administrator(info) as admin:
            found = admin.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                                  [TEMPLATE]).fetchone()
            if found and found[0] == mark:
                return
            admin.execute(f"DROP DATABASE IF EXISTS {TEMPLATE} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {TEMPLATE} OWNER punos_owner TEMPLATE punos_template")
        _point_at(TEMPLATE)
        call_command("migrate", database="owner", verbosity=0)
        for alias in connections:
            connections[alias].close()
        with _administrator(info) as admin:
            admin.execute(f"COMMENT ON DATABASE {TEMPLATE} IS '{mark}'")


@pytest.fixture(scope="session")
def _server() -> embedded.ConnectionInfo:
    return embedded.ensure_running(Path(os.environ["PUNOS_DATA"]), for_tests=True)


def _copy(info: embedded.ConnectionInfo, name: str) -> None:
    with open(Path(os.environ["PUNOS_DATA"]) / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _administrator(info) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            admin.execute(f"CREATE DATABASE {name} OWNER punos_owner TEMPLATE {TEMPLATE}")


def _drop(info: embedded.ConnectionInfo, name: str) -> None:
    for alias in connections:
        connections[alias].close()
    with _administrator(info) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def django_db_setup(_server: embedded.ConnectionInfo, django_db_blocker: DjangoDbBlocker,
                    worker_id: str) -> Iterator[None]:
    """One database a test process, copied from the template; each test runs in a transaction rolled back."""
    name = f"punos_test_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        _make_template(_server)
        _copy(_server, name)
        _point_at(name)
        yield
        _drop(_server, name)


@pytest.fixture
def own_database(_server: embedded.ConnectionInfo, django_db_setup: None, django_db_blocker: DjangoDbBlocker,
                 worker_id: str) -> Iterator[str]:
    """A database of this test's own, committed to for real: for concurrent actors, sealing and servers."""
    before = connections["default"].settings_dict["NAME"]
    name = f"punos_own_{worker_id}_{os.getpid()}"
    with django_db_blocker.unblock():
        _copy(_server, name)
        _point_at(name)
        yield name
        _drop(_server, name)
        _point_at(before)


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast (tests/cast.py)."""
    return gather()


@pytest.fixture(autouse=True)
def _each_test_begins_in_finnish() -> None:
    """Whatever language the last page of the test before was in."""
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _every_action_is_watched() -> Iterator[None]:
    """Each action is proven the first time a test calls it (tests/proof.py)."""
    with proof.watching(Path(os.environ["PUNOS_DATA"]) / "proven"):
        yield


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        proof.forget(Path(os.environ["PUNOS_DATA"]) / "proven")


def _unproven(config: pytest.Config) -> list[str]:
    """After a run of everything: the actions that no test has proven."""
    chosen = config.args_source != pytest.Config.ArgsSource.TESTPATHS
    if hasattr(config, "workerinput") or chosen or os.environ.get("CI") is None:
        return []
    return proof.unproven(Path(os.environ["PUNOS_DATA"]) / "proven")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """After a run of everything, an action that no test has proven fails the run."""
    if not exitstatus and _unproven(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Last of all, so that whoever sees only the end of a run reads why it failed."""
    missing = _unproven(config)
    if missing:
        terminalreporter.section("actions without proof", red=True)
        terminalreporter.line("No test calls these actions in its transaction, so that "
                              "their journal row and rollback are unproven (tests/proof.py):")
        for name in missing:
            terminalreporter.line(f"  {name}")

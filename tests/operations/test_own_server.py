"""A PostgreSQL of one's own: over TCP, with passwords, prepared once by an administrator."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from punos.config import embedded, server_place
from tests.operations.conftest import making
from tests.operations.instance import Instance, free_port
from tests.operations.test_start_and_stop import remember, remembered

pytestmark = pytest.mark.slow
Make = Callable[..., Instance]


class CountysServer:
    """A server that somebody else runs: it knows an administrator with a password, and nothing of Punos."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        place = server_place.place_of(data)
        data.mkdir(mode=0o711)
        embedded._make_cluster(place, for_tests=True)
        rules = "local all all peer map=punos\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (place.cluster / "pg_ident.conf").write_text("punos /^ all\n")
        (place.cluster / "pg_hba.conf").write_text(rules)
        command = [embedded._binaries(place) / "postgres", "-D", place.cluster, "-c", "fsync=off"]
        command += ["-c", f"unix_socket_directories={place.socket}", "-c", f"port={self.port}"]
        self.process = subprocess.Popen(
            [str(part) for part in [*command, "-c", "listen_addresses=127.0.0.1"]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **place.as_user(),
        )
        self._set_password(place)

    def _set_password(self, place: server_place.Place) -> None:
        local: dict[str, Any] = {"host": str(place.socket), "port": self.port, "user": "postgres", "dbname": "postgres"}
        for _ in range(200):
            try:
                with psycopg.connect(**local) as admin:
                    admin.execute("ALTER ROLE postgres PASSWORD 'county secret'")
                return
            except psycopg.OperationalError:
                assert self.process.poll() is None, "the county's server did not start"
                time.sleep(0.05)

    def url(self, user: str = "postgres", password: str = "county%20secret", database: str = "punos") -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    @property
    def url_without_user(self) -> str:
        return f"postgresql://127.0.0.1:{self.port}/punos"

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


class OnCountysServer(Instance):
    """An instance whose database is there."""

    county: CountysServer

    def ask(self, statement: str, role: str = "postgres") -> list[tuple[object, ...]]:
        return self.county.ask(statement)


@pytest.fixture(scope="module")
def punos(request: pytest.FixtureRequest) -> Iterator[OnCountysServer]:
    """Prepared on the county's server by its administrator, not serving now; the tests begin and end with it so."""
    with making(lambda: request.getfixturevalue("prepared")) as make:
        county = CountysServer(make("county", empty=True).data)
        made = make("punos", empty=True, PUNOS_DATABASE_URL=county.url())
        own = OnCountysServer(made.data, made.port, more=made.more)
        own.county = county
        own.starts()
        own.interrupt()
        yield own
        county.process.send_signal(signal.SIGINT)  # not waiting for who is still connected
        county.process.wait(timeout=30)


@pytest.fixture
def county(punos: OnCountysServer) -> CountysServer:
    return punos.county


@pytest.fixture(autouse=True)
def as_it_was(punos: OnCountysServer) -> Iterator[None]:
    yield
    if punos.answers():
        punos.interrupt()
    punos.more = {"PUNOS_DATABASE_URL": punos.county.url()}


def test_it_is_prepared_once_by_an_administrator_and_served_without_one(
    punos: OnCountysServer, county: CountysServer, tmp_path: Path
) -> None:
    punos.starts()
    remember(punos, "on the county server")
    assert not (punos.data / "postgres").exists()
    others = "datname = 'punos' AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    who = county.ask(f"SELECT DISTINCT usename FROM pg_stat_activity WHERE {others}")
    assert ("postgres",) not in who and ("punos_web",) in who and ("punos_worker",) in who
    assert punos.says("backup", str(tmp_path / "b"))[0] == 0
    punos.interrupt()

    punos.more = {"PUNOS_DATABASE_URL": county.url_without_user}
    punos.starts()
    assert remembered(punos) == [("on the county server", 5000)]
    punos.interrupt()
    code, said = punos.says("restore", str(tmp_path / "b"), "--replace")
    assert code == 1
    assert "administrator" in said

    remember(punos, "after the backup")
    assert punos.says("restore", str(tmp_path / "b"), "--replace", PUNOS_DATABASE_URL=county.url())[0] == 0
    assert remembered(punos) == [("on the county server", 5000)]
    assert punos.says("reset", "--yes", PUNOS_DATABASE_URL=county.url())[0] == 0
    assert county.ask("SELECT to_regclass('remembered')") == [(None,)]
    punos.starts()


def test_a_role_with_too_wide_rights_is_not_served_with(punos: OnCountysServer, county: CountysServer) -> None:
    county.ask("ALTER ROLE punos_web BYPASSRLS")

    code, said = punos.says(PUNOS_DATABASE_URL=county.url_without_user)
    county.ask("ALTER ROLE punos_web NOBYPASSRLS")

    assert code == 1
    assert "punos_web has other rights than it should have" in said


def test_another_instances_roles_keep_their_passwords(
    instance: Make, punos: OnCountysServer, county: CountysServer
) -> None:
    punos.starts()
    stranger = instance("stranger", empty=True, PUNOS_DATABASE_URL=county.url(database="strangers"))

    code, said = stranger.says()

    assert code == 1
    assert "exists on this server, and its password is not known here" in said
    assert punos.answers()


def test_an_address_that_does_not_work_is_explained_without_its_password(
    instance: Make, county: CountysServer
) -> None:
    newcomer = instance("newcomer", empty=True)
    for url, expected in (
        (f"postgresql://postgres:wrong@127.0.0.1:{county.port}/punos", "cannot be reached as"),
        ("postgresql://postgres:wrong@127.0.0.1:1/punos", "cannot be reached as"),
        ("mysql://root:wrong@127.0.0.1/punos", "must look like postgresql://"),
        ("postgresql://a:wrong%@[/x", "cannot be read"),
    ):
        code, said = newcomer.says(PUNOS_DATABASE_URL=url)

        assert code == 1, url
        assert expected in said
        assert "What to do: " in said
        assert "wrong" not in said
        assert "Traceback" not in said

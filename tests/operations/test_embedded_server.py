"""The embedded PostgreSQL's own lifecycle: the traps measured while choosing it, each sprung once."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from punos.config import embedded, roles, server_place

pytestmark = pytest.mark.slow


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="punos-pg-"))
    folder.chmod(0o755)
    yield folder / "data"
    for path in (folder / "data", *folder.glob("*/data"), *folder.glob("long*/*/*/data")):
        if path.exists():
            embedded.stop(path)
            place = server_place.place_of(path)
            shutil.rmtree(place.folder, ignore_errors=True)
            shutil.rmtree(place.socket, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def postmaster(data: Path) -> int:
    return int((server_place.place_of(data).cluster / "postmaster.pid").read_text().split()[0])


def test_a_lock_file_that_names_a_living_stranger_does_not_stop_a_start(data: Path) -> None:
    embedded.ensure_running(data, for_tests=True)
    file = server_place.place_of(data).cluster / "postmaster.pid"
    kept = file.read_text()
    os.kill(postmaster(data), signal.SIGKILL)
    time.sleep(3)
    file.write_text(kept.replace(kept.split()[0], str(os.getpid()), 1))  # as after a restart of the machine

    embedded.ensure_running(data, for_tests=True)

    assert embedded.is_running(data)


def test_a_server_killed_a_moment_ago_is_started_again_at_once(data: Path) -> None:
    info = embedded.ensure_running(data, for_tests=True)
    with psycopg.connect(info.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 100000)")
        connection.execute("CHECKPOINT")
    os.kill(postmaster(data), signal.SIGKILL)

    embedded.ensure_running(data, for_tests=True)

    with psycopg.connect(info.conninfo("postgres")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (100000,)


def test_a_cluster_half_made_by_a_killed_start_is_made_again(data: Path) -> None:
    place = server_place.place_of(data)
    (data).mkdir(mode=0o711)
    place.make()
    half = place.cluster.with_suffix(".new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18")

    embedded.ensure_running(data, for_tests=True)

    assert embedded.is_running(data)


def test_two_starts_at_the_same_moment_make_one_server(data: Path) -> None:
    program = "from pathlib import Path; from punos.config import embedded; embedded.ensure_running(Path({!r}))"
    both = [subprocess.Popen([sys.executable, "-c", program.format(str(data))]) for _ in range(2)]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert embedded.is_running(data)


def test_a_path_too_long_for_a_socket_is_no_hindrance(data: Path) -> None:
    long = data.parent / ("long" * 20) / ("folder" * 10) / "names" / "data"
    long.parent.mkdir(parents=True)

    info = embedded.ensure_running(long, for_tests=True)

    assert len(info.host) < 60
    assert Path(info.host).stat().st_mode & 0o077 == 0
    assert embedded.is_running(long)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user, who may be shut out")
def test_a_closed_folder_stays_closed_and_the_server_runs_all_the_same(data: Path) -> None:
    closed = data.parent / "closed"
    closed.mkdir(mode=0o700)

    embedded.ensure_running(closed / "data", for_tests=True)

    assert embedded.is_running(closed / "data")
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_nobody_else_on_the_machine_may_connect(data: Path) -> None:
    info = embedded.ensure_running(data, for_tests=True)
    psql = embedded._binaries(server_place.place_of(data)) / "psql"
    for user, said in ((65534, "Peer authentication failed"), (12345, "Permission denied")):
        done = subprocess.run(
            [psql, info.conninfo("postgres"), "-c", "SELECT 1"],
            user=user, group=user, extra_groups=[], cwd="/", capture_output=True, text=True, check=False,
        )
        assert done.returncode != 0
        assert said in done.stderr
    assert not (server_place.place_of(data).cluster.stat().st_mode & 0o077)


def test_the_servers_log_holds_nothing_about_a_client(data: Path) -> None:
    info = embedded.ensure_running(data, for_tests=True)
    with psycopg.connect(info.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE client (code text PRIMARY KEY, born date)")
        connection.execute("INSERT INTO client VALUES ('010150-900A')")
        for statement in (
            "INSERT INTO client VALUES ('010150-900A')",
            "INSERT INTO client VALUES ('x', 'Meri Maija, Rantatie 1')",
            "SELECT 'Meri Maija' FROM nowhere",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement.encode())
    said = server_place.place_of(data).log.read_text()
    assert "ERROR" in said
    assert "010150-900A" not in said
    assert "SELECT 'Meri" not in said
    assert "Key (code)" not in said


def test_each_role_may_do_what_it_is_for_and_no_more(data: Path) -> None:
    info = embedded.ensure_running(data, for_tests=True)

    def attempt(role: str, statement: str) -> str:
        with psycopg.connect(info.conninfo(role), autocommit=True) as connection:
            try:
                connection.execute(statement.encode())
            except psycopg.errors.InsufficientPrivilege:
                return "refused"
            return "done"

    assert attempt(roles.OWNER, "CREATE TABLE note (what text)") == "done"
    for role in (roles.WEB, roles.WORKER, roles.BACKUP):
        assert attempt(role, "CREATE TABLE stray (what text)") == "refused"
        assert attempt(role, "CREATE TEMPORARY TABLE stray (what text)") == "refused"
        assert attempt(role, "SET ROLE punos_owner") == "refused"
        assert attempt(role, "SELECT * FROM note") == "done"
    assert attempt(roles.BACKUP, "INSERT INTO note VALUES ('x')") == "refused"
    assert attempt(roles.WEB, "INSERT INTO note VALUES ('x')") == "done"
    assert attempt(roles.WEB, "TRUNCATE note") == "refused"

    function = "CREATE FUNCTION peek() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1'"
    assert attempt(roles.OWNER, f"SET ROLE {roles.DEFINER}; {function}") == "done"
    assert attempt(roles.WEB, "SELECT peek()") == "refused"  # until its migration grants it
    with psycopg.connect(info.conninfo(roles.WEB, "postgres")) as connection:
        attributes = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname LIKE 'punos%' ORDER BY 1"
        ).fetchall()
    assert attributes == [
        ("punos_backup", False, True, True),
        ("punos_definer", False, False, False),
        ("punos_owner", False, False, True),
        ("punos_web", False, False, True),
        ("punos_worker", False, False, True),
    ]

"""Starting, stopping and being killed: what was saved is there, and nothing is left behind."""

import fcntl
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from punos.config.data_folder import TESTS_LOCK
from punos.config.operate import stopping
from tests.operations.instance import Instance

pytestmark = pytest.mark.slow
Make = Callable[..., Instance]


def remember(punos: Instance, what: str) -> None:
    punos.ask("SET ROLE punos_owner; CREATE TABLE IF NOT EXISTS remembered (what text)")
    punos.ask(f"INSERT INTO remembered SELECT '{what}' FROM generate_series(1, 5000)")


def remembered(punos: Instance) -> list[tuple[object, ...]]:
    return punos.ask("SELECT what, count(*) FROM remembered GROUP BY what")


def test_after_everything_is_killed_the_next_start_recovers_by_itself(instance: Make) -> None:
    punos = instance()
    punos.starts()
    remember(punos, "before the power went")
    assert punos.kill_everything() > 5

    seconds = punos.starts()

    assert remembered(punos) == [("before the power went", 5000)]
    assert punos.answers()
    assert seconds < 60  # 5 s on an idle machine
    write_in_journal(punos)
    sealed_within(punos, seconds=30)


def write_in_journal(punos: Instance) -> None:
    punos.ask(
        "INSERT INTO audit_entry (at, account, role, action, object_type, basis, purpose, details)"
        " SELECT now(), gen_random_uuid(), '', 'tests.note', '', '', '', '{}' FROM generate_series(1, 100)"
    )


def sealed_within(punos: Instance, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while punos.ask("SELECT count(*) FROM audit_entry WHERE block IS NULL") != [(0,)]:
        assert time.monotonic() < deadline, "the worker does not seal the journal"
        time.sleep(0.2)


def test_when_the_starter_is_killed_all_it_started_ends_too(instance: Make) -> None:
    punos = instance()
    punos.starts()
    remember(punos, "kept")

    os.kill(punos.held_by(), signal.SIGKILL)

    assert punos.all_gone_within(15), punos.processes()
    assert "shut down" in (punos.data / "postgres" / "postgres.log").read_text().splitlines()[-1]
    punos.starts()
    assert remembered(punos) == [("kept", 5000)]


def test_ctrl_c_stops_all_of_it_and_a_second_start_keeps_the_data_and_is_ready_in_seconds(instance: Make) -> None:
    punos = instance()
    punos.starts()
    remember(punos, "kept")

    assert punos.interrupt() == 0
    assert punos.all_gone_within(1), punos.processes()
    seconds = punos.starts()

    assert remembered(punos) == [("kept", 5000)]
    assert seconds < 45  # 4 s on an idle machine; tests share theirs
    assert not any(word in punos.said for word in ("Packages", "schema", "Collecting", "Demo")), punos.said


def test_two_instances_live_beside_each_other(instance: Make) -> None:
    one, other = instance("one"), instance("other")
    one.starts()
    other.starts()
    remember(one, "of the one")
    remember(other, "of the other")

    one.kill_everything()

    assert other.answers()
    assert remembered(other) == [("of the other", 5000)]
    one.starts()
    assert remembered(one) == [("of the one", 5000)]


def test_a_second_start_on_the_same_data_says_where_the_first_one_is(instance: Make) -> None:
    punos = instance()
    punos.starts()

    code, said = punos.says(PORT="1")

    assert code == 1
    assert f"runs already on this data folder: {punos.address}" in said
    assert "Traceback" not in said
    assert punos.says("stop")[0] == 0
    assert punos.all_gone_within(1), punos.processes()


def test_stopping_leaves_a_test_run_its_database(tmp_path: Path) -> None:
    """The tests of a checkout start and stop instances of it: ``./run stop`` among them must not end their server."""
    assert not stopping.tests_run_in(tmp_path)
    with open(tmp_path / TESTS_LOCK, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        assert stopping.tests_run_in(tmp_path)
    assert not stopping.tests_run_in(tmp_path)


@pytest.mark.parametrize("name", ["granian", "punos worker", "postgres"])
def test_a_process_that_falls_is_started_again(instance: Make, name: str) -> None:
    punos = instance()
    punos.starts()
    remember(punos, "kept")
    before = named(punos, name)
    assert before, f"no process called {name}"

    os.kill(before[0], signal.SIGKILL)

    deadline = time.monotonic() + 40
    while not (set(named(punos, name)) - set(before) and punos.database_answers() and punos.answers()):
        assert time.monotonic() < deadline, f"{name} did not come back"
        time.sleep(0.2)
    assert remembered(punos) == [("kept", 5000)]


def named(punos: Instance, name: str) -> list[int]:
    """The processes of this instance whose command says so, the first started first."""
    found = []
    for process in sorted(punos.processes()):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                command = file.read().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if name in command and "config.operate start" not in command:
            found.append(process)
    return found


def test_reset_starts_over_and_asks_first(instance: Make) -> None:
    punos = instance()
    punos.starts()
    remember(punos, "to be forgotten")
    (punos.data / "somebody-elses.txt").write_text("not ours to remove")

    code, said = punos.says("reset")
    assert code == 1
    assert "--yes" in said
    assert punos.answers()

    assert punos.says("reset", "--yes")[0] == 0
    assert punos.all_gone_within(1), punos.processes()
    assert [path.name for path in punos.data.iterdir()] == ["somebody-elses.txt"]
    punos.starts()
    assert punos.ask("SELECT to_regclass('remembered')") == [(None,)]

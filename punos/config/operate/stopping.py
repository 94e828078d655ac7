"""``./run stop``: stops what runs on this data folder, and the database tests left running for this checkout."""

import contextlib
import fcntl
import os
import signal
import time
from pathlib import Path

from punos.config import embedded
from punos.config.data_folder import TESTS_LOCK, data_folder, test_data_folder
from punos.config.operate.progress import Failed, say, step
from punos.config.operate.running import running


def stop(arguments: list[str]) -> int:
    """Stops everything of this instance."""
    data = data_folder()
    found = stop_serving(data)
    for folder in sorted({data, _own_test_folder()}):
        if tests_run_in(folder):
            continue  # ./run test stops its own server when it is done
        if (folder / "database.lock").exists() and embedded.stop(folder):
            say(f"  The database in {folder} is stopped.")
            found = True
    if not found:
        say("Nothing runs on this data folder.")
    return 0


def stop_serving(data: Path) -> bool:
    """Stops the ``./run`` that serves this data folder. Returns whether there was one."""
    other = running(data)
    if other is None:
        return False
    with step(f"Stopping {other.address}"):
        with contextlib.suppress(ProcessLookupError):
            os.kill(other.process, signal.SIGTERM)
        deadline = time.monotonic() + 60
        while running(data) is not None:
            if time.monotonic() > deadline:
                raise Failed(f"Process {other.process} does not stop.", f"End it: kill -9 {other.process}")
            time.sleep(0.1)
    return True


def tests_run_in(folder: Path) -> bool:
    """Whether a ``./run test`` is at work in this folder: it holds this lock as long as it runs."""
    try:
        with open(folder / TESTS_LOCK) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _own_test_folder() -> Path:
    """The tests' folder of this checkout, whatever PUNOS_DATA says."""
    named = os.environ.pop("PUNOS_DATA", None)
    try:
        return test_data_folder()
    finally:
        if named is not None:
            os.environ["PUNOS_DATA"] = named

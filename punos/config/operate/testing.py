"""``./run test``: every test, with its own database server, apart from the data anybody works with."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

from punos.config import embedded
from punos.config.data_folder import CHECKOUT, TESTS_LOCK, prepare_folder, test_data_folder
from punos.config.operate.browser import find_or_install
from punos.config.operate.database_up import start_embedded
from punos.config.operate.progress import say, step
from punos.config.operate.translations import compile_changed


def test(arguments: list[str]) -> int:
    """Runs pytest with these arguments (all tests without any) and returns its exit code."""
    data = test_data_folder()
    environment = {**os.environ, **find_or_install(), "PUNOS_ENV": "test", "PUNOS_DATA": str(data)}
    for variable in ("PUNOS_DATABASE_URL", "PUNOS_DEMO_SIGN_IN", "PORT"):
        environment.pop(variable, None)
    compile_changed()
    prepare_folder(data)
    with open(data / TESTS_LOCK, "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        return _with_a_server(data, environment, arguments)


def _with_a_server(data: Path, environment: dict[str, str], arguments: list[str]) -> int:
    with step("Database for tests"):
        server = start_embedded(data, for_tests=True)
    try:
        if "PUNOS_NO_BROWSER" not in environment:
            say(f"  Browser: {environment['PUNOS_CHROMIUM']}")
        command = [sys.executable, "-m", "pytest", *(arguments or side_by_side())]
        done = subprocess.run(command, cwd=CHECKOUT, env=environment, check=False)
        return done.returncode
    finally:
        if server.process is not None:
            embedded.stop(data)
            server.process.wait(timeout=10)


def side_by_side() -> list[str]:
    """For the whole suite: one test process a core, at most four; a process that is done takes work from the others."""
    cores = min(len(os.sched_getaffinity(0)), 4)
    return ["-n", str(cores), "--dist", "worksteal"] if cores > 1 else []

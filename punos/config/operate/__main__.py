"""Inside the environment: one function per command of ``./run``."""

import os
import signal
import sys
from collections.abc import Callable

from punos.config.data_folder import data_folder
from punos.config.operate import checks, locking, passing, resetting, serving, stopping, testing
from punos.config.operate.progress import reporting

COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "start": serving.start,
    "stop": stopping.stop,
    "reset": resetting.reset,
    "test": testing.test,
    "check": checks.check,
    "backup": passing.backup,
    "restore": passing.restore,
    "database": passing.database,
    "models": passing.models,
    "bench": passing.bench,
    "lock": locking.lock,
}


def main(argv: list[str]) -> int:
    """Runs one command and returns the exit code."""
    name, arguments = argv[0], argv[1:]
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end: tidy up as for Ctrl-C
    if name != "test":  # tests have a folder of their own unless one is named
        os.environ["PUNOS_DATA"] = str(data_folder())  # absolute, so that every child means the same folder
    command = COMMANDS.get(name)
    if command is not None:
        return reporting(lambda: command(arguments))
    return reporting(lambda: passing.pass_on(name, arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

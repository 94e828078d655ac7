"""Commands that need the database up: backup, restore, measuring, and everything passed on to the program."""

import difflib
import os
import subprocess
import sys
from pathlib import Path

from punos.config import roles
from punos.config.data_folder import CHECKOUT
from punos.config.database import external_url
from punos.config.operate import backups, own_server
from punos.config.operate.cli import OWN, PASSED_ON
from punos.config.operate.database_up import database_up
from punos.config.operate.progress import Failed, say, step

_WITHOUT_DATABASE = {"population", "texts", "help"}


def pass_on(name: str, arguments: list[str]) -> int:
    """``./run audit verify`` is ``python -m punos audit verify`` with the database up and its schema in place."""
    if name == "migrate" and not any(argument.startswith("--database") for argument in arguments):
        arguments = [*arguments, "--database", "owner"]
    command = [sys.executable, "-m", "punos", name, *arguments]
    if name in _WITHOUT_DATABASE or {"--help", "-h"} & set(arguments):
        return subprocess.run(command, check=False).returncode
    _need_command(name)
    with database_up(quiet=True) as server:
        if server is not None and server.process is not None and name != "migrate":
            _need_schema()
        return subprocess.run(command, check=False).returncode


def _need_command(name: str) -> None:
    """A word typed wrong makes no database: it is refused before anything starts."""
    if name in PASSED_ON:
        return
    listed = subprocess.run([sys.executable, "-m", "punos", "help", "--commands"], check=False, capture_output=True,
                            text=True)
    known = listed.stdout.split()
    if listed.returncode or name in known:
        return  # what hinders the program from starting, it says itself
    near = difflib.get_close_matches(name, sorted({*OWN, *PASSED_ON, *known}), 1)
    raise Failed(f"There is no command {name!r}.", f"{f'Perhaps ./run {near[0]}? ' if near else ''}See ./run --help.")


def backup(arguments: list[str]) -> int:
    """``./run backup FILE``."""
    if len(arguments) != 1:
        raise Failed("./run backup takes the name of one file.", "For example: ./run backup punos-2026-11-22.backup")
    with database_up(quiet=True):
        backups.write(Path(arguments[0]))
    return 0


def restore(arguments: list[str]) -> int:
    """``./run restore FILE [--replace]``."""
    files = [argument for argument in arguments if argument != "--replace"]
    if len(files) != 1 or arguments.count("--replace") > 1:
        raise Failed("./run restore takes the name of one file.", "For example: ./run restore punos.backup")
    backups.refuse_while_serving()
    with database_up(quiet=True):
        backups.restore(Path(files[0]), replace="--replace" in arguments)
        _need_schema()
    say("Restored. Compare: ./run audit verify")
    return 0


def database(arguments: list[str]) -> int:
    """``./run database sql|prepare``."""
    match arguments:
        case ["sql"]:
            print(roles.sql(), end="")
        case ["prepare"]:
            if not external_url():
                raise Failed("PUNOS_DATABASE_URL is not set.", "The embedded database prepares itself.")
            with step("Preparing roles and database"):
                own_server.prepare()
                own_server.check()
        case _:
            raise Failed("./run database takes sql or prepare.", "See ./run --help.")
    return 0


def models(arguments: list[str]) -> int:
    """``./run models [check|schema]``: nothing but the files is read."""
    return subprocess.run([sys.executable, "-m", "punos.operating_models", *arguments], check=False).returncode


def bench(arguments: list[str]) -> int:
    """``./run bench NAME …`` runs the module ``tests.load.NAME``."""
    there = sorted(path.stem for path in (CHECKOUT / "tests" / "load").glob("[a-z]*.py"))
    if not arguments or arguments[0] not in there:
        raise Failed(
            "Name what to measure." if not arguments else f"There is no measurement {arguments[0]!r}.",
            f"There are: {', '.join(there) or 'none yet'}.",
        )
    command = [sys.executable, "-m", f"tests.load.{arguments[0]}", *arguments[1:]]
    if arguments[0] == "population":  # reads files only; a database beside it would disturb the measurement
        return subprocess.run(command, cwd=CHECKOUT, env=dict(os.environ), check=False).returncode
    with database_up():
        _need_schema()
        return subprocess.run(command, cwd=CHECKOUT, env=dict(os.environ), check=False).returncode


def _need_schema() -> None:
    done = subprocess.run([sys.executable, "-m", "punos.config.operate.preparing", "--schema-only"], check=False)
    if done.returncode:
        raise SystemExit(1)  # it has said why

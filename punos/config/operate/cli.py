"""``./run``: which commands there are, what each needs installed, and the step from here into the environment.

Standard library only.
"""

import os
import shutil
import sys
from dataclasses import dataclass

from punos.config.operate import environment
from punos.config.operate.progress import Failed, reporting


@dataclass(frozen=True)
class Command:
    """One command: the packages it needs and its line in the help."""

    about: str
    groups: tuple[str, ...] = ("serve",)


OWN = {
    "start": Command("set everything up and serve (the same as ./run alone)"),
    "stop": Command("stop what runs on this data folder, database included"),
    "reset": Command("remove this instance's data and start over; asks first (--yes does not)"),
    "test": Command("run every test, browser journeys included; arguments go to pytest", ("test",)),
    "check": Command("lint, types, imports, pure rules and guards, in under 30 s", ("test",)),
    "backup": Command("FILE: write everything, the journal's outside heads included, into one file"),
    "restore": Command("FILE: bring a backup back into an empty instance (--replace empties it first)"),
    "database": Command("sql: print the roles for your own PostgreSQL; prepare: make them there"),
    "models": Command("check every operating model, also of PUNOS_PACKS; schema: how one is written"),
    "bench": Command("NAME: measure (tests/load/NAME.py); without a name, which there are", ("test", "bench")),
    "lock": Command("pin every dependency again with its hashes (--upgrade takes new versions)"),
}
PASSED_ON = {
    "audit": "verify: find any changed, removed or inserted row of the journal; seal: seal the latest now",
    "demo": "load: build the fictional county",
    "directory": "import services and municipalities from open data",
    "identification": "publish a finished run for planning; load the people of a named run",
    "population": "notice needs in service events; see ./run population --help",
    "texts": "update or check the translations of a context",
    "migrate": "bring the database's schema up to date (as the owner role)",
}
_HELP = """\
Usage: ./run [COMMAND] [ARGUMENTS]

Without a command: set everything up, start, and serve on http://127.0.0.1:8000. Ctrl-C stops all of it.

{own}

Passed on to the program itself, with the database up:

{passed}
  {other:<14} any other command of it; ./run help lists them

Environment: PORT (8000), PUNOS_DATA (.punos), PUNOS_DATABASE_URL (else an embedded PostgreSQL),
PUNOS_ENV (demo, production), and what else docs/operations.md tells.
"""


def main(argv: list[str]) -> int:
    """Runs ``./run`` with these arguments and returns the exit code."""
    name, arguments = (argv[0], argv[1:]) if argv else ("start", [])
    if name in ("--help", "-h"):
        print(help_text(), end="")
        return 0
    if name.startswith("-"):
        print(f"Unknown option {name}.\n\n{help_text()}", end="", file=sys.stderr)
        return 2
    return reporting(lambda: _enter(name, arguments))


def help_text() -> str:
    """The list of all commands."""
    own = "\n".join(f"  {name:<14} {command.about}" for name, command in OWN.items())
    passed = "\n".join(f"  {name:<14} {about}" for name, about in PASSED_ON.items())
    return _HELP.format(own=own, passed=passed, other="…")


def _enter(name: str, arguments: list[str]) -> int:
    """Makes the environment ready, then becomes the program inside it (same process, so Ctrl-C goes right)."""
    if not sys.platform.startswith("linux") and not os.environ.get("PUNOS_DATABASE_URL"):
        raise Failed(
            "The embedded PostgreSQL runs on Linux only.",
            "Give a server of your own: PUNOS_DATABASE_URL=postgresql://user:password@host/punos ./run",
        )
    environment.ensure(_groups(name, arguments))
    os.environ["PYTHONPATH"] = str(environment.CHECKOUT)  # not chdir: FILE arguments are relative to the caller
    python = str(environment.PYTHON)
    sys.stdout.flush()
    os.execv(python, [python, "-m", "punos.config.operate", name, *arguments])


def _groups(name: str, arguments: list[str]) -> tuple[str, ...]:
    if name == "test" and shutil.which("java"):
        return ("test", "spark")  # the same expressions on Spark, where Spark can run; tests say when it cannot
    if name == "bench" and arguments[:1] == ["population"] and shutil.which("java"):
        return (*OWN[name].groups, "spark")
    if name in OWN:
        return OWN[name].groups
    if name == "population":
        more = {"spark": any("spark" in argument for argument in arguments), "bench": arguments[:1] == ["bench"]}
        return ("serve", "population", *(group for group, wanted in more.items() if wanted))
    if name == "identification":  # it counts what the population engine wrote
        return ("serve", "population")
    return ("serve",)

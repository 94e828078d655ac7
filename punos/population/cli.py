"""``punos population …``: describe, identify, generate, refresh, simulate, bench."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from punos.population.criteria import RuleError
from punos.population.errors import PopulationError, engine_words
from punos.population.ruleset import LONGEST_WINDOW
from punos.population.schema import FIRST_DAY, LAST_DAY

INSTALL = (
    "This command needs the packages of the 'population' group, which are not installed here ({missing} is missing). "
    "Install them with: uv pip install --group population"
)


STOPPED = "stopped; nothing was left half-written"
MEMORY = re.compile(r"[0-9]+([.][0-9]+)? ?([kmgt]i?)?b", re.IGNORECASE)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 1 when the input or request was wrong, 2 for wrong usage."""
    ended = signal.getsignal(signal.SIGTERM)
    mine = threading.current_thread() is threading.main_thread()
    try:
        arguments = parser().parse_args(argv)
        if mine:
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end: tidied up as after Ctrl-C
        return _run(arguments)
    except KeyboardInterrupt:
        print(STOPPED, file=sys.stderr)
        return 130
    finally:
        if mine:
            signal.signal(signal.SIGTERM, ended)


def _run(arguments: argparse.Namespace) -> int:
    """The command, and what went wrong in a sentence. The engines' own errors are made sentences where they stand."""
    said = f"punos population {arguments.command}: "
    try:
        commands = _commands()
    except ModuleNotFoundError as error:
        print(INSTALL.format(missing=error.name), file=sys.stderr)
        return 1
    try:
        code = int(getattr(commands, arguments.command.replace("-", "_"))(arguments))
        sys.stdout.flush()
        return code
    except (PopulationError, RuleError) as error:
        print(f"{said}{error}", file=sys.stderr)
    except BrokenPipeError:  # who reads has seen enough, as in: … | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"{said}{error.strerror or error}: {error.filename or ''}".rstrip(": "), file=sys.stderr)
    except MemoryError:
        print("out of memory: choose a smaller --memory for the engine or a larger machine", file=sys.stderr)
    except Exception as error:
        words = engine_words(error)
        if words is None:
            raise
        print(f"{said}{words}", file=sys.stderr)
    return 1


def _commands() -> ModuleType:
    """The commands and all they need. Asked to stop meanwhile, the process ends at once: nothing has begun, and
    libraries half loaded would answer with errors of their own."""
    mine = threading.current_thread() is threading.main_thread()
    kinds = (signal.SIGINT, signal.SIGTERM) if mine else ()
    before = {kind: signal.signal(kind, _at_once) for kind in kinds}
    try:
        from punos.population import commands

        return commands
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def _at_once(number: int, frame: object) -> None:
    os.write(sys.stderr.fileno(), (STOPPED + "\n").encode())
    os._exit(130)


def day(text: str) -> dt.date:
    """An ISO day from the command line."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day like 2026-11-22") from error
    if not FIRST_DAY <= found <= LAST_DAY:
        raise argparse.ArgumentTypeError(f"{text!r} does not lie between {FIRST_DAY} and {LAST_DAY}")
    return found


def window(text: str) -> int:
    """Days of a window."""
    days = positive(text)
    if days > LONGEST_WINDOW:
        raise argparse.ArgumentTypeError(f"{text!r}: a window has at most {LONGEST_WINDOW} days")
    return days


def seed(text: str) -> int:
    """A whole number from zero."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, zero or more")
    return int(text)


def memory(text: str) -> str:
    """An amount of memory, as the embedded engine reads it."""
    if not MEMORY.fullmatch(text.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount of memory like 3GiB or 800MB")
    return text.strip()


def positive(text: str) -> int:
    """A whole number above zero."""
    if not text.isdecimal() or not 1 <= int(text) < 2**31:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero (and below 2^31)")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="punos population", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    describe = commands.add_parser("describe", help="what is in a file, its quality, and a mapping to start from")
    _input(describe)
    describe.add_argument("--json", action="store_true", help="as JSON")
    identify = commands.add_parser("identify", help="signals, reasons, suggestions and aggregates")
    _input(identify)
    _rules(identify)
    identify.add_argument("--out", type=Path, required=True, help="folder for the results")
    identify.add_argument("--strict", action="store_true", help="stop when a row is unusable")
    identify.add_argument("--language", choices=("fi", "sv", "en"), default="fi", help="of the summary")
    _generate(commands.add_parser("generate", help="an invented population"))
    refresh = commands.add_parser("refresh", help="add yesterday's events to a state, and move its window")
    _input(refresh, "*")
    _rules(refresh)
    refresh.add_argument("--state", type=Path, required=True, help="the state file; made when absent")
    refresh.add_argument("--withdrawn", nargs="+", default=[], help="rows to take out again (corrections)")
    refresh.add_argument("--rebase", action="store_true",
                         help="sum up everybody anew now, as every 15th day does by itself")
    refresh.add_argument("--out", type=Path, help="also write people, aggregates and summary")
    refresh.add_argument("--strict", action="store_true", help="stop when a row is unusable")
    refresh.add_argument("--language", choices=("fi", "sv", "en"), default="fi", help="of the summary")
    _simulate(commands.add_parser("simulate", help="what if a threshold were another"))
    _bench(commands.add_parser("bench", help="beside hand-written SQL, Polars, pandas and Spark on the same files"))
    return top


def _bench(bench: argparse.ArgumentParser) -> None:
    bench.add_argument("events", nargs="*", help="folders or globs of Parquet files, one per size")
    bench.add_argument("--sizes", nargs="+", default=[], help="sizes to generate and measure, like 1M 11M 113M")
    bench.add_argument("--data", type=Path, help="folder that keeps what is generated for the next time")
    runs = ["punos", "duckdb_sql", "polars", "pandas", "spark", "identify", "refresh", "whatif"]
    bench.add_argument("--engines", nargs="+", choices=runs, default=runs, help="which, in this order")
    bench.add_argument("--repeats", type=positive, default=5)
    bench.add_argument("--threads", type=positive, default=2)
    bench.add_argument(
        "--patience", type=positive, default=900, help="seconds for one run; slower ones run once or end"
    )


def _input(command: argparse.ArgumentParser, some: str = "+") -> None:
    command.add_argument("events", nargs=some, help="Parquet or CSV files, folders, globs, or FILE.duckdb::TABLE")
    command.add_argument("--mapping", type=Path, help="column names and codes (YAML)")
    command.add_argument("--period-from", type=day, default=FIRST_DAY, help="days before are rejected")
    command.add_argument("--period-to", type=day, default=LAST_DAY, help="days after are rejected")
    _engine(command)


def _engine(command: argparse.ArgumentParser) -> None:
    command.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    command.add_argument("--spark-master", default="local[2]", help="spark://host:port of a cluster")
    command.add_argument("--threads", type=positive, help="default: all cores, at most 8")
    command.add_argument(
        "--memory", type=memory, default="3GiB", help="what the embedded engine may use before it spills to disk"
    )
    command.add_argument("--spill", type=Path, help="folder for spilling")


def _rules(command: argparse.ArgumentParser) -> None:
    rules = command.add_mutually_exclusive_group()
    rules.add_argument("--model", help="operating model whose identification section to use")
    rules.add_argument("--rules", type=Path, help="rule file (YAML)")
    command.add_argument("--persons", nargs="+", default=[], help="table of persons: age, language, area, conditions …")
    command.add_argument("--as-of", type=day, help="last day of the window; default: the last day of the events")
    command.add_argument("--window", type=window, help="days; default: the rules' own")
    command.add_argument("--min-cell", type=positive, default=5, help="figures resting on fewer persons are hidden")


def _generate(command: argparse.ArgumentParser) -> None:
    command.add_argument("--persons", type=positive, required=True)
    command.add_argument("--days", type=positive, default=365)
    command.add_argument("--seed", type=seed, default=1)
    command.add_argument("--last-day", type=day, default=dt.date(2026, 6, 30))
    command.add_argument("--threads", type=positive, default=2)
    command.add_argument("--out", type=Path, required=True)


def _simulate(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "people", type=Path, nargs="+", help="people.parquet of a run; of several for months side by side"
    )
    rules = command.add_mutually_exclusive_group()
    rules.add_argument("--model", help="operating model whose identification section to use")
    rules.add_argument("--rules", type=Path, help="rule file (YAML)")
    command.add_argument("--threshold", type=positive, help="another threshold of the score")
    command.add_argument(
        "--set", action="append", default=[], metavar="CRITERION=BOUND", help="another bound of a criterion"
    )
    command.add_argument("--capacity", type=positive, help="places: which threshold fits them")
    command.add_argument(
        "--min-cell", type=positive, default=5, help="at least 5, and never less than was asked before"
    )

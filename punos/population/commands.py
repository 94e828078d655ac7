"""What each command does once its arguments are read."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from punos.population import describe as describing
from punos.population import mapping as mappings
from punos.population import ruleset
from punos.population.engine import Engine, Request
from punos.population.engine import identify as run_identify
from punos.population.errors import PopulationError
from punos.population.intake import Period
from punos.population.ruleset import RuleSet
from punos.population.summary import terminal_text


@contextmanager
def engine(arguments: argparse.Namespace) -> Iterator[Engine]:
    """The engine asked for; its memory and folders are given back at the end."""
    if arguments.engine == "spark":
        from punos.population.spark_backend import SparkBackend

        made: Engine = SparkBackend(arguments.spark_master)
    else:
        from punos.population.duckdb_backend import DuckDBBackend

        made = DuckDBBackend(threads=arguments.threads, memory=arguments.memory, spill=arguments.spill)
    try:
        yield made
    finally:
        made.close()


def rules(arguments: argparse.Namespace) -> RuleSet:
    """The rules asked for; the default set when none is named."""
    if arguments.model:
        found = ruleset.from_model(arguments.model)
    elif arguments.rules:
        found = ruleset.from_file(arguments.rules)
    else:
        found = ruleset.default()
    return replace(found, window_days=arguments.window) if arguments.window else found


def request(arguments: argparse.Namespace) -> Request:
    """An identification request from the command line."""
    return Request(
        sources=arguments.events,
        rules=rules(arguments),
        persons=arguments.persons,
        mapping=mappings.read(arguments.mapping) if arguments.mapping else mappings.CodeMap(),
        period=Period(arguments.period_from, arguments.period_to),
        as_of=arguments.as_of,
        least=arguments.min_cell,
        strict=getattr(arguments, "strict", False),
        progress=True,
        language=getattr(arguments, "language", "fi"),
    )


def describe(arguments: argparse.Namespace) -> int:
    """Print what is in a file."""
    mapping = mappings.read(arguments.mapping) if arguments.mapping else None
    with engine(arguments) as made:
        found = describing.describe(made, arguments.events, mapping, Period(arguments.period_from, arguments.period_to))
    print(json.dumps(found, ensure_ascii=False, indent=1) if arguments.json else describing.as_text(found))
    return 0


def identify(arguments: argparse.Namespace) -> int:
    """Run the rules over a population and write the results."""
    asked = request(arguments)
    with engine(arguments) as made:
        figures = run_identify(made, asked, arguments.out)
    print(terminal_text(figures, asked.language))
    print(f"→ {arguments.out}/")
    return 0


def generate(arguments: argparse.Namespace) -> int:
    """Write an invented population."""
    from punos.population.generate import generate as run

    if arguments.out.exists() and any(arguments.out.iterdir()):
        raise PopulationError(f"{arguments.out} is not empty")
    start = time.monotonic()
    made = run(
        arguments.out, persons=arguments.persons, days=arguments.days, seed=arguments.seed,
        last_day=arguments.last_day, threads=arguments.threads, progress=True,
    )  # fmt: skip
    spent = time.monotonic() - start
    print(
        f"{made.rows:,} events of {made.persons:,} residents in {spent:.1f} s ({made.rows / spent / 1e6:.1f} M rows/s)"
    )
    print(f"checksum {made.checksum} → {arguments.out}/")
    return 0

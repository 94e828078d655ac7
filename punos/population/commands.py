"""What each command does once its arguments are read."""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from punos.population import describe as describing
from punos.population import mapping as mappings
from punos.population import ruleset
from punos.population.engine import Engine, Request
from punos.population.engine import identify as run_identify
from punos.population.errors import PopulationError
from punos.population.intake import Period
from punos.population.ruleset import RuleSet
from punos.population.schema import FIRST_DAY
from punos.population.summary import terminal_text

if TYPE_CHECKING:
    from punos.population.shown import Shown

LEAST = 5  # a what-if below it would be a way to look for somebody


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


def rules_of(arguments: argparse.Namespace) -> RuleSet:
    """The rules asked for; the default set when none is named."""
    if arguments.model:
        found = ruleset.from_model(arguments.model)
    elif arguments.rules:
        found = ruleset.from_file(arguments.rules)
    else:
        found = ruleset.default()
    window = getattr(arguments, "window", None)
    if not window or window == found.window_days:
        return found
    return replace(found, window_days=window, fingerprint=ruleset.fingerprint([found.fingerprint, window]))


def request(arguments: argparse.Namespace) -> Request:
    """An identification request from the command line."""
    return Request(
        sources=arguments.events,
        rules=rules_of(arguments),
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

    if arguments.out.exists() and not arguments.out.is_dir():
        raise PopulationError(f"{arguments.out} is a file; name a folder")
    if arguments.out.exists() and any(arguments.out.iterdir()):
        raise PopulationError(f"{arguments.out} is not empty")
    if arguments.days > (arguments.last_day - FIRST_DAY).days:
        raise PopulationError(f"{arguments.days} days before {arguments.last_day} begin before {FIRST_DAY}")
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


def bench(arguments: argparse.Namespace) -> int:
    """Measure against other ways of writing the same."""
    from punos.population import bench as benching

    with tempfile.TemporaryDirectory(prefix="punos-bench-data-") as name:
        try:
            made = benching.generated(arguments.sizes, arguments.data or Path(name), arguments.threads)
        except ValueError as error:
            raise PopulationError(str(error)) from error
        if not arguments.events and not made:
            raise PopulationError("name folders of events, or sizes to generate: --sizes 1M 11M")
        results = benching.compare(
            [*arguments.events, *made], arguments.engines, repeats=arguments.repeats, threads=arguments.threads,
            patience=arguments.patience,
        )  # fmt: skip
    print(benching.as_text(results))
    return 0


def refresh(arguments: argparse.Namespace) -> int:
    """Bring a state up to a day, and write results from it when asked."""
    from punos.population.refresh import State, write_results

    if arguments.engine != "duckdb":
        raise PopulationError("a state is kept by the embedded engine; leave out --engine")
    asked = request(arguments)
    state = State(arguments.state, threads=arguments.threads, memory=arguments.memory, days=asked.rules.window_days)
    try:
        found = state.advance(
            arguments.events, withdrawn=arguments.withdrawn, as_of=arguments.as_of, mapping=asked.mapping,
            period=asked.period, strict=asked.strict, progress=asked.progress,
        )  # fmt: skip
        rejected = "".join(f", rejected {why}: {n}" for why, n in found["rejected"].items())
        print(f"{found['as_of']}: {found['added']:,} added, {found['withdrawn']:,} withdrawn{rejected}")
        print(f"computed again: {found['touched']:,} persons")
        if arguments.out:
            print(terminal_text(write_results(state, asked, arguments.out), asked.language))
    finally:
        state.close()
    return 0


def simulate(arguments: argparse.Namespace) -> int:
    """Say what another setting would change, in sizes that single out nobody: neither now nor beside earlier calls."""
    from punos.population.shown import remembered
    from punos.population.simulate import bit_cube, cube
    from punos.population.whatif import moved, setting

    if arguments.min_cell < LEAST:
        raise PopulationError(f"--min-cell is at least {LEAST} here: differences between settings show single persons")
    base = rules_of(arguments)
    changed = moved(base, threshold=arguments.threshold, bounds=setting(arguments.set))
    for path in arguments.people:
        with remembered(path) as memory:
            counted = bit_cube(cube(path, base, [changed, *memory.told]))
            near = memory.answers(counted, base, arguments.min_cell)
            lines = _told(memory, base, changed, arguments.capacity)
            memory.keep()
        print(f"{path}: threshold {base.threshold} → {changed.threshold}")
        if near:
            print("  compared with rules shown before, from which the rules in force differ by too few persons")
        print("\n".join(lines))
    return 0


def _told(memory: Shown, base: RuleSet, changed: RuleSet, places: int | None) -> list[str]:
    """An answer in lines; asks what has to be asked for it."""
    from punos.population.whatif import for_capacity, highest_score, moved

    answer, few = memory.ask(changed), f"fewer than {memory.least}"
    lines = ["  too close to a setting shown before to be told apart; this is that setting's answer"]
    lines = lines if answer.same_as_before else []
    for name in ("size", "comes_in", "drops_out"):
        value = getattr(answer, name)
        said = few if value is None else f"about {value:,}" if value else "nobody"
        lines.append(f"  {name.replace('_', ' ')}: {said}")
    for group, sizes in answer.groups.items():
        shown = ", ".join(f"{value or 'not known'}: {'–' if n is None else n}" for value, n in sizes.items())
        lines.append(f"  by {group}: {shown}")
    if any(None in sizes.values() for sizes in answer.groups.values()):
        lines.append(f"  –: {few}, or hidden to protect others")
    if places:
        asked = {t: memory.ask(moved(changed, threshold=t)).size for t in range(1, highest_score(changed) + 1)}
        lines.append(f"  with {places} places the threshold is {for_capacity(asked, places) or 'above any score'}")
    return lines

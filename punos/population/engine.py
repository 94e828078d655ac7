"""One run from input to results: reads, judges, counts, and puts the finished files in place all at once."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from punos.population import aggregates
from punos.population.errors import PopulationError
from punos.population.failure import failure_demand
from punos.population.intake import Backend, Intake, Period, open_intake
from punos.population.judge import judged
from punos.population.mapping import CodeMap
from punos.population.persons import Persons, case_attributes, joined, open_persons
from punos.population.placing import apart, in_place_at_the_end
from punos.population.progress import Progress
from punos.population.ruleset import RuleSet, prepared
from punos.population.schema import SIGNALS
from punos.population.signals import Window, missing_signals, person_signals
from punos.population.summary import html_page
from punos.population.summed import set_order

LOOKS, COUNTS = 10, 8  # queries of which most runs consist before and after the large one; only progress goes by it
FORMAT = 2  # of aggregates.json: docs/population.md
SHOWN = "people.parquet.shown.json"  # the memory of simulate: made anew, the same people are still remembered
OURS = ("people.parquet", "aggregates.json", "rejected.parquet", "summary.html", SHOWN)


class Engine(Backend, Protocol):
    """A backend that also reads input and writes results."""

    def read(self, sources: list[str], ids: str = "person_id") -> ir.Table:
        """The input as one table; ``ids`` is the column that must stay exact when files disagree on its type."""

    def watching(self, progress: Progress) -> AbstractContextManager[None]:
        """Within it, every query is a pass of this progress."""

    def write(self, expr: ir.Table, path: Path) -> None:
        """A result as one Parquet file (or folder, on a cluster)."""

    def written(self, path: Path) -> ir.Table:
        """A result written before, as a table."""

    def close(self) -> None:
        """Give back memory and disk."""


@dataclass(frozen=True)
class Request:
    """What to compute. ``as_of`` defaults to the last day of the usable events."""

    sources: list[str]
    rules: RuleSet
    persons: list[str] = field(default_factory=list)
    mapping: CodeMap = field(default_factory=CodeMap)
    period: Period = field(default_factory=Period)
    as_of: dt.date | None = None
    least: int = 5
    strict: bool = False
    with_aggregates: bool = True
    progress: bool = False
    language: str = "fi"


@dataclass(frozen=True)
class Plan:
    """Everything found out before the large query."""

    intake: Intake
    window: Window
    missing: dict[str, str]
    rules: RuleSet
    persons: Persons | None

    def key(self) -> tuple[str, ...]:
        """What the large query depends on."""
        intake = self.intake
        codes = repr({column: dict(words) for column, words in intake.codes.items()})
        parts = (intake.table, intake.first, sorted(intake.filled), sorted(intake.bad), self.window, self.rules)
        return (*map(repr, parts), codes, repr(self.persons and self.persons.table))


def plan(engine: Engine, request: Request) -> Plan:
    """Look at the input and prepare the rules for it."""
    table = engine.read(request.sources, request.mapping.source("person_id"))
    rows = int(engine.frame(table.count().name("n").as_table())["n"].iloc[0]) if request.progress else 0
    looking = Progress("looking at the data", total=rows, unit="rows", passes=LOOKS, on=request.progress)
    with engine.watching(looking):
        intake = open_intake(engine, table, request.mapping, request.period)
    if request.strict and intake.counts:
        found = ", ".join(f"{why}: {n}" for why, n in intake.counts.items())
        raise PopulationError(f"stopped, because --strict was asked for and rows are unusable: {found}")
    as_of = request.as_of or intake.last
    if as_of is None:
        why = ", ".join(f"{reason}: {n}" for reason, n in intake.counts.items()) or "the input has no rows"
        raise PopulationError(f"there are no usable events ({why})")
    window = Window(as_of, request.rules.window_days)
    missing = missing_signals(intake, window)
    persons = open_persons(engine, engine.read(request.persons)) if request.persons else None
    if request.strict and persons and persons.notes:
        raise PopulationError(f"stopped, because --strict was asked for: {'; '.join(persons.notes)}")
    rules = prepared_for(persons, request.rules, missing)
    return Plan(intake, window, missing, rules, persons)


def prepared_for(persons: Persons | None, rules: RuleSet, missing: Mapping[str, str]) -> RuleSet:
    """The rules without what these data cannot give, and with notes on what of the persons could not be read."""
    if persons is None:
        return prepared(rules, missing, case_attributes(None))
    made = prepared(rules, missing, case_attributes(persons), persons.unread)
    return replace(made, notes=(*made.notes, *persons.notes))


def people_table(made: Plan) -> ir.Table:
    """Everybody's signals from the events, judged."""
    return judged_people(person_signals(made.intake, made.window, made.missing), made)


def judged_people(signals: ir.Table, made: Plan) -> ir.Table:
    """The columns of people.parquet and, behind them, what the aggregates need."""
    table = judged(joined(signals, made.persons, made.missing), made.rules)
    kept = ["person_id", *SIGNALS, "cost_cents", "score", "suggested", "segment", "reasons"]
    kept += [name for name in table.columns if name.startswith(("service_bits", "attribute_", "group_"))]
    return table.select(kept)


def identify(engine: Engine, request: Request, out: Path) -> dict[str, Any]:
    """Run everything and write ``people.parquet``, ``aggregates.json``, ``rejected.parquet``, ``summary.html``."""

    def prepare() -> tuple[Plan, ir.Table]:
        made = plan(engine, request)
        return made, engine.remembered(made.key(), lambda: people_table(made))

    return write(engine, request, out, prepare, with_rejected=True)


def write(
    engine: Engine, request: Request, out: Path, prepare: Callable[[], tuple[Plan, ir.Table]], *,
    with_rejected: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Write the results of a prepared run; rejected rows also when there are none, if ``with_rejected``.

    Nothing is left in ``out`` unless all of it succeeds; results of an earlier run are then replaced together.
    """
    apart(out, [*request.sources, *request.persons])
    with in_place_at_the_end(out, replaceable=lambda: _ours(out)) as folder:
        made, people = prepare()
        rows = made.intake.rows
        with engine.watching(Progress("identifying", total=rows, unit="rows", on=request.progress)):
            engine.write(people, folder / "people.parquet")
        figures = described(made, request)
        counting = Progress("counting together", total=rows, unit="rows", passes=COUNTS, on=request.progress)
        with engine.watching(counting):
            if made.intake.counts:
                engine.write(made.intake.rejected(), folder / "rejected.parquet")
            elif with_rejected:
                _none_rejected(made.intake, folder / "rejected.parquet", parts=engine.name == "spark")
            if request.with_aggregates:
                figures |= counted(engine, made, engine.written(folder / "people.parquet"), request.least)
        (folder / "aggregates.json").write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (folder / "summary.html").write_text(html_page(figures, request.language), "utf-8")
        if (out / SHOWN).exists():
            shutil.copy2(out / SHOWN, folder / SHOWN)
    return figures


def _none_rejected(intake: Intake, path: Path, *, parts: bool) -> None:
    """The empty table, with the columns it would have; a folder where the engine writes folders."""
    names = ["reason", *(name for name in intake.table.columns if name not in ("person", "day"))]
    if parts:
        path.mkdir()
        path = path / "part-00000.parquet"
    pq.write_table(pa.table({name: pa.array([], pa.string()) for name in names}), path)


def people_only(engine: Engine, request: Request, path: Path) -> Plan:
    """Everything up to ``people.parquet`` and the rejected rows, without aggregates: what the benchmark compares."""
    made = plan(engine, request)
    engine.write(engine.remembered(made.key(), lambda: people_table(made)), path)
    if made.intake.counts:
        engine.write(made.intake.rejected(), path.with_name("rejected.parquet"))
    return made


def described(made: Plan, request: Request) -> dict[str, Any]:
    """How the figures came about: rules, window, rows, what could not be computed."""
    rules, intake = made.rules, made.intake
    return {
        "format": FORMAT,
        "rules": {
            "name": rules.name, "version": rules.version, "fingerprint": rules.fingerprint,
            "threshold": rules.threshold,
            "criteria": [{"id": c.id, "weight": c.weight, "text": dict(c.text)} for c in rules.criteria],
            "left_out": [
                {"id": c.id, "weight": c.weight, "text": dict(c.text)}
                for c in request.rules.criteria
                if c.id not in {kept.id for kept in rules.criteria}
            ],
        },
        "window": {
            "days": made.window.days, "first": (made.window.start + dt.timedelta(days=1)).isoformat(),
            "last": made.window.as_of.isoformat(),
        },
        "data": {
            "first": intake.first.isoformat() if intake.first else None,
            "last": intake.last.isoformat() if intake.last else None,
        },
        "rows": {"read": intake.rows, "rejected": dict(intake.counts)},
        "not_computable": made.missing,
        "notes": list(rules.notes),
        "least": request.least,
        "services": set_order(intake, "service"),
    }  # fmt: skip


def counted(engine: Engine, made: Plan, people: ir.Table, least: int) -> dict[str, Any]:
    """The aggregates, from the finished people and, where needed, the events."""
    intake = made.intake
    figures = aggregates.people_figures(engine, people, least)
    hidden = {s for s, n in figures["segments"].items() if n is None}
    groups = [name.removeprefix("group_") for name in people.columns if name.startswith("group_")]
    figures["groups"] = {
        g: aggregates.by_group(engine, people, g, least, hidden, figures["suggested"] is None) for g in groups
    }
    by = [column for column in ("service", "cause") if {column, "demand"} <= intake.filled]
    figures["failure_demand"] = failure_demand(engine, intake, made.window, by, least) if by else {}
    sets = aggregates.service_sets(engine, people, intake) if "service" in intake.filled else None
    total = figures["persons"] or 0
    figures["overlaps"] = aggregates.overlaps(*sets, total, least) if sets and total else None
    figures["flows"] = aggregates.flows(engine, intake, made.window, people, least) if "unit" in intake.filled else None
    return figures


def _ours(out: Path) -> bool:
    return not out.exists() or (out.is_dir() and all(entry.name in OURS for entry in out.iterdir()))

"""Signals of one person from plain events: the same definitions as the engine, in plain Python.

Used for case-finding at contact (the web process holds one person's contacts in memory) and, person by person, as
the naive reference the engine is tested against.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from punos.population.criteria import Value
from punos.population.ruleset import Judgement, RuleSet, judge, prepared
from punos.population.schema import (
    COLUMNS,
    FAILURE_DEMAND,
    PREVIOUS_WINDOW_SLACK_DAYS,
    SIGNALS,
    not_computable,
)


@dataclass(frozen=True)
class Event:
    """One accepted contact of one person; ``cost`` in integer cents. ``None`` means not recorded."""

    at: dt.date
    sector: str | None = None
    service: str | None = None
    unit: str | None = None
    mode: str | None = None
    planned: bool | None = None
    attended: bool | None = None
    demand: str | None = None
    cost: int | None = None
    cause: str | None = None
    profession: str | None = None
    service_group: str | None = None
    area: str | None = None


def filled_columns(events: Iterable[Event]) -> set[str]:
    """Input columns in which at least one of the events holds something."""
    found: set[str] = set()
    for event in events:
        found |= {name for name in COLUMNS[2:] if getattr(event, name) is not None}
    return found


def window_start(as_of: dt.date, days: int) -> dt.date:
    """The last day *before* the window of ``days`` days that ends with ``as_of``."""
    return as_of - dt.timedelta(days=days)


def previous_window_covered(first: dt.date, as_of: dt.date, days: int) -> bool:
    """Whether data beginning on ``first`` reach far enough back to compare with the window before."""
    return first <= window_start(as_of, 2 * days) + dt.timedelta(days=1 + PREVIOUS_WINDOW_SLACK_DAYS)


def signals(events: Iterable[Event], *, as_of: dt.date, days: int, missing: Mapping[str, str]) -> dict[str, Value]:
    """Every signal of one person in the window ending with ``as_of``; a signal in ``missing`` is ``None``.

    Events after ``as_of`` or before the previous window are not looked at. ``cost`` is in euros.
    """
    start, before = window_start(as_of, days), window_start(as_of, 2 * days)
    seen = [e for e in events if before < e.at <= as_of]
    window = [e for e in seen if e.at > start]

    def different(name: str) -> int:
        return len({getattr(e, name) for e in window} - {None})

    def count(name: str, *wanted: object) -> int:
        return sum(getattr(e, name) in wanted for e in window)

    weeks: dict[tuple[int, int], set[str]] = defaultdict(set)
    for event in window:
        if event.service is not None:
            weeks[event.at.isocalendar()[:2]].add(event.service)
    previous = len(seen) - len(window)
    found: dict[str, Value] = {
        "contacts": len(window),
        "services": different("service"),
        "service_groups": different("service_group"),
        "sectors": different("sector"),
        "units": different("unit"),
        "social": count("sector", "social"),
        "health": count("sector", "health"),
        "emergency": count("mode", "emergency"),
        "inpatient": count("mode", "inpatient"),
        "doctor": count("profession", "doctor"),
        "unplanned": sum(e.planned is False for e in window),
        "missed": sum(e.attended is False for e in window),
        "not_received": count("demand", "not_received"),
        "partial": count("demand", "partial"),
        "wrong": count("demand", "wrong"),
        "failure_demand": count("demand", *FAILURE_DEMAND),
        "cost": sum(e.cost or 0 for e in window) / 100.0,
        "days_since_last": (as_of - max(e.at for e in seen)).days if seen else None,
        "contacts_previous": previous,
        "trend": len(window) - previous,
        "overlapping_weeks": sum(len(services) > 1 for services in weeks.values()),
    }
    return {name: None if name in missing else found[name] for name in SIGNALS}


def judge_person(
    events: Iterable[Event],
    attributes: Mapping[str, Value],
    rules: RuleSet,
    *,
    as_of: dt.date,
    recorded: Iterable[str] | None = None,
) -> tuple[dict[str, Value], Judgement, RuleSet]:
    """Signals and judgement of one person met now, and the rules as prepared (their notes say what was left out).

    ``recorded`` are the input columns the caller's system records at all; by default those in which this
    person's events hold something. ``attributes`` may also carry case signals (parallel plans, workers, …).
    """
    listed = list(events)
    filled = filled_columns(listed) if recorded is None else set(recorded)
    first = min((e.at for e in listed), default=as_of)
    covered = previous_window_covered(first, as_of, rules.window_days)
    missing = not_computable(filled, previous_window_covered=covered)
    ready = prepared(rules, missing, frozenset(k for k, v in attributes.items() if v is not None))
    found = signals(listed, as_of=as_of, days=rules.window_days, missing=missing)
    return found, judge(ready, found, attributes), ready

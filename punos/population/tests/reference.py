"""A slow, plain reading of the input rules: what a row means, told again without Ibis."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from punos.population import schema
from punos.population.criteria import Value
from punos.population.person import Event, filled_columns, previous_window_covered, signals
from punos.population.ruleset import Judgement, RuleSet, judge, prepared

HELSINKI = ZoneInfo("Europe/Helsinki")
Row = Mapping[str, Any]


def meant(row: Row) -> tuple[str, Event] | str:
    """The person and event of a row, or the reason for which it is rejected."""

    def word(name: str) -> str | None:
        return str(row[name]).strip() or None if row.get(name) is not None else None

    checks: list[str] = []
    person = word("person_id")
    if person is None:
        checks.append("missing_person")
    at: dt.date | None = None
    if word("at") is None:
        checks.append("missing_time")
    else:
        try:
            moment = dt.datetime.fromisoformat(str(row["at"]).strip())
            at = (moment.astimezone(HELSINKI) if moment.tzinfo else moment).date()
            if not dt.date(1900, 1, 1) <= at <= dt.date(2099, 12, 31):
                checks.append("out_of_period")
        except ValueError:
            checks.append("impossible_time")
    values: dict[str, Any] = {}
    for name, allowed in schema.CLOSED.items():
        values[name] = (word(name) or "").lower() or None
        if values[name] not in (None, *allowed):
            checks.append(f"unknown_{name}")
    for name in schema.TRUTH:
        text = (word(name) or "").lower()
        values[name] = None if not text else text in schema.TRUE_WORDS
        if text and text not in (*schema.TRUE_WORDS, *schema.FALSE_WORDS):
            checks.append(f"unknown_{name}")
    values["cost"] = None
    if word("cost") is not None:
        try:
            cost = float(str(word("cost")))
            if not 0 <= cost <= 1e13:
                raise ValueError
            values["cost"] = math.floor(cost * 100 + 0.5)
        except ValueError:
            checks.append("impossible_cost")
    if checks:
        return min(checks, key=list(schema.REJECTIONS).index)
    for name in ("service", "unit", "profession", "service_group", "area"):
        values[name] = word(name)
    return str(person), Event(at=at, **values)  # type: ignore[arg-type]


def population(
    rows: Iterable[Row], rules: RuleSet, *, days: int, as_of: dt.date | None = None
) -> tuple[dict[str, tuple[dict[str, Value], Judgement]], Counter[str]]:
    """Everybody's signals and judgement, and the rejected rows by reason."""
    events: dict[str, list[Event]] = defaultdict(list)
    rejected: Counter[str] = Counter()
    for row in rows:
        found = meant(row)
        if isinstance(found, str):
            rejected[found] += 1
        else:
            events[found[0]].append(found[1])
    everything = [event for listed in events.values() for event in listed]
    if not everything:
        return {}, rejected
    end = as_of or max(e.at for e in everything)
    covered = previous_window_covered(min(e.at for e in everything), end, days)
    missing = schema.not_computable(filled_columns(everything), previous_window_covered=covered)
    ready = prepared(rules, missing, frozenset())
    people = {}
    for person, listed in events.items():
        found_signals = signals(listed, as_of=end, days=days, missing=missing)
        if found_signals["days_since_last"] is not None:
            people[person] = (found_signals, judge(ready, found_signals, {}))
    return people, rejected

"""The engine and the plain reading agree on any population, clean or dirty."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("ibis")

from punos.population import schema
from punos.population.ruleset import from_data
from punos.population.tests import reference
from punos.population.tests.support import run, write_csv

pytestmark = pytest.mark.slow

SIGNALS = [
    "contacts",
    "services",
    "emergency",
    "unplanned",
    "failure_demand",
    "cost",
    "trend",
    "overlapping_weeks",
    "sectors",
]
days = st.dates(dt.date(2023, 12, 20), dt.date(2026, 3, 1))
times = st.one_of(
    days.map(str),
    days.map(lambda d: f"{d} 23:30:00"),
    days.map(lambda d: f"{d}T23:30:00+00:00"),  # the next day in Finland
    st.sampled_from(["2024-02-29", "2025-03-30T03:30:00", "2025-10-26T00:30:00Z"]),
)
dirty = st.sampled_from(["", "  ", "?", "1800-01-01", "2026-02-30", "NaN", "-1"])


def mostly(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.integers(0, 24).flatmap(lambda n: dirty if n == 0 else good)


events = st.fixed_dictionaries(
    {
        "person_id": mostly(st.integers(1, 6).map(str)),
        "at": mostly(times),
        "sector": mostly(st.sampled_from(["social", "health", "Health ", "benefits", ""])),
        "service": st.sampled_from(["a", "b", "c", " c", "dd", "ee", ""]),
        "unit": st.sampled_from(["u1", "u2", "u3", ""]),
        "mode": mostly(st.sampled_from(["visit", "emergency", "inpatient", ""])),
        "planned": mostly(st.sampled_from(["true", "false", "ei", ""])),
        "attended": mostly(st.sampled_from(["1", "0", ""])),
        "demand": mostly(st.sampled_from(["value", "partial", "wrong", "not_received", ""])),
        "cost": mostly(st.sampled_from(["", "0", "10.5", "99.995", "1200"])),
        "cause": st.sampled_from(["access", ""]),
        "profession": st.sampled_from(["doctor", "nurse", ""]),
        "service_group": st.sampled_from(["g1", "g2", ""]),
    }
)
test = st.builds(
    lambda s, b, v: {"signal": s, b: v if b != "between" else [v, v + 3]},
    st.sampled_from(SIGNALS), st.sampled_from(["at_least", "at_most", "between"]), st.integers(0, 6),
)  # fmt: skip
node = st.recursive(
    test,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda m: {"any_of": m}),
        st.lists(inner, min_size=1, max_size=3).map(lambda m: {"all_of": m}),
        st.lists(inner, min_size=2, max_size=3).map(lambda m: {"n_of": {"n": 2, "of": m}}),
    ),
    max_leaves=4,
)
rule_sets = st.builds(
    lambda nodes, needing, using: from_data(
        {
            "criteria": [{"id": f"c{i}", "weight": i + 1} | n for i, n in enumerate(nodes)],
            "threshold": 3, "needing": needing, "using": using,
        }
    ),
    st.lists(node, min_size=1, max_size=3), node, node,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(events, min_size=1, max_size=40),
    rules=rule_sets,
    window=st.sampled_from([7, 30, 365, 366, 500]),
    blank=st.sets(st.sampled_from(["sector", "service", "cost", "demand", "planned", "unit"])),
    as_of=st.one_of(st.none(), days),
)
def test_engine_says_of_everybody_what_the_plain_reading_says(
    rows: list[dict[str, Any]], rules: Any, window: int, blank: set[str], as_of: dt.date | None
) -> None:
    rows = [{k: "" if k in blank else v for k, v in one.items()} for one in rows]
    rules = from_data_with_window(rules, window)
    expected, rejected = reference.population(rows, rules, days=window, as_of=as_of)
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "events.csv", rows)
        if not any(isinstance(reference.meant(one), tuple) for one in rows):
            with pytest.raises(Exception, match="no usable events"):
                run(Path(folder), [path], rules)
            return
        found = run(Path(folder), [path], rules, as_of=as_of)
    assert found["figures"]["rows"]["rejected"] == {why: rejected[why] for why in schema.REJECTIONS if rejected[why]}
    assert len(found["rejected"]) == sum(rejected.values())
    assert set(found["people"]) == set(expected)
    for person, (signals, judgement) in expected.items():
        got = found["people"][person]
        assert {name: got[name] for name in schema.SIGNALS} == signals
        assert (got["score"], got["suggested"], got["segment"]) == (
            judgement.score, judgement.suggested, judgement.segment,
        )  # fmt: skip
        assert [(r["criterion"], r["value"]) for r in got["reasons"]] == list(judgement.reasons)


def from_data_with_window(rules: Any, window: int) -> Any:
    from dataclasses import replace

    return replace(rules, window_days=window)

"""Four hundred simulated days: adding a day gives what computing everything again would give."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")

from punos.population.errors import PopulationError
from punos.population.refresh import State
from punos.population.ruleset import default
from punos.population.schema import COLUMNS, SIGNALS
from punos.population.tests import reference
from punos.population.tests.support import row, write_csv

START, DAYS, WINDOW, KEPT = dt.date(2025, 1, 1), 400, 60, 25


def contact(dice: random.Random, day: dt.date) -> dict[str, Any]:
    return row(
        dice.randint(1, 25), day.isoformat(), service=dice.choice("abcdef"), sector=dice.choice(["social", "health"]),
        unit=dice.choice(["u1", "u2", "u3"]), mode=dice.choice(["visit", "emergency", "phone"]),
        planned=dice.choice(["true", "false"]), attended=dice.choice(["true", "true", "false"]),
        demand=dice.choice([None, "partial", "wrong", "not_received"]), cost=dice.choice(["10", "0.55", None]),
        area=dice.choice(["north", "south", None]), service_group=dice.choice(["g1", "g2"]),
        profession=dice.choice(["doctor", "nurse"]),
    )  # fmt: skip


def people(state: State) -> dict[str, dict[str, Any]]:
    signals, _, _ = state.signals()
    return {
        str(p["person_id"]): {k: None if v != v else v for k, v in p.items() if k in SIGNALS or k == "group_area"}
        for p in signals.to_pyarrow().to_pylist()
    }


def lived(rows: list[dict[str, Any]], today: dt.date) -> dict[str, str]:
    """The area of everybody's last contact in the window that says one."""
    first = (today - dt.timedelta(days=WINDOW - 1)).isoformat()
    said = sorted(
        (r["at"], r["area"], str(r["person_id"])) for r in rows if r["area"] and first <= r["at"] <= str(today)
    )
    return {person: area for _, area, person in said}


@pytest.mark.slow
def test_four_hundred_days_of_refreshing_equal_computing_everything_again(tmp_path: Path) -> None:
    dice = random.Random(11)
    everything: list[dict[str, Any]] = []
    state = State(tmp_path / "state.duckdb", threads=1, days=WINDOW, keep=KEPT)
    n, turns = 0, []
    while n < DAYS:  # a day at a time, or several after a weekend or a holiday
        stride = dice.choice([1, 3, 10, 20])
        new = [
            contact(dice, START + dt.timedelta(days=n + k)) for k in range(stride) for _ in range(dice.randint(0, 8))
        ]
        n += stride
        today = START + dt.timedelta(days=n - 1)
        if dice.random() < 0.4:  # a late one
            new.append(contact(dice, today - dt.timedelta(days=dice.randint(1, 90))))
        withdrawn = []
        if everything and dice.random() < 0.3:  # corrected: one row goes, another comes in its place
            old = everything.pop(dice.randrange(max(0, len(everything) - 200), len(everything)))
            withdrawn, new = [old], [*new, old | {"mode": "home"}]
        if not new and not everything:
            continue
        everything += new
        added = [str(write_csv(tmp_path / "new.csv", new, COLUMNS))] if new else []
        gone = [str(write_csv(tmp_path / "gone.csv", withdrawn, COLUMNS))] if withdrawn else []
        state.advance(added, withdrawn=gone, as_of=today)
        turns.append(state.known and state.known.turn)
        expected, _ = reference.population(everything, default(), days=WINDOW, as_of=today)
        areas = lived(everything, today)
        whole = {p: {**signals, "group_area": areas.get(p)} for p, (signals, _) in expected.items()}
        assert people(state) == whole, today
        if dice.random() < 0.05:  # the state survives being closed
            state.close()
            state = State(tmp_path / "state.duckdb", threads=1, days=WINDOW, keep=KEPT)
    state.close()
    assert len(turns) > 40 and 12 < turns.count(0) < len(turns) / 2, turns  # everybody summed up again, and not


def test_a_withdrawal_of_what_was_never_there_changes_nothing(tmp_path: Path) -> None:
    state = State(tmp_path / "state.duckdb", threads=1)
    state.advance([str(write_csv(tmp_path / "a.csv", [row(1), row(2)]))])
    before = people(state)
    with pytest.raises(PopulationError, match="1 of 1 withdrawn rows are not in the state"):
        state.advance(
            [str(write_csv(tmp_path / "b.csv", [row(3)]))], withdrawn=[str(write_csv(tmp_path / "c.csv", [row(9)]))]
        )
    assert people(state) == before
    state.advance([str(write_csv(tmp_path / "d.csv", [row(3)]))])  # … and the next day comes as if nothing had been
    assert people(state).keys() == {*before, "3"}
    state.close()

"""Four hundred simulated days: adding a day gives what computing everything again would give."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytest.importorskip("ibis")

from punos.population.cli import main
from punos.population.engine import Request
from punos.population.errors import PopulationError
from punos.population.refresh import State, write_results
from punos.population.ruleset import default
from punos.population.schema import COLUMNS, SIGNALS
from punos.population.tests import reference
from punos.population.tests.support import row, run, write_csv

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


def test_everybody_is_summed_up_anew_when_there_is_time_and_no_figure_changes(tmp_path: Path) -> None:
    dice = random.Random(7)
    rows = [contact(dice, START + dt.timedelta(days=n)) for n in range(200) for _ in range(3)]
    state = State(tmp_path / "state.duckdb", threads=1, days=WINDOW, keep=KEPT)
    state.advance([str(write_csv(tmp_path / "rows.csv", rows, COLUMNS))], as_of=START + dt.timedelta(days=150))
    for day in range(151, 169):
        state.advance([], as_of=START + dt.timedelta(days=day))
    before, known = people(state), state.known
    assert known and known.turn == 18
    state.advance([], as_of=START + dt.timedelta(days=168), rebase=True)
    assert people(state) == before
    for day in range(169, 169 + KEPT):  # it falls due as many days later again
        state.advance([], as_of=START + dt.timedelta(days=day))
    assert known.turn and known.base == str(START + dt.timedelta(days=168))
    state.close()


def test_a_state_is_summed_up_anew_from_the_command_line_without_new_events(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(write_csv(tmp_path / "rows.csv", [row(1, "2026-01-05"), row(2, "2026-01-06")], COLUMNS))
    state = ["--state", str(tmp_path / "state.duckdb"), "--threads", "1"]
    assert main(["refresh", file, *state]) == 0
    assert main(["refresh", "--rebase", "--as-of", "2026-01-07", *state]) == 0
    said = capsys.readouterr().out
    assert "2026-01-07: 0 added, 0 withdrawn" in said and "computed again: 2 persons" in said


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


def test_whoever_suddenly_has_more_contacts_than_a_counter_holds_is_counted_right(tmp_path: Path) -> None:
    state = State(tmp_path / "state.duckdb", threads=1)
    rows = [row(1, "2025-03-03", cost="1"), row(2, "2025-03-03")]
    state.advance([str(write_csv(tmp_path / "a.csv", rows))])
    for n, day in enumerate(("2025-03-04", "2025-03-05", "2025-03-06")):
        rows += (more := [row(1, day, planned="false", cost="1")] * 120)
        state.advance([str(write_csv(tmp_path / f"{n}.csv", more))])
        found, times = people(state)["1"], 120 * (n + 1)
        assert (found["contacts"], found["unplanned"], found["cost"]) == (times + 1, times, times + 1)
    assert people(state)["2"]["contacts"] == 1
    state.close()


def test_late_rows_of_very_many_services_and_units_are_counted_once(tmp_path: Path) -> None:
    """More services than a set holds, and a week long past in which the second service is heard of late."""
    rows = [row(n % 7, f"2025-0{1 + n % 5}-{1 + n % 28:02}", service=f"s{n}", unit=f"u{n}") for n in range(300)]
    state = State(tmp_path / "state.duckdb", threads=1)
    state.advance([str(write_csv(tmp_path / "a.csv", rows, COLUMNS))], as_of=dt.date(2025, 6, 1))
    dice = random.Random(3)
    for day in range(2, 12):
        late = [rows[dice.randrange(300)] | {"person_id": dice.randrange(7), "at": f"2025-0{dice.randint(1, 5)}-13"}
                for _ in range(12)]  # fmt: skip
        gone = [rows.pop(dice.randrange(len(rows)))]
        rows += late
        today = dt.date(2025, 6, day)
        state.advance(
            [str(write_csv(tmp_path / "b.csv", late, COLUMNS))],
            withdrawn=[str(write_csv(tmp_path / "c.csv", gone, COLUMNS))], as_of=today,
        )  # fmt: skip
        expected, _ = reference.population(rows, default(), days=365, as_of=today)
        found = people(state)
        said = {p: {n: v for n, v in signals.items() if n in expected[p][0]} for p, signals in found.items()}
        assert said == {p: signals for p, (signals, _) in expected.items()}, today
    assert state.known and state.known.turn > 5
    state.close()


def test_a_wrong_day_is_taken_back_but_not_into_days_that_were_let_go(tmp_path: Path) -> None:
    dice = random.Random(5)
    rows = [contact(dice, START + dt.timedelta(days=n)) for n in range(200) for _ in range(3)]
    state = State(tmp_path / "state.duckdb", threads=1, days=WINDOW, keep=KEPT)
    source = [str(write_csv(tmp_path / "a.csv", rows, COLUMNS))]
    state.advance(source, as_of=START + dt.timedelta(days=199))
    for today in (START + dt.timedelta(days=n) for n in (225, 196, 210)):  # too far ahead, then back, then on
        state.advance([], as_of=today)
        expected, _ = reference.population(rows, default(), days=WINDOW, as_of=today)
        said = {p: {n: v for n, v in signals.items() if n != "group_area"} for p, signals in people(state).items()}
        assert said == {p: signals for p, (signals, _) in expected.items()}, today
    before = people(state)
    with pytest.raises(PopulationError, match="which this state has let go"):
        state.advance([], as_of=START + dt.timedelta(days=100))
    corrected = [rows[0], row(9, str(START + dt.timedelta(days=205)))]
    with pytest.raises(PopulationError, match=r"1 of 2 withdrawn rows are not in the state; 1 of 2 .* has let go of"):
        state.advance([], withdrawn=[str(write_csv(tmp_path / "w.csv", corrected, COLUMNS))])
    assert people(state) == before
    state.close()


def test_unusable_rows_are_kept_with_their_reason_as_the_full_run_keeps_them(tmp_path: Path) -> None:
    first = [row(1), row(2, sector="nonsense"), row("", "2025-03-04")]
    second = [row(1, "2025-03-05"), row(3, "yesterday")]
    files = [write_csv(tmp_path / f"{n}.csv", rows) for n, rows in enumerate((first, second))]
    state = State(tmp_path / "state.duckdb", threads=1)
    for file in files:
        state.advance([str(file)])
    with pytest.raises(PopulationError, match="--strict was asked for and rows are unusable: impossible_time: 1"):
        state.advance([str(files[1])], strict=True)
    with pytest.raises(PopulationError, match=r"to be withdrawn are unusable \(impossible_time: 1\)"):
        state.advance([], withdrawn=[str(files[1])])
    figures = write_results(state, Request([], default()), tmp_path / "out")
    state.close()
    whole = run(tmp_path, files)
    assert figures["rows"] == whole["figures"]["rows"] == {
        "read": 5, "rejected": {"missing_person": 1, "impossible_time": 1, "unknown_sector": 1}
    }  # fmt: skip
    kept = pq.read_table(tmp_path / "out" / "rejected.parquet").to_pylist()
    assert sorted((r["reason"], r["person_id"], r["at"], r["sector"]) for r in kept) == sorted(
        (r["reason"], r["person_id"], r["at"], r["sector"]) for r in whole["rejected"]
    )


@pytest.mark.parametrize("person", ["007", "1.5", "A1"])
def test_a_state_of_whole_numbers_takes_no_other_ids_for_them(tmp_path: Path, person: str) -> None:
    numbers = tmp_path / "numbers.parquet"
    pq.write_table(pa.table({"person_id": [7, 8], "at": [START, START]}), numbers)
    state = State(tmp_path / "state.duckdb", threads=1)
    state.advance([str(numbers)])
    with pytest.raises(PopulationError, match="person_id of 1 rows is no whole number"):
        state.advance([str(write_csv(tmp_path / "a.csv", [row(7, "2025-01-02"), row(person, "2025-01-02")]))])
    state.advance([str(write_csv(tmp_path / "b.csv", [row("7", "2025-01-02")]))])
    assert {p: s["contacts"] for p, s in people(state).items()} == {"7": 2, "8": 1}
    state.close()


def test_a_state_that_cannot_be_used_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    file = tmp_path / "state.duckdb"
    State(file, threads=1, days=60).close()
    state = State(file, threads=1, days=60)
    state.advance([str(write_csv(tmp_path / "a.csv", [row(1)]))])
    state.close()
    with pytest.raises(PopulationError, match="this state has a window of 60 days"):
        State(file, threads=1, days=90)
    assert not list((tmp_path / "tmp").iterdir())
    State(file, threads=1, days=60).close()

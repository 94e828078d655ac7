"""The invented population: the same from the same seed, and shaped like the figures it is calibrated to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

import duckdb

from punos.population.cli import main
from punos.population.generate import BLOCK, generate, person_ids

pytestmark = pytest.mark.slow

DAY = dt.date(2026, 6, 30)


def test_same_seed_same_rows_whatever_the_threads_and_another_seed_others(tmp_path: Path) -> None:
    size = BLOCK + 1000
    one, two, other = (
        generate(tmp_path / name, persons=size, days=30, seed=seed, last_day=DAY, threads=threads)
        for name, seed, threads in (("a", 5, 1), ("b", 5, 2), ("c", 6, 2))
    )
    assert one == two and one.checksum != other.checksum
    rows = "select count(*), sum(hash(t)::hugeint) from '{}/events/*.parquet' t"
    read = duckdb.connect()
    assert [read.execute(rows.format(tmp_path / n)).fetchall() for n in "a"] == [
        read.execute(rows.format(tmp_path / n)).fetchall() for n in "b"
    ]
    assert len(set(person_ids(0, size).tolist())) == size


def test_contacts_and_costs_are_as_concentrated_as_in_finland(tmp_path: Path) -> None:
    size = 20_000
    made = generate(tmp_path / "y", persons=size, days=365, seed=2, last_day=DAY)
    assert 19 <= made.rows / size <= 21
    top_contacts, top_cost, many = (
        duckdb.connect()
        .execute(
            f"""
        with p as (select person_id, count(*) k, sum(cost) c, count(distinct service_group) g,
                   count(distinct case when sector in ('social', 'health') then sector end) s
                   from '{tmp_path}/y/events/*.parquet' group by 1),
             r as (select *, row_number() over (order by k desc) rk, row_number() over (order by c desc) rc from p)
        select sum(k) filter (rk <= {size} / 10) / sum(k), sum(c) filter (rc <= {size} / 10) / sum(c),
               count(*) filter (g >= 4 and s = 2) / {size} from r"""
        )
        .fetchall()[0]
    )
    assert top_contacts > 1 / 3 and 0.68 <= top_cost <= 0.81 and 0.07 <= many <= 0.09, many


def test_from_the_command_line_to_a_finished_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tmp_path / "made"
    assert main(["generate", "--persons", "400", "--days", "800", "--seed", "3", "--out", str(made)]) == 0
    assert main(["generate", "--persons", "4", "--out", str(made)]) == 1
    events, out = str(made / "events"), tmp_path / "out"
    assert main(["describe", events]) == 0
    arguments = ["identify", events, "--persons", str(made / "persons.parquet"), "--model", "case_manager"]
    assert main([*arguments, "--out", str(out), "--language", "sv"]) == 0
    said = capsys.readouterr()
    assert "case_manager" in (out / "summary.html").read_text() and "Reglerna föreslår" in said.out
    assert (out / "people.parquet").exists() and (out / "rejected.parquet").exists()
    assert main(["identify", events, "--rules", str(tmp_path / "none.yaml"), "--out", str(out)]) == 1
    assert "cannot be opened" in capsys.readouterr().err

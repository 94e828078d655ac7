"""Dirt that looks clean: odd numbers, odd times, odd names, and what is done with each, counted and said."""

from __future__ import annotations

import datetime as dt
import decimal
import json
from pathlib import Path

import pytest

pytest.importorskip("ibis")

import pyarrow as pa
import pyarrow.parquet as pq

from punos.population import schema
from punos.population.cli import main
from punos.population.errors import PopulationError
from punos.population.mapping import from_data as mapping_from
from punos.population.ruleset import from_data as rules_from
from punos.population.tests.support import row, run, write_csv

pytestmark = pytest.mark.slow
DAY = dt.date(2026, 3, 1)
CONDITIONS = rules_from({"criteria": [{"id": "ill", "attribute": "chronic_conditions", "at_least": 1}]})


def table(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_what_is_not_a_number_meets_no_bound(tmp_path: Path) -> None:
    events = write_csv(tmp_path / "e.csv", [row(n) for n in (7, 8, 9)])
    text = tmp_path / "p.csv"
    text.write_text("person_id,chronic_conditions\n7,nan\n8,NA\n9,1\n")
    typed = [
        table(
            tmp_path / f"{odd}.parquet", person_id=[7, 8, 9],
            chronic_conditions=pa.array([float("nan"), odd, 1.0], from_pandas=False),
        )
        for odd in (float("inf"), None)  # the least and the largest in the file differ
    ]  # fmt: skip
    for persons in (text, *typed):
        found = run(tmp_path, [events], CONDITIONS, persons=[str(persons)])["people"]
        assert {p: one["attribute_chronic_conditions"] for p, one in found.items()} == {"7": None, "8": None, "9": 1.0}
        assert {p: one["score"] for p, one in found.items()} == {"7": 0, "8": 0, "9": 1}


def test_a_word_among_numbers_is_shown_where_the_attribute_is_left_out(tmp_path: Path) -> None:
    events, persons = write_csv(tmp_path / "e.csv", [row(7)]), tmp_path / "p.csv"
    persons.write_text("person_id,chronic_conditions\n7,2\n8,many\n")
    notes = run(tmp_path, [events], CONDITIONS, persons=[str(persons)])["figures"]["notes"]
    assert any("ill: left out" in note and "1 of 2 values are no numbers, as 'many'" in note for note in notes)


def test_half_years_have_a_band_and_rows_without_a_person_are_counted(tmp_path: Path) -> None:
    events, persons = write_csv(tmp_path / "e.csv", [row(7)]), tmp_path / "p.csv"
    persons.write_text("person_id,age\n7,17.5\n8,84.9\n9,NaN\n10,1e300\n,5\n  ,6\n")
    found = run(tmp_path, [events], persons=[str(persons)])
    assert {p: one["group_age"] for p, one in found["people"].items()} == {
        "7": "0–17", "8": "75–84", "9": None, "10": None,
    }  # fmt: skip
    assert "table of persons: 2 rows without person_id are left out" in found["figures"]["notes"]
    with pytest.raises(PopulationError, match="2 rows without person_id"):
        run(tmp_path, [events], persons=[str(persons)], strict=True)


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.uint64(), pa.string()])
@pytest.mark.parametrize("other", [pa.int32(), pa.float32(), pa.string()])
def test_one_person_is_one_whatever_files_write_her_number_as(
    tmp_path: Path, kind: pa.DataType, other: pa.DataType
) -> None:
    services = pa.array([5, None]).cast(other)
    one = table(tmp_path / "a.parquet", person_id=pa.array([7, 8]).cast(kind), at=[DAY] * 2, service=["5", "6"])
    none = float("nan") if other == pa.float32() else None
    ids = pa.array([7, none], other, from_pandas=False) if none else pa.array([7, None]).cast(other)
    two = table(tmp_path / "b.parquet", person_id=ids, at=[DAY] * 2, service=services)
    found = run(tmp_path, [one, two])
    assert {p: (v["contacts"], v["services"]) for p, v in found["people"].items()} == {"7": (2, 1), "8": (1, 1)}
    assert found["figures"]["rows"]["rejected"] == {"missing_person": 1}


def test_half_cents_go_upwards_exactly_where_they_are_written_exactly(tmp_path: Path) -> None:
    euros = {
        "1.005": 101, "0.285": 29, "8.165": 817, "0.0049999999999999999": 0, "1e2": 10000, " .5 ": 50, "+2.": 200,
        "12,5": 1250, " 0,05 ": 5,
    }  # fmt: skip
    text = write_csv(tmp_path / "e.csv", [row(n, cost=cost) for n, cost in enumerate(euros)])
    found = run(tmp_path, [text])["people"]
    assert [found[str(n)]["cost_cents"] for n in range(len(euros))] == list(euros.values())
    exact = pa.array([decimal.Decimal("1.005"), decimal.Decimal("0.005")], pa.decimal128(10, 3))
    typed = table(tmp_path / "d.parquet", person_id=[1, 2], at=[DAY] * 2, cost=exact)
    assert {p: one["cost_cents"] for p, one in run(tmp_path, [typed])["people"].items()} == {"1": 101, "2": 1}
    strange = ("1d", "1_0", "0x1", "inf", "nan", "1,234", "1.5,5", "1,5,5", ",5", "-1,5")
    odd = write_csv(tmp_path / "odd.csv", [row(1), *(row(1, cost=c) for c in strange)])
    assert run(tmp_path, [odd])["figures"]["rows"]["rejected"] == {"impossible_cost": len(strange)}
    floats = table(tmp_path / "f.parquet", person_id=[1, 1], at=[DAY] * 2, cost=pa.array([0.1, 0.2], pa.float64()))
    for source in (text, typed, floats):  # whole cents, however the euros were written
        kind = pq.read_schema(run(tmp_path, [source])["out"] / "people.parquet").field("cost_cents").type
        assert kind == pa.int64(), source


def test_a_cost_that_is_not_a_number_rejects_its_row(tmp_path: Path) -> None:
    for odd in (float("nan"), float("inf"), -0.01, 1e14):
        costs = pa.array([odd, 5.0], from_pandas=False)
        path = table(tmp_path / "e.parquet", person_id=[1, 2], at=[DAY] * 2, cost=costs)
        found = run(tmp_path, [path])
        assert found["figures"]["rows"]["rejected"] == {"impossible_cost": 1}
        assert {p: one["cost_cents"] for p, one in found["people"].items()} == {"2": 500}


def test_an_odd_time_rejects_its_row_and_not_the_run(tmp_path: Path) -> None:
    odd = [
        "infinity", "0044-03-15 (BC)", "290000-03-01", "epoch", "2026", "12:30", "20260301", "2026-03-01T24:00:00",
        "2026-02-30", "2026-03-01 10:00 Europe/London",
    ]  # fmt: skip
    path = write_csv(tmp_path / "e.csv", [row(1, "2026-03-02"), *(row(1, at) for at in odd), row(1, "0000-01-01")])
    found = run(tmp_path, [path])
    assert found["figures"]["rows"]["rejected"] == {"impossible_time": len(odd), "out_of_period": 1}
    assert found["figures"]["data"] == {"first": "2026-03-02", "last": "2026-03-02"}
    days = pa.array([10**8, -(10**7), 20514], pa.int32()).cast(pa.date32())
    far = run(tmp_path, [table(tmp_path / "far.parquet", person_id=[1, 2, 3], at=days)])
    assert far["figures"]["rows"]["rejected"] == {"out_of_period": 2} and set(far["people"]) == {"3"}


@pytest.mark.parametrize("unit", ["ns", "us", "ms"])
def test_times_of_any_grain_are_read_in_finnish_time(tmp_path: Path, unit: str) -> None:
    late = [dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC), dt.datetime(2026, 1, 31, 21, 30, tzinfo=dt.UTC)]
    path = table(tmp_path / "e.parquet", person_id=[1, 2], at=pa.array(late, pa.timestamp(unit, "UTC")))
    assert {p: one["days_since_last"] for p, one in run(tmp_path, [path])["people"].items()} == {"1": 0, "2": 1}


def test_an_own_column_that_gives_its_name_to_another_is_not_read_twice(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "e.csv", [row(1)])
    found = run(tmp_path, [path], mapping=mapping_from({"columns": {"service": "unit"}}))
    assert found["people"]["1"]["services"] == 1 and "units" in found["figures"]["not_computable"]


def test_describe_counts_blank_text_as_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "e.csv"
    path.write_text('person_id,at,cost\n1,2026-03-01,5\n"  ","  ","  "\n')
    assert main(["describe", str(path), "--json"]) == 0
    columns = json.loads(capsys.readouterr().out)["columns"]
    for name in ("person_id", "at", "cost"):
        assert (columns[name]["filled"], columns[name]["missing"], columns[name]["different"]) == (1, 1, 1)


def test_results_never_stand_where_the_next_run_looks_for_its_input(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    events = table(tmp_path / "in" / "e.parquet", person_id=[1], at=[DAY])
    for source, out in (
        ("in", "in/out"), ("in", "in"), ("in/**/*.parquet", "in/deep/out"), ("in/*/*.parquet", "in/out"),
        ("in/deep/../*.parquet", "in"), ("in/e.parquet", "in"),
    ):  # fmt: skip
        with pytest.raises(PopulationError, match=r"lies inside|other files"):
            run_to(tmp_path / out, tmp_path / source)
    run_to(tmp_path / "in" / "out", events)
    run_to(tmp_path / "in" / "out", tmp_path / "in" / "*.parquet")
    with pytest.raises(PopulationError, match="lies inside"):
        run_to(tmp_path / "in" / "out", tmp_path / "in" / "out" / "people.parquet")


def run_to(out: Path, source: Path) -> None:
    from punos.population.duckdb_backend import DuckDBBackend
    from punos.population.engine import Request, identify
    from punos.population.ruleset import default

    engine = DuckDBBackend(threads=1, memory="1GiB")
    try:
        identify(engine, Request([str(source)], default(), with_aggregates=False), out)
    finally:
        engine.close()


def test_rejected_rows_have_a_file_also_when_there_are_none(tmp_path: Path) -> None:
    clean = run(tmp_path, [write_csv(tmp_path / "a.csv", [row(1)])])
    dirty = run(tmp_path, [write_csv(tmp_path / "b.csv", [row(1), row(1, "never")])])
    schemas = [pq.read_schema(found["out"] / "rejected.parquet") for found in (clean, dirty)]
    assert schemas[0].names == schemas[1].names == ["reason", *schema.COLUMNS]
    assert clean["rejected"] == [] and len(dirty["rejected"]) == 1


def test_files_of_one_county_may_differ_in_delimiter_and_order_and_hold_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('person_id,at,service\n1,2026-03-01,"a\nb"\n', "utf-8-sig")
    (tmp_path / "b.csv").write_text('service;person_id;at\r\n"a\nb";1;2026-03-02\r\n"x"";y";2;2026-03-02\r\n')
    found = run(tmp_path, [tmp_path / "a.csv", tmp_path / "b.csv"])
    assert {p: (v["contacts"], v["services"]) for p, v in found["people"].items()} == {"1": (2, 1), "2": (1, 1)}

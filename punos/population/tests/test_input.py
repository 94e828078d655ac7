"""Input as it comes: any shape of file, any order, any dirt, with right answers or clear errors."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from punos.population import schema
from punos.population.cli import main
from punos.population.criteria import RuleError
from punos.population.errors import PopulationError
from punos.population.mapping import from_data
from punos.population.ruleset import from_data as rules_from
from punos.population.tests.support import row, run, write_csv

pytestmark = pytest.mark.slow

random_rows = random.Random(4)
ROWS = [
    row(
        random_rows.randint(1, 9),
        str(dt.date(2025, 3, 1) + dt.timedelta(days=random_rows.randint(0, 364))),
        service=random_rows.choice("abcd"), sector=random_rows.choice(["social", "health"]),
        unit=random_rows.choice(["u1", "u2"]), mode=random_rows.choice(["visit", "emergency"]),
        planned=random_rows.choice(["true", "false"]), cost=random_rows.choice(["10", "0.5", None]),
    )
    for _ in range(120)
]  # fmt: skip


def typed(rows: list[dict[str, Any]], person: pa.DataType) -> pa.Table:
    """The rows as a data frame would write them."""
    return pa.table(
        {
            "person_id": pa.array([int(r["person_id"]) for r in rows]).cast(person),
            "at": pa.array([dt.date.fromisoformat(r["at"]) for r in rows]),
            **{c: [r[c] for r in rows] for c in ("sector", "service", "unit", "mode", "demand")},
            "planned": [r["planned"] == "true" for r in rows],
            "attended": [r["attended"] == "true" for r in rows],
            "cost": [None if r["cost"] is None else float(r["cost"]) for r in rows],
        }
    )


def test_the_same_contacts_in_any_format_order_and_number_of_files_give_the_same_people(tmp_path: Path) -> None:
    once = run(tmp_path, [write_csv(tmp_path / "a.csv", ROWS)])["people"]
    shuffled = random.Random(1).sample(ROWS, len(ROWS))
    with gzip.open(tmp_path / "b.csv.gz", "wt") as file:
        file.write(write_csv(tmp_path / "b.csv", shuffled).read_text())
    (tmp_path / "parts" / "month=1").mkdir(parents=True)
    pq.write_table(typed(shuffled[:50], pa.int64()), tmp_path / "parts" / "month=1" / "a.parquet")
    pq.write_table(typed(shuffled[50:], pa.string()), tmp_path / "parts" / "b.parquet")  # ids of another type
    with duckdb.connect(str(tmp_path / "county.duckdb")) as db:
        db.execute(f"create table visits as from read_csv('{tmp_path}/a.csv')")
    for source in ("b.csv.gz", "parts", "county.duckdb::visits", "parts/**/*.parquet"):
        found = run(tmp_path, [str(tmp_path / source)])["people"]
        assert {k: v | {"person_id": 0} for k, v in found.items()} == {k: v | {"person_id": 0} for k, v in once.items()}


def test_a_countys_own_words_become_ours_through_a_mapping(tmp_path: Path) -> None:
    own = [
        {"ASIAKAS": r["person_id"], "PVM": r["at"], "ALA": {"social": "SOS", "health": "TERV"}[r["sector"]],
         "palvelu": r["service"], "TAPA": {"visit": "K", "emergency": "P"}[r["mode"]]}
        for r in ROWS
    ]  # fmt: skip
    path = write_csv(tmp_path / "own.csv", own, ["ASIAKAS", "PVM", "ALA", "palvelu", "TAPA"])
    mapping = from_data(
        {
            "columns": {"person_id": "ASIAKAS", "at": "PVM", "sector": "ALA", "service": "palvelu", "mode": "TAPA"},
            "codes": {"sector": {"sos": "social", "terv": "health"}, "mode": {"K": "visit", "P": "emergency"}},
        }
    )
    mapped = run(tmp_path, [path], mapping=mapping)["people"]
    plain = run(tmp_path, [write_csv(tmp_path / "a.csv", ROWS)])["people"]
    for person, values in plain.items():
        for name in ("contacts", "services", "social", "health", "emergency", "overlapping_weeks"):
            assert mapped[person][name] == values[name]
        assert mapped[person]["cost"] is None and mapped[person]["units"] is None


def test_describe_says_what_each_column_holds_and_proposes_a_mapping_that_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "ASIAKAS,PVM,SEKTORI,TAPA,KUSTANNUS\n1,2026-01-02,SOS,käynti,12.5\n1,2026-01-02,SOS,käynti,12.5\n"
        "2,2026-01-05,kirkko,puhelu,\n,2026-01-05,terveys,fax,3\n3,2026-02-30,terveys,käynti,-4\n"
    )
    assert main(["describe", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rows"], found["duplicate_rows"]) == (5, 1)
    assert found["rejected"] == {"missing_person": 1, "impossible_time": 1, "unknown_sector": 1}
    columns, proposed = found["columns"], found["proposed_mapping"]
    assert (columns["person_id"]["filled"], columns["person_id"]["missing"]) == (4, 1)
    assert columns["sector"]["unknown_codes"] == {"kirkko": 1} and columns["mode"]["unknown_codes"] == {"fax": 1}
    assert columns["at"]["impossible"] == columns["cost"]["impossible"] == 1, "whatever else is wrong in the row"
    assert columns["unit"] == {"present": False} and columns["cost"]["missing"] == 1
    assert proposed["columns"]["person_id"] == "ASIAKAS" and proposed["columns"]["at"] == "PVM"
    assert proposed["codes"]["sector"] == {"SOS": "social", "terveys": "health", "kirkko": None}
    proposed["codes"]["sector"]["kirkko"] = "third_sector"
    proposed["codes"]["mode"].pop("fax")
    ready = run(tmp_path, [path], mapping=from_data(proposed))
    assert ready["people"]["2"]["contacts"] == 1 and ready["people"]["1"]["social"] == 2


def test_days_as_finns_write_them_are_read_when_the_mapping_says_so_and_never_guessed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def finnish(day: str, number: int) -> str:
        year, month, rest = day.split("-")
        short = f"{int(rest)}.{int(month)}.{year}"
        return (f"{rest}.{month}.{year}", short, f"{short} 9.30", f" {short} 23:59:01 ")[number % 4]

    own = [r | {"at": finnish(r["at"], number)} for number, r in enumerate(ROWS)]
    path, plain = write_csv(tmp_path / "own.csv", own), write_csv(tmp_path / "plain.csv", ROWS)
    mapping = from_data({"date_format": "DD.MM.YYYY"})
    expected = run(tmp_path, [plain])["people"]
    assert (
        run(tmp_path, [path], mapping=mapping)["people"]
        == run(tmp_path, [plain], mapping=mapping)["people"]
        == expected
    )

    def proposed(*days: str) -> Any:
        one = write_csv(tmp_path / "one.csv", [row(1, day) for day in days])
        assert main(["describe", str(one), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        return found["proposed_mapping"].get("date_format", "none"), found["rejected"].get("impossible_time", 0)

    assert proposed("3.4.2026", "29.3.2026") == ("DD.MM.YYYY", 0), "29 is no month"
    assert proposed("3.4.2026", "5.4.2026") == (None, 2), "nothing says which is the month: a person fills it in"
    assert proposed("3.4.2026", "3.29.2026", "29.3.2026") == (None, 3)
    assert proposed("2026-04-03") == ("none", 0)
    bad = [row(1, day) for day in ("30.2.2026", "3.29.2026", "29.3.26", "29.3.2026 24.00", "29/3/2026")]
    left = run(tmp_path, [write_csv(tmp_path / "bad.csv", [row(2, "1.3.2026"), *bad])], mapping=mapping)
    assert left["figures"]["rows"]["rejected"] == {"impossible_time": 5} and set(left["people"]) == {"2"}
    with pytest.raises(RuleError, match=r"date_format.*DD\.MM\.YYYY, not None"):
        from_data({"date_format": None})


def test_every_bad_row_is_kept_with_its_reason_and_strict_stops(tmp_path: Path) -> None:
    bad = [
        row(None), row(1, ""), row(1, "2026-02-30"), row(1, "1492-10-12"), row(1, sector="kirkko"), row(1, mode="fax"),
        row(1, planned="maybe"), row(1, attended="perhaps"), row(1, demand="huge"), row(1, cause="weather"),
        row(1, cost="-3"),
    ]  # fmt: skip
    path = write_csv(tmp_path / "bad.csv", [row(1), *bad])
    found = run(tmp_path, [path])
    assert [
        r["reason"] for r in sorted(found["rejected"], key=lambda r: list(schema.REJECTIONS).index(r["reason"]))
    ] == [why for why in schema.REJECTIONS if why != "impossible_person"]  # text is always somebody
    assert found["people"]["1"]["contacts"] == 1
    with pytest.raises(PopulationError, match="--strict"):
        run(tmp_path, [path], strict=True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("person_id,at\n", "no usable events"),
        ("henkilo,at\n1,2026-01-01\n", "'person_id' is missing"),
        ("person_id,at\n1,yesterday\n", "impossible_time: 1"),
    ],
)
def test_input_that_cannot_be_used_is_refused_in_words_and_leaves_nothing(
    tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "events.csv").write_text(content)
    with pytest.raises(PopulationError, match=said):
        run(tmp_path, [tmp_path / "in" / "events.csv"])
    assert [p.name for p in tmp_path.iterdir()] == ["in"]
    with pytest.raises(PopulationError, match="nothing to read"):
        run(tmp_path, [tmp_path / "absent.parquet"])


def test_one_person_with_one_event_on_a_leap_day(tmp_path: Path) -> None:
    found = run(tmp_path, [write_csv(tmp_path / "one.csv", [row("x-1", "2024-02-29T00:30:00")])])
    assert found["figures"]["window"] == {"days": 365, "first": "2023-03-02", "last": "2024-02-29"}
    assert found["people"]["x-1"]["contacts"] == found["people"]["x-1"]["services"] == 1
    assert found["figures"]["persons"] is None  # fewer than five


def test_a_time_at_night_belongs_to_the_finnish_day_also_when_clocks_change(tmp_path: Path) -> None:
    times = pa.array([1774742400_000000 + n * 1_800_000000 for n in range(-8, 8)], pa.timestamp("us", "UTC"))
    pq.write_table(pa.table({"person_id": list(range(16)), "at": times}), tmp_path / "dst.parquet")
    found = run(tmp_path, [tmp_path / "dst.parquet"])
    # 2026-03-29 00:00 UTC is 02:00 in Finland; the day there began two hours earlier, at 22:00 UTC.
    late = {p for p, v in found["people"].items() if v["days_since_last"] == 0}
    assert late == {str(n) for n in range(4, 16)}


def test_a_hundred_thousand_different_services_are_counted_exactly(tmp_path: Path) -> None:
    size = 100_000
    table = pa.table(
        {
            "person_id": [n % 100 for n in range(size)],
            "at": [dt.date(2026, 1, 1) + dt.timedelta(days=n % 70 // 10) for n in range(size)],
            "service": [f"service {n:06d}" for n in range(size)],
        }
    )
    pq.write_table(table, tmp_path / "many.parquet")
    people = run(tmp_path, [tmp_path / "many.parquet"])["people"]
    assert {p["services"] for p in people.values()} == {1000}
    weeks: dict[int, set[int]] = {n % 100: set() for n in range(size)}
    for n in range(size):
        weeks[n % 100].add((dt.date(2026, 1, 1) + dt.timedelta(days=n % 70 // 10)).isocalendar()[1])
    assert all(people[str(p)]["overlapping_weeks"] == len(w) for p, w in weeks.items())


def test_ids_written_as_decimal_numbers_are_whole_or_refused(tmp_path: Path) -> None:
    ids = pa.array([7.0, 7.0, 1.5, None, float("nan"), 2.0**53 + 2], pa.float64())
    pq.write_table(pa.table({"person_id": ids, "at": [dt.date(2026, 3, 2)] * 6}), tmp_path / "f.parquet")
    found = run(tmp_path, [tmp_path / "f.parquet"])
    assert {k: p["contacts"] for k, p in found["people"].items()} == {"7": 2}
    assert found["figures"]["rows"]["rejected"] == {"missing_person": 2, "impossible_person": 2}


def test_persons_without_contacts_count_and_a_doubled_person_is_refused(tmp_path: Path) -> None:
    events = write_csv(tmp_path / "e.csv", [row(n, planned="false") for n in range(1, 8) for _ in range(12)])
    persons = tmp_path / "p.csv"
    persons.write_text(
        "person_id,age,carer\n" + "".join(f"{n},{60 + n},{'yes' if n > 5 else 'no'}\n" for n in range(1, 10))
    )
    rules = rules_from(
        {
            "criteria": [
                {"id": "carer", "attribute": "carer", "at_least": 1},
                {"id": "concern", "signal": "professional_concern", "at_least": 1},
            ],
            "needing": {"criterion": "carer"}, "using": {"signal": "unplanned", "at_least": 12},
        }
    )  # fmt: skip
    found = run(tmp_path, [events], rules, persons=[str(persons)])
    assert {p: v["segment"] for p, v in found["people"].items()} == {
        **{str(n): "uses" for n in range(1, 6)},
        **{"6": "needs_and_uses", "7": "needs_and_uses", "8": "needs", "9": "needs"},
    }  # fmt: skip
    assert found["people"]["9"]["contacts"] == 0 and found["people"]["9"]["reasons"] == [
        {"criterion": "carer", "value": 1.0}
    ]
    assert any("concern" in note for note in found["figures"]["notes"])
    persons.write_text("person_id\n1\n1\n")
    with pytest.raises(PopulationError, match="more than once"):
        run(tmp_path, [events], rules, persons=[str(persons)])


def test_people_are_grouped_by_the_area_of_their_last_contact_unless_a_table_of_persons_knows(tmp_path: Path) -> None:
    rows = [row(n, "2026-01-10", area="south") for n in range(6)] + [
        row(n, "2026-03-01", area="north") for n in range(6)
    ]
    rows += [row(n, "2026-03-01", area="east") for n in range(3)]  # the same day: the last by name
    rows += [row(n, "2026-03-05") for n in range(2)]  # one that does not say where
    rows += [row(n, "2026-02-02", area=" south") for n in range(6, 13)]
    events = write_csv(tmp_path / "events.csv", rows)
    found = run(tmp_path, [events])
    assert {p: one["group_area"] for p, one in found["people"].items()} == {
        str(n): "north" if n < 6 else "south" for n in range(13)
    }
    shown = {line["value"]: line["persons"] for line in found["figures"]["groups"]["area"]}
    assert shown == {"north": 6, "south": 7, None: 13}
    persons = tmp_path / "persons.csv"
    persons.write_text("person_id,area\n" + "".join(f"{n},west\n" for n in range(14)))
    known = run(tmp_path, [events], persons=[str(persons)])
    assert {one["group_area"] for one in known["people"].values()} == {"west"}


def test_a_failed_run_leaves_the_earlier_result_and_foreign_files_alone(tmp_path: Path) -> None:
    from punos.population.duckdb_backend import DuckDBBackend
    from punos.population.engine import Request, identify
    from punos.population.ruleset import default

    events, out = write_csv(tmp_path / "e.csv", [row(1)]), tmp_path / "out"
    engine = DuckDBBackend(threads=1)
    identify(engine, Request([str(events)], default()), out)
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    with pytest.raises(PopulationError):
        identify(engine, Request([str(tmp_path / "absent.csv")], default()), out)
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before
    (out / "thesis.doc").write_text("mine")
    with pytest.raises(PopulationError, match="other files"):
        identify(engine, Request([str(events)], default()), out)
    engine.close()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["e.csv", "out"]

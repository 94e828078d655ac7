"""Whatever is wrong with a request or a file is said in a sentence: never a traceback, and nothing is left behind."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("ibis")

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from punos.population.cli import main

pytestmark = pytest.mark.slow
CHECKOUT = Path(__file__).parents[3]
DAY = dt.date(2026, 3, 1)

USAGE = {
    "a window of a million days": ("identify e.csv --out o --window 1000000", "at most 3660 days"),
    "a day before all days": ("identify e.csv --out o --as-of 0001-01-01", "between 1900-01-01 and 2099-12-31"),
    "memory that is no amount": ("identify e.csv --out o --memory abc", "not an amount of memory"),
    "a seed below zero": ("generate --persons 5 --out o --seed -5", "--seed"),
    "a last day before all days": ("generate --persons 5 --out o --last-day 0001-01-05", "between 1900-01-01"),
}
REQUESTS = {
    "rules with a window of ages": ("identify e.csv --out o --rules long.yaml", "long.yaml: long.window_days"),
    "a folder for spilling that is not": ("identify e.csv --out o --spill /nope/at/all", "folder for spilling"),
    "results under a file": ("identify e.csv --out e.csv/o", "cannot write to e.csv/o"),
    "results instead of a file": ("identify e.csv --out e.csv", "e.csv holds other files"),
    "results where nobody may write": ("identify e.csv --out /proc/o", "cannot write to /proc/o"),
    "rules in another alphabet": ("identify e.csv --out o --rules latin.yaml", "latin.yaml: is not UTF-8"),
    "a mapping in another alphabet": ("identify e.csv --out o --mapping latin.yaml", "latin.yaml: is not UTF-8"),
    "events in another alphabet": ("identify latin.csv --out o", "latin.csv: line 2 is not UTF-8"),
    "a mapping to no column": ("identify e.csv --out o --mapping map.yaml", "did you mean 'service'"),
    "a bound beyond numbers": ("identify e.csv --out o --rules bound.yaml", "at most 1e+15"),
    "a weight beyond numbers": ("identify e.csv --out o --rules weight.yaml", "from 0 to 1000000"),
    "a state that is no database": ("refresh e.csv --state e.csv", "e.csv"),
    "a state in no folder": ("refresh e.csv --state absent/s.duckdb", "absent/s.duckdb"),
    "a population into a file": ("generate --persons 5 --out e.csv", "e.csv is a file"),
    "days before the calendar": ("generate --persons 5 --out o --days 99999", "begin before 1900-01-01"),
    "lists as services": ("identify list.parquet --out o", "'service' holds array<string>"),
    "structures as modes": ("identify struct.parquet --out o", "'mode' holds struct"),
    "an absent table": ("identify t.duckdb::absent --out o", "absent"),
    "an absent database": ("identify no.duckdb::t --out o", "no such database: no.duckdb"),
    "a database that is none": ("identify e.csv::t --out o", "e.csv"),
    "a table beside files": ("identify e.csv t.duckdb::t --out o", "is read alone"),
    "ids too large": ("identify u64.parquet --out o", "impossible_person: 1"),
    "ragged lines": ("identify ragged.csv --out o", "ragged.csv: line 3 has 5 columns, the header 3"),
    "a short line": ("identify short.csv --out o", "short.csv: line 3 has 2 columns, the header 3"),
    "a Parquet file that is none": ("identify not.parquet --out o", "not.parquet"),
    "a gzip file that is none": ("identify not.csv.gz --out o", "not.csv.gz"),
    "nothing to simulate": ("simulate absent.parquet", "absent.parquet"),
    "persons that are not whole": ("identify e.csv --out o --persons key.parquet", "not whole"),
    "ids that disagree": ("identify half.parquet text.parquet --out o", "disagree on the type of the ids"),
}  # fmt: skip


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    texts = {
        "e.csv": "person_id,at,service\n7,2026-03-01,a\n",
        "ragged.csv": "person_id,at,service\n7,2026-03-01,a\n8,2026-03-01,b,c,d\n9,2026-03-02\n",
        "short.csv": "person_id,at,service\n7,2026-03-01,a\n9,2026-03-02\n",
        "not.parquet": "PAR0", "not.csv.gz": "person_id",
        "map.yaml": "columns: {unit: servise}",
        "long.yaml": "window_days: 100000000\ncriteria: [{id: a, signal: contacts, at_least: 1}]",
        "bound.yaml": "criteria: [{id: a, signal: contacts, at_least: 1000000000000000000000000000000}]",
        "weight.yaml": "criteria: [{id: a, signal: contacts, at_least: 1, weight: 3000000000}]",
    }  # fmt: skip
    for name, text in texts.items():
        Path(name).write_text(text)
    Path("latin.csv").write_bytes("person_id,at,service\n7,2026-03-01,käynti\n".encode("latin-1"))
    Path("latin.yaml").write_bytes("name: käynti\n".encode("latin-1"))
    at = pa.array([DAY])
    tables = {
        "list": {"person_id": [7], "at": at, "service": [["a"]]},
        "struct": {"person_id": [7], "at": at, "mode": [{"a": 1}]},
        "u64": {"person_id": pa.array([2**63 + 1], pa.uint64()), "at": at},
        "key": {"person_id": [7.4], "age": [1]},
        "half": {"person_id": [7.5], "at": at},
        "text": {"person_id": ["7"], "at": at},
    }
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), f"{name}.parquet")
    with duckdb.connect("t.duckdb") as db:
        db.execute('create table "we""ird" as select 1 as person_id, \'2026-03-01\' as "at"')
    return tmp_path


@pytest.mark.parametrize("case", REQUESTS)
def test_what_is_wrong_is_said_in_a_sentence(place: Path, case: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, said = REQUESTS[case]
    before = set(place.rglob("*"))
    assert main(words.split()) == 1
    told = capsys.readouterr().err.strip()
    assert said in told and "\n" not in told and "Traceback" not in told
    assert set(place.rglob("*")) == before


@pytest.mark.parametrize("case", USAGE)
def test_a_word_that_cannot_be_is_refused_at_once(place: Path, case: str, capsys: pytest.CaptureFixture[str]) -> None:
    words, said = USAGE[case]
    with pytest.raises(SystemExit) as ended:
        main(words.split())
    assert ended.value.code == 2 and said in capsys.readouterr().err


def test_a_table_with_any_name_is_read(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["describe", 't.duckdb::we"ird']) == 0
    assert "rows: 1" in capsys.readouterr().out


def test_ten_years_are_a_window(place: Path) -> None:
    assert main(["identify", "e.csv", "--out", "o", "--window", "3660"]) == 0


def _started(words: list[str], **options: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "punos", "population", *words]
    env = os.environ | {"PYTHONPATH": str(CHECKOUT)}
    return subprocess.Popen(command, env=env, text=True, stderr=subprocess.PIPE, **options)  # type: ignore[call-overload]


def test_a_reader_that_has_seen_enough_is_no_error(place: Path) -> None:
    read, write = os.pipe()
    process = _started(["describe", "e.csv"], stdout=write)
    os.close(read)
    os.close(write)
    assert process.communicate(timeout=120)[1] == "" and process.returncode == 0


@pytest.mark.parametrize("begun", ["numpy", "pandas", "pyarrow"])
def test_stopped_while_it_is_still_loading_it_says_so(place: Path, begun: str) -> None:
    process = _started(["identify", "e.csv", "--out", "o"])
    until, loaded = time.monotonic() + 60, Path(f"/proc/{process.pid}/maps")
    while f"/{begun}/" not in loaded.read_text() and time.monotonic() < until:
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=120)[1]
    assert process.returncode == 130 and "Traceback" not in said

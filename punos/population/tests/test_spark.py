"""A real stand-alone Spark cluster (a master and two workers) gives the embedded engine's people, row for row."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")
pytest.importorskip("pyspark")

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from punos.population.engine import Request, identify
from punos.population.errors import PopulationError
from punos.population.generate import generate
from punos.population.mapping import CodeMap
from punos.population.ruleset import default
from punos.population.tests.support import run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17, and no java is on the path"),
]
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # tiny data: compiling well would take longer than running badly
SETTINGS = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.memory": "512m",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.memory": "512m",
    "spark.executor.extraJavaOptions": QUICK,
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(log: Path, words: str, seconds: int = 300) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if log.exists() and words in log.read_text(errors="replace"):
            return
        time.sleep(0.2)
    raise AssertionError(f"{words!r} did not appear in {log.name}: {log.read_text(errors='replace')[-2000:]}")


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    import pyspark

    port = free_port()
    command = Path(pyspark.__file__).parent / "bin" / "spark-class"
    env = os.environ | {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(tmp_path / "work"),
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
    }
    deploy, local = "org.apache.spark.deploy", ["--host", "127.0.0.1", "--webui-port", "0"]
    parts = {"master": [f"{deploy}.master.Master", *local, "--port", str(port)]}
    for n in (1, 2):
        worker = [f"{deploy}.worker.Worker", *local, "--cores", "1", "--memory", "600m"]
        parts[f"worker{n}"] = [*worker, f"spark://127.0.0.1:{port}"]
    started = []
    try:
        for name, words in parts.items():
            with (tmp_path / f"{name}.log").open("w") as out:
                started.append(subprocess.Popen([str(command), *words], stdout=out, stderr=out, env=env))
            if name == "master":
                wait_for(tmp_path / "master.log", "New state: ALIVE")
        for name in ("worker1", "worker2"):
            wait_for(tmp_path / f"{name}.log", "Successfully registered with master")
        yield f"spark://127.0.0.1:{port}"
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def test_a_cluster_gives_the_people_of_the_embedded_engine(
    tmp_path: Path, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from punos.population.spark_backend import SparkBackend

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    made = tmp_path / "made"
    generate(made, persons=300, days=500, seed=4, last_day=dt.date(2026, 6, 30))
    sources = [str(made / "events")]
    embedded = run(tmp_path, sources)
    hostile = odd_inputs(tmp_path)
    engine = SparkBackend(cluster, partitions=2, settings=SETTINGS)
    try:
        figures = identify(engine, Request(sources, default()), tmp_path / "spark")
        for name, (paths, persons) in hostile.items():
            same_or_the_same_refusal(engine, tmp_path / f"results of {name}", paths, persons)
        executors = len(engine.session.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1
    finally:
        engine.close()
    assert executors == 2
    people = {str(p["person_id"]): p for p in ds.dataset(tmp_path / "spark" / "people.parquet").to_table().to_pylist()}
    assert {k: plain(v) for k, v in people.items()} == {k: plain(v) for k, v in embedded["people"].items()}
    assert figures == embedded["figures"]  # the aggregates too


def odd_inputs(folder: Path) -> dict[str, tuple[list[str], list[str]]]:
    """Events and persons as they come: each must mean on the cluster what it means here."""
    times = [
        "2026-01-31T23:30:00Z", "2026-01-31T23:30Z", "2026-01-31 21:30:00.1234567+0000", "2026-03-29T03:30",
        "2026-3-9", "2026", "infinity", "0044-03-15 (BC)", "0000-01-01", "2026-02-01T24:00:00", "  ",
        "29.3.2026 9.30", "05.02.2026", "3.29.2026",
    ]  # fmt: skip
    costs = ["1.005", "1d", "8.165", "nan", " .5 ", "1e2", "0x1", "-1", "0.0049999999999999999", "", "2", "", "", ""]
    listed = "".join(f'{n};{at};"a\nb";{cost}\n' for n, (at, cost) in enumerate(zip(times, costs, strict=True)))
    (folder / "odd.csv").write_text("person_id;at;service;cost\n" + listed)
    (folder / "odd_persons.csv").write_text("person_id,age,chronic_conditions\n1,17.5,nan\n3,NA,2\n,4,4\n")
    day, tables = [dt.date(2026, 3, 1)] * 2, {}
    late = pa.array([dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC)] * 2, pa.timestamp("ns", "UTC"))
    tables["float"] = {"person_id": pa.array([7.0, float("nan")], from_pandas=False), "at": day}
    tables["text"] = {"person_id": ["7", "8"], "at": day}
    tables["whole"] = {"person_id": [7, 9], "at": late}
    tables["wall"] = {"person_id": [1, 7], "at": late.cast(pa.timestamp("ns"))}
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    for sector in ("social", "health"):
        (folder / "hive" / f"sector={sector}").mkdir(parents=True)
        shutil.copy(folder / "text.parquet", folder / "hive" / f"sector={sector}" / "a.parquet")
    (folder / "ragged.csv").write_text("person_id,at\n1,2026-03-01\n2,2026-03-01,b\n")
    files = {name: str(folder / f"{name}.parquet") for name in tables}
    return {
        "csv": ([str(folder / "odd.csv")], [str(folder / "odd_persons.csv")]),
        "types": (list(files.values()), []),
        "hive": ([str(folder / "hive")], []),
        "ragged": ([str(folder / "ragged.csv")], []),
    }


def same_or_the_same_refusal(engine: Any, folder: Path, sources: list[str], persons: list[str]) -> None:
    """Both engines read the same people, or refuse in the same words."""
    written = CodeMap(date_format="DD.MM.YYYY")  # other ways of writing a day are read with it, too
    asked: dict[str, Any] = {"persons": persons, "with_aggregates": False, "mapping": written}
    folder.mkdir()
    try:
        here = run(folder, sources, **asked)
    except PopulationError as error:
        with pytest.raises(PopulationError, match=re.escape(str(error))):
            identify(engine, Request(sources, default(), **asked), folder / "spark")
        return
    figures = identify(engine, Request(sources, default(), **asked), folder / "spark")
    there = ds.dataset(folder / "spark" / "people.parquet").to_table().to_pylist()
    assert {str(p["person_id"]): plain(p) for p in there} == {k: plain(v) for k, v in here["people"].items()}
    rejected = ds.dataset(folder / "spark" / "rejected.parquet", format="parquet").to_table()
    assert rejected.num_rows == len(here["rejected"]) and "reason" in rejected.column_names
    assert figures == here["figures"]


def plain(person: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in person.items() if k != "reasons"} | {
        "reasons": [tuple(r.values()) for r in person["reasons"]]
    }

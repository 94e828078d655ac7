"""A real stand-alone Spark cluster (a master and two workers) gives the embedded engine's people, row for row."""

from __future__ import annotations

import datetime as dt
import os
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

import pyarrow.dataset as ds

from punos.population.engine import Request, identify
from punos.population.generate import generate
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
    engine = SparkBackend(cluster, partitions=2, settings=SETTINGS)
    try:
        figures = identify(engine, Request(sources, default()), tmp_path / "spark")
        executors = len(engine.session.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1
    finally:
        engine.close()
    assert executors == 2
    people = {str(p["person_id"]): p for p in ds.dataset(tmp_path / "spark" / "people.parquet").to_table().to_pylist()}
    assert {k: plain(v) for k, v in people.items()} == {k: plain(v) for k, v in embedded["people"].items()}
    assert figures == embedded["figures"]  # the aggregates too


def plain(person: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in person.items() if k != "reasons"} | {
        "reasons": [tuple(r.values()) for r in person["reasons"]]
    }

"""``punos population bench``: Punos beside hand-written DuckDB SQL and Polars on the same files, in one run.

Every engine runs in a process of its own: one warm-up, then the repeats. Reported are the median of the repeats'
seconds and the highest memory of the process tree. The engines take turns by size, and their people are compared.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import psutil

from punos.population import ruleset

COMPARED = (
    "contacts", "services", "service_groups", "sectors", "units", "social", "health", "emergency", "inpatient",
    "doctor",
    "unplanned", "missed", "not_received", "partial", "wrong", "failure_demand", "cost_cents", "days_since_last",
    "overlapping_weeks", "score",
)  # fmt: skip


def measure(engine: str, events: str, folder: Path, *, repeats: int, threads: int) -> dict[str, Any]:
    """Run one engine in its own process; seconds of every repeat, median, and peak memory in MiB."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "punos.population.bench",
        engine,
        events,
        str(folder),
        str(repeats),
    ]
    env = {"POLARS_MAX_THREADS": str(threads), "PUNOS_BENCH_THREADS": str(threads)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=_environment() | env, text=True)
    peak, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            try:
                root = psutil.Process(process.pid)
                tree = [root, *root.children(recursive=True)]
                peak[0] = max(peak[0], sum(p.memory_info().rss for p in tree))
            except psutil.Error:
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    said, _ = process.communicate()
    over.set()
    watcher.join()
    if process.returncode:
        return {"engine": engine, "failed": process.returncode, "peak_mib": round(peak[0] / 2**20)}
    seconds = json.loads(said.strip().splitlines()[-1])
    return {
        "engine": engine, "median": round(statistics.median(seconds), 2), "seconds": seconds,
        "peak_mib": round(peak[0] / 2**20),
    }  # fmt: skip


def _environment() -> dict[str, str]:
    import os

    return dict(os.environ)


def compare(events: list[str], engines: list[str], *, repeats: int, threads: int) -> list[dict[str, Any]]:
    """Every engine on every input; ``same`` says whether its people equal Punos's."""
    results = []
    for source in events:
        pattern = f"{source.rstrip('/')}/*.parquet" if Path(source).is_dir() else source
        with tempfile.TemporaryDirectory(prefix="punos-bench-") as name:
            rows = duckdb.connect().execute(f"SELECT count(*) FROM read_parquet('{pattern}')").fetchall()[0][0]
            sums = {}
            for engine in engines:
                found = measure(engine, pattern, Path(name), repeats=repeats, threads=threads) | {"rows": rows}
                if "failed" not in found:
                    sums[engine] = fingerprint(Path(name) / f"{engine}.parquet")
                    found["same"] = sums[engine] == next(iter(sums.values()))
                results.append(found)
                sys.stderr.write(f"{rows:>12,} {engine:8} {found.get('median', 'failed')} s, {found['peak_mib']} MiB\n")
    return results


def fingerprint(path: Path) -> Any:
    """An order-independent sum over every compared value of every person, reasons and segments included."""
    source = path / "people.parquet" if path.is_dir() else path
    columns = ", ".join(f"coalesce({c}, 0)::BIGINT" for c in COMPARED)
    query = f"""SELECT count(*), sum(hash(person_id, {columns}, suggested, segment, reasons::VARCHAR)::HUGEINT)
                FROM read_parquet('{source}')"""
    return duckdb.connect().execute(query).fetchall()


def as_text(results: list[dict[str, Any]]) -> str:
    """A table, with Punos's ratio to the fastest other engine at each size."""
    lines = ["| events | engine | median s | peak MiB | same people |", "|---|---|---|---|---|"]
    for found in results:
        lines.append(
            f"| {found['rows']:,} | {found['engine']} | {found.get('median', 'failed')} | {found['peak_mib']} | "
            f"{found.get('same', '–')} |"
        )
    for rows in sorted({found["rows"] for found in results}):
        here = {f["engine"]: f["median"] for f in results if f["rows"] == rows and "median" in f}
        others = [seconds for engine, seconds in here.items() if engine != "punos"]
        if "punos" in here and others:
            lines.append(f"\n{rows:,} events: Punos / fastest other = {here['punos'] / min(others):.2f}")
    return "\n".join(lines)


def _child(engine: str, events: str, folder: Path, repeats: int) -> None:
    import os

    from punos.population import bench_rivals

    threads, seconds = int(os.environ["PUNOS_BENCH_THREADS"]), []
    rules = ruleset.default()
    out = folder / ("punos.parquet" if engine == "punos" else f"{engine}.parquet")
    backend = None
    if engine == "punos":
        from punos.population.duckdb_backend import DuckDBBackend
        from punos.population.engine import Request, people_only

        backend = DuckDBBackend(threads=threads)
    for _ in range(repeats + 1):
        start = time.perf_counter()
        if backend is not None:
            people_only(backend, Request([events], rules), out)
        else:
            last = duckdb.connect().execute(f"SELECT max(\"at\") FROM read_parquet('{events}')").fetchall()[0][0]
            import datetime as dt

            first = last - dt.timedelta(days=rules.window_days)
            getattr(bench_rivals, engine)(events, out, first, last, rules.threshold, threads)
        seconds.append(round(time.perf_counter() - start, 3))
    sys.stdout.write(json.dumps(seconds[1:]) + "\n")


if __name__ == "__main__":
    _child(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))

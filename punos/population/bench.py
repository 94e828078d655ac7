"""``punos population bench``: Punos beside hand-written DuckDB SQL, Polars, pandas and Spark, in one run.

Every engine runs in a process of its own: one warm-up, then the repeats, the engines taking turns within each repeat,
so that a busy minute of the machine hits them all. Reported are the median and the spread of the seconds, the processor
time and the highest memory of the process tree, and how the time grows with the events. People are compared value by
value. Beside the engines stand what only Punos has: the whole of ``identify`` with its aggregates, the
daily refresh, and an answer of what-if.
"""

from __future__ import annotations

import datetime as dt
import json
import os
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

COMPARED = (
    "contacts", "services", "service_groups", "sectors", "units", "social", "health", "emergency", "inpatient",
    "doctor",
    "unplanned", "missed", "not_received", "partial", "wrong", "failure_demand", "cost_cents", "days_since_last",
    "overlapping_weeks", "score",
)  # fmt: skip
ENGINES = ("punos", "duckdb_sql", "polars", "pandas", "spark")
BESIDE = ("identify", "refresh", "whatif")  # what only Punos has
PER_RESIDENT = 20  # events that the generator makes
PANDAS_MOST = 20_000_000  # events; more do not fit in the memory of an ordinary machine (about 250 bytes each)


class Child:
    """An engine in its own process, and the memory and processor time its process tree takes."""

    def __init__(self, engine: str, events: str, folder: Path, threads: int, most_memory: int) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "punos.population.bench_runs"]
        env = dict(os.environ) | {"POLARS_MAX_THREADS": str(threads)}
        self.log = (folder / f"{engine}.log").open("w+")
        self.process = subprocess.Popen(
            [*command, engine, events, str(folder), str(threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.log, env=env, text=True,
        )  # fmt: skip
        self.engine, self.most_memory = engine, most_memory
        self.peak, self.why = 0, ""
        self.over = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def _tree(self) -> list[psutil.Process]:
        root = psutil.Process(self.process.pid)
        return [root, *root.children(recursive=True)]

    def _watch(self) -> None:
        while not self.over.wait(0.05):
            try:
                now = sum(p.memory_info().rss for p in self._tree())
                self.peak = max(self.peak, now)
                if now > self.most_memory:
                    self.stop(f"more than {self.most_memory >> 30} GiB of memory")
            except psutil.Error:
                continue

    def run(self, patience: float) -> tuple[float, float] | None:
        """Seconds and processor seconds of one run; nothing when it failed or took too long (``why``)."""
        assert self.process.stdin and self.process.stdout
        late = threading.Timer(patience, lambda: self.stop(f"no answer in {patience:.0f} s"))
        late.start()
        try:
            before = self._worked()
            self.process.stdin.write("go\n")
            self.process.stdin.flush()
            said = self.process.stdout.readline()
            if not said:
                self.why = self.why or self._last_words()
                return None
            return json.loads(said), round(self._worked() - before, 2)
        except (OSError, psutil.Error):
            self.why = self.why or self._last_words()
            return None
        finally:
            late.cancel()

    def _worked(self) -> float:
        return sum(t.user + t.system for t in (p.cpu_times() for p in self._tree()))

    def _last_words(self) -> str:
        self.process.wait(10)
        self.log.seek(0)
        lines = [line for line in self.log.read().splitlines() if line.strip()]
        return lines[-1][:200] if lines else f"ended with {self.process.returncode}"

    def stop(self, why: str = "") -> None:
        """End the process tree."""
        self.why = self.why or why
        self.over.set()
        try:
            for process in reversed(self._tree()):
                process.kill()
        except psutil.Error:
            pass
        self.process.wait(30)


def compare(
    events: list[str], engines: list[str], *, repeats: int, threads: int, patience: float = 900, turns: bool = True
) -> list[dict[str, Any]]:
    """Every engine on every input; ``same`` says whether its people equal Punos's."""
    results = []
    for source in events:
        pattern = f"{source.rstrip('/')}/*.parquet" if Path(source).is_dir() else source
        rows = duckdb.connect().execute(f"SELECT count(*) FROM read_parquet('{pattern}')").fetchall()[0][0]
        with tempfile.TemporaryDirectory(prefix="punos-bench-") as name:
            results += _one_size(pattern, rows, engines, Path(name), repeats, threads, patience, turns)
    return results


def _one_size(
    pattern: str, rows: int, engines: list[str], folder: Path, repeats: int, threads: int, patience: float, turns: bool
) -> list[dict[str, Any]]:
    most = int(psutil.virtual_memory().available * 0.75)
    found = {engine: Measured(engine, rows) for engine in engines}
    if "pandas" in found and rows > PANDAS_MOST:
        found["pandas"].why = f"left out above {PANDAS_MOST:,} events"
    groups = [[e for e in engines if e not in BESIDE]] if turns else [[e] for e in engines if e not in BESIDE]
    groups += [[e] for e in engines if e in BESIDE]
    for group in groups:
        children = {e: Child(e, pattern, folder, threads, most) for e in group if not found[e].why}
        try:
            for turn in range(repeats + 1):
                for engine in [e for e in children if not found[e].why]:
                    found[engine].take(turn, children[engine], patience)
        finally:
            for engine, child in children.items():
                found[engine].peak = child.peak
                child.stop()
    reference: Any = None
    for engine, measured in found.items():
        path = folder / f"{engine}.parquet"
        if engine in ENGINES and measured.seconds and path.exists():
            people = fingerprint(path)
            reference = reference or people
            measured.same = people == reference
    return [measured.row() for measured in found.values()]


class Measured:
    """What was found about one engine at one size."""

    def __init__(self, engine: str, rows: int) -> None:
        self.engine, self.rows = engine, rows
        self.seconds: list[float] = []
        self.worked: list[float] = []
        self.peak, self.why, self.same, self.once = 0, "", None, False

    def take(self, turn: int, child: Child, patience: float) -> None:
        """One turn; the first is the warm-up, and counts only when it takes too long to be repeated."""
        if self.once:
            return
        found = child.run(patience)
        if found is None:
            self.why = child.why
            return
        if turn == 0 and found[0] * 3 < patience:
            _say(f"{self.rows:>12,} {self.engine:10} warm-up {found[0]:.2f} s")
            return
        self.once = turn == 0
        self.seconds.append(found[0])
        self.worked.append(found[1])
        _say(f"{self.rows:>12,} {self.engine:10} {found[0]:.2f} s, processor {found[1]:.2f} s")

    def row(self) -> dict[str, Any]:
        """As a line of the table."""
        if not self.seconds:
            return {"engine": self.engine, "rows": self.rows, "failed": self.why, "peak_mib": self.peak >> 20}
        return {
            "engine": self.engine, "rows": self.rows, "median": round(statistics.median(self.seconds), 3),
            "low": min(self.seconds), "high": max(self.seconds), "processor": round(statistics.median(self.worked), 2),
            "runs": len(self.seconds), "peak_mib": self.peak >> 20, "same": self.same, "why": self.why,
        }  # fmt: skip


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def fingerprint(path: Path) -> Any:
    """An order-independent sum over every compared value of every person, reasons and segments included."""
    source = path / "*.parquet" if path.is_dir() else path
    columns = ", ".join(f"coalesce({c}, 0)::BIGINT" for c in COMPARED)
    query = f"""SELECT count(*), sum(hash(person_id, {columns}, suggested, segment, reasons::VARCHAR)::HUGEINT)
                FROM read_parquet('{source}')"""
    return duckdb.connect().execute(query).fetchall()


def sized(text: str) -> int:
    """Events of a size like ``1M``, ``11M`` or ``250k``."""
    number, unit = text[:-1], text[-1:].upper()
    if unit not in ("K", "M") or not number.replace(".", "", 1).isdigit():
        raise ValueError(f"{text!r} is not a size like 1M or 250k")
    return int(float(number) * (1_000 if unit == "K" else 1_000_000))


def generated(sizes: list[str], folder: Path, threads: int) -> list[str]:
    """Invented populations of about so many events each, made in ``folder`` unless they are there."""
    from punos.population.generate import generate

    made = []
    for size in sizes:
        residents = max(sized(size) // PER_RESIDENT, 1)
        place = folder / f"{residents}-residents"
        if not (place / "persons.parquet").exists():
            start = time.perf_counter()
            done = generate(place, persons=residents, days=365, seed=1, last_day=dt.date(2026, 6, 30), threads=threads)
            spent = time.perf_counter() - start
            _say(f"{done.rows:>12,} events generated in {spent:.1f} s ({done.rows / spent / 1e6:.1f} M rows/s)")
        made.append(str(place / "events"))
    return made


def as_text(results: list[dict[str, Any]]) -> str:
    """The table; Punos's ratio to the fastest other engine, and its growth from size to size."""
    lines = [
        "| events | run | median s | lowest–highest s | processor s | peak MiB | same people |",
        "|---|---|---|---|---|---|---|",
    ]
    for f in results:
        if "failed" in f:
            lines.append(f"| {f['rows']:,} | {f['engine']} | – ({f['failed']}) | | | {f['peak_mib']} | |")
            continue
        spread = f"{f['low']}–{f['high']}" if f["runs"] > 1 else "one run"
        same = {None: "", True: "yes", False: "NO"}[f["same"]]
        shown = (f"{f['rows']:,}", f["engine"], f["median"], spread, f["processor"], f["peak_mib"], same)
        lines.append(f"| {' | '.join(map(str, shown))} |")
    before: tuple[int, float] | None = None
    for rows in sorted({found["rows"] for found in results}):
        here = {f["engine"]: f["median"] for f in results if f["rows"] == rows and "median" in f}
        others = {e: s for e, s in here.items() if e in ENGINES and e != "punos"}
        if "punos" not in here:
            continue
        if others:
            fastest = min(others, key=lambda e: others[e])
            lines.append(f"\n{rows:,} events: Punos / {fastest} = {here['punos'] / others[fastest]:.2f}")
        for part in ("refresh", "whatif"):
            if part in here and "identify" in here:
                lines.append(f"{rows:,} events: {part} / identify = 1 / {here['identify'] / max(here[part], 1e-3):.0f}")
        if before:
            growth = (here["punos"] / before[1]) / (rows / before[0])
            lines.append(f"{rows:,} events: time per event {growth:.2f} of that at {before[0]:,}")
        before = rows, here["punos"]
    return "\n".join(lines)

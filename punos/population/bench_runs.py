"""The measured side of the benchmark: one process for each engine, which runs once for each line it is told ``go``.

``python -m punos.population.bench_runs ENGINE EVENTS FOLDER THREADS`` answers each line with the seconds it took, and
ends with its input.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from punos.population import ruleset
from punos.population.engine import Engine, Request, identify, people_only

PUNOS = ("punos", "spark", "identify")  # these share the expressions; the others are written by hand


def runner(engine: str, events: str, folder: Path, threads: int) -> Callable[[], None]:
    """What to do at each ``go``: read the files, write people to ``folder``."""
    rules = ruleset.default()
    if engine in PUNOS:
        request = Request([events], rules)
        made = _engine(engine, threads)

        def run_punos() -> None:
            if engine == "identify":
                identify(made, request, folder / "identify")
            else:
                people_only(made, request, folder / f"{engine}.parquet")

        return run_punos
    if engine == "refresh":
        return _refresh(events, folder, threads)
    if engine == "whatif":
        return _whatif(folder)
    from punos.population import bench_rivals

    by_hand = getattr(bench_rivals, engine)

    def run() -> None:
        last = bench_rivals.last_day(events)
        first = last - dt.timedelta(days=rules.window_days)
        by_hand(events, folder / f"{engine}.parquet", first, last, rules.threshold, threads)

    return run


def _engine(engine: str, threads: int) -> Engine:
    if engine == "spark":
        from punos.population.spark_backend import SparkBackend

        return SparkBackend(f"local[{threads}]", memory="6g", partitions=16 * threads)
    from punos.population.duckdb_backend import DuckDBBackend

    return DuckDBBackend(threads=threads)


def _refresh(events: str, folder: Path, threads: int) -> Callable[[], None]:
    """A state of all days but the last few is made beforehand; each run then adds the next day, and one leaves."""
    import duckdb

    from punos.population.bench_rivals import last_day
    from punos.population.refresh import State

    end, ahead = last_day(events), 8
    state = State(folder / "state.duckdb", threads=threads, days=ruleset.default().window_days - ahead)
    days = [end - dt.timedelta(days=ahead - 1 - n) for n in range(ahead)]
    with duckdb.connect() as con:
        source = f"read_parquet('{events}')"
        for n, day in enumerate(days):
            con.execute(f"COPY (FROM {source} WHERE \"at\" = DATE '{day}') TO '{folder}/day{n}.parquet'")
        con.execute(f"COPY (FROM {source} WHERE \"at\" < DATE '{days[0]}') TO '{folder}/before.parquet'")
    state.advance([f"{folder}/before.parquet"])
    (folder / "before.parquet").unlink()
    coming = iter(enumerate(days))

    def run() -> None:
        n, day = next(coming)
        state.advance([f"{folder}/day{n}.parquet"], as_of=day)

    return run


def _whatif(folder: Path) -> Callable[[], None]:
    """The counts are made beforehand from Punos's people; each run then asks for another setting."""
    from punos.population.simulate import bit_cube, cube
    from punos.population.whatif import Answers, moved

    rules = ruleset.default()
    answers = Answers(bit_cube(cube(folder / "punos.parquet", rules)), rules)
    settings = iter([moved(rules, threshold=3 + n, bounds={"emergency": 2 + n}) for n in range(12)])

    def run() -> None:
        answers.ask(next(settings))

    return run


def main() -> None:
    """Answer every line of the input."""
    engine, events, folder, threads = sys.argv[1:5]
    run = runner(engine, events, Path(folder), int(threads))
    for _ in sys.stdin:
        start = time.perf_counter()
        run()
        sys.stdout.write(json.dumps(round(time.perf_counter() - start, 3)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

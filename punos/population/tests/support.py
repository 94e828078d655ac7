"""Small tools of these tests: an engine, files, and results as plain values."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from punos.population import schema
from punos.population.duckdb_backend import DuckDBBackend
from punos.population.engine import Request, identify
from punos.population.ruleset import RuleSet, default

_numbers = itertools.count()


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = schema.COLUMNS) -> Path:
    """Rows as a CSV file; ``None`` becomes an empty field."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)
    return path


def run(folder: Path, sources: Iterable[Path | str], rules: RuleSet | None = None, **options: Any) -> dict[str, Any]:
    """Identify with the embedded engine: figures, and people by id as text."""
    engine = DuckDBBackend(threads=1, memory="1GiB")
    out = folder / f"out{next(_numbers)}"
    try:
        figures = identify(engine, Request([str(s) for s in sources], rules or default(), **options), out)
    finally:
        engine.close()
    people = pq.read_table(out / "people.parquet").to_pylist()
    rejected = pq.read_table(out / "rejected.parquet").to_pylist() if (out / "rejected.parquet").exists() else []
    return {"figures": figures, "people": {str(p["person_id"]): p for p in people}, "rejected": rejected, "out": out}


def row(person: object = 1, at: object = "2026-03-02", **values: Any) -> dict[str, Any]:
    """One contact with everything usual unless told otherwise."""
    usual = {
        "sector": "health", "service": "doctor", "unit": "u1", "mode": "visit", "planned": "true",
        "attended": "true", "demand": None, "cost": None,
    }  # fmt: skip
    return {"person_id": person, "at": at} | usual | values

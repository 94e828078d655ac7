"""Reading a finished run's people back, one by one: for the named run, where a human looks at each of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from punos.population.schema import SIGNALS


def people(path: Path) -> Iterator[dict[str, Any]]:
    """Each person: ``person_id`` as text, ``suggested``, ``score``, ``reasons``, ``signals`` (those computed)."""
    columns = ["person_id", "suggested", "score", "reasons", *SIGNALS]
    for batch in pq.ParquetFile(path).iter_batches(columns=columns):
        for row in batch.to_pylist():
            yield {
                "person_id": str(row["person_id"]), "suggested": row["suggested"], "score": row["score"],
                "reasons": [dict(reason) for reason in row["reasons"] or ()],
                "signals": {name: row[name] for name in SIGNALS if row[name] is not None},
            }  # fmt: skip

"""The measured numbers as a table on the terminal and as JSON."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from typing import Any

from tests.load.web_parts.sending import Round

AIMS = {"ratio": 1.3, "queries": 12, "access": 1.2}
PAGES = {"client": "client's page", "today": "Today", "search": "directory search", "contact": "recording a contact"}


def summed_up(rounds: Sequence[Round]) -> dict[str, Any]:
    """The median of the rounds with the smallest and the largest."""
    def spread(values: list[float]) -> dict[str, float]:
        return {"median": round(statistics.median(values), 1), "min": round(min(values), 1),
                "max": round(max(values), 1)}

    return {"requests_per_second": spread([one.per_second for one in rounds]),
            "p50_ms": spread([one.percentile(0.5) for one in rounds]),
            "p95_ms": spread([one.percentile(0.95) for one in rounds]),
            "bytes": round(statistics.median([size for one in rounds for size in one.sizes] or [0])),
            "requests": sum(len(one.answers) for one in rounds),
            "wrong": [text for one in rounds for text in one.wrong]}


def ratio(slower: Sequence[Round], faster: Sequence[Round]) -> dict[str, float]:
    """How many times as long a request takes in ``slower``: of each round beside its neighbour, then the median."""
    mean = [b.per_second / a.per_second for a, b in zip(slower, faster, strict=True) if a.per_second]
    p95 = [a.percentile(0.95) / b.percentile(0.95) for a, b in zip(slower, faster, strict=True) if b.percentile(0.95)]
    return {"mean": round(statistics.median(mean), 2), "mean_min": round(min(mean), 2),
            "mean_max": round(max(mean), 2), "p95": round(statistics.median(p95), 2)}


def machine() -> dict[str, Any]:
    """What it was measured on, and how busy that was with other things."""
    return {"processors": os.cpu_count(), "system": platform.platform(), "python": platform.python_version(),
            "load_before": [round(load, 1) for load in os.getloadavg()]}


def table(result: dict[str, Any]) -> str:
    """The table for the terminal."""
    sizes = list(result["sizes"])
    lines = [f"{'page':<22}{'cases':>9}{'req/s':>8}{'(range)':>15}{'p50 ms':>8}{'p95 ms':>8}{'KB':>6}"]
    for page, name in PAGES.items():
        for size in sizes:
            one = result["pages"][page]["sizes"][size]
            rate = one["requests_per_second"]
            shown = name if size == sizes[0] else ""
            lines.append(f"{shown:<22}{int(size):>9,}{rate['median']:>8}{rate['min']:>8}–{rate['max']:<6}"
                         f"{one['p50_ms']['median']:>8}{one['p95_ms']['median']:>8}{one['bytes'] / 1024:>6.0f}")
    lines += ["", f"{'page':<22}{'ratio of sizes':>16}{'(p95)':>8}{'queries':>9}{'access control':>16}{'(range)':>14}"]
    for page, told in PAGES.items():
        one = result["pages"][page]
        sized, access = one["ratio"], one["access"]
        lines.append(f"{told:<22}{_held(sized['mean'], AIMS['ratio']):>16}{sized['p95']:>8}"
                     f"{_held(one['queries'], AIMS['queries']):>9}{_held(access['mean'], AIMS['access']):>16}"
                     f"{access['mean_min']:>8}–{access['mean_max']}")
    lines += ["", f"aims: ratio of sizes ≤ {AIMS['ratio']}, queries ≤ {AIMS['queries']}, access control ≤ "
              f"{AIMS['access']} (times as long as without row-level security); ! misses it"]
    wrong = [text for page in result["pages"].values() for size in page["sizes"].values() for text in size["wrong"]]
    if wrong:
        lines.append(f"answers not as expected: {len(wrong)}, for example {wrong[0]}")
    return "\n".join(lines)


def _held(value: float, aim: float) -> str:
    return f"{value}{' !' if value > aim else ''}"

"""How unevenly something is spread over persons: Lorenz curve, shares of the top, Gini, with bootstrap intervals.

The curve, the shares and Gini are exact. For intervals, persons are drawn again with replacement; above
20 000 persons the draw is from 2 000 equal slices of the ordered persons (each represented by its mean), which
moves an interval's ends by less than 0.002. The seed is fixed, so the same data give the same interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

TOP = (1, 5, 10, 20)
DRAWS = 200
EXACT_UP_TO = 20_000
SLICES = 2_000
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ordered:
    """Amounts from the smallest to the largest, each held by ``weights`` persons (one, when not given)."""

    amounts: Floats
    weights: Floats | None = None

    @cached_property
    def held(self) -> Floats:
        """What the first n together hold."""
        return np.cumsum(self.amounts if self.weights is None else self.amounts * self.weights)

    @cached_property
    def persons(self) -> Floats:
        """How many the first n are."""
        ones = np.arange(1, self.amounts.size + 1, dtype=np.float64)
        return ones if self.weights is None else np.cumsum(self.weights)

    def held_by_first(self, persons: float) -> float:
        """What so many persons, beginning with the poorest, hold; the person on the border counts in part."""
        at = int(np.searchsorted(self.persons, persons))
        if at >= self.amounts.size:
            return float(self.held[-1])
        inside = persons - (self.persons[at - 1] if at else 0.0)
        return float((self.held[at - 1] if at else 0.0) + inside * self.amounts[at])

    def top_share(self, percent: float) -> float:
        """Share of the whole held by the top ``percent`` of persons."""
        total = float(self.held[-1])
        return 1 - self.held_by_first(float(self.persons[-1]) * (1 - percent / 100)) / total if total > 0 else 0.0

    def gini(self) -> float:
        """Gini coefficient: 0 when all have the same, towards 1 when one has everything."""
        total, size = float(self.held[-1]), float(self.persons[-1])
        if total <= 0:
            return 0.0
        each = self.held if self.weights is None else self.held * self.weights
        edge = float(self.held[:-1].sum() if self.weights is None else (self.held[:-1] * self.weights[1:]).sum())
        return 1 - (float(each.sum()) + edge) / (total * size)


def concentration(values: npt.ArrayLike, *, least: int, times: npt.ArrayLike | None = None) -> dict[str, Any] | None:
    """Concentration of ``values`` (each of one person, or of ``times`` persons, ≥ 0); ``None`` when nobody has any.

    A share of a top group of fewer than ``least`` persons is left out (``None``), as is the curve when one of its
    steps (a twentieth of the persons) is that small.
    """
    amounts = np.asarray(values, dtype=np.float64)
    if times is not None:
        order = np.argsort(amounts)
        amounts = np.repeat(amounts[order], np.asarray(times, dtype=np.int64)[order])
    else:
        amounts = np.sort(amounts)
    size = amounts.size
    if size < least or amounts.sum() <= 0:
        return None
    whole, drawn = Ordered(amounts), _drawn(amounts)
    answer: dict[str, Any] = {
        "persons": int(size),
        "total": float(amounts.sum()),
        "gini": _with_interval(whole.gini(), [draw.gini() for draw in drawn]),
        "top": {},
        "lorenz": None,
    }
    for percent in TOP:
        count = -(-size * percent // 100)  # whole persons, rounded up
        share = 1 - whole.held_by_first(float(size - count)) / float(whole.held[-1])
        few = size * percent / 100 < least
        answer["top"][str(percent)] = (
            None if few else _with_interval(share, [draw.top_share(percent) for draw in drawn])
        )
    if size / 20 >= least:
        answer["lorenz"] = [[p * 5, round(1 - whole.top_share(100 - p * 5), 6) if p < 20 else 1.0] for p in range(21)]
    return answer


def _drawn(ordered: Floats) -> list[Ordered]:
    """Bootstrap draws as weights on the (sliced) ordered amounts."""
    rng = np.random.Generator(np.random.PCG64(20261122))
    if ordered.size > EXACT_UP_TO:
        edges = np.linspace(0, ordered.size, SLICES + 1).astype(np.int64)
        sizes = np.diff(edges).astype(np.float64)
        base = np.add.reduceat(ordered, edges[:-1]) / sizes
    else:
        base, sizes = ordered, np.ones_like(ordered)
    share = sizes / sizes.sum()
    return [Ordered(base, rng.multinomial(ordered.size, share).astype(np.float64)) for _ in range(DRAWS)]


def _with_interval(value: float, draws: list[float]) -> dict[str, float]:
    low, high = np.quantile(draws, [0.025, 0.975])
    return {"value": round(value, 6), "low": round(float(low), 4), "high": round(float(high), 4)}

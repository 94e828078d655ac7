"""How unevenly something is spread over persons: Lorenz curve, shares of the top, Gini, with bootstrap intervals.

The curve, the shares and Gini are exact. For intervals, persons are drawn again with replacement; above
20 000 persons the draw is from 2 000 equal slices of the ordered persons (each represented by its mean), which
moves an interval's ends by less than 0.002. The seed is fixed, so the same data give the same interval.

The curve and the top shares are points of one curve, cut between whole persons (:func:`cut`), so the difference of any
two published figures is what the persons between two cuts hold. Cuts are told only where that is nobody or at least
``least`` persons (:func:`told`), and shares with three decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

TOP = (1, 5, 10, 20)
STEPS = tuple(range(5, 100, 5))  # of the curve, per cent of persons
DIGITS = 3
DRAWS = 500  # with 200 and quantiles between the draws, the ends lay about a tenth too close together
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

    def gini(self) -> float:
        """Gini coefficient: 0 when all have the same, towards 1 when one has everything."""
        total, size = float(self.held[-1]), float(self.persons[-1])
        if total <= 0:
            return 0.0
        each = self.held if self.weights is None else self.held * self.weights
        edge = float(self.held[:-1].sum() if self.weights is None else (self.held[:-1] * self.weights[1:]).sum())
        return 1 - (float(each.sum()) + edge) / (total * size)


def cut(size: int, percent: int) -> int:
    """How many of ``size`` persons, beginning with the one with least, the first ``percent`` are: whole persons,
    rounded down, so that the top tenth of 4,406 is 441 of them."""
    return size * percent // 100


def told(amounts: Floats, least: int) -> list[int]:
    """The per cents of persons, ascending, at which ``amounts`` (ordered) may be cut and the share told.

    Between two neighbouring cuts, and outside the first and last, stand at least ``least`` persons, and of those who
    have anything either none or at least ``least``. What is read most comes first: the top shares, then tenths.
    """
    size, without = amounts.size, int(np.searchsorted(amounts, 0.0, side="right"))

    def enough(low: int, high: int) -> bool:
        having = high - max(low, without)
        return high - low >= least and (having <= 0 or having >= least)

    cuts = {0: 0, 100: size}
    for percent in (90, 80, 95, 99, *range(70, 0, -10), *STEPS):
        at = cut(size, percent)
        below = max(n for p, n in cuts.items() if p < percent)
        above = min(n for p, n in cuts.items() if p > percent)
        if percent not in cuts and enough(below, at) and enough(at, above):
            cuts[percent] = at
    return sorted(set(cuts) - {0, 100})


def concentration(values: npt.ArrayLike, *, least: int, times: npt.ArrayLike | None = None) -> dict[str, Any] | None:
    """Concentration of ``values`` (each of one person, or of ``times`` persons, ≥ 0).

    ``None`` when fewer than ``least`` persons have any. A share that would tell of fewer is ``None``; of the curve
    such points are left out, and all of it when no point is left.
    """
    amounts = np.asarray(values, dtype=np.float64)
    if times is not None:
        order = np.argsort(amounts)
        amounts = np.repeat(amounts[order], np.asarray(times, dtype=np.int64)[order])
    else:
        amounts = np.sort(amounts)
    size = amounts.size
    if int((amounts > 0).sum()) < max(least, 1):
        return None
    whole, drawn, cuts = Ordered(amounts), _drawn(amounts), told(amounts, least)

    def held(of: Ordered, percent: int) -> float:
        return of.held_by_first(float(cut(size, percent))) / float(of.held[-1] or 1)

    curve = [[p, round(held(whole, p), DIGITS)] for p in cuts if p in STEPS]
    return {
        "persons": int(size),
        "total": round(float(amounts.sum())),
        "gini": _with_interval(whole.gini(), [draw.gini() for draw in drawn]),
        "top": {
            str(top): _with_interval(1 - held(whole, 100 - top), [1 - held(draw, 100 - top) for draw in drawn])
            if 100 - top in cuts else None
            for top in TOP
        },
        "lorenz": [[0, 0.0], *curve, [100, 1.0]] if curve else None,
    }  # fmt: skip


def _drawn(ordered: Floats) -> list[Ordered]:
    """Bootstrap draws as weights on the (sliced) ordered amounts."""
    rng = np.random.Generator(np.random.PCG64(20261122))
    if ordered.size > EXACT_UP_TO:
        edges = np.linspace(0, ordered.size, SLICES + 1).astype(np.int64)
        sizes = np.diff(edges).astype(np.float64)
        base = np.add.reduceat(ordered, edges[:-1]) / sizes
    else:  # each person as likely: counting who is drawn is faster than a multinomial draw
        size = ordered.size
        drawn = (np.bincount(rng.integers(0, size, size), minlength=size) for _ in range(DRAWS))
        return [Ordered(ordered, times.astype(np.float64)) for times in drawn]
    share = sizes / sizes.sum()
    return [Ordered(base, rng.multinomial(ordered.size, share).astype(np.float64)) for _ in range(DRAWS)]


def _with_interval(value: float, draws: list[float]) -> dict[str, float]:
    low, high = np.quantile(draws, [0.025, 0.975], method="weibull")
    return {"value": round(value, DIGITS), "low": round(float(low), DIGITS), "high": round(float(high), DIGITS)}

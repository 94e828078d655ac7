"""How unevenly something is spread over persons: Lorenz curve, shares of the top, Gini, with bootstrap intervals.

The curve, the shares and Gini are exact. For intervals, persons are drawn again with replacement; above
20 000 persons the draw is from 2 000 equal slices of the ordered persons (each represented by its mean), which
moves an interval's ends by less than 0.002. The seed is fixed, so the same data give the same interval.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

TOP = (1, 5, 10, 20)
DRAWS = 200
EXACT_UP_TO = 20_000
SLICES = 2_000
Floats = npt.NDArray[np.float64]


def concentration(values: npt.ArrayLike, *, least: int) -> dict[str, Any] | None:
    """Concentration of ``values`` (one per person, ≥ 0); ``None`` when nobody has any.

    A share of a top group of fewer than ``least`` persons is left out (``None``), as is the curve when one of its
    steps (a twentieth of the persons) is that small.
    """
    amounts = np.sort(np.asarray(values, dtype=np.float64))
    if amounts.size < least or amounts.sum() <= 0:
        return None
    drawn = _drawn(amounts)
    answer: dict[str, Any] = {
        "persons": int(amounts.size),
        "total": float(amounts.sum()),
        "gini": _with_interval(gini(amounts), [gini(a, w) for a, w in drawn]),
        "top": {},
        "lorenz": None,
    }
    for percent in TOP:
        few = amounts.size * percent / 100 < least
        answer["top"][str(percent)] = (
            None if few else _with_interval(top_people(amounts, percent), [top_share(a, percent, w) for a, w in drawn])
        )
    if amounts.size / 20 >= least:
        answer["lorenz"] = [
            [p * 5, round(1 - top_share(amounts, 100 - p * 5), 6) if p < 20 else 1.0] for p in range(21)
        ]
    return answer


def top_people(ordered: Floats, percent: int) -> float:
    """Share of the whole held by the top ``percent`` of persons, whole persons, rounded up."""
    count = -(-ordered.size * percent // 100)
    return float(ordered[ordered.size - count :].sum() / ordered.sum())


def top_share(ordered: Floats, percent: float, weights: Floats | None = None) -> float:
    """Share of the whole held by the top ``percent`` of persons; the person on the border counts in part."""
    if percent <= 0:
        return 0.0
    weight = np.ones_like(ordered) if weights is None else weights
    below = np.concatenate([[0.0], np.cumsum(weight)])
    held = np.concatenate([[0.0], np.cumsum(ordered * weight)])
    return float(1 - np.interp(below[-1] * (1 - percent / 100), below, held) / held[-1]) if held[-1] > 0 else 0.0


def gini(ordered: Floats, weights: Floats | None = None) -> float:
    """Gini coefficient: 0 when all have the same, towards 1 when one has everything."""
    weight = np.ones_like(ordered) if weights is None else weights
    below = np.concatenate([[0.0], np.cumsum(weight)])
    held = np.concatenate([[0.0], np.cumsum(ordered * weight)])
    if held[-1] <= 0:
        return 0.0
    return float(1 - np.sum((held[1:] + held[:-1]) * np.diff(below)) / (held[-1] * below[-1]))


def _drawn(ordered: Floats) -> list[tuple[Floats, Floats]]:
    """Bootstrap draws as weights on the (sliced) ordered amounts."""
    rng = np.random.Generator(np.random.PCG64(20261122))
    if ordered.size > EXACT_UP_TO:
        edges = np.linspace(0, ordered.size, SLICES + 1).astype(np.int64)
        sizes = np.diff(edges).astype(np.float64)
        base = np.add.reduceat(ordered, edges[:-1]) / sizes
    else:
        base, sizes = ordered, np.ones_like(ordered)
    share = sizes / sizes.sum()
    return [(base, rng.multinomial(ordered.size, share).astype(np.float64)) for _ in range(DRAWS)]


def _with_interval(value: float, draws: list[float]) -> dict[str, float]:
    low, high = np.quantile(draws, [0.025, 0.975])
    return {"value": round(value, 6), "low": round(float(low), 4), "high": round(float(high), 4)}

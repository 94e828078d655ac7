"""What a figure may show: small numbers hidden together with what would give them away, shares with their interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from punos.identification.rules import wilson

SMALLEST = 5  # experience.md: n < 5 is never shown; a county's own rule may be stricter


@dataclass(frozen=True, slots=True)
class Count:
    """A number as it may be shown: exact, or hidden because it is small (or would give a small one away).

    ``at_least``: what a hidden sum is at least, from the numbers shown; 0 where it is small itself.
    """

    value: int | None
    at_least: int = 0

    @property
    def hidden(self) -> bool:
        return self.value is None


def shown_counts(values: Sequence[int]) -> tuple[list[Count], Count]:
    """The counts of some units and their sum, as they may be shown.

    A count of 1–4 is hidden; nought tells nothing about anybody and is shown. The sum is hidden when it is small
    itself, or when it would give hidden counts away by subtraction: a single one, or several that must all be one
    or all be four. Instead of such a sum stands what it is at least, as anybody can count.
    """
    parts = [Count(None if 0 < value < SMALLEST else value) for value in values]
    total, hidden = sum(values), [value for value in values if 0 < value < SMALLEST]
    if 0 < total < SMALLEST:
        return parts, Count(None)
    if len(hidden) == 1 or (hidden and sum(hidden) in (len(hidden), (SMALLEST - 1) * len(hidden))):
        return parts, Count(None, at_least=total - sum(hidden) + len(hidden))
    return parts, Count(total)


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its denominator and 95 % interval (Wilson 1927), or hidden when there are fewer than five."""

    kept: int | None
    of: int | None
    low: float = 0.0
    high: float = 0.0

    @property
    def hidden(self) -> bool:
        return self.kept is None

    @property
    def share(self) -> float:
        return self.kept / self.of if self.kept is not None and self.of else 0.0


def share(kept: int, of: int) -> Share:
    """``kept`` of ``of``, 0 ≤ kept ≤ of. Hidden for fewer than five, or when one side is small but not empty."""
    if not 0 <= kept <= of:
        raise ValueError("kept must lie between 0 and of")
    if of < SMALLEST or 0 < kept < SMALLEST or 0 < of - kept < SMALLEST:
        return Share(None, None)
    return Share(kept, of, *wilson(kept, of))


def share_of_all(parts: Sequence[tuple[int, int]]) -> Share:
    """The share of several units together (``kept``, ``of`` of each), as far as it gives no hidden one away.

    What the units shown leave over belongs to the hidden ones: it must be as many as may be shown by themselves.
    """
    hidden = [part for part in parts if share(*part).hidden and part[1]]
    rest = share(sum(kept for kept, _ in hidden), sum(of for _, of in hidden))
    if len(hidden) == 1 or (hidden and rest.hidden):
        return Share(None, None)
    return share(sum(kept for kept, _ in parts), sum(of for _, of in parts))

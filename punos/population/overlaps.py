"""Weeks in which a person met two or more different services, found without a second grouping.

Each service gets a code word with exactly half of its bits set, no two alike. For each bit there is one mask: the weeks
in which a service with that bit was met. The words of two different services together have more than half of
the bits set, one service alone has exactly half; so a week counts when it stands in more than half of the masks.

A few weeks alone need no masks: each has a *slot*, as many bits of a number as a word has, in which the words of the
services met are united. A week counts when more than half of its slot is set.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from math import comb

import ibis
import ibis.expr.types as ir

WORD = 62  # bits used of a 64-bit whole number


def masks(services: int) -> int:
    """How many masks tell so many services apart."""
    return next(bits for bits in itertools.count(1) if comb(bits, bits // 2) >= services)


def code_words(services: int) -> list[int]:
    """A code word for each service."""
    bits = masks(services)
    halves = itertools.islice(itertools.combinations(range(bits), bits // 2), services)
    return [sum(1 << bit for bit in half) for half in halves]


def mask(rows: ir.Table, word: str, bit: int) -> ir.Value:
    """The row's week (in the column ``word``) if its service has that bit, else none."""
    return rows[word] & -((rows.service_code >> bit) & 1)


def name(word: str, bit: int) -> str:
    """The name of a mask among the measures."""
    return f"{word}_mask{bit}"


def words(days: int) -> int:
    """How many whole numbers hold the weeks of a window; the weeks must not go round within it."""
    return -(-((days + 12) // 7 + 1) // WORD)


def flagged(grouped: ir.Table, bits: int, weeks: list[str]) -> ir.Table:
    """Instead of the masks, ``{word}_both``: the weeks that stand in more than half of them."""
    half = bits // 2
    steps = range(1, half + 2)
    kept = [column for column in grouped.columns if "_mask" not in column]
    table = grouped.mutate(**{f"{word}_at{n}": ibis.literal(0, "int64") for word in weeks for n in steps})
    for bit in range(bits):  # …_at{n}: weeks in at least n of the masks so far
        seen = {}
        for word in weeks:
            here = table[name(word, bit)].fill_null(0)
            for n in steps:
                fewer = table[f"{word}_at{n - 1}"] & here if n > 1 else here
                seen[f"{word}_at{n}"] = table[f"{word}_at{n}"] | fewer
        table = table.mutate(**seen)
    return table.select(*kept, **{f"{word}_both": table[f"{word}_at{half + 1}"] for word in weeks})


def slots(weeks: Sequence[int], bits: int) -> list[dict[int, int]]:
    """For each number that holds slots: the weeks in it, and where the slot of each begins."""
    fitting = max(1, WORD // bits)
    parts = [weeks[n : n + fitting] for n in range(0, len(weeks), fitting)]
    return [{week: place * bits for place, week in enumerate(part)} for part in parts]


def counted(word: str, slot: Mapping[int, int], bits: int) -> str:
    """SQL: how many weeks of a number that holds slots count."""
    each = (f"(bit_count(({word} >> {start}) & {(1 << bits) - 1}) > {bits // 2})::INT" for start in slot.values())
    return f"({' + '.join(each)})"


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def bit_count(number: int) -> int:  # type: ignore[empty-body]
    """Number of ones; both engines have it under this name."""

"""What is hidden cannot be computed from what is shown: attacked with linear algebra."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from punos.population.suppression import TOTAL, hidden_cells, one_way, with_totals

LEAST = 5
tables = st.integers(1, 5).flatmap(
    lambda r: st.integers(2, 5).flatmap(
        lambda c: st.lists(
            st.lists(st.one_of(st.integers(0, 7), st.integers(0, 300)), min_size=c, max_size=c), min_size=r, max_size=r
        )
    )
)


def computable(table: dict[Any, int], away: set[Any]) -> list[Any]:
    """Hidden cells whose value every solution of the published equations agrees on (exact rational elimination)."""
    from fractions import Fraction

    unknown = sorted(away, key=repr)
    rows = {r for r, _ in table}
    columns = {c for _, c in table}
    equations = [
        [Fraction((1 if c != TOTAL else -1) if cell == (r, c) else 0) for cell in unknown for c in [cell[1]]]
        for r in rows
    ] + [
        [Fraction((1 if r != TOTAL else -1) if cell == (r, c) else 0) for cell in unknown for r in [cell[0]]]
        for c in columns
    ]
    pivots: list[tuple[int, list[Fraction]]] = []
    for equation in equations:
        rest = equation
        for place, known in pivots:
            rest = [a - rest[place] * b for a, b in zip(rest, known, strict=True)]
        lead = next((i for i, a in enumerate(rest) if a), None)
        if lead is None:
            continue
        one = [a / rest[lead] for a in rest]
        pivots = [(i, [a - k[lead] * b for a, b in zip(k, one, strict=True)]) for i, k in pivots]
        pivots.append((lead, one))
    return [unknown[lead] for lead, equation in pivots if sum(a != 0 for a in equation) == 1]


@settings(max_examples=200, deadline=None)
@given(tables)
def test_no_hidden_cell_can_be_computed_from_the_published_ones(numbers: list[list[int]]) -> None:
    rows, columns = range(len(numbers)), range(len(numbers[0]))
    table = with_totals({(r, c): numbers[r][c] for r in rows for c in columns}, list(rows), list(columns))
    away = hidden_cells(table, least=LEAST)
    assert {cell for cell, n in table.items() if 0 < n < LEAST} <= away
    assert not computable(table, away)


@settings(max_examples=200, deadline=None)
@given(tables)
def test_totals_published_elsewhere_do_not_reveal_a_cell_either(numbers: list[list[int]]) -> None:
    rows, columns = range(len(numbers)), range(len(numbers[0]))
    table = with_totals({(r, c): numbers[r][c] for r in rows for c in columns}, list(rows), list(columns))
    totals = {c: table[TOTAL, c] for c in columns}
    hidden_totals = {(TOTAL, c) for c in one_way(totals, least=LEAST)}
    away = hidden_cells(table, least=LEAST, hidden=hidden_totals, shown_totals=True)
    body = {cell for cell, n in table.items() if cell[0] != TOTAL}
    if away >= body:  # a table that nothing protects is not published at all
        return
    assert {cell for cell in body if 0 < table[cell] < LEAST} <= away
    assert not [cell for cell in computable(table, away) if cell[0] != TOTAL]


sparse = st.integers(2, 6).flatmap(
    lambda r: st.lists(
        st.lists(st.one_of(st.just(0), st.integers(0, 7), st.integers(0, 60)), min_size=4, max_size=4),
        min_size=r,
        max_size=r,
    )
)


def bounded(table: dict[Any, int], away: set[Any]) -> dict[Any, tuple[float, float]]:
    """Between what the hidden cells must lie, as nobody is fewer than none: every sum held against the bounds of its
    other cells, again and again until nothing gets narrower."""
    bounds = {cell: (0.0, float("inf")) if cell in away else (float(n), float(n)) for cell, n in table.items()}
    rows, columns = {r for r, _ in table}, {c for _, c in table}
    sums = [((r, TOTAL), [(r, c) for c in columns - {TOTAL}]) for r in rows]
    sums += [((TOTAL, c), [(r, c) for r in rows - {TOTAL}]) for c in columns]
    for _ in range(60):
        before = dict(bounds)
        for whole, parts in sums:
            low, high = (sum(bounds[part][end] for part in parts) for end in (0, 1))
            bounds[whole] = max(bounds[whole][0], low), min(bounds[whole][1], high)
            for part in parts:
                others = [bounds[other] for other in parts if other != part]
                least = bounds[whole][0] - sum(high for _, high in others)
                most = bounds[whole][1] - sum(low for low, _ in others)
                bounds[part] = max(bounds[part][0], least), min(bounds[part][1], most)
        if bounds == before:
            break
    return bounds


@settings(max_examples=300, deadline=None)
@given(sparse, st.booleans())
def test_no_small_cell_is_squeezed_between_what_is_shown_and_nobody(numbers: list[list[int]], elsewhere: bool) -> None:
    rows, columns = range(len(numbers)), range(len(numbers[0]))
    table = with_totals({(r, c): numbers[r][c] for r in rows for c in columns}, list(rows), list(columns))
    totals = one_way({c: table[TOTAL, c] for c in columns}, least=LEAST) if elsewhere else set()
    away = hidden_cells(table, least=LEAST, hidden={(TOTAL, c) for c in totals}, shown_totals=elsewhere)
    if away >= {cell for cell in table if TOTAL not in cell}:  # nothing protects it: it is not published at all
        return
    found = bounded(table, away)
    squeezed = {cell: found[cell] for cell, n in table.items() if 0 < n < LEAST and cell in away}
    assert all(high >= LEAST for _, high in squeezed.values()), squeezed


def test_the_squeeze_itself_finds_a_cell_that_only_nobody_protects() -> None:
    """Beside the three persons stand an empty cell and a large one: they are at most as many as the column holds."""
    table = with_totals({("a", "x"): 3, ("a", "y"): 9, ("b", "x"): 0, ("b", "y"): 60}, ["a", "b"], ["x", "y"])
    assert bounded(table, {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")})["a", "x"] == (0, 3)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 30), min_size=1, max_size=6))
def test_a_list_with_its_total_hides_a_small_group_among_others(counts: dict[str, int]) -> None:
    away = one_way(counts, least=LEAST)
    small = {k for k, n in counts.items() if 0 < n < LEAST}
    assert small <= away
    if small and away != set(counts):
        assert len(away) >= 2 and sum(counts[k] for k in away) >= LEAST


def test_the_attack_itself_finds_a_cell_left_alone() -> None:
    table = with_totals({("a", "x"): 3, ("a", "y"): 50, ("b", "x"): 40, ("b", "y"): 60}, ["a", "b"], ["x", "y"])
    assert computable(table, {("a", "x")}) == [("a", "x")]


def test_the_same_table_has_the_same_cells_hidden_in_every_process() -> None:
    """A set's order differs between processes; two publications that hide different cells would reveal both."""
    asked = (
        "from punos.population.suppression import hidden_cells, with_totals\n"
        "rows, kinds = [f'service {i}' for i in range(12)], ['not received', 'partial', 'wrong', 'repeat']\n"
        "cells = {(r, k): (7 * i + 5 * j * j) % 23 for i, r in enumerate(rows) for j, k in enumerate(kinds)}\n"
        "print(sorted(hidden_cells(with_totals(cells, rows, kinds), least=5), key=repr))\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", asked],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(answers) == 1 and "service" in answers.pop()

"""Small cells, and the cells that would reveal them. Standard library only.

A two-way table is published with its totals. A cell that rests on fewer than ``least`` persons (and more than none) is
hidden, and so are further cells until no hidden cell can be computed from what is shown: seen as a graph whose nodes
are the rows and columns (totals among them) and whose edges are the hidden cells, a cell can be computed exactly when
its edge is a bridge, so cells are added until there is no bridge. Then each line's hidden cells together also rest
on at least ``least`` persons, so that their sum says nothing about a few. Last, as nobody is fewer than none, sums
bound the cells from above: more cells are added until every small cell might as well hold ``least`` persons for all
that is shown (:func:`_widened`). The cheapest (smallest) cells are taken.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final, TypeVar


class Total(Enum):
    """The line of totals. Not a text: a county may call an area or a service anything, "total" too."""

    TOTAL = "total"

    def __repr__(self) -> str:
        return "total"


TOTAL: Final = Total.TOTAL
Cell = tuple[Hashable, Hashable]
Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


def with_totals(
    cells: Mapping[tuple[Row, Column], int], rows: Sequence[Row], columns: Sequence[Column]
) -> dict[Cell, int]:
    """The table with a row and a column of totals added."""
    table: dict[Cell, int] = {(r, c): cells.get((r, c), 0) for r in rows for c in columns}
    for r in rows:
        table[r, TOTAL] = sum(table[r, c] for c in columns)
    for c in (*columns, TOTAL):
        table[TOTAL, c] = sum(table[r, c] for r in rows)
    return table


def hidden_cells(
    table: Mapping[Cell, int],
    *,
    least: int,
    hidden: Iterable[Cell] = (),
    shown_totals: bool = False,
    shown: Iterable[Cell] = (),
) -> set[Cell]:
    """Which cells of a table with totals to hide. ``table`` counts persons.

    ``hidden`` are cells hidden for another reason. With ``shown_totals`` the row of totals is published elsewhere too,
    so of its cells only those in ``hidden`` may count as hidden; so with the cells in ``shown``.
    """
    hidden = set(hidden)
    fixed = {cell for cell in table if shown_totals and cell[0] == TOTAL} | (set(shown) - hidden)
    start = {cell for cell, count in table.items() if 0 < count < least}
    away = (start - fixed) | hidden
    while True:
        bridge = _bridge(away)
        added = _detour(table, away, bridge, fixed) if bridge else _fill(table, away, least, fixed)
        if added is not None and not added:
            added = _widened(table, away, start & away, least, fixed)
        if added is None:  # nothing left that could protect it: the body of the table stays unpublished
            return {cell for cell in table if cell not in fixed} | away
        if not added:
            return away
        away |= added


def _nodes(cell: Cell) -> tuple[tuple[str, Hashable], tuple[str, Hashable]]:
    return ("row", cell[0]), ("column", cell[1])


def _bridge(away: set[Cell]) -> Cell | None:
    """The first edge whose removal parts its ends: a cell that can be computed from the rest.

    First by name, not by a set's own order, which differs from one process to the next: had the same table other cells
    hidden each time it is published, two publications side by side would reveal both.
    """
    for cell in sorted(away, key=repr):
        one, other = _nodes(cell)
        near: dict[tuple[str, Hashable], list[tuple[str, Hashable]]] = {}
        for edge in away - {cell}:
            a, b = _nodes(edge)
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
        reached, queue = {one}, [one]
        while queue:
            for node in near.get(queue.pop(), ()):
                if node not in reached:
                    reached.add(node)
                    queue.append(node)
        if other not in reached:
            return cell
    return None


def _detour(table: Mapping[Cell, int], away: set[Cell], bridge: Cell, fixed: set[Cell]) -> set[Cell] | None:
    """The cheapest cells that put ``bridge`` on a cycle, or ``None`` if there are none."""
    near: dict[tuple[str, Hashable], list[tuple[tuple[str, Hashable], Cell]]] = {}
    for cell in table:
        if cell != bridge and (cell in away or cell not in fixed):
            a, b = _nodes(cell)
            near.setdefault(a, []).append((b, cell))
            near.setdefault(b, []).append((a, cell))
    start, goal = _nodes(bridge)
    heap: list[tuple[int, str, tuple[str, Hashable], frozenset[Cell]]] = [(0, "", start, frozenset())]
    done: set[tuple[str, Hashable]] = set()
    while heap:
        cost, _, node, path = heapq.heappop(heap)
        if node == goal:
            return set(path) - away
        if node in done:
            continue
        done.add(node)
        for following, cell in near.get(node, ()):
            if following not in done:
                price = 0 if cell in away else table[cell] + 1 + (10**9 if TOTAL in cell else 0)
                heapq.heappush(heap, (cost + price, repr(following), following, path | {cell}))
    return None


def _fill(table: Mapping[Cell, int], away: set[Cell], least: int, fixed: set[Cell]) -> set[Cell] | None:
    """One more cell for a line whose hidden cells together rest on too few; empty when no line needs one."""
    for side in (0, 1):
        for line in sorted({cell[side] for cell in away}, key=repr):
            gone = [cell for cell in away if cell[side] == line]
            if TOTAL in {cell[1 - side] for cell in gone} or sum(table[cell] for cell in gone) >= least:
                continue
            left = [c for c in table if c[side] == line and c not in away and c not in fixed and table[c] > 0]
            body = [c for c in left if c[1 - side] != TOTAL] or left
            if not body:
                return None
            return {min(body, key=lambda cell: (table[cell], repr(cell)))}
    return set()


def _widened(
    table: Mapping[Cell, int], away: set[Cell], small: set[Cell], least: int, fixed: set[Cell]
) -> set[Cell] | None:
    """Cells to hide so that each of the ``small`` could hold ``least`` persons; ``None`` where nothing makes it so.

    The table is a flow: from the column of totals through a row's node and a column's node to the row of totals. What
    is shown stays; the hidden cells may change along a cycle, upwards as they like, downwards to nobody. So a cell may
    grow by what can flow from its end back to its beginning.
    """
    added: set[Cell] = set()
    for cell in sorted(small, key=repr):
        now, room = dict(table), 0
        while table[cell] + room < least:
            found = _way_back(now, away | added, cell, fixed)
            if found is None:
                return None
            path, most = found
            amount = min(most, least - table[cell] - room)
            for step, sign in path:
                now[step] += sign * amount
            room += amount
            added |= {step for step, _ in path} - away
    return added


def _ends(cell: Cell) -> tuple[tuple[str, Hashable], tuple[str, Hashable]]:
    """From where to where a cell flows: a row's total feeds its cells, these their columns' totals."""
    row, column = _nodes(cell)
    return (column, row) if (cell[0] == TOTAL) != (cell[1] == TOTAL) else (row, column)


def _way_back(
    now: Mapping[Cell, int], away: set[Cell], cell: Cell, fixed: set[Cell]
) -> tuple[list[tuple[Cell, int]], int] | None:
    """The cheapest way from a cell's end to its beginning, with +1 or −1 for each cell on it, and how much may flow."""
    near: dict[tuple[str, Hashable], list[tuple[tuple[str, Hashable], Cell, int]]] = {}
    for other in now:
        if other != cell and (other in away or other not in fixed):
            a, b = _ends(other)
            near.setdefault(a, []).append((b, other, 1))
            if now[other]:
                near.setdefault(b, []).append((a, other, -1))
    goal, start = _ends(cell)
    heap: list[tuple[int, str, int, tuple[str, Hashable], tuple[tuple[Cell, int], ...]]] = [(0, "", 0, start, ())]
    done: set[tuple[str, Hashable]] = set()
    turn = 0
    while heap:
        cost, _, _, node, path = heapq.heappop(heap)
        if node == goal:
            return list(path), min((now[step] for step, sign in path if sign < 0), default=10**18)
        if node in done:
            continue
        done.add(node)
        for following, other, sign in near.get(node, ()):
            if following not in done:
                turn += 1
                price = 0 if other in away else now[other] + 1 + (10**9 if TOTAL in other else 0)
                heapq.heappush(heap, (cost + price, repr(following), turn, following, (*path, (other, sign))))
    return None


def one_way(counts: Mapping[Row, int], *, least: int) -> set[Row]:
    """Which groups of a list published with its total to hide: the small ones, and one more if they are too few."""
    small = {key for key, count in counts.items() if 0 < count < least}
    while small and (len(small) < 2 or sum(counts[key] for key in small) < least):
        rest = [key for key, count in counts.items() if key not in small and count > 0] or [
            key for key in counts if key not in small
        ]
        if not rest:
            return set(counts)
        small.add(min(rest, key=lambda key: (counts[key], repr(key))))
    return small

"""``punos population simulate``: the what-if of ``whatif`` over a finished run's people, fast at any size.

The first call reads ``people.parquet`` and counts persons by the values the rules look at; after that a setting is
judged on the counts: as whole columns here, or as bits (``bit_cube``), which is faster still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from punos.population.bits import BitCube
from punos.population.criteria import Node, Test, tests
from punos.population.errors import PopulationError
from punos.population.ruleset import RuleSet
from punos.population.schema import CASE_SIGNALS
from punos.population.whatif import Cube, looked_at, step

Mask = npt.NDArray[np.bool_]


class Rows:
    """Chosen rows of the cube, with the set operations that ``whatif`` uses."""

    def __init__(self, mask: Mask) -> None:
        self.mask = mask

    def __sub__(self, other: Rows) -> Rows:
        return Rows(self.mask & ~other.mask)

    def __and__(self, other: Rows) -> Rows:
        return Rows(self.mask & other.mask)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and bool(np.array_equal(self.mask, other.mask))

    def __hash__(self) -> int:
        return hash(self.mask.tobytes())


@dataclass(frozen=True)
class ColumnCube(Cube):
    """The cube as columns: ``numbers`` by (kind, name), ``persons`` per row, ``counts`` per row and group value."""

    numbers: Any = None
    counts: Any = None
    names: Any = None
    persons: Any = None
    cuts: Any = None  # by (kind, name): see _kept

    def chosen(self, rules: RuleSet) -> Rows:
        """The rows whose persons the rules suggest."""
        score = np.zeros(len(self.persons), dtype=np.int32)
        for criterion in rules.criteria:
            score += self._met(criterion.node).astype(np.int32) * criterion.weight
        return Rows(score >= rules.threshold)

    def _met(self, node: Node) -> Mask:
        if isinstance(node, Test):
            value = self.numbers[node.kind, node.name]
            low = value >= node.low if node.low is not None else ~np.isnan(value)
            return np.asarray(low & (value <= node.high) if node.high is not None else low)
        return np.asarray(reduce(np.add, [self._met(m).astype(np.int32) for m in node.members]) >= node.n)

    def total(self, chosen: Any) -> int:
        """How many persons stand in these rows."""
        return int(self.persons[chosen.mask].sum())

    def by_group(self, n: int, chosen: Any) -> dict[str, int]:
        """How many of them in each value of the n-th group."""
        sizes = self.counts[n][chosen.mask].sum(axis=0)
        return {name: int(size) for name, size in zip(self.names[n], sizes, strict=True)}

    def values(self, n: int) -> list[str]:
        """The values of the n-th group."""
        return list(self.names[n])


def _column(key: tuple[str, str]) -> str:
    kind, name = key
    return f"attribute_{name}" if kind == "attribute" or name in CASE_SIGNALS else name


def _kept(key: tuple[str, str], every: Sequence[RuleSet]) -> tuple[float, float] | None:
    """In which steps the cube keeps this value, and up to what: the steps that bounds move in, and twice any bound;
    ``None`` where it is kept as it is."""
    nodes = [c.node for rules in every for c in rules.criteria]
    nodes += [axis for rules in every for axis in (rules.needing, rules.using) if axis]
    same = [t for node in nodes for t in tests(node) if (t.kind, t.name) == key]
    bounds = [bound for t in same for bound in (t.low, t.high) if bound is not None]
    width = step(same[0])
    if any(bound % width for bound in bounds) or any(t.high is not None for t in same):
        return None
    return width, 2 * max(3 * width, *bounds)


def _cut(key: tuple[str, str], present: set[str], kept: tuple[float, float] | None) -> str:
    """The value as the cube keeps it.

    What the run did not hold (a case signal, an absent attribute) is empty and meets nothing, as in the run.
    """
    column = _column(key)
    if column not in present:
        return "NULL"
    column = column.replace('"', '""')
    if kept is None:
        return f'"{column}"'
    width, most = kept
    return f'CASE WHEN "{column}" IS NOT NULL THEN least(floor("{column}" / {width}) * {width}, {most}) END'


def _opened(con: duckdb.DuckDBPyConnection, people: Path) -> tuple[str, set[str]]:
    """The people file as a source of SQL, and its columns."""
    if not people.exists():
        raise PopulationError(f"{people}: there is no such file")
    if people.is_dir() and (people / "people.parquet").exists():
        people = people / "people.parquet"
    name = str(people / "*.parquet" if people.is_dir() else people).replace("'", "''")
    source = f"read_parquet('{name}')"
    try:
        return source, {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    except duckdb.Error as error:
        why = str(error).splitlines()[0]
        raise PopulationError(f"{people} cannot be read as the people.parquet of a run: {why}") from error


def cube(people: Path, rules: RuleSet, also: Sequence[RuleSet] = ()) -> ColumnCube:
    """Count the people of a finished run by the values the rules look at, and by area, age and language.

    ``also`` are further rule sets that the cube must be able to judge (to compare two versions, or to move a bound
    beyond what those hold: values above twice the highest bound count as that). PopulationError when there is no
    such file, or it holds no people.
    """
    con = duckdb.connect()
    every = [rules, *also]
    columns = list(dict.fromkeys(key for one in every for key in looked_at(one)))
    source, present = _opened(con, people)
    if not any(_column(key) in present for key in columns):
        raise PopulationError(f"{people} holds nothing that these rules look at: it is not the people.parquet of a run")
    cuts = {key: _kept(key, every) for key in columns}
    named = {key: _cut(key, present, cuts[key]) for key in columns}
    groups = sorted(c.removeprefix("group_") for c in present if c.startswith("group_"))
    kept, packed, width = {}, np.zeros(1, dtype=np.int64), 1
    for key, cut in named.items():  # each person's combination of values as one whole number
        column = con.execute(f"SELECT coalesce(({cut})::DOUBLE, 'nan'::DOUBLE) AS v FROM {source}").fetchnumpy()["v"]
        code, values = pd.factorize(np.asarray(column, dtype=np.float64), use_na_sentinel=False)
        if width * len(values) >= 2**62:
            packed, combinations = pd.factorize(packed)
            width = len(combinations)
        packed, width = packed * len(values) + code, width * len(values)
        kept[key] = (code.astype(np.int32), np.asarray(values, dtype=np.float64))
    row, combinations = pd.factorize(packed)
    size = len(combinations)
    first = np.zeros(size, dtype=np.int64)
    first[row[::-1]] = np.arange(len(row))[::-1]
    numbers = {key: values[code[first]] for key, (code, values) in kept.items()}
    counts, names = [], []
    for group in groups:
        quoted = group.replace('"', '""')
        value = f"coalesce(\"group_{quoted}\", '')"  # no code is empty: this is not known, whatever else is called so
        listed = [str(r[0]) for r in con.execute(f"SELECT DISTINCT {value} FROM {source} ORDER BY 1").fetchall()]
        found = con.execute(f"SELECT list_position(?, {value}) - 1 AS g FROM {source}", [listed]).fetchnumpy()["g"]
        cells = np.bincount(row * len(listed) + np.asarray(found, dtype=np.int64), minlength=size * len(listed))
        counts.append(cells.reshape(size, len(listed)))
        names.append(listed)
    persons = np.bincount(row, minlength=size)
    order = np.lexsort([numbers[key] for key in reversed(columns)])  # one order, however the people stood in the file
    return ColumnCube(
        columns, groups, (), cuts=cuts, numbers={key: column[order] for key, column in numbers.items()},
        counts=[table[order] for table in counts], names=names, persons=persons[order],
    )  # fmt: skip


def bit_cube(counted: ColumnCube) -> BitCube:
    """The same counts as bits, which answer any number of settings in tens of milliseconds."""

    def whole(mask: Mask) -> int:
        return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")

    def planes(counts: npt.NDArray[np.int64]) -> tuple[int, ...]:
        most = int(counts.max(initial=0))
        return tuple(whole((counts >> place & 1).astype(bool)) for place in range(most.bit_length()))

    numbers = {}
    for key, column in counted.numbers.items():
        values = np.unique(column[~np.isnan(column)])
        numbers[key] = (values.tolist(), [whole(column >= value) for value in values])
    counts = [[planes(table[:, i]) for i in range(table.shape[1])] for table in counted.counts]
    return BitCube(
        list(counted.columns), list(counted.groups), (), cuts=dict(counted.cuts or {}),
        size=len(counted.persons), numbers=numbers,
        persons=planes(counted.persons), names=counted.names, counts=counts,
    )  # fmt: skip

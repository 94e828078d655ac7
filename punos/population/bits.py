"""The what-if's counts as bits: small on disk, and a setting is answered in milliseconds by plain Python.

The web process has no analytic engine. It keeps the persons of a run, counted by the values the rules look at, as long
whole numbers with one bit for each combination of values: who has *at least* this much is one number, a score is a sum
of such numbers carried bit by bit, and a size is how many bits are set, weighted by planes of the counts. Standard
library only. The file holds no person and no pseudonym, but combinations that one person alone may have: it stays
with the data (``PUNOS_DATA``), and pages show what :mod:`punos.population.whatif` lets through.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from punos.population.criteria import Node, Test, tests
from punos.population.errors import PopulationError
from punos.population.ruleset import RuleSet
from punos.population.whatif import Cube, looked_at

MAGIC = b"punos-cube-1\n"
MOST_KNOWN = 500
Planes = tuple[int, ...]


@dataclass(frozen=True)
class Bits:
    """Chosen rows, with the set operations that ``whatif`` uses."""

    mask: int

    def __sub__(self, other: Bits) -> Bits:
        return Bits(self.mask & ~other.mask)

    def __and__(self, other: Bits) -> Bits:
        return Bits(self.mask & other.mask)


@dataclass(frozen=True)
class BitCube(Cube):
    """The cube as bits. ``numbers``: (kind, name) → its values in order, and for each the rows with at least so much.

    ``cuts``: (kind, name) → the steps in which its values are kept, and the highest; only where they were cut.
    ``persons``: planes of the count of persons per row; ``counts``: for each group and each of its values (``names``)
    the planes of the count of those persons.
    """

    size: int = 0
    numbers: Any = None
    persons: Planes = ()
    names: Sequence[Sequence[str]] = ()
    counts: Sequence[Sequence[Planes]] = ()
    cuts: Any = field(default_factory=dict)
    known: dict[Any, Bits] = field(default_factory=dict, compare=False, repr=False)  # settings judged before
    present: dict[int, list[int]] = field(default_factory=dict, compare=False, repr=False)

    def covers(self, rules: RuleSet) -> bool:
        """Whether every value these rules look at was counted, and finely and far enough for their bounds."""
        nodes = [c.node for c in rules.criteria] + [axis for axis in (rules.needing, rules.using) if axis]
        return set(looked_at(rules)) <= set(self.columns) and all(self._fits(t) for node in nodes for t in tests(node))

    def _fits(self, test: Test) -> bool:
        cut = self.cuts.get((test.kind, test.name))
        if not cut:
            return True
        width, most = cut
        return test.high is None and (test.low is None or (test.low % width == 0 and test.low <= most))

    def chosen(self, rules: RuleSet) -> Bits:
        """The rows whose persons the rules suggest."""
        key = (rules.threshold, tuple((criterion.node, criterion.weight) for criterion in rules.criteria))
        if key not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[key] = self._chosen(rules)
        return self.known[key]

    def _chosen(self, rules: RuleSet) -> Bits:
        planes: list[int] = []
        for criterion in rules.criteria:
            _add(planes, self._met(criterion.node), criterion.weight)
        return Bits(_at_least(planes, rules.threshold, (1 << self.size) - 1))

    def _met(self, node: Node) -> int:
        if isinstance(node, Test):
            values, masks = self.numbers[node.kind, node.name]
            low = 0 if node.low is None else bisect_left(values, node.low)
            high = len(values) if node.high is None else bisect_right(values, node.high)
            found = masks[low] if low < len(values) else 0
            return found & ~masks[high] if high < len(values) else found
        planes: list[int] = []
        for member in node.members:
            _add(planes, self._met(member), 1)
        return _at_least(planes, node.n, (1 << self.size) - 1)

    def total(self, chosen: Any) -> int:
        """How many persons stand in these rows."""
        return _weighed(chosen.mask, self.persons)

    def by_group(self, n: int, chosen: Any) -> dict[str, int]:
        """How many of them in each value of the n-th group."""
        return {name: _weighed(chosen.mask, planes) for name, planes in zip(self.names[n], self.counts[n], strict=True)}

    def values(self, n: int) -> list[str]:
        """The values of the n-th group."""
        return list(self.names[n])

    def few(self, chosen: Any, least: int) -> bool:
        """Whether somebody, but fewer than ``least`` persons: so many rows are so many persons, each has one."""
        return 0 < chosen.mask.bit_count() < least and super().few(chosen, least)

    def few_by_group(self, n: int, chosen: Any, least: int) -> set[str]:
        """The values of the n-th group of which that holds; persons are weighed only where the rows are few."""
        found = set()
        for name, planes, present in zip(self.names[n], self.counts[n], self._present(n), strict=True):
            if 0 < (chosen.mask & present).bit_count() < least and 0 < _weighed(chosen.mask, planes) < least:
                found.add(name)
        return found

    def _present(self, n: int) -> list[int]:
        """For each value of the n-th group the rows in which it has somebody."""
        if n not in self.present:
            self.present[n] = [reduce(or_, planes, 0) for planes in self.counts[n]]
        return self.present[n]

    def to_bytes(self) -> bytes:
        """The cube as a file: a header in JSON, then the numbers one after another, compressed."""
        width = (self.size + 7) // 8
        header = {
            "size": self.size, "persons": len(self.persons),
            "cuts": [[kind, name, *cut] for (kind, name), cut in self.cuts.items() if cut],
            "columns": [[kind, name, list(self.numbers[kind, name][0])] for kind, name in self.columns],
            "groups": [
                [group, [[name, len(planes)] for name, planes in zip(names, counts, strict=True)]]
                for group, names, counts in zip(self.groups, self.names, self.counts, strict=True)
            ],
        }  # fmt: skip
        masks = [*(m for key in self.columns for m in self.numbers[key][1]), *self.persons]
        masks += [plane for counts in self.counts for planes in counts for plane in planes]
        body = b"".join(mask.to_bytes(width, "little") for mask in masks)
        told = json.dumps(header, ensure_ascii=False).encode()
        return MAGIC + len(told).to_bytes(4, "little") + told + zlib.compress(body)

    @classmethod
    def from_bytes(cls, data: bytes) -> BitCube:
        """Read a file that ``to_bytes`` wrote; PopulationError for anything else."""
        if not data.startswith(MAGIC):
            raise PopulationError("this is not a file of counts for what-if")
        start = len(MAGIC) + 4
        end = start + int.from_bytes(data[len(MAGIC) : start], "little")
        header = json.loads(data[start:end])
        masks = _masks(zlib.decompress(data[end:]), (header["size"] + 7) // 8)
        columns = [(kind, name) for kind, name, _ in header["columns"]]
        numbers = {(k, n): (values, [next(masks) for _ in values]) for k, n, values in header["columns"]}
        persons = tuple(next(masks) for _ in range(header["persons"]))
        counts = [[tuple(next(masks) for _ in range(n)) for _, n in values] for _, values in header["groups"]]
        return cls(columns, [group for group, _ in header["groups"]], (), size=header["size"], numbers=numbers,
                   persons=persons, names=[[name for name, _ in values] for _, values in header["groups"]],
                   counts=counts, cuts={(k, n): (w, most) for k, n, w, most in header.get("cuts", ())})  # fmt: skip


def build(cube: Any) -> BitCube:
    """From the counts of a finished run (``simulate.cube``: columns of numbers, persons and group counts per row)."""
    numbers = {key: _steps(_plain(cube.numbers[key])) for key in cube.columns}
    tables = [_plain(table) for table in cube.counts]
    counts = [[_planes([row[i] for row in table]) for i in range(len(names))]
              for table, names in zip(tables, cube.names, strict=True)]  # fmt: skip
    persons, names = _planes(_plain(cube.persons)), [list(group) for group in cube.names]
    return BitCube(list(cube.columns), list(cube.groups), (), size=len(cube.persons), numbers=numbers,
                   persons=persons, names=names, counts=counts,
                   cuts=dict(getattr(cube, "cuts", None) or {}))  # fmt: skip


def _plain(values: Any) -> list[Any]:
    """An array's values, or those of a plain sequence."""
    return list(values.tolist() if hasattr(values, "tolist") else values)


def _steps(column: Sequence[float]) -> tuple[list[float], list[int]]:
    """The values that occur, and for each the rows with at least so much; a row without a value is in none."""
    rows: dict[float, bytearray] = {}
    width = (len(column) + 7) // 8
    for row, value in enumerate(column):
        if value == value:
            rows.setdefault(value, bytearray(width))[row >> 3] |= 1 << (row & 7)
    values, masks, above = sorted(rows), [], 0
    for value in reversed(values):
        above |= int.from_bytes(rows[value], "little")
        masks.append(above)
    return values, masks[::-1]


def _planes(counts: Sequence[int]) -> Planes:
    """Whole numbers as planes of bits: the n-th plane has the rows whose number has its n-th bit."""
    planes: list[bytearray] = []
    for row, number in enumerate(counts):
        for place in range(number.bit_length()):
            if len(planes) <= place:
                planes.append(bytearray((len(counts) + 7) // 8))
            if number >> place & 1:
                planes[place][row >> 3] |= 1 << (row & 7)
    return tuple(int.from_bytes(plane, "little") for plane in planes)


def _masks(body: bytes, width: int) -> Iterator[int]:
    at = 0
    while True:
        yield int.from_bytes(body[at : at + width], "little")
        at += width


def _add(planes: list[int], mask: int, weight: int) -> None:
    """Add ``weight`` in the rows of ``mask`` to the numbers that the planes hold."""
    for place in range(weight.bit_length()):
        carry, at = mask if weight >> place & 1 else 0, place
        while carry:
            planes.extend([0] * (at + 1 - len(planes)))
            planes[at], carry = planes[at] ^ carry, planes[at] & carry
            at += 1


def _at_least(planes: Iterable[int], bound: int, everybody: int) -> int:
    """The rows whose number is at least ``bound``."""
    held = list(planes)
    if bound >> len(held):
        return 0
    more, equal = 0, everybody
    for place in reversed(range(len(held))):
        if bound >> place & 1:
            equal &= held[place]
        else:
            more, equal = more | equal & held[place], equal & ~held[place]
    return more | equal


def _weighed(mask: int, planes: Planes) -> int:
    return sum((mask & plane).bit_count() << place for place, plane in enumerate(planes))

"""What if the threshold were another? Sizes only, and never so fine that a person shows. Standard library only.

A simulator can single people out: ask twice with settings that differ a little, and the difference is a person. So here
(1) thresholds move in steps, (2) sizes are rounded to ten, and (3) two settings may be told apart only when those
who come in, those who drop out, and those who stay each are nobody or at least ``least`` persons, *and* the same
holds against every setting the same reader was shown before (:class:`Answers`); otherwise the answer is the earlier
setting's. In a breakdown by area, age or language a group's figure is left out under the same rule.

The page keeps a *cube* (:class:`Cube`): how many persons share each combination of the values the rules look at,
cut into steps. It holds no person and is small, so any setting is answered from it at once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from punos.population.criteria import Group, Node, RuleError, Test, tests
from punos.population.ruleset import RuleSet, judge

ROUND_TO = 10
STEPS: dict[str, float] = {"cost": 1000.0, "contacts": 5, "contacts_previous": 5, "trend": 5, "days_since_last": 30}


def step(test: Test) -> float:
    """The width of the steps in which this test's bounds may move."""
    return STEPS.get(test.name, 1)


def to_ten(size: int) -> int:
    """To the nearest ten, halves upwards; somebody is never told as nobody, so from 1 to 14 it is 10."""
    return max(ROUND_TO, (size + ROUND_TO // 2) // ROUND_TO * ROUND_TO) if size else 0


def rounded(size: int, least: int) -> int | None:
    """A size as it may be shown: nobody, a multiple of ten, or ``None`` when it is small."""
    return None if 0 < size < least else to_ten(size)


def setting(words: Sequence[str]) -> dict[str, float]:
    """``CRITERION=BOUND`` words as bounds by criterion id."""
    bounds = {}
    for word in words:
        name, _, bound = word.partition("=")
        try:
            bounds[name] = float(bound)
        except ValueError as error:
            raise RuleError("--set", f"CRITERION=BOUND, for example emergency=3, not {word!r}") from error
        if not math.isfinite(bounds[name]):
            raise RuleError("--set", f"a bound is a number, for example emergency=3, not {word!r}")
    return bounds


def moved(rules: RuleSet, *, threshold: int | None = None, bounds: Mapping[str, float] | None = None) -> RuleSet:
    """The rules with another threshold of the score, or other lower bounds by criterion id; snapped to the steps."""
    bounds = bounds or {}
    unknown = set(bounds) - {c.id for c in rules.criteria}
    if unknown:
        raise RuleError(rules.name, f"no such criterion: {', '.join(sorted(unknown))}")
    criteria = tuple(replace(c, node=_moved(c.node, bounds[c.id])) if c.id in bounds else c for c in rules.criteria)
    name = f"{rules.name} (what if)"
    return replace(rules, name=name, threshold=threshold or rules.threshold, criteria=criteria, fingerprint="")


def _moved(node: Node, bound: float) -> Node:
    if isinstance(node, Group):
        return replace(node, members=(_moved(node.members[0], bound), *node.members[1:]))
    width = step(node)
    snapped = math.floor(bound / width + 0.5) * width
    if node.low is not None and node.high is not None and snapped > node.high:
        raise RuleError(node.name, f"a range up to {node.high:g}; its lower bound cannot be {snapped:g}")
    return replace(node, low=snapped) if node.low is not None else replace(node, high=snapped)


def looked_at(rules: RuleSet) -> list[tuple[str, str]]:
    """The (kind, name) of every value the rules look at, once each."""
    nodes = [c.node for c in rules.criteria] + [axis for axis in (rules.needing, rules.using) if axis]
    return list(dict.fromkeys((t.kind, t.name) for node in nodes for t in tests(node)))


@dataclass(frozen=True)
class Cube:
    """Persons counted by the values the rules look at (``columns``) and by group (area, age, language, …)."""

    columns: Sequence[tuple[str, str]]
    groups: Sequence[str]
    rows: Sequence[tuple[tuple[float | None, ...], tuple[str, ...], int]]

    def chosen(self, rules: RuleSet) -> Any:
        """The numbers of the rows whose persons the rules suggest."""
        return frozenset(i for i, (values, _, _) in enumerate(self.rows) if self._judged(rules, values))

    def _judged(self, rules: RuleSet, values: tuple[float | None, ...]) -> bool:
        named = dict(zip(self.columns, values, strict=True))
        signals = {name: value for (kind, name), value in named.items() if kind == "signal"}
        attributes = {name: value for (kind, name), value in named.items() if kind == "attribute"}
        return judge(rules, signals, attributes).suggested

    def total(self, chosen: Any) -> int:
        """How many persons stand in these rows."""
        return sum(self.rows[i][2] for i in chosen)

    def by_group(self, n: int, chosen: Any) -> dict[str, int]:
        """How many of them in each value of the n-th group."""
        found = dict.fromkeys(self.values(n), 0)
        for i in chosen:
            found[self.rows[i][1][n]] += self.rows[i][2]
        return found

    def values(self, n: int) -> list[str]:
        """The values of the n-th group."""
        return sorted({names[n] for _, names, _ in self.rows})

    def few(self, chosen: Any, least: int) -> bool:
        """Whether somebody, but fewer than ``least`` persons, stand in these rows."""
        return 0 < self.total(chosen) < least

    def few_by_group(self, n: int, chosen: Any, least: int) -> set[str]:
        """The values of the n-th group of which that holds."""
        return {value for value, size in self.by_group(n, chosen).items() if 0 < size < least}


@dataclass(frozen=True)
class Answer:
    """What may be shown about a setting: sizes rounded, ``None`` where a figure would be too small.

    ``same_as_before`` means: this setting differs from one shown earlier by too few persons, and is answered as that;
    ``place`` is that setting's number in the order of what was shown (0: the rules in force).
    """

    size: int | None
    comes_in: int | None
    drops_out: int | None
    groups: Mapping[str, Mapping[str, int | None]]
    same_as_before: bool = False
    place: int = 0


@dataclass
class Answers:
    """All answers one reader (or one county: safer) has been given about one cube. ``base`` are the rules in force.

    A page that answers from several processes keeps what was shown elsewhere and tells it again, in the same order
    (:meth:`recall`), before it asks.
    """

    cube: Cube
    base: RuleSet
    least: int = 5
    shown: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._base = self.cube.chosen(self.base)
        self.shown.append(self._base)

    def recall(self, rules: RuleSet) -> None:
        """A setting that was shown before, and told apart from those before it."""
        self.shown.append(self.cube.chosen(rules))

    def against(self, rules: RuleSet) -> bool:
        """From now on compare with these rules instead of ``base``. They are a setting shown like any other; whether
        they are answered as an earlier one."""
        answer = self.ask(rules)
        self._base = self.shown[answer.place]
        return answer.same_as_before

    def ask(self, rules: RuleSet) -> Answer:
        """Compare a setting with the rules in force, giving nothing away that several answers together would."""
        chosen = self.cube.chosen(rules)
        near = next((n for n, old in enumerate(self.shown) if chosen != old and not self._apart(chosen, old)), None)
        if near is not None:
            return self._answer(near, same=True)
        if chosen not in self.shown:
            self.shown.append(chosen)
        return self._answer(self.shown.index(chosen), same=False)

    def _apart(self, one: Any, other: Any) -> bool:
        """Whether two settings may both be told: every part in which they differ or agree is none or enough."""
        return not any(self.cube.few(part, self.least) for part in (one - other, other - one, one & other))

    def _answer(self, place: int, *, same: bool) -> Answer:
        cube, groups, chosen = self.cube, {}, self.shown[place]
        parts = [p for old in self.shown if old != chosen for p in (chosen - old, old - chosen, chosen & old)]
        for n, group in enumerate(cube.groups):
            closed: set[str] = set()
            for part in parts:
                closed |= cube.few_by_group(n, part, self.least)
            sizes = cube.by_group(n, chosen)
            groups[group] = {v: None if v in closed else rounded(size, self.least) for v, size in sizes.items()}
        return Answer(
            size=rounded(cube.total(chosen), self.least),
            comes_in=rounded(cube.total(chosen - self._base), self.least),
            drops_out=rounded(cube.total(self._base - chosen), self.least),
            groups=groups,
            same_as_before=same,
            place=place,
        )


def for_capacity(sizes: Mapping[int, int | None], places: int) -> int | None:
    """The lowest threshold that fits ``places`` ("with 40 places it is 6"), from the rounded sizes by threshold.

    Only what is shown anyway decides, so asking with one place more tells nothing. A hidden size is a small one.
    """
    return next((threshold for threshold in sorted(sizes) if (sizes[threshold] or 0) <= places), None)


def highest_score(rules: RuleSet) -> int:
    """The score of somebody who meets every criterion: no higher threshold means anything."""
    return sum(criterion.weight for criterion in rules.criteria)

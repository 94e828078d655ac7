"""Pure decisions: what may be stored and shown of a run, which settings may be tried, when a named run is on."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from typing import Any, TypeVar

from punos.population.criteria import Test, tests
from punos.population.ruleset import SEGMENTS, RuleSet
from punos.population.whatif import step, to_ten

T = TypeVar("T")
LEAST = 5  # experience.md: n < 5 is never shown; a run may be stricter, never looser
FORMAT = 2  # of aggregates.json; an earlier one told of single persons in places, so it is made anew
SMALLEST_SAMPLE = 20
STEPS_EACH_WAY = 3

# --- what is stored of a run ----------------------------------------------------------------------------------


def rounded(size: int | None) -> int | None:
    """A size that hangs on the rules, to the nearest ten; a hidden one stays hidden, nobody stays nobody, and
    somebody never becomes nobody.

    Two rule sets run over the same people would otherwise single out those in whom they differ.
    """
    return None if size is None else to_ten(size)


def storable(figures: Mapping[str, Any]) -> dict[str, Any]:
    """The aggregates of a run as they may be kept: sizes that hang on the rules rounded, the rest as it is."""
    kept = dict(figures)
    kept["suggested"] = rounded(figures["suggested"])
    kept["segments"] = {name: rounded(size) for name, size in figures["segments"].items()}
    kept["groups"] = {
        group: [{**row, **{name: rounded(row[name]) for name in (*SEGMENTS, "suggested")}} for row in rows]
        for group, rows in figures["groups"].items()
    }
    return kept


def flaw_of(figures: Mapping[str, Any], rules: RuleSet) -> str | None:
    """Why these aggregates cannot be stored (a code), or None."""
    if figures.get("format") != FORMAT or "segments" not in figures:
        return "not_aggregates"
    if figures["rules"]["fingerprint"] != rules.fingerprint:
        return "other_rules"
    return "cells_too_small" if figures["least"] < LEAST else None


# --- what-if --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Movable:
    """A criterion whose bound may be moved: the allowed bounds, the present one among them."""

    criterion: str
    signal: str
    at_least: bool
    now: float
    choices: tuple[float, ...]


def highest(rules: RuleSet, answered: Collection[str]) -> int:
    """The score of somebody who meets every criterion the data could answer: no higher threshold means anything."""
    return sum(criterion.weight for criterion in rules.criteria if criterion.id in answered)


def movable(rules: RuleSet, answered: Collection[str]) -> list[Movable]:
    """Which bounds may be moved, each by a few steps of its width; yes-or-no criteria and ranges stay.

    ``answered``: the criteria that the run's data could answer; moving another would change nothing.
    """
    found = []
    for criterion in rules.criteria:
        if criterion.id not in answered:
            continue
        first = next(tests(criterion.node))
        bound = first.low if first.low is not None else first.high
        if bound is None or (first.low is not None and first.high is not None) or _is_yes_or_no(first):
            continue
        width = step(first)
        choices = sorted({bound + width * n for n in range(-STEPS_EACH_WAY, STEPS_EACH_WAY + 1)} | {bound})
        found.append(Movable(criterion.id, first.name, first.low is not None, bound,
                             tuple(choice for choice in choices if choice >= width)))
    return found


def _is_yes_or_no(test: Test) -> bool:
    return test.low is not None and test.low <= 1


def allowed(rules: RuleSet, answered: Collection[str], threshold: int, bounds: Mapping[str, float]) -> bool:
    """May this setting be asked? Only what the page offers: anything finer is a way to look for somebody."""
    offered = {m.criterion: m.choices for m in movable(rules, answered)}
    return 1 <= threshold <= highest(rules, answered) and all(
        bound in offered.get(name, ()) for name, bound in bounds.items())


def changed_bounds(rules: RuleSet, bounds: Mapping[str, float]) -> dict[str, float]:
    """Only the bounds that differ from the rules in force."""
    now = {m.criterion: m.now for m in movable(rules, [criterion.id for criterion in rules.criteria])}
    return {name: float(bound) for name, bound in sorted(bounds.items()) if bound != now.get(name)}


def setting_key(threshold: int, bounds: Mapping[str, float], fingerprint: str = "") -> str:
    """One text for one setting, whatever order it was given in."""
    return "|".join([fingerprint, str(threshold), *(f"{name}={bound:g}" for name, bound in sorted(bounds.items()))])


@dataclass(frozen=True, slots=True)
class Change:
    """How one criterion differs between two rule sets: its words before and after, empty where it is not there."""

    criterion: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None
    weights: tuple[int | None, int | None]
    reworded: bool


def differences(old: RuleSet, new: RuleSet) -> list[Change]:
    """Which criteria two versions have apart: added, left out, with another bound or another weight.

    Criteria of the same id belong together, and those that look at the same though they are called otherwise.
    """
    before, after = {c.id: c for c in old.criteria}, {c.id: c for c in new.criteria}
    same = {repr(c.node): c.id for c in old.criteria if c.id not in after}
    pairs = [(c.id, c.id) for c in old.criteria]
    renamed = {c.id: same.pop(repr(c.node)) for c in new.criteria if c.id not in before and repr(c.node) in same}
    pairs = [(name, next((n for n, o in renamed.items() if o == name), name)) for name, _ in pairs]
    pairs += [(c.id, c.id) for c in new.criteria if c.id not in before and c.id not in renamed]
    found = []
    for name, newly in pairs:
        one, other = before.get(name), after.get(newly)
        if one and other and one.node == other.node and one.weight == other.weight:
            continue
        found.append(Change(name, one.text if one else None, other.text if other else None,
                            (one.weight if one else None, other.weight if other else None),
                            bool(one and other and one.node != other.node)))
    return found


# --- the named run --------------------------------------------------------------------------------------------


def is_on(*, approved_at: datetime | None, stopped_at: datetime | None, ends_on: date, today: date) -> bool:
    """A named run is on when it was approved and not stopped, until the end of its last day; then off by itself."""
    return approved_at is not None and stopped_at is None and today <= ends_on


LONGEST_DAYS = 366


def preparation_flaw(*, ends_on: date, today: date, sample: int, approver_is_preparer: bool,
                     rules_approved: bool) -> tuple[str, str] | None:
    """(field, code) of what keeps a named run from being prepared, or None."""
    if approver_is_preparer:
        return "approver", "same_person"
    if not rules_approved:
        return "rules", "not_approved"
    if ends_on < today:
        return "ends_on", "past"
    if (ends_on - today).days > LONGEST_DAYS:
        return "ends_on", "far"
    return ("sample", "small") if sample < SMALLEST_SAMPLE else None


def queue_of(suggested: Sequence[T], others: Sequence[T], sample: int, dice: random.Random) -> list[T]:
    """Everybody suggested and a random sample of the others, in one random order: nobody can tell which is which.

    ``sample`` of the others, or all of them when they are fewer. A look at those not flagged is what parts a register
    run from an automated decision about them (DPA 2022, domain handbook §2.5).
    """
    chosen = [*suggested, *dice.sample(list(others), min(sample, len(others)))]
    dice.shuffle(chosen)
    return chosen


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a named run, in numbers: how often the human agreed with the rules, and what the rules missed."""

    flags: int
    flags_judged: int
    flags_may_help: int
    sample: int
    sample_judged: int
    sample_may_help: int
    objected: int


def outcome(rows: Sequence[tuple[bool, str]]) -> Outcome:
    """From (suggested, judgement) of every row; an empty judgement is one not looked at yet."""
    def count(suggested: bool, *judgements: str) -> int:
        return sum(s is suggested and (not judgements or j in judgements) for s, j in rows)

    judged = ("may_help", "no_need", "cannot_tell")
    return Outcome(count(True), count(True, *judged), count(True, "may_help"),
                   count(False), count(False, *judged), count(False, "may_help"),
                   sum(j == "objected" for _, j in rows))


# --- figures --------------------------------------------------------------------------------------------------


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927). ``of`` ≥ 1."""
    z, p = 1.959964, count / of
    middle, spread = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + z * z / of)), min(1.0, (middle + spread) / (1 + z * z / of))

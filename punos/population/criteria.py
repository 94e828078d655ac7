"""The grammar of criteria: plain data, one meaning, two evaluators. Standard library and PyYAML only.

A criterion is a tree of plain dicts (as YAML gives them):

* a test of one number: ``{signal: emergency, at_least: 4}``, ``{attribute: age, at_most: 17}``,
  ``{signal: contacts, between: [4, 11]}`` (both ends belong to it). ``signal`` is a name from ``schema.SIGNALS``
  or ``schema.CASE_SIGNALS``; ``attribute`` is a column of the table of persons.
* a combination: ``any_of: [...]``, ``all_of: [...]``, ``n_of: {n: 2, of: [...]}``.
* in the axes of a rule set also ``{criterion: id}``: the criterion of that id.

What a person has no value for is not met. What *nobody* can have a value for (a signal that is not computable, an
attribute that is absent) is left out before anything is judged, see :func:`without`: an ``any_of`` goes on with
the members that remain, an ``all_of`` with a missing member is left out as a whole, an ``n_of`` goes on while
``n`` members remain. The same pruned tree is judged here (one person, plain values) and by the engine (all).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from punos.population.errors import unknown
from punos.population.schema import CASE_SIGNALS, SIGNALS

Value = float | int | None
GROUPS = ("any_of", "all_of", "n_of")
BOUNDS = ("at_least", "at_most", "between")
NAMING = ("id", "weight", "text")  # what a criterion of its own may have beside its test
LARGEST_BOUND = 10**15  # a float still holds every whole number up to here, and so does each engine


class RuleError(ValueError):
    """A rule set that cannot be read: where it is wrong and what was expected."""

    def __init__(self, place: str, expected: str) -> None:
        super().__init__(f"{place}: {expected}")
        self.place, self.expected = place, expected


def yaml_file(path: Path) -> Any:
    """What a YAML (or JSON) file says; an error that names the file."""
    try:
        return yaml.safe_load(path.read_text("utf-8-sig"))
    except OSError as error:
        raise RuleError(str(path), f"cannot be opened ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise RuleError(str(path), f"is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from error
    except (yaml.YAMLError, ValueError) as error:  # a ValueError is a date like 2026-02-30
        raise RuleError(str(path), f"is not YAML: {error}") from error


@dataclass(frozen=True)
class Test:
    """One number within bounds; a bound of ``None`` is open."""

    __test__ = False  # not a test class, whatever pytest thinks of the name

    kind: str  # "signal" or "attribute"
    name: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Group:
    """At least ``n`` of the members are met: ``any_of`` is 1, ``all_of`` is all of them."""

    kind: str
    n: int
    members: tuple[Node, ...]


Node = Test | Group


def parse(raw: object, place: str, known: Mapping[str, Node] | None = None, beside: tuple[str, ...] = ()) -> Node:
    """Read one criterion from plain data. ``known`` are criteria that ``{criterion: id}`` may name, ``beside`` words
    that may stand beside the test itself."""
    if not isinstance(raw, Mapping):
        raise RuleError(place, "a mapping with signal, attribute, any_of, all_of or n_of")
    heads = [key for key in ("signal", "attribute", "criterion", *GROUPS) if key in raw]
    if len(heads) != 1:
        raise RuleError(place, "exactly one of signal, attribute, criterion, any_of, all_of, n_of")
    head = heads[0]
    words = (head, *beside, *(BOUNDS if head in ("signal", "attribute") else ()))
    only(raw, words, place)
    if head == "criterion":
        if known is None or raw[head] not in known:
            raise RuleError(place, f"criterion {raw[head]!r} is not defined")
        return known[raw[head]]
    return _parse_group(raw, head, place, known) if head in GROUPS else _parse_test(raw, head, place)


def only(raw: Mapping[Any, Any], words: Iterable[str], place: str) -> None:
    """An error when ``raw`` holds another word than these."""
    words = list(words)
    extra = [word for word in raw if word not in words]
    if extra:
        raise RuleError(place, "; ".join(unknown("word", word, words, listed=word is extra[-1]) for word in extra))


def _parse_group(raw: Mapping[str, Any], head: str, place: str, known: Mapping[str, Node] | None) -> Group:
    body, n = raw[head], 0
    if head == "n_of":
        if not isinstance(body, Mapping) or not isinstance(body.get("n"), int) or isinstance(body["n"], bool):
            raise RuleError(place, "n_of needs {n: a whole number, of: [criteria]}")
        only(body, ("n", "of"), f"{place}.n_of")
        n, body = body["n"], body.get("of")
    if not isinstance(body, list) or not body:
        raise RuleError(place, f"{head} needs a list of at least one criterion")
    members = tuple(parse(member, f"{place}.{head}[{i}]", known) for i, member in enumerate(body))
    n = {"any_of": 1, "all_of": len(members)}.get(head, n)
    if not 1 <= n <= len(members):
        raise RuleError(place, f"n must lie between 1 and the number of members ({len(members)})")
    return Group(head, n, members)


def _parse_test(raw: Mapping[str, Any], head: str, place: str) -> Test:
    name = raw[head]
    if not isinstance(name, str) or not name:
        raise RuleError(place, f"{head} needs a name")
    if head == "signal" and name not in SIGNALS and name not in CASE_SIGNALS:
        raise RuleError(place, unknown("signal", name, [*SIGNALS, *CASE_SIGNALS]))
    bounds = [key for key in BOUNDS if key in raw]
    if len(bounds) != 1:
        raise RuleError(place, "exactly one of at_least, at_most, between")
    value = raw[bounds[0]]
    if bounds[0] == "between":
        if not isinstance(value, list) or len(value) != 2:
            raise RuleError(place, "between needs [lowest, highest]")
        low, high = _number(value[0], place), _number(value[1], place)
        if low > high:
            raise RuleError(place, "between needs the lowest number first")
        return Test(head, name, low, high)
    number = _number(value, place)
    return Test(head, name, number, None) if bounds[0] == "at_least" else Test(head, name, None, number)


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise RuleError(place, f"a number was expected, not {value!r}")
    if abs(value) > LARGEST_BOUND:
        raise RuleError(place, f"a number of at most {LARGEST_BOUND:.0e} was expected, not {value!r}")
    return value


def tests(node: Node) -> Iterator[Test]:
    """Every test in the tree, in writing order."""
    if isinstance(node, Test):
        yield node
        return
    for member in node.members:
        yield from tests(member)


def without(node: Node, missing: frozenset[tuple[str, str]]) -> Node | None:
    """The tree without tests on the missing (kind, name) pairs, or ``None`` when nothing sensible remains."""
    if isinstance(node, Test):
        return None if (node.kind, node.name) in missing else node
    kept = tuple(member for member in (without(m, missing) for m in node.members) if member is not None)
    if len(kept) < node.n or (node.kind == "all_of" and len(kept) < len(node.members)):
        return None
    return Group(node.kind, node.n, kept)


def value_of(test: Test, values: Mapping[str, Mapping[str, Value]]) -> Value:
    """The person's number for this test; ``values`` is ``{"signal": {...}, "attribute": {...}}``."""
    return values[test.kind].get(test.name)


def met(node: Node, values: Mapping[str, Mapping[str, Value]]) -> bool:
    """Whether the person meets the criterion. A value that is absent does not meet anything."""
    if isinstance(node, Test):
        value = value_of(node, values)
        if value is None:
            return False
        return (node.low is None or value >= node.low) and (node.high is None or value <= node.high)
    return sum(met(member, values) for member in node.members) >= node.n


def label(criterion: str, node: Node, test: Test) -> str:
    """How a reason names its test: the criterion's id, and in a combination also the number looked at."""
    return criterion if node is test else f"{criterion}/{test.name}"


def reasons(criterion: str, node: Node, values: Mapping[str, Mapping[str, Value]]) -> list[tuple[str, float]]:
    """For a criterion that is met: each of its tests that is met, with the value. Empty when it is not met."""
    if not met(node, values):
        return []
    found = []
    for test in tests(node):
        value = value_of(test, values)
        if value is not None and met(test, values):
            found.append((label(criterion, node, test), float(value)))
    return found

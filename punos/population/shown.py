"""What the command line has shown of one people file, kept beside it, so that the next call knows.

Two settings that differ by a few persons single these out, whoever asked for the first one and when. So every call
reads what was shown before, asks the same :class:`whatif.Answers` that the page does, and writes down what it showed
before it prints: PEOPLE.shown.json, readable by its owner alone, replaced as a whole, with the folder locked so
that two calls at once answer one after the other. It holds rules and no person. Standard library only.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from punos.population.criteria import Group, Node, Test
from punos.population.errors import PopulationError
from punos.population.ruleset import Criterion, RuleSet
from punos.population.whatif import Answer, Answers, Cube

ENDING = ".shown.json"
FORMAT = 1


def beside(people: Path) -> Path:
    """The memory of a people file, the same by whatever path it is named."""
    found = people.resolve()
    return found.with_name(found.name + ENDING)


@dataclass
class Shown:
    """The settings shown, in order; the first are the rules that were in force at the first call."""

    path: Path
    told: list[RuleSet] = field(default_factory=list)
    least: int = 0

    def answers(self, cube: Cube, base: RuleSet, least: int) -> bool:
        """Begin: compare with ``base``, which is itself a setting shown. Whether it is answered as an earlier one.

        The strictest ``least`` ever asked for counts. What would not be told apart here (the file has been made anew
        from other data) is forgotten.
        """
        self.least = max(self.least, least)
        before, self.told = self.told or [base], []
        self._answers = Answers(cube, before[0], least=self.least)
        self.told.append(before[0])
        for rules in [*before[1:], base]:
            self.ask(rules)
        return self._answers.against(base)

    def ask(self, rules: RuleSet) -> Answer:
        """The answer to a setting, given everything shown before."""
        known = len(self._answers.shown)
        answer = self._answers.ask(rules)
        if len(self._answers.shown) > known:
            self.told.append(rules)
        return answer

    def keep(self) -> None:
        """Write down what has been shown; nothing may be printed before."""
        told = [_plain(rules) for rules in self.told]
        text = json.dumps({"format": FORMAT, "least": self.least, "shown": told}, ensure_ascii=False, indent=1)
        try:
            number, name = tempfile.mkstemp(prefix=f".{self.path.name}-", dir=self.path.parent)  # mode 0600
            try:
                with os.fdopen(number, "w", encoding="utf-8") as file:
                    file.write(text + "\n")
                Path(name).replace(self.path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise PopulationError(f"cannot remember at {self.path} what is shown, so nothing is: {error}") from error


@contextmanager
def remembered(people: Path) -> Iterator[Shown]:
    """What was shown of this file; nobody else asks about a file of the same folder meanwhile."""
    path = beside(people)
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise PopulationError(f"{people}: there is no such file") from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield _read(path)
    finally:
        os.close(folder)


def _read(path: Path) -> Shown:
    if not path.exists():
        return Shown(path)
    try:
        raw = json.loads(path.read_text("utf-8"))
        if raw["format"] != FORMAT:
            raise ValueError(f"format {raw['format']}")
        return Shown(path, [_rules(one) for one in raw["shown"]], int(raw["least"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise PopulationError(
            f"{path} should say what was shown of these people before, and cannot be read ({error}). Put it back from "
            "a backup; without it two answers could single somebody out"
        ) from error


def _plain(rules: RuleSet) -> dict[str, Any]:
    listed = [[criterion.weight, _node(criterion.node)] for criterion in rules.criteria]
    return {"threshold": rules.threshold, "criteria": listed}


def _node(node: Node) -> list[Any]:
    if isinstance(node, Group):
        return [node.kind, node.n, [_node(member) for member in node.members]]
    return [node.kind, node.name, node.low, node.high]


def _rules(raw: dict[str, Any]) -> RuleSet:
    criteria = tuple(Criterion(str(i), _parsed(node), int(weight)) for i, (weight, node) in enumerate(raw["criteria"]))
    return RuleSet("shown", "", 0, int(raw["threshold"]), criteria, None, None, "")


def _parsed(raw: Sequence[Any]) -> Node:
    if len(raw) == 3:
        return Group(raw[0], int(raw[1]), tuple(_parsed(member) for member in raw[2]))
    return Test(*raw)

"""A rule set: window, criteria with weights, threshold, and the two axes *needing* and *using*.

Rule sets are data (an operating model's ``identification`` section, or a file). They carry a version, and their
fingerprint goes into every result, so that no result ever changes its meaning silently.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from punos.population.criteria import (
    NAMING,
    Node,
    RuleError,
    Value,
    met,
    only,
    parse,
    reasons,
    tests,
    without,
    yaml_file,
)
from punos.population.schema import CASE_SIGNALS

DEFAULT = Path(__file__).parent / "rules" / "default.yaml"
PACKS = Path(__file__).parents[1] / "operating_models" / "packs"
LONGEST_WINDOW = 3_660  # ten years
HEAVIEST, HIGHEST_SCORE = 10**6, 10**9  # of one criterion, and what a score may reach
SEGMENTS = ("needs_and_uses", "needs", "uses", "neither")


@dataclass(frozen=True)
class Criterion:
    """A top-level criterion: what it adds to the score and how it is said to people."""

    id: str
    node: Node
    weight: int
    text: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RuleSet:
    """What an operating model looks for. ``suggested`` means: score ≥ threshold; a human decides."""

    name: str
    version: str
    window_days: int
    threshold: int
    criteria: tuple[Criterion, ...]
    needing: Node | None
    using: Node | None
    fingerprint: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """What the rules say about one person, with every reason."""

    score: int
    suggested: bool
    segment: str
    reasons: tuple[tuple[str, float], ...]


def from_data(raw: object, name: str = "rules") -> RuleSet:
    """Read a rule set from plain data; errors name the place and what was expected."""
    if not isinstance(raw, Mapping):
        raise RuleError(name, "a mapping with version, window_days, threshold, criteria, needing, using")
    only(raw, ("name", "version", "window_days", "threshold", "criteria", "needing", "using", "text"), name)
    listed = raw.get("criteria")
    if not isinstance(listed, list) or not listed:
        raise RuleError(f"{name}.criteria", "a list of at least one criterion")
    criteria: list[Criterion] = []
    for i, item in enumerate(listed):
        criteria.append(_criterion(item, f"{name}.criteria[{i}]", {c.id for c in criteria}))
    known = {c.id: c.node for c in criteria}
    axes = {
        axis: parse(raw[axis], f"{name}.{axis}", known) if raw.get(axis) is not None else None
        for axis in ("needing", "using")
    }
    return RuleSet(
        name=str(raw.get("name", name)),
        version=str(raw.get("version", "1")),
        window_days=_whole(raw.get("window_days", 365), f"{name}.window_days", lowest=1, highest=LONGEST_WINDOW),
        threshold=_whole(raw.get("threshold", 1), f"{name}.threshold", lowest=1, highest=HIGHEST_SCORE),
        criteria=tuple(criteria),
        needing=axes["needing"],
        using=axes["using"],
        fingerprint=fingerprint(raw),
    )


def fingerprint(raw: object) -> str:
    """Sixteen hex digits over what the rules say, whatever the order of words or the comments in the file."""
    text = json.dumps(raw, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _criterion(item: object, place: str, taken: set[str]) -> Criterion:
    if not isinstance(item, Mapping) or not isinstance(item.get("id"), str):
        raise RuleError(place, "a mapping with an id")
    if item["id"] in taken:
        raise RuleError(place, f"the id {item['id']!r} is already used")
    text = item.get("text", {})
    if not isinstance(text, Mapping):
        raise RuleError(f"{place}.text", "texts by language: {fi: …, sv: …, en: …}")
    weight = _whole(item.get("weight", 1), f"{place}.weight", lowest=0, highest=HEAVIEST)
    return Criterion(item["id"], parse(item, place, beside=NAMING), weight, {str(k): str(v) for k, v in text.items()})


def _whole(value: object, place: str, *, lowest: int, highest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise RuleError(place, f"a whole number from {lowest} to {highest} was expected, not {value!r}")
    return value


def from_file(path: Path) -> RuleSet:
    """Read a YAML (or JSON) file; a file with an ``identification`` section is read from that section."""
    raw = yaml_file(path)
    if isinstance(raw, Mapping) and isinstance(raw.get("identification"), Mapping):
        raw = raw["identification"]
    try:
        return from_data(raw, path.stem)
    except RuleError as error:
        raise RuleError(f"{path}: {error.place}", error.expected) from error


def default() -> RuleSet:
    """The proposed rules of the domain handbook §3: ours, editable, not published by anybody."""
    return from_file(DEFAULT)


def from_model(model: str) -> RuleSet:
    """The ``identification`` section of an operating model's pack, as ``operating_models`` puts it together: the
    shipped pack (or the one it is ``based_on``), changed key by key by the county's own folder (``PUNOS_PACKS``)."""
    county = os.environ.get("PUNOS_PACKS", "")
    folders = [base / model for base in (PACKS, Path(county) if county else None) if base and (base / model).is_dir()]
    read = [_sections(folder) for folder in folders]
    if read and isinstance(read[0].get("based_on"), str) and read[0]["based_on"] != model:
        read.insert(0, _sections(PACKS / read[0]["based_on"]))
    rules: dict[str, Any] = {}
    for sections in read:
        rules |= sections.get("identification", {})
    if not rules:
        raise RuleError(f"model {model}", f"no identification section under {PACKS / model} or PUNOS_PACKS")
    return from_data(rules, model)


def _sections(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.yaml")):
        raw = yaml.safe_load(path.read_text("utf-8"))
        found |= raw if isinstance(raw, dict) else {}
    return found


def prepared(
    rules: RuleSet,
    missing_signals: Mapping[str, str],
    attributes: frozenset[str],
    unread: Mapping[str, str] | None = None,
) -> RuleSet:
    """The rules without what the data cannot answer, each omission noted.

    ``missing_signals`` says why a signal is not computable; signals that only cases carry count as missing unless
    ``attributes`` holds a column of that name (then it is read from there). ``unread`` says why a column of the table
    of persons is not among the attributes.
    """
    why_not = unread or {}
    gone = {("signal", name): why for name, why in missing_signals.items()}
    known_to_cases = "known only to Punos's own cases"
    gone |= {("signal", s): why_not.get(s, known_to_cases) for s in CASE_SIGNALS if s not in attributes}
    for node in [c.node for c in rules.criteria] + [a for a in (rules.needing, rules.using) if a]:
        for test in tests(node):
            if test.kind == "attribute" and test.name not in attributes:
                gone[("attribute", test.name)] = why_not.get(test.name, "not in the table of persons")
    missing, notes, kept = frozenset(gone), [], []
    for criterion in rules.criteria:
        left = without(criterion.node, missing)
        absent = sorted(
            {t.name: gone[(t.kind, t.name)] for t in tests(criterion.node) if (t.kind, t.name) in gone}.items()
        )
        if absent:
            how = "left out" if left is None else "judged without some parts"
            notes.append(f"{criterion.id}: {how} ({'; '.join(f'{name}: {why}' for name, why in absent)})")
        if left is not None:
            kept.append(replace(criterion, node=left))
    axes: dict[str, Node | None] = {}
    for axis in ("needing", "using"):
        whole: Node | None = getattr(rules, axis)
        axes[axis] = without(whole, missing) if whole else None
        if axes[axis] is None:
            notes.append(f"axis {axis}: left out, so nobody is counted on it")
    return replace(rules, criteria=tuple(kept), notes=tuple(notes), needing=axes["needing"], using=axes["using"])


def judge(rules: RuleSet, signals: Mapping[str, Value], attributes: Mapping[str, Value]) -> Judgement:
    """Judge one person by prepared rules. Suggests, with reasons; decides nothing."""
    values = {"signal": {**{k: attributes.get(k) for k in CASE_SIGNALS}, **signals}, "attribute": attributes}
    score, found = 0, []
    for criterion in rules.criteria:
        if met(criterion.node, values):
            score += criterion.weight
            found += reasons(criterion.id, criterion.node, values)
    needs = rules.needing is not None and met(rules.needing, values)
    uses = rules.using is not None and met(rules.using, values)
    return Judgement(score, score >= rules.threshold, segment(needs=needs, uses=uses), tuple(found))


def segment(*, needs: bool, uses: bool) -> str:
    """One of four segments that exclude each other and cover everybody."""
    return SEGMENTS[(0 if needs else 2) if uses else (1 if needs else 3)]

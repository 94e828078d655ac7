"""What a statutory client plan must contain, and what is still missing (1301/2014 39 §; 703/2023 43 §).

Never blocks the work: only issuing the plan as the statutory document waits for what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from punos.lawfulness.answers import Section
from punos.lawfulness.duties import PlanItem
from punos.lawfulness.texts import Text
from punos.plan.rules.content import LineKind


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is, without the words themselves."""

    own_words: bool = False
    kinds: frozenset[LineKind] = frozenset()
    goals: int = 0
    steps: int = 0
    review_set: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """One item still missing, with its section and the kind of line that would answer it (empty: another page)."""

    code: str
    text: Text
    section: Section
    kind: str


# statutory item → the kind of line that answers it, for "write it now"
WRITTEN_AS: dict[str, LineKind] = {
    "need_of_support": LineKind.PROFESSIONAL_VIEW,
    "need_of_services": LineKind.NEED_OF_SERVICES,
    "indispensable_services": LineKind.SERVICES,
    "how_often_we_meet": LineKind.MEETING_RHYTHM,
    "strengths": LineKind.STRENGTH,
    "duration": LineKind.DURATION,
    "partners": LineKind.HELPERS,
    "life_situation": LineKind.LIFE_SITUATION,
    "own_proposal": LineKind.OWN_PROPOSAL,
    "private_supporters": LineKind.CLOSE_HELPERS,
}


def answered(contents: Contents) -> frozenset[str]:
    """The codes of the statutory items that the contents answer.

    The need of support is the client's *and* the professional's estimate: both must be there.
    """
    kinds = contents.kinds
    found = {code for code, kind in WRITTEN_AS.items() if kind in kinds}
    hers = contents.own_words or LineKind.OWN_VIEW in kinds
    theirs = bool(kinds & {LineKind.PROFESSIONAL_VIEW, LineKind.FUNCTIONAL_ABILITY, LineKind.CONCLUSION})
    found = found | {"need_of_support"} if hers and theirs else found - {"need_of_support"}
    if contents.own_words:
        found.add("own_proposal")
    if contents.goals:
        found.add("goals")
    if contents.steps:
        found |= {"means", "partners"}  # each step has its doer: who does what
    if contents.review_set:
        found.add("follow_up")
    return frozenset(found)


def missing_items(items: Iterable[PlanItem], contents: Contents) -> list[Missing]:
    """What is still missing, in the statute's order."""
    there = answered(contents)
    return [Missing(item.code, item.text, item.section, _written_as(item.code, contents))
            for item in items if item.code not in there]


def _written_as(code: str, contents: Contents) -> str:
    if code == "need_of_support":
        kinds = contents.kinds
        if kinds & {LineKind.PROFESSIONAL_VIEW, LineKind.FUNCTIONAL_ABILITY, LineKind.CONCLUSION}:
            return LineKind.OWN_VIEW.value
    kind = WRITTEN_AS.get(code)
    return kind.value if kind else ""

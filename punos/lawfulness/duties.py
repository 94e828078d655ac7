"""What the law requires of coordination whatever the operating model: own worker's qualification, the plan's items."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from punos.lawfulness.answers import Section
from punos.lawfulness.data_files import Strict, ThreeLanguages, read, validated
from punos.lawfulness.tables import RULES_FOLDER, Certainty, SectionData
from punos.lawfulness.texts import Text


class QualificationRule(Strict):
    """One way to be qualified as own worker. `for_special_support`: also for a client who needs special support."""

    code: str
    for_special_support: bool
    needs_justification: bool = False
    section: SectionData
    valid_from: date
    certainty: Certainty
    text: ThreeLanguages


class PlanItemRule(Strict):
    """One thing a social-care client plan must contain."""

    code: str
    section: SectionData
    item: int = Field(ge=0)
    text: ThreeLanguages


class DutyTable(Strict):
    own_worker: tuple[QualificationRule, ...]
    plan_items: tuple[PlanItemRule, ...]


@dataclass(frozen=True, slots=True)
class PlanItem:
    code: str
    section: Section
    text: Text


@lru_cache(maxsize=4)
def duties(folder: Path = RULES_FOLDER) -> DutyTable:
    return validated(DutyTable, read(folder / "duties.yaml"))


def own_worker_qualifications(*, special_support: bool, at: date) -> tuple[QualificationRule, ...]:
    """The qualifications of which an own worker must have one (1301/2014 42 § as 1280/2022)."""
    return tuple(
        rule
        for rule in duties().own_worker
        if rule.valid_from <= at and (rule.for_special_support or not special_support)
    )


def statutory_plan_items() -> tuple[PlanItem, ...]:
    """The items of a social-care client plan (1301/2014 39 §; 703/2023 43 §), in the statute's order."""
    return tuple(PlanItem(rule.code, rule.section.as_section, rule.text) for rule in duties().plan_items)

"""The schema of the rule tables in `rules/`, and their loading.

A county adds a rule, ends one on a day or corrects a section by editing data. Every rule carries the statute, the
days on which it holds and how sure we are of it (L read in the statute, S public source, C public code or
profile, M+ M M− from memory: check before it is relied on).
"""

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from punos.lawfulness.answers import BasisKind, Section
from punos.lawfulness.categories import Category, RecipientClass, Register
from punos.lawfulness.data_files import DataFileError, Strict, ThreeLanguages, read, validated
from punos.lawfulness.facts import Relation, RepresentativeKind, Sector, Task, Urgency

Certainty = Literal["L", "S", "C", "M+", "M", "M-"]
RULES_FOLDER = Path(__file__).parent / "rules"


class SectionData(Strict):
    statute: str = Field(pattern=r"^(\d{1,4}/\d{4}|GDPR)$")
    section: str = Field(pattern=r"^\d+( [a-z])?$")
    subsection: str = Field(default="", pattern=r"^\d*$")

    @property
    def as_section(self) -> Section:
        return Section(self.statute, self.section, self.subsection)


class Conditions(Strict):
    """All of these must hold. What is left out is not asked about."""

    same_controller: bool | None = None
    relation: frozenset[Relation] = frozenset()
    task: frozenset[Task] = frozenset()
    sector: frozenset[Sector] = frozenset()
    permit: bool = False
    consent: bool = False
    cannot_assess_permit: bool = False  # a finding in force, and no legal representative
    joint_service_point: bool = False
    statutory_duty: bool = False
    urgency: frozenset[Urgency] = frozenset()
    exceptional: bool = False
    task_needs_address: bool = False
    represents: bool = False  # the recipient is the representative, in force, and no honoured wish of a minor
    undecided_wish: bool = False  # a minor's wish about which nobody has decided
    representative_kind: frozenset[RepresentativeKind] = frozenset()


class SharingRule(Strict):
    """From which register to whom, which data, on what condition, on which section."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    origin: frozenset[Register] = Field(alias="from", min_length=1)
    to: frozenset[RecipientClass] = Field(min_length=1)
    categories: frozenset[Category] = Field(min_length=1)
    when: Conditions = Conditions()
    outcome: Literal["allow", "human"]
    basis: BasisKind
    prohibition: Literal["denies", "asks_human", "does_not_reach"]
    section: SectionData
    valid_from: date
    valid_until: date | None = None
    certainty: Certainty
    note: str = ""
    limits: tuple[str, ...] = ()
    text: ThreeLanguages
    who_may_decide: ThreeLanguages | None = None

    @model_validator(mode="after")
    def _complete(self) -> "SharingRule":
        if "human" in (self.outcome, self.prohibition.removeprefix("asks_")) and self.who_may_decide is None:
            raise ValueError("who_may_decide, because this rule can ask for a human decision")
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("valid_until on or after valid_from")
        if (self.prohibition == "denies") != (self.when.permit or self.when.consent):
            raise ValueError("prohibition: denies exactly where the rule stands on a permit or a consent")
        if self.certainty.startswith("M") and not self.note:
            raise ValueError("a note saying what is uncertain, because certainty is from memory")
        return self

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class DenialReason(Strict):
    """What is said when no rule allows: depends only on from, to and category, so it reveals nothing."""

    origin: frozenset[Register] = Field(alias="from", min_length=1)
    to: frozenset[RecipientClass] = Field(min_length=1)
    categories: frozenset[Category] = Field(min_length=1)
    section: SectionData
    certainty: Certainty
    text: ThreeLanguages


class SharingTable(Strict):
    rules: tuple[SharingRule, ...]


class WordsTable(Strict):
    """Texts the answers are made of: limits, ways, reasons, and the names of the statutes."""

    limits: dict[str, ThreeLanguages]
    ways: dict[str, ThreeLanguages]
    reasons: tuple[DenialReason, ...]
    default_reason: ThreeLanguages
    statutes: dict[str, ThreeLanguages]


@lru_cache(maxsize=4)
def sharing_rules(folder: Path = RULES_FOLDER) -> tuple[SharingRule, ...]:
    """Every sharing rule of `folder` in file order. Ids are unique, limits have words, statutes have names."""
    rules: list[SharingRule] = []
    problems = []
    known = words(folder)
    for path in sorted(folder.glob("sharing_*.yaml")):
        file = read(path)
        for index, rule in enumerate(validated(SharingTable, file).rules):
            if any(rule.id == earlier.id for earlier in rules):
                problems.append(file.problem(("rules", index, "id"), f"an id of its own, not {rule.id!r} again"))
            for limit in rule.limits:
                if limit not in known.limits:
                    problems.append(file.problem(("rules", index, "limits"), f"a limit of words.yaml, not {limit!r}"))
            if rule.section.statute not in known.statutes:
                problems.append(
                    file.problem(
                        ("rules", index, "section"),
                        f"a statute named in words.yaml, not {rule.section.statute}",
                    )
                )
            rules.append(rule)
    if problems:
        raise DataFileError(problems)
    return tuple(rules)


@lru_cache(maxsize=4)
def words(folder: Path = RULES_FOLDER) -> WordsTable:
    """The words of the answers."""
    return validated(WordsTable, read(folder / "words.yaml"))

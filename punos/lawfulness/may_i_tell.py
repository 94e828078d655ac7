"""The page "Saanko kertoa tämän?": three questions in, one sentence with its section out. Nobody is named.

It asks the same rules as the grants do (`decide`), so the page and the access control can never disagree.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from punos.lawfulness.answers import Allowed, Denied, Limit, Section, Way, WayKind
from punos.lawfulness.categories import Category, RecipientClass, Register
from punos.lawfulness.data_files import Strict, ThreeLanguages, read, validated
from punos.lawfulness.decision import decide
from punos.lawfulness.facts import (
    CapacityFinding,
    Instrument,
    Permission,
    Recipient,
    Relation,
    Representation,
    RepresentativeKind,
    Sector,
    SharingFacts,
    StatutoryDuty,
    Task,
    Urgency,
)
from punos.lawfulness.tables import RULES_FOLDER
from punos.lawfulness.texts import Text


class Situation(StrEnum):
    """What may be ticked about the situation."""

    IN_CARE = "in_care"
    CLIENT_SAYS_YES = "client_says_yes"
    JOINT_SERVICE = "joint_service"
    OTHER_PROVIDER = "other_provider"
    OWN_DUTY = "own_duty"
    CANNOT_ASSESS = "cannot_assess"
    DANGER = "danger"
    VIOLENCE = "violence"
    NOT_IDENTIFIABLE = "not_identifiable"


class AnswerKind(StrEnum):
    YES = "yes"
    YES_IF = "yes_if"
    NO = "no"
    ASK_PERSON = "ask_person"


@dataclass(frozen=True, slots=True)
class Answer:
    """One sentence, why, where it stands, and what would make it lawful."""

    kind: AnswerKind
    sentence: Text
    because: Text
    section: Section | None
    limits: tuple[Limit, ...] = ()
    ways: tuple[Way, ...] = ()
    who_may_decide: Text | None = None


class SituationChoice(Strict):
    code: Situation
    to: frozenset[RecipientClass]
    text: ThreeLanguages

    model_config = {"extra": "forbid", "frozen": True, "alias_generator": lambda name: "for" if name == "to" else name}


class QuestionTable(Strict):
    situations: tuple[SituationChoice, ...]
    sentences: dict[str, ThreeLanguages]
    yes_if: dict[WayKind, ThreeLanguages]


@lru_cache(maxsize=4)
def questions(folder: Path = RULES_FOLDER) -> QuestionTable:
    """The choices of the third question and the answers' sentences."""
    return validated(QuestionTable, read(folder / "questions.yaml"))


def situations_for(to_class: RecipientClass) -> tuple[SituationChoice, ...]:
    """What is worth asking about the situation when telling this kind of recipient."""
    return tuple(choice for choice in questions().situations if to_class in choice.to)


ENTRIES = {Register.SOCIAL: Category.SOCIAL, Register.HEALTH: Category.HEALTH, Register.OTHER: Category.OTHER_SECTOR}


def may_i_tell(
    from_register: Register,
    to_class: RecipientClass,
    situation_answers: AbstractSet[Situation],
    *,
    at: date,
    category: Category | None = None,
) -> Answer:
    """May I tell this? `category` defaults to the register's own entries; `situation_answers` are those that hold."""
    said = questions().sentences
    facts = _facts(from_register, to_class, situation_answers, category or ENTRIES[from_register], at)
    if Situation.NOT_IDENTIFIABLE in situation_answers:
        return Answer(AnswerKind.YES, said["not_identifiable"], said["not_identifiable"], None)
    decision = decide(facts, at=at)
    if isinstance(decision, Allowed):
        return Answer(AnswerKind.YES, said["yes"], decision.text, decision.section, decision.limits)
    if isinstance(decision, Denied):
        (reason,) = decision.reasons
        ways = decision.ways
        if ways:
            sentence = questions().yes_if[ways[0].kind]
            return Answer(AnswerKind.YES_IF, sentence, reason.text, reason.section, ways=ways)
        return Answer(AnswerKind.NO, said["no"], reason.text, reason.section)
    return Answer(
        AnswerKind.ASK_PERSON,
        said["ask_person"],
        decision.question,
        decision.section,
        who_may_decide=decision.who_may_decide,
    )


_TASKS = {
    RecipientClass.HEALTH_PROFESSIONAL: Task.HEALTH_WIDE,
    RecipientClass.SOCIAL_PROFESSIONAL: Task.SOCIAL_WIDE,
}


def _facts(
    origin: Register, to: RecipientClass, holds: AbstractSet[Situation], category: Category, at: date
) -> SharingFacts:
    """The situation as facts, about a nameless recipient whose task includes entries."""
    in_county = to in _TASKS and Situation.OTHER_PROVIDER not in holds
    recipient = Recipient(
        to,
        person="recipient",
        same_controller=in_county,
        task=_TASKS.get(to),
        sector=Sector.POLICE if Situation.VIOLENCE in holds else None,
    )
    given = tuple(
        Permission(kind, at, recipients=frozenset({"recipient"}), categories=frozenset(Category))
        for kind in (Instrument.PERMIT, Instrument.CONSENT)
        if Situation.CLIENT_SAYS_YES in holds
    )
    urgency = Urgency.NONE
    if Situation.DANGER in holds:
        urgency = Urgency.DANGER
    if Situation.VIOLENCE in holds:
        urgency = Urgency.VIOLENCE
    working = frozenset({Relation.TEAM_MEMBER, Relation.RESPONSIBLE_WORKER})
    return SharingFacts(
        recipient,
        category,
        origin,
        relations=working if Situation.IN_CARE in holds else frozenset(),
        permissions=given,
        capacity=CapacityFinding(at, at) if Situation.CANNOT_ASSESS in holds else None,
        representation=Representation(RepresentativeKind.GUARDIAN, "recipient", at)
        if to is RecipientClass.REPRESENTATIVE
        else None,
        joint_service_point=Situation.JOINT_SERVICE in holds,
        statutory_duty=StatutoryDuty("1301/2014 36 §", at) if Situation.OWN_DUTY in holds else None,
        urgency=urgency,
    )

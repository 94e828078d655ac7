"""The three answers of `decide`, and the ways out of a no."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from punos.lawfulness.categories import Category
from punos.lawfulness.texts import Text


class BasisKind(StrEnum):
    """On what an allowed sharing rests."""

    TASK = "task"
    JOINT_SERVICE = "joint_service"
    JOINT_PLAN = "joint_plan"
    PERMIT = "permit"
    CONSENT = "consent"
    INCAPACITY = "incapacity"
    AUTHORITY_RIGHT = "authority_right"
    DUTY_TO_NOTIFY = "duty_to_notify"
    OWN_DATA = "own_data"
    REPRESENTATION = "representation"
    EXCEPTIONAL = "exceptional"
    HUMAN_DECISION = "human_decision"


class WayKind(StrEnum):
    """What one can do about a no."""

    ASK_PERMIT = "ask_permit"
    ASK_CONSENT = "ask_consent"
    JOIN = "join"
    NARROW = "narrow"
    EXCEPTIONAL_ACCESS = "exceptional_access"
    RECORD_DUTY = "record_duty"
    ASSESS_CAPACITY = "assess_capacity"
    ASK_DECISION = "ask_decision"


@dataclass(frozen=True, slots=True)
class Section:
    """A place in a statute: "703/2023 53 § 5 mom."."""

    statute: str
    section: str
    subsection: str = ""

    def in_language(self, language: str) -> str:
        """As a Finnish, Swedish or English reader writes it."""
        if language.lower().startswith("en"):
            return f"{self.statute}, section {self.section}" + (f"({self.subsection})" if self.subsection else "")
        return str(self)

    def __str__(self) -> str:
        return f"{self.statute} {self.section} §" + (f" {self.subsection} mom." if self.subsection else "")


@dataclass(frozen=True, slots=True)
class Limit:
    """What an allowed sharing does not cover, in a code and a sentence."""

    code: str
    text: Text
    parts: frozenset[str] = frozenset()
    data_from: date | None = None
    data_until: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    text: Text
    section: Section


@dataclass(frozen=True, slots=True)
class Way:
    """One way that would make it lawful. `also` names what must be done besides, in order.

    `rule_id` is the rule that would then apply; `categories` what may be given instead, when the way is to narrow.
    """

    kind: WayKind
    text: Text
    section: Section
    rule_id: str
    also: tuple[WayKind, ...] = ()
    categories: frozenset[Category] = frozenset()


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes: on this section, within these limits, until this day (None: no end is known in advance)."""

    section: Section
    limits: tuple[Limit, ...]
    valid_until: date | None
    basis_kind: BasisKind
    rule_id: str
    text: Text


@dataclass(frozen=True, slots=True)
class Denied:
    """No, in words that never tell whether any data exist, with every way that would make it lawful."""

    reasons: tuple[Reason, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class NeedsHumanDecision:
    """The law leaves it to a person: the question, where it stands, and who may decide and record it."""

    question: Text
    section: Section
    who_may_decide: Text
    rule_id: str


Decision = Allowed | Denied | NeedsHumanDecision

"""The facts a sharing decision stands on: frozen plain values, gathered by `sharing`, stored beside the decision.

Nothing here says whether any data exist: a decision is about a *category*, never about a row. All days are
calendar days; `valid_until` is the last day on which something still holds ("31.5.2027 asti").
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from punos.lawfulness.categories import Category, RecipientClass, Register


class Task(StrEnum):
    """Task classes of decree 457/2024: what a professional's work lets her see (10–17 §)."""

    HEALTH_WIDE = "health_wide"
    HEALTH_LIMITED = "health_limited"
    HEALTH_SUPPORT = "health_support"
    HEALTH_MEDICATION = "health_medication"
    HEALTH_ADMINISTRATION = "health_administration"
    SOCIAL_WIDE = "social_wide"
    SOCIAL_ARRANGING = "social_arranging"
    SOCIAL_CHILD_WELFARE_SUPERVISOR = "social_child_welfare_supervisor"
    SOCIAL_IMPLEMENTING = "social_implementing"
    SOCIAL_ADMINISTRATION = "social_administration"
    STUDENT = "student"
    ICT = "ict"
    ARCHIVE = "archive"
    MANAGEMENT = "management"


class Sector(StrEnum):
    """Which authority an `other_authority` recipient works for."""

    EMPLOYMENT = "employment"
    EDUCATION = "education"
    BENEFITS = "benefits"
    POLICE = "police"


class Relation(StrEnum):
    """What ties the recipient to this client, verified from stored rows, never from what somebody says."""

    HOLDER_OF_CONTACT = "holder_of_contact"
    OWN_WORKER = "own_worker"
    RESPONSIBLE_WORKER = "responsible_worker"
    TEAM_MEMBER = "team_member"
    OFFERED_RECEIVER = "offered_receiver"
    UNIT_DUTY = "unit_duty"


class Instrument(StrEnum):
    """Three instruments, never one checkbox (703/2023 58 §, 59 § and 6 §)."""

    PERMIT = "permit"
    PROHIBITION = "prohibition"
    CONSENT = "consent"


class Urgency(StrEnum):
    """How pressing the matter is, as recorded by the one who asks."""

    NONE = "none"
    OBVIOUS_NEED = "obvious_need"  # obviously unable to look after herself, or a child's interest requires it
    DANGER = "danger"  # health, development or safety is endangered
    VIOLENCE = "violence"  # an imminent threat of violence


class RepresentativeKind(StrEnum):
    CUSTODIAN = "custodian"
    GUARDIAN = "guardian"
    CONTINUING_POWER = "continuing_power"
    AUTHORISED = "authorised"  # a Suomi.fi authorisation


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would get to know. Ids are opaque; empty means "not known", and then nothing named matches."""

    kind: RecipientClass
    person: str = ""
    unit: str = ""
    organisation: str = ""
    same_controller: bool = False  # works for the controller of the data (the county), or on its behalf
    task: Task | None = None
    sector: Sector | None = None

    @property
    def ids(self) -> frozenset[str]:
        return frozenset({self.person, self.unit, self.organisation}) - {""}


@dataclass(frozen=True, slots=True)
class Permission:
    """One permit, prohibition or consent that has been given and not withdrawn.

    For a permit or consent an empty target reaches nobody and empty `categories` nothing; for a prohibition an
    empty target means everybody and empty `categories` everything. `parts` (service task, service event or
    document, by opaque code) and the range of days narrow it to a part of the data.
    """

    instrument: Instrument
    given_on: date
    valid_until: date | None = None
    classes: frozenset[RecipientClass] = frozenset()
    recipients: frozenset[str] = frozenset()
    categories: frozenset[Category] = frozenset()
    origins: frozenset[Register] = frozenset(Register)
    parts: frozenset[str] = frozenset()
    data_from: date | None = None
    data_until: date | None = None
    by_custodian: bool = False  # given by a custodian for a minor: ends when she turns 18

    @property
    def is_partial(self) -> bool:
        return bool(self.parts) or self.data_from is not None or self.data_until is not None


@dataclass(frozen=True, slots=True)
class CapacityFinding:
    """A dated professional decision that the client cannot assess the meaning of a permit. Never a flag."""

    decided_on: date
    review_by: date
    author: str = ""


@dataclass(frozen=True, slots=True)
class Representation:
    """A legal representative whose powers have been checked (442/1999 29 §; 703/2023 50 §)."""

    kind: RepresentativeKind
    person: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class MinorWish:
    """A minor's wish that data are not given to her custodians (703/2023 51 §).

    `honoured`: the recorded professional finding: mature enough (health), weighty reason and not clearly against
    her interest (social). None: nobody has decided yet.
    """

    register: Register
    honoured: bool | None = None


@dataclass(frozen=True, slots=True)
class MinorFacts:
    """Known when the client is, or was when a permission was given, under 18."""

    turns_18: date
    wishes: tuple[MinorWish, ...] = ()


@dataclass(frozen=True, slots=True)
class StatutoryDuty:
    """A social authority's own duty for which it needs indispensable data, recorded with section and reason."""

    section: str
    recorded_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class ExceptionalAccess:
    """A special reason and legal ground given where no relation was found; time-boxed and reviewed."""

    recorded_on: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class HumanDecision:
    """What a person who may decide has decided on a question one rule raised."""

    rule_id: str
    granted: bool
    decided_on: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class SharingFacts:
    """Everything `decide` looks at."""

    recipient: Recipient
    category: Category
    origin: Register
    relations: frozenset[Relation] = frozenset()
    permissions: tuple[Permission, ...] = ()
    part: str = ""  # service task, service event or document asked about; empty: the whole category
    specially_protected: bool = False  # the part belongs to decree 457/2024 26 § (psychiatry, genetics…)
    capacity: CapacityFinding | None = None
    representation: Representation | None = None
    minor: MinorFacts | None = None
    joint_service_point: bool = False  # recipient carries out a joint service at a social-and-health service point
    statutory_duty: StatutoryDuty | None = None
    urgency: Urgency = Urgency.NONE
    task_needs_address: bool = False  # the recipient's task directly needs a protected address
    exceptional: ExceptionalAccess | None = None
    human_decisions: tuple[HumanDecision, ...] = ()

    def as_the_asker_knows(self) -> "SharingFacts":
        """The facts without what the client has said and what is known of her.

        Ways out of a refusal are computed from these, so that a refusal reads the same whether or not she has
        a permit, a prohibition, a representative or anything at all in the registers.
        """
        return replace(self, permissions=(), capacity=None, representation=None, minor=None, human_decisions=())

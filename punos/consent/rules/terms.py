"""What an instrument says: to whom, which data, from which time, until when. And what it must not leave open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from punos.lawfulness.categories import Category, RecipientClass, Register, registers_of


class Kind(StrEnum):
    """Three instruments with three statutory grounds; none stands in for another."""

    PERMIT = "permit"            # luovutuslupa, 703/2023 58 §: between registers and providers
    PROHIBITION = "prohibition"  # kielto, 59 §
    CONSENT = "consent"          # suostumus, 6 §: outsiders; 1301/2014 39 § 3: the joint plan


class ConsentFor(StrEnum):
    """What a consent is about. Each is asked on its own."""

    CLOSE_PERSON = "close_person"        # a named close person may know
    THIRD_SECTOR = "third_sector"        # a named worker of an association or a parish may know
    OTHER_AUTHORITY = "other_authority"  # a named other authority may know
    JOINT_PLAN = "joint_plan"            # the plan is made together with other administrations (39 § 3)
    CONVENE_TEAM = "convene_team"        # the team is called together (the case manager model)


class Reach(StrEnum):
    """How far a prohibition reaches (59 §): over patient data, or over social-care client data."""

    PATIENT_ALL = "patient_all"
    PATIENT_REGISTER = "patient_register"
    PATIENT_EVENT = "patient_event"
    SOCIAL_CONTROLLER = "social_controller"
    SOCIAL_SERVICE_TASK = "social_service_task"
    SOCIAL_DOCUMENT = "social_document"


REACH_ORIGIN = {reach: Register.HEALTH if reach.startswith("patient") else Register.SOCIAL for reach in Reach}
REACH_OF_A_PART = frozenset({Reach.PATIENT_EVENT, Reach.SOCIAL_SERVICE_TASK, Reach.SOCIAL_DOCUMENT})
NAMED_ONLY = frozenset({ConsentFor.CLOSE_PERSON, ConsentFor.THIRD_SECTOR, ConsentFor.OTHER_AUTHORITY})
PERMIT_CLASSES = frozenset({RecipientClass.HEALTH_PROFESSIONAL, RecipientClass.SOCIAL_PROFESSIONAL})
TARGETABLE = frozenset(RecipientClass) - {RecipientClass.CLIENT, RecipientClass.REPRESENTATIVE}
NEVER_TARGETED = frozenset({Category.PROTECTED_ADDRESS, Category.JOURNAL, Category.PERMISSIONS})
"""No instrument of hers opens these: the law gives them to others by task or to herself alone."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One instrument's content. ``valid_until`` is its last day; None: until further notice (58 §).

    ``parts`` are opaque codes of service tasks, service events or documents (decree 457/2024 25 §); with the range of
    days they narrow it to a part of the data. ``person_name``: a close person who does not sign in here.
    """

    kind: Kind
    about: ConsentFor | None = None
    reach: Reach | None = None
    classes: frozenset[RecipientClass] = frozenset()
    accounts: frozenset[UUID] = frozenset()
    units: frozenset[UUID] = frozenset()
    person_name: str = ""
    categories: frozenset[Category] = frozenset()
    parts: frozenset[str] = frozenset()
    data_from: date | None = None
    data_until: date | None = None
    valid_until: date | None = None

    @property
    def origins(self) -> frozenset[Register]:
        """The registers whose data it speaks of."""
        if self.reach:
            return frozenset({REACH_ORIGIN[self.reach]})
        return frozenset().union(*(registers_of(category) for category in self.categories))

    @property
    def names_somebody(self) -> bool:
        return bool(self.accounts or self.units or self.person_name.strip())

    @property
    def is_partial(self) -> bool:
        """Does it speak of only a part of its categories?"""
        return bool(self.parts or self.data_from or self.data_until)

    def same_target(self, other: Terms) -> bool:
        """Is the other about the same thing to the same recipients? Then it is a new version, not a second one."""
        return (self.kind, self.about, self.reach, self.classes, self.accounts, self.units,
                self.person_name.casefold().strip(), self.parts) == (
            other.kind, other.about, other.reach, other.classes, other.accounts, other.units,
            other.person_name.casefold().strip(), other.parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it cannot be given as it stands: which field, and a code the page has words for."""

    field: str
    code: str


def problems_of(terms: Terms, *, today: date) -> list[Problem]:
    """Everything that must be mended before she can be asked, in the order of the form."""
    found = [*_recipients(terms), *_data(terms)]
    if terms.valid_until is not None and terms.valid_until < today:
        found.append(Problem("valid_until", "past"))
    if terms.data_from and terms.data_until and terms.data_until < terms.data_from:
        found.append(Problem("data_until", "order"))
    return found


def _recipients(terms: Terms) -> list[Problem]:
    if terms.classes - TARGETABLE:
        return [Problem("recipient", "not_a_target")]
    if terms.kind is Kind.PERMIT:
        if not (terms.classes or terms.accounts or terms.units):
            return [Problem("recipient", "missing")]
        if not terms.classes <= PERMIT_CLASSES or terms.person_name:
            return [Problem("recipient", "needs_consent")]
    if terms.kind is Kind.CONSENT:
        return _consented_to(terms)
    return []


def _consented_to(terms: Terms) -> list[Problem]:
    if terms.about is None:
        return [Problem("about", "missing")]
    if terms.about is ConsentFor.CONVENE_TEAM and (terms.names_somebody or terms.classes):
        return [Problem("recipient", "not_here")]
    if terms.about in NAMED_ONLY and (terms.classes or not terms.names_somebody):
        return [Problem("recipient", "name_it")]
    if terms.about is ConsentFor.JOINT_PLAN and not (
            terms.names_somebody or terms.classes == {RecipientClass.OTHER_AUTHORITY}):
        return [Problem("recipient", "missing")]
    return []


def _data(terms: Terms) -> list[Problem]:
    """What must be said of the data, and what has no place here: she must read everything she decides on."""
    if terms.kind is Kind.PROHIBITION:
        return _forbidden(terms)
    whole = terms.about in (ConsentFor.CONVENE_TEAM, ConsentFor.JOINT_PLAN)
    if whole and terms.is_partial:
        return [Problem("parts", "not_here")]
    if terms.about is ConsentFor.CONVENE_TEAM:
        return [Problem("categories", "not_here")] if terms.categories else []
    if not terms.categories:
        return [Problem("categories", "missing")]
    if terms.categories & NEVER_TARGETED:
        return [Problem("categories", "not_hers_to_give")]
    if terms.about is ConsentFor.JOINT_PLAN and terms.categories != {Category.PLAN}:
        return [Problem("categories", "plan_only")]
    return []


def _forbidden(terms: Terms) -> list[Problem]:
    if terms.reach is None:
        return [Problem("reach", "missing")]
    if (terms.reach in REACH_OF_A_PART) != bool(terms.parts):
        return [Problem("parts", "not_here" if terms.parts else "missing")]
    if any(REACH_ORIGIN[terms.reach] not in registers_of(category) for category in terms.categories):
        return [Problem("categories", "other_register")]
    return []

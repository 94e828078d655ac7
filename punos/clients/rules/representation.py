"""Who may act for a person, in what, until when; and when a minor comes of age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ADULT_AT = 18


class RepresentativeKind(StrEnum):
    GUARDIAN = "guardian"                      # edunvalvoja
    CONTINUING_POWER = "continuing_power"      # edunvalvontavaltuutettu
    CUSTODIAN = "custodian"                    # huoltaja: a child may have two
    AUTHORISED = "authorised"                  # valtuutettu (Suomi.fi or a written authorisation)


class Matter(StrEnum):
    """In what she may be represented. Closed: what is not named is not represented."""

    SERVICES = "services"          # applying for and agreeing on services
    CARE = "care"                  # decisions on care and treatment
    DISCLOSURE = "disclosure"      # permits, prohibitions and consents about her data
    FINANCES = "finances"          # money and property


class Checked(StrEnum):
    """How the right to represent was checked (442/1999 29 § 2: the scope of a guardian's task must be seen)."""

    GUARDIANSHIP_REGISTER = "guardianship_register"
    COURT_DECISION = "court_decision"
    POPULATION_REGISTER = "population_register"
    SUOMIFI = "suomifi"
    DOCUMENT = "document"


class Concern(StrEnum):
    """What a finding of incapacity is about. Never the person as a whole."""

    DISCLOSURE = "disclosure"      # understanding what a permit or consent means (703/2023 53 § 5, 6)
    SERVICES = "services"
    CARE = "care"


@dataclass(frozen=True, slots=True)
class RepresentationProblem:
    """Why a representation cannot be recorded: which field, and a code."""

    field: str
    code: str


def eighteenth_birthday(birth: date) -> date:
    """The day she comes of age. Born on 29 February: on 1 March of a common year."""
    try:
        return birth.replace(year=birth.year + ADULT_AT)
    except ValueError:
        return date(birth.year + ADULT_AT, 3, 1)


def is_minor(birth: date | None, day: date) -> bool:
    """Is she under 18 on this day? A person whose birth date nobody knows is taken for an adult."""
    return birth is not None and day < eighteenth_birthday(birth)


def ends_on(kind: RepresentativeKind, until: date | None, birth: date | None) -> date | None:
    """The last day of a representation: what was said, but a custodian's never reaches the 18th birthday."""
    if kind is not RepresentativeKind.CUSTODIAN or birth is None:
        return until
    last = date.fromordinal(eighteenth_birthday(birth).toordinal() - 1)
    return min(until, last) if until else last


def problem_of(kind: RepresentativeKind, *, matters: Iterable[Matter], checked: Checked, birth: date | None,
               valid_from: date, until: date | None, day: date) -> RepresentationProblem | None:
    """Why this representation cannot be recorded today, or None.

    A custodian needs a minor whose birth date is known; a guardian's task is seen from the guardianship register or
    the court's decision (442/1999 29 § 2 limits it to what the court ordered), never from a person's own word.
    """
    if not list(matters):
        return RepresentationProblem("matters", "no_matter")
    if kind is RepresentativeKind.CUSTODIAN and birth is None:
        return RepresentationProblem("kind", "birth_date_needed")
    if kind is RepresentativeKind.CUSTODIAN and not is_minor(birth, day):
        return RepresentationProblem("kind", "not_a_minor")
    if kind in (RepresentativeKind.GUARDIAN, RepresentativeKind.CONTINUING_POWER) and checked not in (
            Checked.GUARDIANSHIP_REGISTER, Checked.COURT_DECISION):
        return RepresentationProblem("checked", "register_needed")
    if kind is RepresentativeKind.CUSTODIAN and checked is Checked.GUARDIANSHIP_REGISTER:
        return RepresentationProblem("checked", "population_needed")
    if until is not None and until < max(valid_from, day):
        return RepresentationProblem("until", "order")
    return None

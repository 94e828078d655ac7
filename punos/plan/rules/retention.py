"""How long an issued document is kept, by the register it was issued into (703/2023 24 § and annex; domain.md §2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from punos.lawfulness.categories import Register
from punos.lawfulness.service_tasks import ServiceTask


class DocumentKind(StrEnum):
    """What the plan is called in each register."""

    CLIENT_PLAN = "client_plan"                      # asiakassuunnitelma, 1301/2014 39 §
    HEALTH_AND_CARE_PLAN = "health_and_care_plan"    # terveys- ja hoitosuunnitelma


class From(StrEnum):
    """From which event the time runs."""

    CLOSING = "closing"
    DEATH = "death"


@dataclass(frozen=True, slots=True)
class Retention:
    """``years`` after ``counted_from``; where the death is not known, ``years_from_birth`` instead, if stated."""

    counted_from: From
    years: int
    years_from_birth: int | None = None
    section: str = "703/2023, liite"


HEALTH = Retention(From.DEATH, 12, years_from_birth=120)
USUAL_SOCIAL = Retention(From.CLOSING, 10)  # working-age and older people, substance and addiction work
SOCIAL: dict[str, Retention] = {
    ServiceTask.FAMILIES: Retention(From.CLOSING, 30),
    ServiceTask.CHILD_WELFARE: Retention(From.DEATH, 2),
}


def retention_of(register: Register, service_task: str = "") -> Retention:
    """The rule for a plan issued into this register under this service task (palvelutehtävä)."""
    return HEALTH if register is Register.HEALTH else SOCIAL.get(service_task, USUAL_SOCIAL)


def retention_until(rule: Retention, *, closed_on: date | None, died_on: date | None,
                    born_on: date | None) -> date | None:
    """The last day it is kept, or None while the event it is counted from has not come."""
    if rule.counted_from is From.CLOSING:
        return _years(closed_on, rule.years)
    if died_on is not None:
        return _years(died_on, rule.years)
    return _years(born_on, rule.years_from_birth) if rule.years_from_birth else None


def _years(day: date | None, years: int) -> date | None:
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)

"""The law's clocks: what starts one, by when something must have happened, and on which section.

Working days are the caller's (the county's calendar): give `add_working_days(day, n)`, the nth working day after
`day`. The day of the event is day 0.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from punos.lawfulness.answers import Section
from punos.lawfulness.data_files import Strict, ThreeLanguages, read, validated
from punos.lawfulness.tables import RULES_FOLDER, Certainty, SectionData
from punos.lawfulness.texts import Text

AddWorkingDays = Callable[[date, int], date]


class StartEvent(StrEnum):
    """What starts a clock."""

    URGENT_NEED = "urgent_need"
    CONTACT = "contact"  # by the client, a relative or a legal representative
    PENDING = "pending"  # the matter becomes pending (vireilletulo)
    NEED_CLARIFIED = "need_clarified"
    SUPPORT_NEED_ESTABLISHED = "support_need_established"
    SERVICE_DECISION = "service_decision"
    LOG_REQUEST = "log_request"
    DATA_ACCESS_REQUEST = "data_access_request"
    PRIMARY_CARE_CONTACT = "primary_care_contact"
    CARE_NEED_ASSESSED = "care_need_assessed"


class Group(StrEnum):
    """Whom a clock is for."""

    EVERYBODY = "everybody"
    OVER_75 = "over_75"
    UNDER_23 = "under_23"
    OLDER_PERSON = "older_person"
    HIGHEST_CARE_ALLOWANCE = "highest_care_allowance"
    DISABILITY_SERVICES = "disability_services"
    CHILD_SPECIAL_SUPPORT = "child_special_support"


class Over75(StrEnum):
    """How "yli 75-vuotias" is read; a county's choice, because the statute and older guidance differ.

    `PAST`: from the day after the 75th birthday (the words as they stand). `REACHED`: from the 75th birthday.
    `WHOLE_YEARS`: 76 and older.
    """

    PAST = "past"
    REACHED = "reached"
    WHOLE_YEARS = "whole_years"


class Within(Strict):
    """By when: exactly one of these."""

    immediately: bool = False
    same_working_day: bool = False
    without_delay: bool = False
    working_days: int = Field(default=0, ge=0)
    days: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _exactly_one(self) -> "Within":
        if sum(bool(value) for value in dict(self).values()) != 1:
            raise ValueError("exactly one of immediately, same_working_day, without_delay, working_days, days, months")
        return self


class ClockRule(Strict):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    event: StartEvent
    who: frozenset[Group] = Field(min_length=1)
    within: Within
    section: SectionData
    valid_from: date
    valid_until: date | None = None
    certainty: Certainty
    note: str = ""
    text: ThreeLanguages


class ClockTable(Strict):
    clocks: tuple[ClockRule, ...]


@dataclass(frozen=True, slots=True)
class ClockPerson:
    """What of the person the clocks ask. Unknown is None or False: such a clock is then not started."""

    born: date | None = None
    highest_care_allowance: bool = False  # 570/2007 9 § 3 mom.
    disability_services: bool = False  # 675/2023
    child_special_support: bool = False
    older_person: bool = False  # 980/2012 3 §


@dataclass(frozen=True, slots=True)
class Deadline:
    """One running clock. `due` is the last day on which it is kept; None when the law names no day."""

    rule_id: str
    due: date | None
    section: Section
    text: Text
    certainty: Certainty


@lru_cache(maxsize=4)
def clock_rules(folder: Path = RULES_FOLDER) -> tuple[ClockRule, ...]:
    return validated(ClockTable, read(folder / "clocks.yaml")).clocks


def deadlines(
    event: StartEvent,
    *,
    on: date,
    person: ClockPerson,
    add_working_days: AddWorkingDays,
    over_75: Over75 = Over75.PAST,
) -> tuple[Deadline, ...]:
    """Every clock this event starts on this day for this person, earliest first, those without a day last."""
    groups = groups_of(person, on=on, over_75=over_75)
    started = [
        Deadline(rule.id, _due(rule.within, on, add_working_days), rule.section.as_section, rule.text, rule.certainty)
        for rule in clock_rules()
        if rule.event is event
        and rule.valid_from <= on
        and (rule.valid_until is None or on <= rule.valid_until)
        and rule.who & groups
    ]
    return tuple(sorted(started, key=lambda deadline: deadline.due or date.max))


def groups_of(person: ClockPerson, *, on: date, over_75: Over75) -> frozenset[Group]:
    """The groups this person belongs to on this day."""
    groups = {Group.EVERYBODY}
    for group in (
        Group.HIGHEST_CARE_ALLOWANCE,
        Group.DISABILITY_SERVICES,
        Group.CHILD_SPECIAL_SUPPORT,
        Group.OLDER_PERSON,
    ):
        if getattr(person, group.value):
            groups.add(group)
    if person.born is not None:
        if on < add_months(person.born, 23 * 12):
            groups.add(Group.UNDER_23)
        seventy_fifth = add_months(person.born, 75 * 12)
        first_day = {
            Over75.REACHED: seventy_fifth,
            Over75.PAST: seventy_fifth + timedelta(days=1),
            Over75.WHOLE_YEARS: add_months(person.born, 76 * 12),
        }[over_75]
        if on >= first_day:
            groups.add(Group.OVER_75)
    return frozenset(groups)


def _due(within: Within, on: date, add_working_days: AddWorkingDays) -> date | None:
    if within.immediately:
        return on
    if within.same_working_day:  # on a day off: the next working day
        return add_working_days(on - timedelta(days=1), 1)
    if within.working_days:
        return add_working_days(on, within.working_days)
    if within.days:
        return on + timedelta(days=within.days)
    if within.months:
        return add_months(on, within.months)
    return None


def add_months(day: date, months: int) -> date:
    """The same day of the month later; the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

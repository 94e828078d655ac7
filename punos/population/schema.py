"""The input table and the signals: names, codes and meaning. Standard library only.

One row of the input is one contact (``service_event``): who, when, with which service, how it went. The words
follow the domain handbook §1 and §3; the codes are closed lists so that a county's own words must be mapped once
and in the open.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

SECTORS: Final = ("social", "health", "employment", "education", "benefits", "third_sector", "other")
MODES: Final = ("visit", "home", "remote", "phone", "inpatient", "emergency", "consultation", "other")
FAILURE_DEMAND: Final = ("not_received", "partial", "wrong")
DEMANDS: Final = ("value", *FAILURE_DEMAND)
CAUSES: Final = (
    "information_gap", "access", "handover", "unclear_responsibility", "digital_barrier", "decision_unclear",
    "other",
)  # fmt: skip
TRUE_WORDS: Final = ("true", "t", "1", "yes", "y", "kyllä", "k", "ja", "on")
FALSE_WORDS: Final = ("false", "f", "0", "no", "n", "ei", "e", "nej", "off")

FIRST_DAY: Final = dt.date(1900, 1, 1)  # days before and after cannot be those of a contact
LAST_DAY: Final = dt.date(2099, 12, 31)

REQUIRED: Final = ("person_id", "at")
OPTIONAL: Final = (
    "sector", "service", "unit", "mode", "planned", "attended", "demand", "cost", "cause", "profession",
    "service_group", "area",
)  # fmt: skip
COLUMNS: Final = REQUIRED + OPTIONAL
CLOSED: Final[dict[str, tuple[str, ...]]] = {
    "sector": SECTORS,
    "mode": MODES,
    "demand": DEMANDS,
    "cause": CAUSES,
}
TRUTH: Final = ("planned", "attended")

MEANING: Final[dict[str, str]] = {
    "person_id": "pseudonymous person, a whole number or text",
    "at": "day or time of the contact; a time with an offset is read in Finnish local time",
    "sector": "one of: " + ", ".join(SECTORS),
    "service": "the service, in the county's own code",
    "unit": "the unit that gave it, in the county's own code",
    "mode": "one of: " + ", ".join(MODES),
    "planned": "true or false: agreed beforehand",
    "attended": "true or false: the contact took place",
    "demand": "empty, value, or failure demand: " + ", ".join(FAILURE_DEMAND),
    "cost": "euros, zero or more",
    "cause": "cause of failure demand: " + ", ".join(CAUSES),
    "profession": "who met the client; doctor is counted by the signal of that name",
    "service_group": "a coarser grouping of services",
    "area": "where the person lives; the last contact's counts, if no table of persons says it",
}

# Reasons for which a row is not used, in the order in which they are tried; the first that fits is recorded.
REJECTIONS: Final[dict[str, str]] = {
    "missing_person": "no person_id",
    "impossible_person": "person_id is a number that is not whole, or too large to be exact",
    "missing_time": "no time",
    "impossible_time": "the time cannot be read",
    "out_of_period": "the day lies outside the accepted period",
    "unknown_sector": "sector is not one of the codes",
    "unknown_mode": "mode is not one of the codes",
    "unknown_planned": "planned is neither true nor false",
    "unknown_attended": "attended is neither true nor false",
    "unknown_demand": "demand is not one of the codes",
    "unknown_cause": "cause is not one of the codes",
    "impossible_cost": "cost is negative or not a number",
}


@dataclass(frozen=True)
class Signal:
    """A number about one person in one window.

    ``needs`` are the input columns without which it is not computable (reported so, never as zero).
    ``kind`` is ``events`` (computed here from service events) or ``case`` (known only to Punos's own cases, or
    answered by a professional: never computed here, but written with the same grammar).
    """

    name: str
    needs: tuple[str, ...]
    meaning: str
    kind: str = "events"


_EVENT_SIGNALS = (
    Signal("contacts", (), "contacts in the window"),
    Signal("services", ("service",), "different services"),
    Signal("service_groups", ("service_group",), "different service groups"),
    Signal("sectors", ("sector",), "different sectors"),
    Signal("units", ("unit",), "different units"),
    Signal("social", ("sector",), "contacts in social services"),
    Signal("health", ("sector",), "contacts in health services"),
    Signal("emergency", ("mode",), "emergency contacts"),
    Signal("inpatient", ("mode",), "inpatient stays"),
    Signal("doctor", ("profession",), "contacts with a doctor"),
    Signal("unplanned", ("planned",), "contacts not agreed beforehand"),
    Signal("missed", ("attended",), "contacts that did not take place"),
    Signal("not_received", ("demand",), "contacts because the service had not been received"),
    Signal("partial", ("demand",), "contacts because only a part had been received"),
    Signal("wrong", ("demand",), "contacts because the service had been the wrong one"),
    Signal("failure_demand", ("demand",), "not_received + partial + wrong"),
    Signal("cost", ("cost",), "euros"),
    Signal("days_since_last", (), "days from the last contact to the end of the window"),
    Signal("contacts_previous", ("previous window",), "contacts in the window before this one"),
    Signal("trend", ("previous window",), "contacts minus contacts_previous"),
    Signal("overlapping_weeks", ("service",), "ISO weeks with contacts in two or more different services"),
)
_CASE_SIGNALS = (
    # each asks for a client plan of its own (1301/2014 39 §); Punos's cases share one plan and do not count
    Signal("parallel_plans", (), "service tasks with an open client relationship, each with its client plan", "case"),
    Signal("workers", (), "people who are her own or responsible workers now", "case"),
    Signal("passes", (), "offers to pass on one and the same matter, of the matter with most, in the window", "case"),
    Signal("professional_concern", (), "a professional's concern (1 = yes)", "case"),
    Signal("own_wish", (), "the client's own wish (1 = yes)", "case"),
)
SIGNALS: Final[dict[str, Signal]] = {signal.name: signal for signal in _EVENT_SIGNALS}
CASE_SIGNALS: Final[dict[str, Signal]] = {signal.name: signal for signal in _CASE_SIGNALS}

# With how many days of slack the data may begin after the previous window does and still count as covering it.
PREVIOUS_WINDOW_SLACK_DAYS: Final = 14


def not_computable(filled: set[str], *, previous_window_covered: bool) -> dict[str, str]:
    """Which event signals cannot be computed when only the columns ``filled`` hold anything, and why."""
    have = filled | ({"previous window"} if previous_window_covered else set())
    answer = {}
    for signal in SIGNALS.values():
        missing = [need for need in signal.needs if need not in have]
        if missing:
            answer[signal.name] = "no data in: " + ", ".join(missing)
    return answer

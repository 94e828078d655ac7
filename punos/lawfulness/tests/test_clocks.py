"""The law's clocks, drawn as a table."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.lawfulness.clocks import ClockPerson, Over75, StartEvent, add_months, deadlines


def weekdays_only(day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


OLD = ClockPerson(born=date(1940, 5, 5), older_person=True)
YOUNG = ClockPerson(born=date(2010, 5, 5), child_special_support=True)
ADULT = ClockPerson(born=date(1980, 5, 5))
DISABLED = ClockPerson(born=date(1980, 5, 5), disability_services=True)

STARTED = [
    # event, day (a Monday unless said), person, what runs and until when
    (StartEvent.CONTACT, "2026-11-23", ADULT, {"assessment-start": None}),
    (StartEvent.CONTACT, "2026-11-23", OLD, {"assessment-start": None, "assessment-start-7-days": "2026-12-02"}),
    (StartEvent.CONTACT, "2026-11-23", DISABLED, {"assessment-start": None, "assessment-start-7-days": "2026-12-02"}),
    (StartEvent.CONTACT, "2026-11-23", YOUNG, {"assessment-start": None, "child-assessment-start": "2026-12-02"}),
    (StartEvent.CONTACT, "2024-12-31", OLD, {"assessment-start": None}),  # before the amendment applied
    (StartEvent.PENDING, "2026-11-30", YOUNG,
        {"social-decision-enforced": "2027-02-28", "child-assessment-ready": "2027-02-28"}),
    (StartEvent.PRIMARY_CARE_CONTACT, "2026-11-23", ADULT, {"primary-care-contact": "2026-11-23"}),
    (StartEvent.PRIMARY_CARE_CONTACT, "2026-11-22", ADULT, {"primary-care-contact": "2026-11-23"}),  # a Sunday
    (StartEvent.CARE_NEED_ASSESSED, "2026-11-23", YOUNG,
        {"primary-care-treatment-under-23": "2026-12-07", "primary-care-treatment": "2027-02-23"}),
    (StartEvent.URGENT_NEED, "2026-11-22", ADULT, {"urgent-need": "2026-11-22"}),
    (StartEvent.LOG_REQUEST, "2026-12-31", ADULT, {"log-request": "2027-02-28"}),
]  # fmt: skip


@pytest.mark.parametrize(("event", "day", "person", "expected"), STARTED)
def test_an_event_starts_these_clocks(
    event: StartEvent, day: str, person: ClockPerson, expected: dict[str, str | None]
) -> None:
    started = deadlines(event, on=date.fromisoformat(day), person=person, add_working_days=weekdays_only)
    assert {clock.rule_id: clock.due and clock.due.isoformat() for clock in started} == expected


@pytest.mark.parametrize(
    ("reading", "first_day"),
    [(Over75.REACHED, "2026-11-23"), (Over75.PAST, "2026-11-24"), (Over75.WHOLE_YEARS, "2027-11-23")],
)
def test_over_75_is_read_as_the_county_reads_it(reading: Over75, first_day: str) -> None:
    person, first = ClockPerson(born=date(1951, 11, 23)), date.fromisoformat(first_day)

    def runs(on: date) -> bool:
        started = deadlines(StartEvent.CONTACT, on=on, person=person, add_working_days=weekdays_only, over_75=reading)
        return "assessment-start-7-days" in {clock.rule_id for clock in started}

    assert runs(first)
    assert not runs(first - timedelta(days=1))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 1200))
def test_months_later_is_never_in_a_later_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day

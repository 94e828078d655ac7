"""The pure rules of intake, at their edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from punos.intake import rules
from punos.intake.codes import Ending, Sender
from punos.kernel.clock import HELSINKI, WorkingTime
from punos.lawfulness.categories import Register
from tests.every import every

MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))


@given(MOMENTS, st.integers(1, 5))
def test_an_urgent_need_is_taken_up_the_same_day_and_others_as_promised(moment: datetime, days: int) -> None:
    promise, hour = WorkingTime(days=days), timedelta(hours=1)
    urgent = rules.first_dates(urgent=True, moment=moment, first_answer=promise, in_danger=hour)
    calm = rules.first_dates(urgent=False, moment=moment, first_answer=promise, in_danger=hour)
    assert urgent.answer_by == moment + hour and urgent.next_date == moment.astimezone(HELSINKI).date()
    assert calm.answer_by > moment and calm.next_date > urgent.next_date
    assert rules.answer_by(urgent=True, moment=moment, promised=promise, in_danger=hour) == moment + hour
    assert rules.answer_by(urgent=False, moment=moment, promised=promise, in_danger=hour) == promise.after(moment)


@given(MOMENTS, st.sampled_from(Sender.values), st.sampled_from(list(Register)))
def test_her_own_or_a_close_ones_contact_to_social_care_starts_the_times_of_the_law_and_no_other(
        moment: datetime, sender: str, register: Register) -> None:
    start = rules.law_start(sender=sender, register=register, received_at=moment)
    assert (start is not None) == (sender in ("client", "close_person") and register is Register.SOCIAL)
    assert start is None or (start.on, start.section) == (moment.astimezone(HELSINKI).date(), "1301/2014 36 § 2")


@given(DAYS, st.integers(-800, 800))
def test_a_next_date_is_today_or_later_and_within_a_year(today: date, days: int) -> None:
    flaw = rules.next_date_flaw(today + timedelta(days=days), today)
    assert (flaw is None) == (0 <= days <= 366)
    assert (flaw is rules.NextDateFlaw.PAST) == (days < 0)


@given(st.none() | DAYS, DAYS, DAYS)
def test_who_takes_over_keeps_a_date_that_has_not_gone_by(current: date | None, today: date, promised: date) -> None:
    chosen = rules.next_date_for_taker(current, today, promised)
    assert chosen == (current if current and current >= today else promised)


@given(MOMENTS, st.none() | MOMENTS, MOMENTS)
def test_a_call_is_kept_when_the_first_attempt_was_in_time(
        promised: datetime, called: datetime | None, now: datetime) -> None:
    kept = rules.was_kept(promised, called, now)
    if called is None:
        assert kept is (False if now > promised else None)
    else:
        assert kept is (called <= promised)


@every(ending=Ending.values, promised=[True, False], case=[True, False], urgent=[True, False],
       words=["", "  ", "Sovittu."])
def test_a_contact_is_closed_only_when_nothing_promised_is_left_open(
        ending: str, promised: bool, case: bool, urgent: bool, words: str) -> None:
    flaw = rules.close_flaw(ending=ending, call_promised=promised, has_case=case, urgent=urgent, words=words)
    may_close = ((not promised or ending == "withdrawn")
                 and (case or ending not in ("became_case", "in_case"))
                 and (not urgent or bool(words.strip())))
    assert (flaw is None) == may_close

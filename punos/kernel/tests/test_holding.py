"""The chain of holders as pure rules: what is whole stays whole, and every way of breaking it is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.kernel.holding import (
    MOST_ASKED,
    Flaw,
    Holder,
    Offer,
    Outcome,
    Period,
    WhyNot,
    flaws,
    holder_at,
    is_unanswered,
    may_act,
    second_receiver,
    whom_to_ask,
    why_not_answer,
    why_not_offer,
)

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
PEKKA, AINO, NIKO = (Holder(account=UUID(int=number)) for number in (1, 2, 3))
COORDINATION, HOME_CARE = Holder(unit=UUID(int=11)), Holder(unit=UUID(int=12))
HOLDERS = [PEKKA, AINO, NIKO, COORDINATION, HOME_CARE]


@st.composite
def whole_chains(draw: st.DrawFn) -> tuple[list[Period], bool]:
    """A chain as the actions make it: opened, handed over, perhaps closed and opened again."""
    chain: list[Period] = []
    moment, is_open = START, False
    for step in draw(st.lists(st.tuples(st.booleans(), st.integers(0, 90), st.sampled_from(HOLDERS)), max_size=12)):
        hand_over, minutes, holder = step
        moment += timedelta(minutes=minutes)
        if not is_open:
            chain.append(Period(holder, moment, opens=True))
            is_open = True
        elif hand_over:
            chain[-1] = replace(chain[-1], ends=moment)
            chain.append(Period(holder, moment))
        else:
            chain[-1] = replace(chain[-1], ends=moment, closes=True)
            is_open = False
    return chain, is_open


@given(whole_chains(), st.randoms())
def test_a_chain_made_by_handing_over_is_whole_in_whatever_order_it_is_read(
        made: tuple[list[Period], bool], order: object) -> None:
    chain, is_open = made
    order.shuffle(chain)  # type: ignore[attr-defined]
    assert flaws(chain, is_open=is_open) == frozenset()


@given(whole_chains(), st.integers(0, 2000))
def test_at_every_moment_while_open_there_is_exactly_one_holder(made: tuple[list[Period], bool], minutes: int) -> None:
    chain, _ = made
    moment = START + timedelta(minutes=minutes)
    holding = [p for p in chain if p.begins <= moment and (p.ends is None or moment < p.ends)]
    assert len(holding) <= 1
    assert holder_at(chain, moment) == (holding[0].holder if holding else None)


@given(whole_chains().filter(lambda made: made[1]), st.data())
def test_every_way_of_breaking_an_open_chain_is_found(made: tuple[list[Period], bool], data: st.DataObject) -> None:
    chain, _ = made
    current = chain[-1]
    assert Flaw.NOBODY_HOLDS in flaws(chain[:-1], is_open=True)
    assert Flaw.HELD_WHEN_CLOSED in flaws(chain, is_open=False)
    assert Flaw.TWO_HOLD in flaws([*chain, Period(NIKO, current.begins, opens=True)], is_open=True)
    later = current.begins + timedelta(minutes=data.draw(st.integers(1, 99)))
    assert Flaw.HOLE in flaws([*chain[:-1], replace(current, ends=current.begins), Period(AINO, later)], is_open=True)
    assert Flaw.BACKWARDS in flaws(
        [*chain[:-1], replace(current, ends=current.begins - timedelta(seconds=1), closes=True)], is_open=False)


def test_a_holder_is_a_person_or_a_queue_never_both_or_neither() -> None:
    with pytest.raises(ValueError, match="either"):
        Holder()
    with pytest.raises(ValueError, match="either"):
        Holder(account=UUID(int=1), unit=UUID(int=2))


def test_the_holder_her_queue_and_her_substitute_may_act_and_nobody_else() -> None:
    aino, outi = UUID(int=2), UUID(int=9)
    assert may_act(AINO, account=aino, units=())
    assert may_act(AINO, account=outi, units=(), substitute=outi)
    assert may_act(HOME_CARE, account=outi, units={UUID(int=12)})
    assert not may_act(AINO, account=outi, units={UUID(int=12)})
    assert not may_act(HOME_CARE, account=outi, units={UUID(int=11)})
    assert not may_act(HOME_CARE, account=outi, units=())


OFFER = Offer(PEKKA, HOME_CARE, answer_by=START)


@pytest.mark.parametrize("outcome", [*Outcome, None])
@pytest.mark.parametrize("units", [{UUID(int=12)}, {UUID(int=11)}])
def test_only_the_receiver_answers_and_only_once(outcome: Outcome | None, units: set[UUID]) -> None:
    why = why_not_answer(replace(OFFER, outcome=outcome), account=UUID(int=3), units=units)
    if UUID(int=12) not in units:
        assert why is WhyNot.NOT_RECEIVER
    else:
        assert why is (WhyNot.ENDED if outcome else None)


def test_a_handover_is_offered_by_the_holder_of_an_open_matter_to_somebody_else_one_at_a_time() -> None:
    fine = {"is_open": True, "is_holder": True, "holder": PEKKA, "receiver": HOME_CARE, "on_its_way": False}
    assert why_not_offer(**fine) is None  # type: ignore[arg-type]
    for change, why in (({"is_open": False}, WhyNot.CLOSED), ({"is_holder": False}, WhyNot.NOT_HOLDER),
                        ({"on_its_way": True}, WhyNot.ON_ITS_WAY), ({"receiver": PEKKA}, WhyNot.TO_SENDER)):
        assert why_not_offer(**(fine | change)) is why  # type: ignore[arg-type]


def test_an_offer_is_unanswered_only_after_its_time_and_only_while_open() -> None:
    assert not is_unanswered(OFFER, START)
    assert is_unanswered(OFFER, START + timedelta(microseconds=1))
    assert not any(is_unanswered(replace(OFFER, outcome=outcome), START + timedelta(days=9)) for outcome in Outcome)


@given(st.sampled_from(HOLDERS), st.sampled_from(HOLDERS), st.integers(1, 3), st.booleans(), st.booleans())
def test_the_second_offer_goes_to_the_coordinating_queue_and_there_is_no_third(
        sender: Holder, receiver: Holder, turn: int, has_queue: bool, sender_coordinates: bool) -> None:
    offer = Offer(sender, receiver, START, turn)
    second = second_receiver(offer, COORDINATION if has_queue else None, sender_coordinates=sender_coordinates)
    sensible = has_queue and turn == 1 and not sender_coordinates and COORDINATION not in (sender, receiver)
    assert second == (COORDINATION if sensible else None)


SOME = st.lists(st.integers(1, 40).map(lambda number: Holder(account=UUID(int=number))), max_size=15)


@given(st.integers(1, 40), SOME, SOME, SOME, SOME)
def test_whoever_is_asked_first_is_nearest_and_nobody_is_asked_twice_nor_she_who_holds_it(
        number: int, successor: list[Holder], earlier: list[Holder], coordinators: list[Holder],
        home: list[Holder]) -> None:
    now = Holder(account=UUID(int=number))
    asked = whom_to_ask(now, successor=successor, earlier=earlier, coordinators=coordinators, home=home)
    everybody = [*successor, *earlier, *coordinators, *home]
    assert now not in asked and len(asked) == len(set(asked)) == min(MOST_ASKED, len(set(everybody) - {now}))
    places = [everybody.index(holder) for holder in asked]
    assert places == sorted(places)

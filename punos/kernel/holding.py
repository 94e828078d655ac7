"""Who answers for a matter: a chain of periods without a hole, and offers to take it over. Pure; no domain words.

A matter (a contact, a case) has exactly one holder at every moment while it is open. The holder is a person, or a
queue for which a named person answers. Handing over is an *offer*: the sender stays the holder until the receiver
accepts, so there is no moment in which two hold it, or nobody does. ``chain_sql`` makes the same rules constraints
of the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Holder:
    """A person or a queue: exactly one of the two."""

    account: UUID | None = None
    unit: UUID | None = None

    def __post_init__(self) -> None:
        if (self.account is None) == (self.unit is None):
            raise ValueError("a holder is either a person or a queue")


@dataclass(frozen=True, slots=True)
class Period:
    """One holder's time, from ``begins`` up to but not including ``ends``; ``ends`` None: she holds it now.

    ``opens``: the matter was opened, or opened again, with this period. ``closes``: it was closed with it.
    """

    holder: Holder
    begins: datetime
    ends: datetime | None = None
    opens: bool = False
    closes: bool = False


class Flaw(StrEnum):
    """What can be wrong with a chain."""

    NOBODY_HOLDS = "nobody_holds"              # open, and nobody answers for it
    TWO_HOLD = "two_hold"                      # two periods at the same time
    HELD_WHEN_CLOSED = "held_when_closed"      # closed, and somebody still answers
    HOLE = "hole"                              # a period that does not begin where another ended
    BACKWARDS = "backwards"                    # a period that ends before it begins


def flaws(periods: Iterable[Period], *, is_open: bool) -> frozenset[Flaw]:
    """Everything wrong with this chain; empty for a whole one."""
    chain = sorted(periods, key=lambda p: (p.begins, p.ends is None, p.ends or p.begins))
    found: set[Flaw] = set()
    still_held = sum(period.ends is None for period in chain)
    if is_open and not still_held:
        found.add(Flaw.NOBODY_HOLDS)
    if not is_open and still_held:
        found.add(Flaw.HELD_WHEN_CLOSED)
    begins = {period.begins for period in chain}
    ends = {period.ends for period in chain if period.ends}
    for at, period in enumerate(chain):
        if period.ends and period.ends < period.begins:
            found.add(Flaw.BACKWARDS)
        if not period.opens and period.begins not in ends:
            found.add(Flaw.HOLE)
        if period.ends and not period.closes and period.ends not in begins:
            found.add(Flaw.HOLE)
        if any(_overlap(period, later) for later in chain[at + 1:]):
            found.add(Flaw.TWO_HOLD)
    return frozenset(found)


def _overlap(one: Period, other: Period) -> bool:
    """Half-open periods; one that ends as it begins takes no time."""
    if one.ends == one.begins or other.ends == other.begins:
        return False
    return (other.ends is None or one.begins < other.ends) and (one.ends is None or other.begins < one.ends)


def holder_at(periods: Iterable[Period], moment: datetime) -> Holder | None:
    """Who answered at this moment; None before it was opened and while it was closed."""
    for period in periods:
        if period.begins <= moment and (period.ends is None or moment < period.ends):
            return period.holder
    return None


def may_act(holder: Holder, *, account: UUID, units: Collection[UUID], substitute: UUID | None = None) -> bool:
    """May this person do the holder's things: she holds it, works in the queue that does, or stands in for her?"""
    return account == holder.account or holder.unit in units or (substitute is not None and account == substitute)


class Outcome(StrEnum):
    """How an offer ended. Only ``ACCEPTED`` moves the matter."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"    # the sender took the offer back
    UNANSWERED = "unanswered"  # nobody answered in the promised time


@dataclass(frozen=True, slots=True)
class Offer:
    """A handover on its way. ``turn`` 1 is the sender's own choice; 2 is the second offer, made by the rule."""

    sender: Holder
    receiver: Holder
    answer_by: datetime
    turn: int = 1
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An offer that nobody has answered: to whom, by when she answers, and the account that made it."""

    to: Holder
    answer_by: datetime
    made_by: UUID


class WhyNot(StrEnum):
    """Why a person cannot answer, withdraw or make an offer."""

    ENDED = "ended"              # somebody was first: say who and when
    NOT_RECEIVER = "not_receiver"
    NOT_HOLDER = "not_holder"
    TO_SENDER = "to_sender"      # to the one who already holds it
    ON_ITS_WAY = "on_its_way"    # there is an open offer already
    CLOSED = "closed"            # the matter is closed


def why_not_offer(*, is_open: bool, is_holder: bool, holder: Holder, receiver: Holder,
                  on_its_way: bool) -> WhyNot | None:
    """Why this cannot be offered to ``receiver`` now; None when it can."""
    if not is_open:
        return WhyNot.CLOSED
    if not is_holder:
        return WhyNot.NOT_HOLDER
    if on_its_way:
        return WhyNot.ON_ITS_WAY
    if receiver == holder:
        return WhyNot.TO_SENDER
    return None


def why_not_answer(offer: Offer, *, account: UUID, units: Collection[UUID],
                   substitute: UUID | None = None) -> WhyNot | None:
    """Why this person cannot accept or decline; None when she can. A late answer is still an answer."""
    if not may_act(offer.receiver, account=account, units=units, substitute=substitute):
        return WhyNot.NOT_RECEIVER
    if offer.outcome is not None:
        return WhyNot.ENDED
    return None


def is_unanswered(offer: Offer, moment: datetime) -> bool:
    """Has the promised time passed without an answer?"""
    return offer.outcome is None and moment > offer.answer_by


def second_receiver(offer: Offer, coordinator: Holder | None, *, sender_coordinates: bool = False) -> Holder | None:
    """Who is offered the matter when the first receiver declined or did not answer.

    The queue that coordinates, once: never a third round by rule, never back to the one who offers, nor to the one
    who just declined. None: it stays with the sender, who sees it on her list again with the suggestion.
    """
    if coordinator is None or offer.turn >= 2 or sender_coordinates:
        return None
    return None if coordinator in (offer.sender, offer.receiver) else coordinator


def at_home(offer: Offer, queue: Holder | None, colleagues: Collection[UUID]) -> Holder | None:
    """Who is asked when the law does not let the coordinators see it: the queue of the sender's own unit, unless it
    offers, just declined, or nobody works there but the one who offers and the one who declined."""
    if queue is None or queue in (offer.sender, offer.receiver):
        return None
    return queue if set(colleagues) - {offer.sender.account, offer.receiver.account} else None


MOST_ASKED = 20  # of those who are asked in turn: a large unit is not gone through to its end


def whom_to_ask(now: Holder, *, successor: Iterable[Holder] = (), earlier: Iterable[Holder],
                coordinators: Iterable[Holder], home: Iterable[Holder]) -> list[Holder]:
    """To whom a matter goes that its holder may not see any more, in turn: who was named to go on with her work when
    she left; those who answered before her, the newest first; those who coordinate; those of the unit that answered
    first. Each once, and never the one who holds it."""
    found = dict.fromkeys([*successor, *earlier, *coordinators, *home])
    found.pop(now, None)
    return list(found)[:MOST_ASKED]

"""Who answers next for a matter whose holder may not see it any more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from punos.accounts import queries
from punos.kernel.holding import Holder, whom_to_ask


def next_holders(chain: Sequence[Holder], register: str, *, queues: bool) -> list[Holder]:
    """Whom to ask in turn to answer for a matter of this register that its holder may not see any more, of those who
    can do client work (``kernel.holding.whom_to_ask``). Whether one may see it is for the law to say, when it is hers.

    ``chain``: everybody who has answered for it, the present holder first, then the newest. ``queues``: may a queue
    with somebody on duty hold it, or people only?
    """
    now, *earlier = chain
    known, places = queries.cards(one.account for one in earlier), queries.units_by_id(one.unit for one in earlier)
    mine = [one for one in earlier if (one.account in known and known[one.account].register == register) or (
        one.unit in places and places[one.unit].register == register)]
    queue, first = queries.coordinator_queue(), chain[-1]
    home = first.unit or (queries.last_unit(first.account) if first.account else None)
    goes_on = queries.substitute_of(now.account) if now.account and not queries.can_work([now.account]) else None
    found = whom_to_ask(now, successor=[Holder(account=goes_on)] if goes_on else [], earlier=mine,
                        coordinators=_answering_in(queue.pk) if queue else [],
                        home=_answering_in(home) if home else [])
    can = queries.can_work(one.account for one in found)
    answered = queries.on_duty_in(one.unit for one in found) if queues else {}
    receiving = {pk for pk, place in queries.units_by_id(answered).items() if place.is_queue}
    return [one for one in found if one.account in can or one.unit in receiving]


def _answering_in(unit_id: UUID) -> list[Holder]:
    """The unit's queue, whoever is on duty for it, and the others of the unit."""
    duty = queries.on_duty(unit_id)
    return [Holder(unit=unit_id), *([Holder(account=duty)] if duty else []),
            *(Holder(account=one.account) for one in queries.members(unit_id))]

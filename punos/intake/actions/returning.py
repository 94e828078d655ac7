"""When a ground ends: an offer whose receiver sees it no more, and a contact whose holder does not.

Called by ``sharing`` in the transaction in which the ground ended (a permit withdrawn, a yes turned into a no)."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.db import transaction

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.intake import chain
from punos.intake.events import OfferEnded
from punos.intake.models import Handover, Holding
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder, Outcome
from punos.kernel.session import purpose_of


@action
def end_unseen_offer(*, handover: UUID, section: str, by: Actor) -> bool:
    """End an offer whose receiver may not see the contact any more. The sender answers, is told by which section,
    and has it on today's list. False when it had ended already."""
    with purpose_of(Purpose.HOLDING):
        contact = Handover.objects.filter(pk=handover).values_list("contact", flat=True).first()
    if contact is None:
        raise Unseen
    held = chain.lock(contact)
    waits = held.offer is not None and held.offer.pk == handover
    audit.record("intake.end_unseen_offer", by=by, client=held.contact.client_id, about=held.contact, basis=section,
                 ended=waits)
    if waits:
        _end(held, section, by)
    return waits


@action
def bring_back(*, contact: UUID, section: str, by: Actor) -> Holding | None:
    """The holder may not see the contact any more: it returns to the newest holder before her in the contact's own
    register who still works there, else to the queue that coordinates there. None when there is nobody.

    Never refused: what ended her view (the client's own word) takes effect whoever is left to answer.
    """
    held = chain.lock(contact)
    period: Holding | None = None
    for to in _who_may_hold(held):
        with suppress(Refused), transaction.atomic():  # the law does not show it to her: the next
            period = _handed(chain.lock(contact), to, section, by)
            break
    audit.record("intake.bring_back", by=by, client=held.contact.client_id, about=held.contact, basis=section,
                 holder=period.account_id if period else None, holder_unit=period.unit_id if period else None)
    return period


def _handed(held: chain.Held, to: Holder, section: str, by: Actor) -> Holding:
    if held.offer:
        _end(held, section, by)
    with purpose_of(Purpose.HOLDING):
        Handover.objects.filter(period=held.period).update(stopped_by=section)
    period = chain.pass_on(held, to, next_date=clock.today(), handover=None, by=by)
    chain.name_substitute(period, by=by)
    return period


def _end(held: chain.Held, section: str, by: Actor) -> None:
    made = held.offer
    assert made is not None
    chain.end_offer(made, Outcome.WITHDRAWN, by=by)
    chain.stopped(made, section)
    held.offer = None
    events.publish(OfferEnded(made.contact_id, made.pk, made.client_id, Outcome.WITHDRAWN, by))


def _who_may_hold(held: chain.Held) -> list[Holder]:
    """Whom to ask in turn. Whether she may see it is the law's to say, when it is hers."""
    if held.period is None:
        return []
    register = held.contact.register
    with purpose_of(Purpose.HOLDING):
        earlier = [period.holder for period in Holding.objects.filter(
            contact=held.contact, ends__isnull=False).order_by("-begins", "-id")]
    queue, can = accounts.coordinator_queue(), accounts.can_work(holder.account for holder in earlier)
    found = []
    for holder in dict.fromkeys([*earlier, *([Holder(unit=queue.pk)] if queue else [])]):
        if holder == held.period.holder:
            continue
        card = accounts.card(holder.account) if holder.account else None
        unit = accounts.unit(holder.unit) if holder.unit else None
        if (card and card.account in can and card.register == register) or (
                unit and unit.register == register and accounts.on_duty(unit.pk)):
            found.append(holder)
    return found

"""When a ground ends: an offer whose receiver sees it no more, and a contact whose holder does not.

Called by ``sharing`` in the transaction in which the ground ended (a permit withdrawn, a yes turned into a no)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F

from punos import audit
from punos.access.action import action, first_who_may
from punos.access.purposes import Purpose
from punos.accounts.queries.next_holders import next_holders
from punos.intake import chain
from punos.intake.actions.handing import send_offer, take_back
from punos.intake.events import OfferEnded
from punos.intake.models import Handover, Holding
from punos.intake.refusals import because, known_receiver
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.holding import Holder, Outcome, WhyNot
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
    """The holder may not see the contact any more: it goes to the first who may see it by law of those before her in
    the contact's own register, those who coordinate (their queue first) and those of the unit that answered first.
    None when there is nobody: then the journal says so, and the holder stays accountable until somebody whom a manager
    asks accepts it.

    Never refused: what ended her view (the client's own word) takes effect whoever is left to answer.
    """
    held = chain.lock(contact)
    with purpose_of(Purpose.HOLDING):
        before = [period.holder for period in Holding.objects.filter(contact=held.contact).order_by(
            F("ends").desc(nulls_first=True), "-begins", "-id")]
    period = first_who_may(next_holders(before, held.contact.register, queues=True),
                           lambda to: _handed(chain.lock(contact), to, section, by))
    if period:
        audit.record("intake.bring_back", by=by, client=held.contact.client_id, about=held.contact, basis=section,
                     holder=period.account_id, holder_unit=period.unit_id)
    else:
        audit.record("intake.find_nobody", by=by, client=held.contact.client_id, about=held.contact, basis=section)
    return period


@action
def offer_for_holder(*, contact: UUID, account: UUID, note: str, by: Actor) -> Handover:
    """Offer the contact in place of its holder, who may not see it: she answers for it until somebody accepts. Called
    by ``sharing`` for a manager, who sees nothing of it either."""
    return send_offer(chain.lock(contact), known_receiver(account, None), note=note, turn=1, by=by)


@action
def withdraw_for_holder(*, contact: UUID, by: Actor) -> None:
    """The manager takes back the offer she made in place of the holder. Refused when it has been answered; ``Unseen``
    for an offer of somebody else's."""
    held = chain.lock(contact)
    if held.offer is None:
        because(WhyNot.ENDED)
    if held.offer.offered_by != by.account:
        raise Unseen
    take_back(held, held.offer, by=by)


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

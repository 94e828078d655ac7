"""What the worker does so that nobody is forgotten: unanswered offers, and people who are away."""

from __future__ import annotations

from uuid import UUID

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.intake import chain
from punos.intake.actions.handing import second_offer
from punos.intake.events import OfferEnded
from punos.intake.models import Handover, Holding
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.holding import Offer, Outcome, is_unanswered
from punos.kernel.session import purpose_of


@action
def escalate(*, handover: UUID, by: Actor) -> Handover | None:
    """An offer nobody answered in the promised time: it ends, the contact is on the sender's list again, and the
    coordinating queue is asked (that second offer is returned, if there is one to make).

    Harmless when it was answered meanwhile.
    """
    with purpose_of(Purpose.HOLDING):
        contact = Handover.objects.filter(pk=handover).values_list("contact", flat=True).first()
    if contact is None:
        raise Unseen
    held = chain.lock(contact)
    made = held.offer
    still_open = made is not None and made.pk == handover and is_unanswered(
        Offer(made.sender, made.receiver, made.answer_by, made.turn), clock.now())
    audit.record("intake.escalate", by=by, client=held.contact.client_id, about=made, contact=contact,
                 outcome=Outcome.UNANSWERED if still_open else "answered")
    if made is None or not still_open:
        return None
    chain.end_offer(made, Outcome.UNANSWERED, by=by)
    events.publish(OfferEnded(contact, made.pk, made.client_id, Outcome.UNANSWERED, by))
    chain.let_go(held, made, by=by)
    held.offer = None
    return second_offer(held, made, made.suggested, by=by)


@action
def update_substitute(*, contact: UUID, by: Actor) -> bool:
    """Let the substitute of the holder, and of whoever it is offered to, in when she is away, and out when she is
    back. True when something changed."""
    held = chain.lock(contact)
    changed = held.period is not None and chain.name_substitute(held.period, by=by)
    changed |= chain.name_offers_substitute(held, by=by)
    audit.record("intake.update_substitute", by=by, client=held.contact.client_id, about=held.contact,
                 substitute=held.period.substitute_id if held.period else None, changed=changed)
    return changed


def unanswered() -> list[UUID]:
    """Offers whose time has run out, oldest first; for the worker."""
    with purpose_of(Purpose.HOLDING):
        found = Handover.objects.filter(outcome="", answer_by__lt=clock.now()).order_by("answer_by")
        return list(found.values_list("pk", flat=True)[:500])


def with_changed_substitute(account: UUID | None = None) -> list[UUID]:
    """Open contacts whose holder, or whoever they are offered to, has gone away or come back: ``account``, or for the
    worker anybody."""
    whose, to_whom = ({"account": account}, {"receiver_account": account}) if account else (
        {"account__isnull": False}, {"receiver_account__isnull": False})
    with purpose_of(Purpose.HOLDING):
        held = [*Holding.objects.filter(ends=None, **whose).values_list("contact", "account", "substitute"),
                *Handover.objects.filter(outcome="", **to_whom).values_list(
                    "contact", "receiver_account", "substitute")]
        away = accounts.absences({person for _, person, _ in held})
    return list(dict.fromkeys(contact for contact, person, substitute in held
                              if (away[person].substitute_id if person in away else None) != substitute))

"""One contact, and one offer of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from punos.access.purposes import Purpose
from punos.access.queries import clients_seen
from punos.clients.queries import of_person
from punos.intake.models import Callback, ContactNotice, Handover, Holding
from punos.kernel.actor import NOBODY, Actor
from punos.kernel.errors import Unseen
from punos.kernel.holding import Holder, may_act
from punos.kernel.session import purpose_of
from punos.lawfulness.categories import Category


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A contact with its whole chain, every offer with its answer, and the calls promised.

    ``mine``: this actor answers for it (herself, through her queue, or standing in); ``offered_to_me``: an open
    offer she may answer. ``can_take``: it lies in her queue, or she stands in for its holder.
    """

    contact: ContactNotice
    chain: list[Holding]
    offers: list[Handover]
    calls: list[Callback]
    mine: bool
    can_take: bool
    offered_to_me: bool

    @property
    def period(self) -> Holding | None:
        """Who holds it now; None when it is closed."""
        return next((h for h in self.chain if h.ends is None), None)

    @property
    def open_offer(self) -> Handover | None:
        return next((o for o in self.offers if not o.outcome), None)

    @property
    def open_call(self) -> Callback | None:
        return next((c for c in self.calls if not c.outcome), None)


def contact_page(actor: Actor, contact: UUID) -> ContactPage:
    """One contact. ``Unseen`` for a stranger. The chain is read whole: who held it is part of the matter."""
    found = ContactNotice.objects.filter(pk=contact).first()
    if found is None:
        raise Unseen
    with purpose_of(Purpose.HOLDING):
        chain = list(Holding.objects.filter(contact=found).order_by("begins", "id"))
        offers = list(Handover.objects.filter(contact=found).order_by("offered_at", "id"))
        calls = list(Callback.objects.filter(contact=found).order_by("promised_at", "id"))
    now = next((h for h in chain if h.ends is None), None)
    offer = next((o for o in offers if not o.outcome), None)
    return ContactPage(
        found, chain, offers, calls,
        mine=now is not None and may_act(now.holder, account=actor.account, units=actor.units,
                                         substitute=now.substitute_id),
        can_take=now is not None and (now.unit_id in actor.units or now.substitute_id == actor.account),
        offered_to_me=offer is not None and may_act(offer.receiver, account=actor.account, units=actor.units,
                                                    substitute=offer.substitute_id))


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """An offer as its two sides see it. ``contact`` is None for a receiver whose offer has ended: she is told who
    took it and nothing about whom it concerns."""

    handover: Handover
    contact: ContactNotice | None
    holder: Holder | None
    passes: int
    i_answer: bool
    i_sent: bool


def handover_page(actor: Actor, handover: UUID) -> HandoverPage:
    """One offer, for its sender and its receiver. ``Unseen`` for all others."""
    with purpose_of(Purpose.HOLDING):
        made = Handover.objects.filter(pk=handover).first()
        period = Holding.objects.filter(contact=made.contact_id, ends=None).first() if made else None
        passes = Handover.objects.filter(contact=made.contact_id).count() if made else 0
    if made is None:
        raise Unseen
    received = may_act(made.receiver, account=actor.account, units=actor.units, substitute=made.substitute_id)
    sent = may_act(made.sender, account=actor.account, units=actor.units)
    seen = ContactNotice.objects.filter(pk=made.contact_id).first()
    if not (received or sent or seen):
        raise Unseen
    mine = period is not None and may_act(period.holder, account=actor.account, units=actor.units,
                                          substitute=period.substitute_id)
    return HandoverPage(made, seen, period.holder if period else None, passes, i_answer=received and not made.outcome,
                        i_sent=mine and not made.outcome)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier contact of the same client, and who held it last: somebody who knows."""

    contact: ContactNotice
    last_holder: Holder | None
    since: datetime


def earlier_contacts(actor: Actor, client: UUID, besides: UUID | None = None, limit: int = 10) -> list[Earlier]:
    """Earlier contacts of this client, newest first, for those who may see her contacts: she need not begin again."""
    found = list(ContactNotice.objects.filter(of_person(client), client__in=clients_seen(actor, Category.CONTACT))
                 .exclude(pk=besides or NOBODY).order_by("-received_at")[:limit])
    last: dict[UUID, Holding] = {}
    for period in Holding.objects.filter(contact__in=[c.pk for c in found]).order_by("begins", "id"):
        last[period.contact_id] = period
    return [Earlier(c, last[c.pk].holder if c.pk in last else None, c.received_at) for c in found]

"""Moves the chain of holders. Runs for the purpose HOLDING, so that it sees the whole chain whoever acts; every
action proves first that its actor may act on the contact. Contacts are locked before anything else is read, so two
people who act at once come one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.intake.events import ContactHolderChanged, SubstituteEnded, SubstituteNamed
from punos.intake.models import ContactNotice, Handover, Holding
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.holding import Holder, Outcome, may_act
from punos.kernel.session import purpose_of


@dataclass(slots=True)
class Held:
    """A contact locked until the end of the transaction, who holds it now (None: closed), and the open offer."""

    contact: ContactNotice
    period: Holding | None
    offer: Handover | None

    @property
    def substitute(self) -> UUID | None:
        """Who stands in for the holder now."""
        return standing_in(self.period.substitute_id, for_whom=self.period.account_id) if self.period else None

    def is_held_by(self, by: Actor) -> bool:
        """May this actor do the holder's things?"""
        return self.period is not None and may_act(self.period.holder, account=by.account, units=by.units,
                                                   substitute=self.substitute)


def standing_in(substitute: UUID | None, *, for_whom: UUID | None) -> UUID | None:
    """The substitute written down, while the absence lasts: its end counts when it comes, not when somebody looks."""
    return substitute if substitute and for_whom and accounts.substitute_of(for_whom) == substitute else None


def lock(contact: UUID) -> Held:
    """The contact with its present holder and open offer, locked. Raises ``Unseen`` if there is none."""
    with purpose_of(Purpose.HOLDING):
        found = ContactNotice.objects.select_for_update().filter(pk=contact).first()
        if found is None:
            raise Unseen
        period = Holding.objects.filter(contact=found, ends=None).first()
        offer = Handover.objects.filter(contact=found, outcome="").first()
    return Held(found, period, offer)


def lock_seen(contact: UUID) -> Held:
    """As ``lock``, for a contact this actor sees with her own eyes. Raises ``Unseen`` for a stranger."""
    if not ContactNotice.objects.filter(pk=contact).exists():
        raise Unseen
    return lock(contact)


def begin(contact: ContactNotice, holder: Holder, *, next_date: date, by: Actor) -> Holding:
    """The first period: opened together with the contact."""
    with purpose_of(Purpose.HOLDING):
        return Holding.objects.create(
            contact=contact, client_id=contact.client_id, register=contact.register, account_id=holder.account,
            unit_id=holder.unit, begins=contact.recorded_at, opens=True, next_date=next_date, taken_by=by.account)


def pass_on(held: Held, to: Holder, *, next_date: date, handover: Handover | None, by: Actor) -> Holding:
    """End the present period and begin the next at the same moment; publish who answers from now on."""
    before = held.period
    assert before is not None
    if to.account:
        accounts.must_work(to.account, field="receiver")
    moment = max(clock.now(), before.begins)
    with purpose_of(Purpose.HOLDING):
        before.ends = moment
        before.save(update_fields=["ends"])
        after = Holding.objects.create(
            contact=held.contact, client_id=held.contact.client_id, register=held.contact.register,
            account_id=to.account, unit_id=to.unit, begins=moment, next_date=next_date, handover=handover,
            taken_by=by.account)
    events.publish(ContactHolderChanged(
        contact=held.contact.pk, client=held.contact.client_id, from_account=before.account_id,
        from_unit=before.unit_id, to_account=to.account, to_unit=to.unit, by=by))
    if before.substitute_id and before.substitute_id != to.account:
        _no_more_for_holder(held.contact.pk, held.contact.client_id, before.substitute_id, by)
    held.period = after
    return after


def end(held: Held, *, moment: datetime) -> None:
    """Close the chain: nobody holds what is closed."""
    assert held.period is not None
    with purpose_of(Purpose.HOLDING):
        held.period.ends, held.period.closes = max(moment, held.period.begins), True
        held.period.save(update_fields=["ends", "closes"])


def name_offers_substitute(held: Held, *, by: Actor) -> bool:
    """Bring the open offer's substitute up to date with the absences; True when it changed."""
    offer = held.offer
    found = absent_until(offer.receiver_account_id) if offer else None
    if offer is None or offer.substitute_id == (found[0] if found else None):
        return False
    let_go(held, offer, by=by)
    offer.substitute_id = found[0] if found else None
    with purpose_of(Purpose.HOLDING):
        offer.save(update_fields=["substitute"])
    if found:
        events.publish(SubstituteNamed(offer.contact_id, offer.client_id, found[0], found[1], by))
    return True


def _no_more_for_holder(contact: UUID, client: UUID | None, substitute: UUID, by: Actor) -> None:
    """Whoever stood in for the holder does so no more; for an offer's receiver who is away she goes on."""
    events.publish(SubstituteEnded(contact, client, substitute, by))
    with purpose_of(Purpose.HOLDING):
        offer = Handover.objects.filter(contact=contact, outcome="", substitute=substitute).first()
    found = absent_until(offer.receiver_account_id) if offer else None
    if found:
        events.publish(SubstituteNamed(contact, client, substitute, found[1], by))


def let_go(held: Held, offer: Handover, *, by: Actor) -> None:
    """Whoever stood in for an offer's receiver does so no more, unless she stands in for the holder too."""
    if offer.substitute_id and (held.period is None or held.period.substitute_id != offer.substitute_id):
        events.publish(SubstituteEnded(offer.contact_id, offer.client_id, offer.substitute_id, by))


def end_offer(offer: Handover, outcome: Outcome, *, by: Actor, **answer: object) -> None:
    """Write how an offer ended, and by whom."""
    offer.outcome, offer.answered_at, offer.answered_by = outcome, max(clock.now(), offer.offered_at), by.account
    for name, value in answer.items():
        setattr(offer, name, value)
    with purpose_of(Purpose.HOLDING):
        offer.save(update_fields=["outcome", "answered_at", "answered_by", *answer])


def stopped(offer: Handover, section: str) -> None:
    """Write by which section nobody in the other register could be asked, and put it on the sender's list of today."""
    offer.stopped_by = section
    with purpose_of(Purpose.HOLDING):
        offer.save(update_fields=["stopped_by"])
        Holding.objects.filter(contact=offer.contact_id, ends=None, next_date__gt=clock.today()).update(
            next_date=clock.today())


def absent_until(account: UUID | None) -> tuple[UUID, datetime] | None:
    """Who stands in for this person now and until when; None when she is at work (or it is a queue)."""
    away = accounts.absence_of(account) if account else None
    if away is None:
        return None
    return away.substitute_id, datetime.combine(away.ends + timedelta(days=1), time(0), clock.HELSINKI)


def name_substitute(period: Holding, *, by: Actor) -> bool:
    """Bring the period's substitute up to date with the absences; True when it changed."""
    found = absent_until(period.account_id)
    wanted = found[0] if found else None
    before = period.substitute_id
    if wanted == before:
        return False
    period.substitute_id = wanted
    with purpose_of(Purpose.HOLDING):
        period.save(update_fields=["substitute"])
    if before:
        _no_more_for_holder(period.contact_id, period.client_id, before, by)
    if found:
        events.publish(SubstituteNamed(period.contact_id, period.client_id, found[0], found[1], by))
    return True

"""Writing a contact down, and what is added to it later."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.clients.actions import Particulars, recognise
from punos.intake import chain, rules
from punos.intake.actions.handing import send_offer
from punos.intake.codes import Agreement, Channel, Manner, Sender, Urgency
from punos.intake.events import AgreementRecorded, ContactNamed, ContactOffered, ContactRecorded
from punos.intake.models import Callback, ContactNotice, Handover, Holding
from punos.intake.promises import IN_DANGER, promises
from punos.intake.queries.facts import routing_of
from punos.intake.refusals import because, clean_text, good_next_date, known_receiver
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.kernel.holding import Holder, WhyNot
from punos.kernel.ids import new_id
from punos.kernel.session import purpose_of
from punos.lawfulness.categories import Register


@action
def record_contact(*, words: str, channel: str, sender: str = Sender.CLIENT, client: UUID | None = None,
                   person: Particulars | None = None, sender_name: str = "", sender_phone: str = "", asks: str = "",
                   asked_before: str = "", urgency: str = Urgency.NONE, urgent_help: str = "",
                   client_agrees: str = Agreement.NOT_ASKED, agreement_manner: str = "", ground: str = "",
                   ground_words: str = "", register: str = "", received_at: datetime | None = None,
                   unit: UUID | None = None, offer_account: UUID | None = None, offer_unit: UUID | None = None,
                   note: str = "", next_date: date | None = None, contact: UUID | None = None,
                   by: Actor) -> ContactNotice:
    """Write down that somebody turned to us. From this moment exactly one answers for it, with a next date.

    A professional who writes it down answers for it herself, or leaves it in the queue ``unit`` she works in; with
    ``offer_account`` or ``offer_unit`` she offers it on at once and stays the holder until it is accepted. What a
    client or close one sends goes to the coordinating queue. ``urgency`` other than none: next date today (1301/2014
    36.1 §). ``words`` are her own words; ``client`` None when nobody knows or she would not say; ``person`` what was
    told of her instead (``clients.recognise``), who is found or made together with the contact or not at all.
    ``contact`` is the id of this sending (the form and what is written in it): sent twice it records one contact of
    one person and returns it; other words under the same id are refused, never dropped.
    """
    from_inside = by.unit is not None
    hers = accounts.at_work(by.account, field="unit") if from_inside and unit is None else None
    made = ContactNotice(
        id=contact or new_id(), client_id=client, channel=_known(Channel, channel, "channel"),
        sender=_known(Sender, sender, "sender"), words=clean_text(words, "words", required=True),
        asks=clean_text(asks, "asks"), asked_before=clean_text(asked_before, "asked_before"),
        sender_name=clean_text(sender_name, "sender_name"), sender_phone=clean_text(sender_phone, "sender_phone"),
        urgency=_known(Urgency, urgency, "urgency"), urgent_help=urgent_help if urgency != Urgency.NONE else "",
        ground=ground, ground_words=clean_text(ground_words, "ground_words"),
        recorded_at=clock.now(), recorded_by_id=by.account, recorded_unit_id=by.unit,
        register=register or _register_of(by, hers))
    made.received_at = min(received_at or made.recorded_at, made.recorded_at)
    made.client_agrees, made.agreement_manner = _agreement(client_agrees, agreement_manner)
    dates = rules.first_dates(urgent=made.is_urgent, moment=made.recorded_at, first_answer=promises().first_answer,
                              in_danger=IN_DANGER)
    made.answer_by = dates.answer_by
    holder = _first_holder(unit, by) if from_inside else _coordinating_queue()
    try:
        with transaction.atomic():  # a second sending takes its own person back with it
            if person:
                made.client_id = client = recognise(**person, by=by)
            made.save(force_insert=True)
    except IntegrityError:
        return _already(made, by)
    wanted = good_next_date(next_date) if next_date and not made.is_urgent else dates.next_date
    period = chain.begin(made, holder, next_date=wanted, by=by)
    audit.record("intake.record_contact", by=by, client=client, about=made, channel=made.channel, sender=made.sender,
                 urgency=made.urgency, holder=holder.account, holder_unit=holder.unit)
    events.publish(_recorded(made, holder, by))
    held = chain.Held(made, period, None)
    if hers is None or hers.is_away:
        chain.name_substitute(period, by=by)
    if offer_account or offer_unit:
        send_offer(held, known_receiver(offer_account, offer_unit), note=note, turn=1, is_holder=held.is_held_by(by),
                   by=by)
    return made


def _known(choices: type[Channel] | type[Sender] | type[Urgency], value: str, field: str) -> str:
    if value not in choices.values:
        raise Refused(_("Valitse jokin annetuista vaihtoehdoista."), field=field, code="unknown_code")
    return value


def _agreement(agrees: str, manner: str) -> tuple[str, str]:
    if agrees == Agreement.NOT_ASKED:
        return agrees, ""
    if agrees not in Agreement.values:
        raise Refused(_("Valitse jokin annetuista vaihtoehdoista."), field="client_agrees", code="unknown_code")
    if manner not in Manner.values:
        raise Refused(_("Kerro, miten hän sanoi sen."), field="agreement_manner", code="no_manner")
    return agrees, manner


def _recorded(contact: ContactNotice, holder: Holder, by: Actor) -> ContactRecorded:
    client = contact.client_id
    return ContactRecorded(contact.pk, client, holder.account, holder.unit, routing_of(contact), by,
                           clients.every_record(client) if client else frozenset())


def _register_of(by: Actor, hers: accounts.AtWork | None) -> str:
    """The register of the unit that writes it down; what comes from outside both registers begins in social care."""
    if hers and by.unit in hers.registers:
        register = hers.registers[by.unit]
    else:
        unit = accounts.unit(by.unit) if by.unit else accounts.coordinator_queue()
        register = unit.register if unit else Register.SOCIAL.value
    return register if register != Register.OTHER else Register.SOCIAL.value


def _first_holder(unit: UUID | None, by: Actor) -> Holder:
    if unit is None:
        return Holder(account=by.account)
    if unit not in by.units:
        because(WhyNot.NOT_HOLDER, "unit")
    return known_receiver(None, unit, "unit")


def _coordinating_queue() -> Holder:
    queue = accounts.coordinator_queue()
    if queue is None:
        raise Refused(_("Yhteydenottojen jonoa ei ole vielä perustettu. Soita meille."), code="no_queue")
    if accounts.is_staffed(queue.pk):
        return Holder(unit=queue.pk)  # also while everybody is away: what a client sends is never refused for that
    return known_receiver(None, queue.pk)


def _already(made: ContactNotice, by: Actor) -> ContactNotice:
    """The same form once more: the contact that the first sending made, if it is this person's."""
    with purpose_of(Purpose.HOLDING):
        found = ContactNotice.objects.filter(pk=made.pk, recorded_by=by.account).first()
    if found is None or (found.words, found.urgency) != (made.words, made.urgency):
        raise Refused(_("Lomaketta ei voi lähettää. Avaa se uudelleen."), code="form_used")
    audit.record("intake.record_contact_again", by=by, client=found.client_id, about=found)
    return found


@action
def name_client(*, contact: UUID, client: UUID | None = None, person: Particulars | None = None,
                by: Actor) -> ContactNotice:
    """Say whom a contact is about, when that was not known: a ``client``, or a ``person`` by what was told of her
    (``clients.recognise``), who is found or made together with the naming or not at all. Its holder sees what a holder
    of hers may see; where the law shows her nothing of this client, the contact goes back to the one who may see it.

    Refused when it is already somebody's: two people's matters are never mixed silently.
    """
    held = chain.lock_seen(contact)
    if not held.is_held_by(by):
        because(WhyNot.NOT_HOLDER)
    if person:
        client = recognise(**person, by=by)
    assert client
    if held.contact.client_id is not None:
        if held.contact.client_id == client:
            audit.record("intake.name_client", by=by, client=client, about=held.contact)
            return held.contact
        raise Refused(_("Yhteydenotto on jo kirjattu asiakkaalle. Tarkista, onko hän sama ihminen."), field="client",
                      code="named")
    with purpose_of(Purpose.HOLDING):
        for table in (Holding, Handover, Callback):
            table.objects.filter(contact=held.contact).update(client_id=client)
        held.contact.client_id = client
        held.contact.save(update_fields=["client"])
    audit.record("intake.name_client", by=by, client=client, about=held.contact)
    assert held.period is not None
    events.publish(_recorded(held.contact, held.period.holder, by))
    if held.offer:
        events.publish(ContactOffered(contact, held.offer.pk, client, held.offer.receiver_account_id,
                                      held.offer.receiver_unit_id, by))
    events.publish(ContactNamed(contact, client, by))
    return held.contact


@action
def complete_contact(*, contact: UUID, sender_name: str = "", sender_phone: str = "", asks: str = "",
                     asked_before: str = "", by: Actor) -> ContactNotice:
    """Add what there was no time for: the caller's name and phone, what is asked, whom has been asked before.

    Her own words are not changed afterwards: they are hers.
    """
    held = chain.lock_seen(contact)
    if not held.is_held_by(by):
        because(WhyNot.NOT_HOLDER)
    found = held.contact
    found.sender_name, found.sender_phone = clean_text(sender_name, "sender_name"), clean_text(sender_phone,
                                                                                              "sender_phone")
    found.asks, found.asked_before = clean_text(asks, "asks"), clean_text(asked_before, "asked_before")
    found.save(update_fields=["sender_name", "sender_phone", "asks", "asked_before"])
    audit.record("intake.complete_contact", by=by, client=found.client_id, about=found)
    return found


@action
def record_agreement(*, contact: UUID, client_agrees: str, agreement_manner: str = "", ground: str = "",
                     ground_words: str = "", by: Actor) -> ContactNotice:
    """Write down whether she agrees that others are contacted, and how she said so; or the ground for doing it
    without her agreement (1301/2014 35 §). What stood on her answer opens or closes at once; an offer whose receiver
    may not see it any more ends, and what such a one holds returns to one who may (``sharing``)."""
    held = chain.lock_seen(contact)
    if not held.is_held_by(by):
        because(WhyNot.NOT_HOLDER)
    found = held.contact
    found.client_agrees, found.agreement_manner = _agreement(client_agrees, agreement_manner)
    found.ground, found.ground_words = ground, clean_text(ground_words, "ground_words", required=bool(ground))
    found.save(update_fields=["client_agrees", "agreement_manner", "ground", "ground_words"])
    audit.record("intake.record_agreement", by=by, client=found.client_id, about=found,
                 basis="1301/2014 35 §", agrees=client_agrees, manner=found.agreement_manner, ground=ground)
    events.publish(AgreementRecorded(contact, found.client_id, held.offer.pk if held.offer else None, by))
    return found


@action
def set_next_date(*, contact: UUID, next_date: date, by: Actor) -> Holding:
    """Choose the day on which the holder takes this up next."""
    held = chain.lock_seen(contact)
    if held.period is None:
        because(WhyNot.CLOSED)
    if not held.is_held_by(by):
        because(WhyNot.NOT_HOLDER)
    held.period.next_date = good_next_date(next_date)
    with purpose_of(Purpose.HOLDING):
        held.period.save(update_fields=["next_date"])
    audit.record("intake.set_next_date", by=by, client=held.contact.client_id, about=held.contact, day=next_date)
    return held.period

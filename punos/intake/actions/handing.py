"""Offering a contact on, and answering the offer. Accountability moves only when the receiver accepts."""

from __future__ import annotations

from datetime import date
from typing import NoReturn
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.intake import chain, rules
from punos.intake.events import ContactOffered, OfferEnded, SubstituteNamed
from punos.intake.models import ContactNotice, Handover, Holding
from punos.intake.promises import IN_DANGER, promises
from punos.intake.refusals import because, clean_text, good_next_date, known_receiver, taken
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import (
    Holder,
    Offer,
    Outcome,
    WhyNot,
    at_home,
    may_act,
    second_receiver,
    why_not_answer,
    why_not_offer,
)
from punos.kernel.session import purpose_of


@action
def offer(*, contact: UUID, account: UUID | None = None, unit: UUID | None = None, note: str = "",
          by: Actor) -> Handover:
    """Offer a contact to a person or a queue. The sender answers for it until somebody accepts.

    The receiver sees it while the offer is open; sharing refuses where that would not be lawful. Refused when it is
    on its way already, closed, or not held by this actor.
    """
    held = chain.lock_seen(contact)
    return send_offer(held, known_receiver(account, unit), note=note, turn=1, is_holder=held.is_held_by(by), by=by)


def send_offer(held: chain.Held, receiver: Holder, *, note: str, turn: int, by: Actor,
               suggested: Holder | None = None, is_holder: bool = True) -> Handover:
    """Make an offer of a locked contact; ``turn`` 2 is the rule's own, in nobody's name. ``is_holder``: whether it is
    hers to offer; the rule's is, and a manager's in place of a holder who may not see it."""
    contact, period = held.contact, held.period
    why = why_not_offer(is_open=period is not None, is_holder=is_holder,
                        holder=period.holder if period else receiver, receiver=receiver,
                        on_its_way=held.offer is not None)
    if why or period is None:
        because(why or WhyNot.CLOSED, "receiver" if why is WhyNot.TO_SENDER else "")
    now, promised = max(clock.now(), period.begins), promises()
    usual = promised.second_offer_answer if turn == 2 else promised.handover_answer
    away = chain.absent_until(receiver.account)
    made = Handover(
        contact=contact, client_id=contact.client_id, register=contact.register, sender_account_id=period.account_id,
        sender_unit_id=period.unit_id, receiver_account_id=receiver.account, receiver_unit_id=receiver.unit,
        substitute_id=away[0] if away else None, turn=turn, note=clean_text(note, "note"), offered_at=now,
        offered_by=by.account,
        answer_by=rules.answer_by(urgent=contact.is_urgent, moment=now, promised=usual, in_danger=IN_DANGER),
        suggested_account_id=suggested.account if suggested else None,
        suggested_unit_id=suggested.unit if suggested else None)
    with purpose_of(Purpose.HOLDING):
        made.save(force_insert=True)
    held.offer = made
    audit.record("intake.offer", by=by, client=contact.client_id, about=made, contact=contact.pk, turn=turn,
                 receiver=receiver.account, receiver_unit=receiver.unit, answer_by=made.answer_by)
    events.publish(ContactOffered(contact.pk, made.pk, contact.client_id, receiver.account, receiver.unit, by))
    if away:
        events.publish(SubstituteNamed(contact.pk, contact.client_id, away[0], away[1], by))
    return made


@action
def accept(*, handover: UUID, next_date: date | None = None, for_queue: bool = False, by: Actor) -> Holding:
    """Take an offered contact: from this moment the one who accepts answers for it.

    ``for_queue``: leave it to the queue it was offered to, for whoever is on duty. Refused with ``code="taken"`` and
    the name and time when a colleague was first; Unseen for one it was never offered to.
    """
    held, made = _locked_offer(handover, by)
    receiver = made.receiver if for_queue and made.receiver_unit_id else Holder(account=by.account)
    today = clock.today()
    promised = promises().first_answer.after(clock.now()).astimezone(clock.HELSINKI).date()
    current = held.period.next_date if held.period else None
    day = good_next_date(next_date) if next_date else rules.next_date_for_taker(
        current, today, today if held.contact.is_urgent else promised)
    if held.period is None or held.period.holder == receiver:
        because(WhyNot.TO_SENDER)
    chain.end_offer(made, Outcome.ACCEPTED, by=by)
    audit.record("intake.accept", by=by, client=made.client_id, about=made, contact=made.contact_id,
                 holder=receiver.account, holder_unit=receiver.unit)
    period = chain.pass_on(held, receiver, next_date=day, handover=made, by=by)
    events.publish(OfferEnded(made.contact_id, made.pk, made.client_id, Outcome.ACCEPTED, by))
    chain.let_go(held, made, by=by)
    chain.name_substitute(period, by=by)
    return period


@action
def decline(*, handover: UUID, reason: str, words: str = "", suggest_account: UUID | None = None,
            suggest_unit: UUID | None = None, by: Actor) -> Handover | None:
    """Say no to an offer, with the reason and who should be asked instead. The sender stays the holder.

    The first no makes a second offer to the coordinating queue, with the suggestion: that offer is returned. None:
    it stays on the sender's list (the coordinators themselves said no, or the sender is one of them).
    """
    held, made = _locked_offer(handover, by)
    reasons = promises().decline_reasons
    if reason not in reasons:
        raise Refused(_("Valitse syy."), field="reason", code="unknown_code")
    if suggest_account is None and suggest_unit is None:
        raise Refused(_("Ehdota, kuka voisi ottaa asian. Jos et tiedä, valitse asiakasohjaus."), field="suggestion",
                      code="no_suggestion")
    suggested = known_receiver(suggest_account, suggest_unit, "suggestion")
    if suggested == made.receiver or suggested.account == by.account:
        raise Refused(_("Ehdota jotakuta toista."), field="suggestion", code="self")
    chain.end_offer(made, Outcome.DECLINED, by=by, reason=reason, suggested_account_id=suggested.account,
                    reason_words=clean_text(words, "words"),
                    suggested_unit_id=suggested.unit)
    audit.record("intake.decline", by=by, client=made.client_id, about=made, contact=made.contact_id, reason=reason,
                 suggested=suggested.account, suggested_unit=suggested.unit)
    events.publish(OfferEnded(made.contact_id, made.pk, made.client_id, Outcome.DECLINED, by))
    chain.let_go(held, made, by=by)
    held.offer = None
    return second_offer(held, made, suggested, by=by)


def second_offer(held: chain.Held, ended: Handover, suggested: Holder | None, *, by: Actor) -> Handover | None:
    """The model's second offer after a no or silence, if there is one to make: to the coordinators; where the law does
    not let them see it, in the sender's own unit. None: it is on the sender's list, who is told what stopped it."""
    queue = accounts.coordinator_queue()
    receiver = second_receiver(
        Offer(ended.sender, ended.receiver, ended.answer_by, ended.turn), Holder(unit=queue.pk) if queue else None,
        sender_coordinates=queue is not None and ended.sender_account_id is not None
        and any(card.account == ended.sender_account_id for card in accounts.members(queue.pk)))
    if receiver is None or receiver.unit is None or held.period is None or accounts.on_duty(receiver.unit) is None:
        return None
    asked = [receiver, *filter(None, [_at_home(ended)])]
    for one in asked:
        try:
            with transaction.atomic():
                return send_offer(held, one, note="", turn=2, suggested=suggested, by=by)
        except Refused as refused:
            # The law does not let them see it. The no still stands; the sender is told why, and it stays in her unit.
            held.offer = None
            if one == receiver:
                chain.stopped(ended, refused.section)
    return None


def _at_home(ended: Handover) -> Holder | None:
    """The queue of the sender's own unit, if somebody else works there."""
    card = accounts.card(ended.sender_account_id) if ended.sender_account_id else None
    unit = accounts.unit(card.unit) if card and card.unit else None
    return at_home(Offer(ended.sender, ended.receiver, ended.answer_by, ended.turn),
                   Holder(unit=unit.pk) if unit and unit.is_queue else None,
                   accounts.who_receives(unit.pk) if unit else [])


@action
def withdraw_offer(*, handover: UUID, by: Actor) -> None:
    """The sender takes an offer back: she keeps the contact. Refused when it has been answered: says by whom."""
    held = chain.lock(_contact_of(handover))
    with purpose_of(Purpose.HOLDING):
        made = Handover.objects.get(pk=handover)
    if not may_act(made.sender, account=by.account, units=by.units,
                   substitute=held.substitute):
        raise Unseen
    if made.outcome == Outcome.ACCEPTED and made.answered_at:
        taken(made.answered_by, made.answered_at)
    if made.outcome:
        because(WhyNot.ENDED)
    take_back(held, made, by=by)


def take_back(held: chain.Held, made: Handover, *, by: Actor) -> None:
    """End an offer of a locked contact that nobody has answered: its holder keeps it."""
    chain.end_offer(made, Outcome.WITHDRAWN, by=by)
    audit.record("intake.withdraw_offer", by=by, client=made.client_id, about=made, contact=made.contact_id)
    events.publish(OfferEnded(made.contact_id, made.pk, made.client_id, Outcome.WITHDRAWN, by))
    chain.let_go(held, made, by=by)


@action
def take(*, contact: UUID, by: Actor) -> Holding:
    """Take a contact from the queue one works in, or as the substitute of the one who is away.

    Refused with ``code="taken"`` and the name and time when a colleague was first.
    """
    held = chain.lock(contact)
    period = held.period
    if period is None or not (period.unit_id in by.units or held.substitute == by.account):
        _told_who_was_first(held, by)
    if held.offer:
        because(WhyNot.ON_ITS_WAY)
    audit.record("intake.take", by=by, client=held.contact.client_id, about=held.contact)
    day = rules.next_date_for_taker(period.next_date, clock.today(), clock.today())
    return chain.pass_on(held, Holder(account=by.account), next_date=day, handover=None, by=by)


def _told_who_was_first(held: chain.Held, by: Actor) -> NoReturn:
    """Somebody of the same queue took it a moment ago: say who. To all others it does not exist."""
    with purpose_of(Purpose.HOLDING):
        was_ours = Holding.objects.filter(contact=held.contact, unit__in=by.units, ends__isnull=False).exists()
    if was_ours and held.period and held.period.account_id and held.period.account_id != by.account:
        taken(held.period.account_id, held.period.begins)
    if held.period and held.period.account_id == by.account:
        because(WhyNot.TO_SENDER)
    raise Unseen


def _contact_of(handover: UUID) -> UUID:
    with purpose_of(Purpose.HOLDING):
        found = Handover.objects.filter(pk=handover).values_list("contact", flat=True).first()
    if found is None:
        raise Unseen
    return found


def _locked_offer(handover: UUID, by: Actor) -> tuple[chain.Held, Handover]:
    """The offer with its contact locked, if this actor may answer it now."""
    held = chain.lock(_contact_of(handover))
    with purpose_of(Purpose.HOLDING):
        made = Handover.objects.get(pk=handover)
    why = why_not_answer(
        Offer(made.sender, made.receiver, made.answer_by, made.turn, Outcome(made.outcome) if made.outcome else None),
        account=by.account, units=by.units,
        substitute=chain.standing_in(made.substitute_id, for_whom=made.receiver_account_id))
    if why is WhyNot.NOT_RECEIVER:
        raise Unseen
    if why and made.outcome == Outcome.ACCEPTED and made.answered_at:
        taken(made.answered_by, made.answered_at)
    if why:
        because(why)
    if not ContactNotice.objects.filter(pk=made.contact_id).exists():
        raise Unseen  # the rule offered it, and the law does not show it to her: nobody answers for what she cannot see
    return held, made

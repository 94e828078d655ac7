"""Handing the whole over: an offer. The sender answers until the receiver accepts; nobody is in between."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.cases import pack
from punos.cases.actions.ground import (
    answering_person,
    holder_of,
    holding_of,
    locked,
    locked_open,
    move_chain,
    open_offer,
    require_holding,
    require_next_date,
    stopped,
)
from punos.cases.events import CaseHolderChanged, CaseOffered, CaseOfferEnded
from punos.cases.models import Case, Handover, Holding
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import (
    Holder,
    Offer,
    Outcome,
    WhyNot,
    at_home,
    second_receiver,
    why_not_answer,
    why_not_offer,
)
from punos.operating_models.vocabulary import Promise

SAID = {
    WhyNot.CLOSED: _("Yhteistyö on päätetty, joten vastuuta ei voi siirtää."),
    WhyNot.NOT_HOLDER: _("Vain kokonaisuudesta vastaava tai hänen sijaisensa voi siirtää vastuun."),
    WhyNot.ON_ITS_WAY: _("Siirto odottaa jo vastausta. Peru se ensin, jos haluat tarjota toiselle."),
    WhyNot.TO_SENDER: _("Hän vastaa jo. Valitse joku toinen."),
}


@action
def offer(*, case: UUID, account: UUID | None = None, unit: UUID | None = None, reason: str, by: Actor) -> Handover:
    """Offer the responsibility for the whole to a person or a queue. The sender stays answerable until accepted.

    The answer is due in the model's time. Refused without a reason, while another offer waits, to the holder
    herself, and to a queue that receives nothing.
    """
    found = locked_open(case)
    holding = require_holding(found, by)
    if not reason.strip():
        raise Refused(_("Kirjoita vastaanottajalle, miksi siirrät vastuun."), field="reason", code="required")
    if (account is None) == (unit is None):
        raise Refused(_("Valitse, kenelle vastuu siirretään."), field="receiver", code="required")
    return make_offer(found, holding, Holder(account=account, unit=unit), reason=reason, by=by)


def make_offer(found: Case, holding: Holding, receiver: Holder, *, reason: str, by: Actor) -> Handover:
    """The first offer of a locked open case, to one who can receive it, when no other is on its way."""
    denied = why_not_offer(is_open=True, is_holder=True, holder=holder_of(holding), receiver=receiver,
                           on_its_way=open_offer(found) is not None)
    if denied:
        raise Refused(SAID[denied], field="receiver", code=denied.value)
    _can_receive(receiver)
    return _make(found, holding, receiver, turn=1, reason=reason.strip(), by=by)


@action
def accept(*, handover: UUID, next_date: date | None = None, by: Actor) -> Holding:
    """Take the responsibility over: from this moment the receiver answers for the whole, and nobody else. ``Unseen``
    when the law no longer shows her the case; ``sharing`` refuses where it would not show it to its holder.

    Two people accepting at once: one gets it, the other is refused and told who was first. Without a new next date
    the present one is kept, or today if it has passed.
    """
    _must_see(handover)
    with session.purpose_of(Purpose.HOLDING):
        made, case = _answerable(handover, by)
        holding = holding_of(case)
        before = holding.account_id or holding.unit_id
        on = require_next_date(next_date) if next_date else max(holding.next_date or clock.today(), clock.today())
        _end_offer(made, Outcome.ACCEPTED, by)
        began = move_chain(case, holding, account=by.account, next_date=on, at=clock.now())
        audit.record("cases.accept_handover", by=by, client=case.client_id, about=made, case=case.pk, was=before,
                     next_date=on)
    events.publish(CaseHolderChanged(case=case.pk, client=case.client_id, from_account=holding.account_id,
                                     to_account=by.account, by=by))
    events.publish(CaseOfferEnded(case=case.pk, handover=made.pk, client=case.client_id,
                                  outcome=Outcome.ACCEPTED.value, by=by))
    return began


@action
def decline(*, handover: UUID, reason: str, note: str = "", account: UUID | None = None, unit: UUID | None = None,
            by: Actor) -> Handover | None:
    """Say no, why (a code of the model), and who could take it instead.

    The sender goes on answering. The second offer goes by itself to the model's coordinator queue with the
    suggestion, or to the sender's own unit where the law does not let the coordinators see it; it is returned, or
    None when the sender decides what next.
    """
    with session.purpose_of(Purpose.HOLDING):
        made, case = _answerable(handover, by)
        if reason not in {choice.code for choice in pack.of(case.model).handover.decline_reasons}:
            raise Refused(_("Valitse, miksi et ota vastuuta."), field="reason", code="required")
        if (account is None) == (unit is None):
            raise Refused(_("Ehdota, kuka voisi vastata."), field="suggested", code="required")
        if account == by.account:
            raise Refused(_("Ehdota jotakuta toista kuin itseäsi."), field="suggested", code="self")
        if account:
            accounts.must_work(account, field="suggested")
        made.decline_reason, made.decline_note = reason, note.strip()
        made.suggested_account_id, made.suggested_unit_id = account, unit
        _end_offer(made, Outcome.DECLINED, by)
        audit.record("cases.decline_handover", by=by, client=case.client_id, about=made, case=case.pk,
                     reason=reason, suggested=account or unit)
        _publish_end(made, by)
        return _second(made, case, by)


@action
def withdraw(*, handover: UUID, by: Actor) -> Handover:
    """The sender takes the offer back before it was answered."""
    found = Handover.objects.filter(pk=handover).first()
    if found is None:
        raise Unseen
    case = locked(found.case_id)
    require_holding(case, by)
    made = Handover.objects.select_for_update().get(pk=handover)
    if made.outcome:
        raise _too_late(made, by)
    return take_back(made, by)


def take_back(made: Handover, by: Actor) -> Handover:
    """End a locked case's offer that nobody has answered: its holder keeps the case."""
    _end_offer(made, Outcome.WITHDRAWN, by)
    audit.record("cases.withdraw_handover", by=by, client=made.client_id, about=made, case=made.case_id)
    _publish_end(made, by)
    return made


@action
def escalate_unanswered(*, by: Actor) -> int:
    """End the offers nobody answered in time; how many. The sender goes on answering, and the coordinator queue is
    asked next, with the suggestion if there is one. Run by a job as the system actor ``holding``.
    """
    now = clock.now()
    late = list(Handover.objects.filter(outcome="", answer_by__lt=now).values_list("pk", "case"))
    ended = 0
    for pk, case_id in late:
        case = locked(case_id)
        made = Handover.objects.select_for_update().get(pk=pk)
        if made.outcome:
            continue
        _end_offer(made, Outcome.UNANSWERED, by)
        audit.record("cases.escalate_handover", by=by, client=case.client_id, about=made, case=case.pk)
        _publish_end(made, by)
        _second(made, case, by)
        ended += 1
    audit.record("cases.escalate_unanswered", by=by, ended=ended)
    return ended


def _must_see(handover: UUID) -> None:
    """``Unseen`` where an offer still stands whose receiver may not see the case: nobody answers for what she cannot
    see. Asked with her own eyes, outside every purpose. An answered one is told as such."""
    case = Handover.objects.filter(pk=handover, outcome="").values_list("case", flat=True).first()
    if case is not None and not Case.objects.filter(pk=case).exists():
        raise Unseen


def _answerable(handover: UUID, by: Actor) -> tuple[Handover, Case]:
    """The offer and its case, locked in this order: case, offer. ``Unseen`` for anybody it was not made to."""
    found = Handover.objects.filter(pk=handover).first()
    if found is None:
        raise Unseen
    case = locked(found.case_id)
    made = Handover.objects.select_for_update().get(pk=handover)
    offered = Offer(sender=Holder(account=made.sender_id, unit=made.sender_unit_id),
                    receiver=Holder(account=made.account_id, unit=made.unit_id), answer_by=made.answer_by,
                    turn=made.turn, outcome=Outcome(made.outcome) if made.outcome else None)
    substitute = accounts.substitute_of(made.account_id) if made.account_id else None
    denied = why_not_answer(offered, account=by.account, units=by.units, substitute=substitute)
    if denied is WhyNot.NOT_RECEIVER:
        raise Unseen
    if denied is WhyNot.ENDED:
        raise _too_late(made, by)
    return made, case


def _too_late(made: Handover, by: Actor) -> Refused:
    if made.outcome == Outcome.ACCEPTED:
        if made.ended_by == by.account:
            return Refused(_("Vastaat jo kokonaisuudesta."), code="taken")
        first = accounts.card(made.ended_by) if made.ended_by else None
        if first:
            return Refused(_("%(name)s ehti ottaa vastuun ensin.") % {"name": first.name}, code="taken")
    return Refused(_("Tähän siirtoon on jo vastattu."), code="taken")


def _can_receive(receiver: Holder) -> None:
    if receiver.unit:
        unit = accounts.unit(receiver.unit)
        if unit is None or not unit.is_queue:
            raise Refused(_("Tähän yksikköön ei voi siirtää vastuuta. Valitse toinen tai henkilö."),
                          field="receiver", code="no_queue")
    else:
        card = accounts.card(receiver.account) if receiver.account else None
        if card is None or not card.unit:
            raise Refused(_("Valitse ammattilainen, jolle vastuu siirretään."), field="receiver", code="no_person")
        accounts.must_work(receiver.account, field="receiver")


def _make(case: Case, holding: Holding, receiver: Holder, *, turn: int, reason: str, by: Actor,
          after: Handover | None = None) -> Handover:
    now = clock.now()
    promised = pack.of(case.model).target(Promise.HANDOVER_ANSWER if turn == 1 else Promise.SECOND_OFFER_ANSWER)
    made = Handover.objects.create(
        case=case, client_id=case.client_id, sender_id=holding.account_id, sender_unit_id=holding.unit_id,
        account_id=receiver.account, unit_id=receiver.unit, model=case.model, turn=turn, reason=reason, made_at=now,
        made_by=by.account, answer_by=promised.after(now), suggestion_from=after)
    audit.record("cases.offer", by=by, client=case.client_id, about=made, case=case.pk, account=receiver.account,
                 to_unit=receiver.unit, turn=turn, answer_by=made.answer_by)
    events.publish(CaseOffered(case=case.pk, handover=made.pk, client=case.client_id, account=receiver.account,
                               unit=receiver.unit, by=by))
    return made


def _second(made: Handover, case: Case, by: Actor) -> Handover | None:
    """The second offer, by the model's rule: once, and never back to who just declined. To the coordinator queue;
    where the law does not let it see the case, to the sender's own unit. None: the sender finds it on today's list
    and is told what stopped it."""
    queue = accounts.coordinator_queue()
    holding = holding_of(case)
    sender = holder_of(holding)
    person = answering_person(holding)
    card = accounts.card(person) if person else None
    offered = Offer(sender=sender, receiver=Holder(account=made.account_id, unit=made.unit_id),
                    answer_by=made.answer_by, turn=made.turn)
    receiver = second_receiver(offered, Holder(unit=queue.pk) if queue else None,
                               sender_coordinates=bool(queue and card and card.unit == queue.pk))
    if receiver is None:
        return None
    unit = accounts.unit(card.unit) if card and card.unit else None
    home = at_home(offered, Holder(unit=unit.pk) if unit and unit.is_queue else None,
                   accounts.who_receives(unit.pk) - {person} if unit else [])
    for one in (receiver, home):
        if one is None:
            continue
        try:
            with transaction.atomic():
                return _make(case, holding, one, turn=2, reason=made.reason, by=by, after=made)
        except Refused as refused:
            if one == receiver:
                stopped(made, holding, refused.section)
    return None


def _end_offer(made: Handover, outcome: Outcome, by: Actor) -> None:
    made.outcome, made.ended_at, made.ended_by = outcome.value, clock.now(), by.account
    made.save()


def _publish_end(made: Handover, by: Actor) -> None:
    events.publish(CaseOfferEnded(case=made.case_id, handover=made.pk, client=made.client_id, outcome=made.outcome,
                                  by=by))

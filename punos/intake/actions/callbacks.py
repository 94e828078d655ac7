"""A promise to call back, and what came of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.intake import chain, rules
from punos.intake.codes import CallOutcome
from punos.intake.events import CallbackPromised
from punos.intake.models import Callback
from punos.intake.refusals import because, clean_text
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import WhyNot
from punos.kernel.session import purpose_of


@action
def promise_callback(*, contact: UUID, promised_by: datetime, phone: str = "", by: Actor) -> Callback:
    """Promise to call by this time at the latest. The contact's next date moves to that day if it was later.

    Refused when a call is promised already (that promise is kept or moved first), or the time is past.
    """
    held = chain.lock_seen(contact)
    if not held.is_held_by(by):
        because(WhyNot.CLOSED if held.period is None else WhyNot.NOT_HOLDER)
    if Callback.objects.filter(contact=contact, outcome="").exists():
        raise Refused(_("Soitto on jo luvattu. Merkitse ensin, miten siinä kävi."), field="promised_by",
                      code="promised")
    made = _promise(held, promised_by, clean_text(phone, "phone") or held.contact.sender_phone, by)
    audit.record("intake.promise_callback", by=by, client=made.client_id, about=made, contact=contact,
                 promised_by=promised_by)
    return made


def _promise(held: chain.Held, promised_by: datetime, phone: str, by: Actor) -> Callback:
    now = clock.now()
    day = promised_by.astimezone(clock.HELSINKI).date()
    if promised_by <= now:
        raise Refused(_("Valitse aika, joka ei ole vielä mennyt."), field="promised_by", code="past")
    if rules.next_date_flaw(day, clock.today()):
        raise Refused(_("Lupaa soittaa lähempänä kuin vuoden päästä."), field="promised_by", code="far")
    made = Callback(contact=held.contact, client_id=held.contact.client_id, register=held.contact.register,
                    promised_at=now, made_by_id=by.account, promised_by=promised_by, phone=phone)
    made.save(force_insert=True)
    assert held.period is not None
    if held.period.next_date is None or day < held.period.next_date or held.period.next_date < clock.today():
        held.period.next_date = day
        with purpose_of(Purpose.HOLDING):
            held.period.save(update_fields=["next_date"])
    events.publish(CallbackPromised(held.contact.pk, made.pk, made.client_id, promised_by, by))
    return made


@action
def record_call(*, callback: UUID, outcome: str, again_by: datetime | None = None, by: Actor) -> Callback | None:
    """Write down how a promised call went. No answer: say when you try again; that new promise is returned.

    Refused when it was recorded already, when there was no answer and no new time, or by one who does not hold it.
    """
    found = Callback.objects.filter(pk=callback).first()
    if found is None:
        raise Unseen
    held = chain.lock(found.contact_id)
    found.refresh_from_db()
    if not held.is_held_by(by):
        because(WhyNot.CLOSED if held.period is None else WhyNot.NOT_HOLDER)
    if outcome not in CallOutcome.values:
        raise Refused(_("Valitse, miten soitto meni."), field="outcome", code="unknown_code")
    if found.outcome:
        raise Refused(_("Tämä soitto on jo merkitty."), code="recorded")
    if outcome == CallOutcome.NO_ANSWER and again_by is None:
        raise Refused(_("Sovi uusi aika, jolloin yrität uudelleen."), field="again_by", code="no_new_time")
    found.outcome, found.called_at, found.called_by_id = outcome, max(clock.now(), found.promised_at), by.account
    found.save(update_fields=["outcome", "called_at", "called_by"])
    audit.record("intake.record_call", by=by, client=found.client_id, about=found, contact=found.contact_id,
                 outcome=outcome, kept=bool(rules.was_kept(found.promised_by, found.called_at, found.called_at)))
    if outcome == CallOutcome.NO_ANSWER and again_by:
        return _promise(held, again_by, found.phone, by)
    return None

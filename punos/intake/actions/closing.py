"""Closing a contact: it is dealt with, and says how."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.intake import chain, rules
from punos.intake.codes import CallOutcome, Ending
from punos.intake.events import ContactClosed, OfferEnded, SubstituteEnded
from punos.intake.models import Callback, ContactNotice
from punos.intake.refusals import CLOSE, because, clean_text
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.kernel.holding import Outcome, WhyNot
from punos.kernel.session import purpose_of


@action
def close_contact(*, contact: UUID, ending: str, words: str = "", case: UUID | None = None,
                  by: Actor) -> ContactNotice:
    """End a contact with its reason; nobody holds it any more, and an open offer of it is withdrawn.

    ``case``: which case it became or belongs to. Closed only by the one who answers for it. Refused while a promised
    call has not been made, unless she herself wants no more. Closing what is closed already the same way is no error.
    """
    held = chain.lock_seen(contact)
    found = held.contact
    if held.period is None:
        if found.ending == ending and found.closed_by_id == by.account:
            audit.record("intake.close_contact_again", by=by, client=found.client_id, about=found)
            return found
        because(WhyNot.CLOSED)
    if not held.is_held_by(by):
        because(WhyNot.NOT_HOLDER)
    if ending not in Ending.values:
        raise Refused(_("Valitse, miten asia päättyi."), field="ending", code="unknown_code")
    calls = Callback.objects.filter(contact=found, outcome="")
    flaw = rules.close_flaw(ending=ending, call_promised=calls.exists(), has_case=case is not None,
                            urgent=found.is_urgent, words=words)
    if flaw:
        field = {rules.CloseFlaw.URGENT_NEEDS_WORDS: "words", rules.CloseFlaw.NO_CASE: "case"}.get(flaw, "ending")
        raise Refused(CLOSE[flaw], field=field, code=flaw.value)
    moment = clock.now()
    if held.offer:
        chain.end_offer(held.offer, Outcome.WITHDRAWN, by=by)
        events.publish(OfferEnded(found.pk, held.offer.pk, found.client_id, Outcome.WITHDRAWN, by))
        chain.let_go(held, held.offer, by=by)
    calls.update(outcome=CallOutcome.NOT_NEEDED, called_at=moment, called_by_id=by.account)
    substitute = held.period.substitute_id
    chain.end(held, moment=moment)
    found.closed_at, found.closed_by_id, found.ending, found.case = moment, by.account, ending, case
    found.ending_words = clean_text(words, "words")
    with purpose_of(Purpose.HOLDING):
        found.save(update_fields=["closed_at", "closed_by", "ending", "ending_words", "case"])
    audit.record("intake.close_contact", by=by, client=found.client_id, about=found, ending=ending, case=case)
    if substitute:
        events.publish(SubstituteEnded(found.pk, found.client_id, substitute, by))
    events.publish(ContactClosed(found.pk, found.client_id, by))
    return found

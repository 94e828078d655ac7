"""What happens to grants when something happens below. Runs inside the publisher's transaction (config/wiring.py)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from punos.clients import events as clients
from punos.consent import events as consent
from punos.consent import queries as said
from punos.intake import events as intake
from punos.kernel.actor import Actor
from punos.lawfulness import Urgency
from punos.lawfulness.categories import Category
from punos.sharing import bringing_back, checks, facts, keeping, recording, rules, settling
from punos.sharing.checks import must_be_lawful
from punos.sharing.models import Tie as TieRow
from punos.sharing.refusals import cannot_assess
from punos.sharing.rules import TieKind
from punos.sharing.settling import Matter

# --- the person -----------------------------------------------------------------------------------------------


def account_linked(event: clients.ClientAccountLinked) -> None:
    """She signs in now: her own data open to her, all of them."""
    settling.begin(Matter(TieKind.OWN, event.client, event.client), account=event.account, by=event.by)


def representative_named(event: clients.RepresentativeNamed) -> None:
    """Somebody may act for her: she sees what the representation covers, and the permissions she may give."""
    if event.account is None:
        keeping.settle(client=event.client, reason="representation", by=event.by)
        return
    checks.to_tie(event.by, event.client)  # whoever signs in with it sees what the representation covers
    scope = {Category(code) for code in event.scope}
    if facts.DISCLOSURE in event.matters:
        scope |= {Category.IDENTITY, Category.PERMISSIONS}
    settling.begin(Matter(TieKind.REPRESENTATIVE, event.representative, event.client), account=event.account,
                   categories=scope, until=rules.end_of_day(event.until) if event.until else None, by=event.by)


def representative_ended(event: clients.RepresentativeEnded) -> None:
    """She may act no longer; and others may now stand on another ground."""
    settling.end(client=event.client, kind=TieKind.REPRESENTATIVE, matter=event.representative,
                 reason="representation_ended", by=event.by)
    keeping.settle(client=event.client, reason="representation", by=event.by)


def facts_changed(event: clients.FactsChanged) -> None:
    """Capacity, birth date, death, protection: whatever stood on it is computed anew. With the order of
    non-disclosure end the needs of its address."""
    if event.what == "protection_ended":
        settling.end_addresses(event.client, by=event.by)
    keeping.settle(client=event.client, reason=event.what, by=event.by)


def merged(event: clients.ClientsMerged) -> None:
    """Two records are one person."""
    keeping.hold_still(event.kept, event.by)
    settling.mirror(event.kept, by=event.by)
    keeping.keep(client=event.kept, by=event.by)


def merge_undone(event: clients.MergeUndone) -> None:
    """They were two people."""
    for record in (event.kept, event.merged):
        keeping.hold_still(record, event.by)
    settling.unmirror((event.kept, event.merged), by=event.by)
    for record in (event.kept, event.merged):
        keeping.keep(client=record, by=event.by)


# --- what she has said ----------------------------------------------------------------------------------------


def instrument_given(event: consent.InstrumentGiven) -> None:
    """What she has permitted opens, what she has forbidden closes.

    Refused under a finding of incapacity the recorder may not see: it stops what opens, whoever writes it down; and
    when a professional writes down what would open more to herself (ADR 0073).
    """
    _assessed(event.client, event.instrument, event.by)
    recording.must_not_open_for_herself(client=event.client, instrument=event.instrument, by=event.by)
    keeping.settle(client=event.client, reason=event.kind, by=event.by)


def instrument_withdrawn(event: consent.InstrumentWithdrawn) -> None:
    """What stood on it closes at once (703/2023 58 §)."""
    _assessed(event.client, event.instrument, event.by)
    recording.must_not_open_for_herself(client=event.client, instrument=event.instrument, by=event.by)
    keeping.settle(client=event.client, reason="withdrawn", by=event.by)


def _assessed(client: UUID, instrument: UUID, by: Actor) -> None:
    with facts.for_sharing(by):
        found = facts.known(client)
        if found.capacity and found.speaks_for_her is None and said.opens_by_her_own_word(instrument):
            raise cannot_assess()


# --- a contact ------------------------------------------------------------------------------------------------


def contact_recorded(event: intake.ContactRecorded) -> None:
    """Whoever holds it sees whom it is about and what was asked; who wrote it down, until it changes hands."""
    if event.client is None:
        return
    known = facts.routed(event.routing)
    _tie_contact(TieKind.CONTACT, event.contact, event.contact, event.client, event.account, event.unit, event.by,
                 known=known)
    if event.by.unit and event.by.account != event.account:
        _tie_contact(TieKind.CONTACT_RECORDER, event.contact, event.contact, event.client, event.by.account, None,
                     event.by, known=known)


def contact_named(event: intake.ContactNamed) -> None:
    """Nobody holds a contact she may not see: it goes back to one who may (``keeping``)."""
    keeping.keep(client=event.client, by=event.by)


def contact_offered(event: intake.ContactOffered) -> None:
    """The receiver sees enough to answer. Refused where that is not lawful, whoever offers: a person, or the rule
    its second time. Nobody waits for an answer from one who cannot see the question."""
    if event.client is None:
        return
    must_be_lawful(_tie_contact(TieKind.CONTACT_OFFER, event.contact, event.handover, event.client, event.account,
                                event.unit, event.by), event.by)


def agreement_recorded(event: intake.AgreementRecorded) -> None:
    """Her yes opens at once to whoever it is offered to, her no closes at once; what may not be seen any more goes
    back to one who may see it."""
    if event.client is None:
        return
    keeping.hold_still(event.client, event.by)
    with facts.for_sharing(event.by):
        found = facts.contact(event.contact)
    settling.restate(client=event.client, matters=[m for m in (event.contact, event.handover) if m],
                     agreed_on=found.agreed_on, ground=_urgency(found), by=event.by)
    keeping.keep(client=event.client, by=event.by)


def offer_ended(event: intake.OfferEnded) -> None:
    """The receiver sees it as a receiver no more."""
    if event.client:
        settling.end(client=event.client, kind=TieKind.CONTACT_OFFER, matter=event.handover, reason=event.outcome,
                     by=event.by)


def contact_holder_changed(event: intake.ContactHolderChanged) -> None:
    """Who answers sees it; who answered before does not any more, nor who only wrote it down. Refused when the law
    does not show it to her: nobody answers for what she cannot see."""
    if event.client is None:
        return
    must_be_lawful(_tie_contact(TieKind.CONTACT, event.contact, event.contact, event.client, event.to_account,
                                event.to_unit, event.by), event.by)
    bringing_back.over(TieKind.CONTACT, event.contact, by=event.by)
    settling.end(client=event.client, kind=TieKind.CONTACT, matter=event.contact, account=event.from_account,
                 unit=event.from_unit, reason="handed_over", by=event.by)
    for kind in (TieKind.CONTACT_RECORDER, TieKind.RETURNED):
        settling.end(client=event.client, kind=kind, matter=event.contact, reason="handed_over", by=event.by)


def substitute_named(event: intake.SubstituteNamed) -> None:
    """While the holder is away her substitute sees what she would."""
    if event.client:
        _tie_contact(TieKind.CONTACT_SUBSTITUTE, event.contact, event.contact, event.client, event.account, None,
                     event.by, until=event.until)


def substitute_ended(event: intake.SubstituteEnded) -> None:
    """The holder is back, or another holds it."""
    if event.client:
        settling.end(client=event.client, kind=TieKind.CONTACT_SUBSTITUTE, matter=event.contact,
                     account=event.account, reason="holder_back", by=event.by)


def contact_closed(event: intake.ContactClosed) -> None:
    """Dealt with: the last holder may look at what she closed for a fortnight more, nobody else."""
    if event.client is None:
        return
    for kind in (TieKind.CONTACT_RECORDER, TieKind.CONTACT_SUBSTITUTE, TieKind.RETURNED):
        settling.end(client=event.client, kind=kind, matter=event.contact, reason="closed", by=event.by)
    bringing_back.over(TieKind.CONTACT, event.contact, by=event.by)
    settling.wind_up(client=event.client, kinds=(TieKind.CONTACT,), matter=event.contact, by=event.by)


def _tie_contact(kind: TieKind, contact: UUID, matter: UUID, client: UUID, account: UUID | None, unit: UUID | None,
                 by: Actor, until: datetime | None = None, *, known: facts.ContactFacts | None = None) -> TieRow:
    if known is None:
        with facts.for_sharing(by):
            known = facts.contact(contact)
    return settling.begin(Matter(kind, matter, client, known.origin, known.agreed_on, _urgency(known)),
                          account=account, unit=unit, until=until, by=by)


def _urgency(found: facts.ContactFacts) -> str:
    return "" if found.urgency is Urgency.NONE else found.urgency

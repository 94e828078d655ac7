"""What happened at intake. Listeners run inside the same transaction (``punos.config.wiring``).

``client`` is None while nobody knows who the contact is about: then there is nothing to grant. When she becomes
known later, ``ContactRecorded`` is published with her, for everybody who holds it then.
A holder or receiver is a person (``account``) or a queue (``unit``), never both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from punos.intake.queries.facts import RoutingFacts
from punos.kernel.actor import Actor
from punos.kernel.holding import Outcome


@dataclass(frozen=True, slots=True)
class ContactNamed:
    """Whom a contact is about was learnt after it was written down. Published after ``ContactRecorded``: its holder
    may be one to whom the law does not show this client."""

    contact: UUID
    client: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class ContactRecorded:
    """A contact was written down, or became known to be about this client; this one holds it. ``routing``: what the
    law asks of it before it is shown to anybody. ``records``: every id under which her rows stand, asked once for
    all who listen."""

    contact: UUID
    client: UUID | None
    account: UUID | None
    unit: UUID | None
    routing: RoutingFacts
    by: Actor
    records: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ContactOffered:
    """The holder offers it; the receiver must see enough to answer. The holder stays the holder."""

    contact: UUID
    handover: UUID
    client: UUID | None
    account: UUID | None
    unit: UUID | None
    by: Actor


@dataclass(frozen=True, slots=True)
class AgreementRecorded:
    """What she answered to whether others may be contacted, or the ground for doing it without her yes, is another
    now. ``handover``: the offer that waits, if one does."""

    contact: UUID
    client: UUID | None
    handover: UUID | None
    by: Actor


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """The offer was accepted, declined, withdrawn or not answered: the receiver sees it as a receiver no more."""

    contact: UUID
    handover: UUID
    client: UUID | None
    outcome: Outcome
    by: Actor


@dataclass(frozen=True, slots=True)
class ContactHolderChanged:
    """The accountable holder is another from now on."""

    contact: UUID
    client: UUID | None
    from_account: UUID | None
    from_unit: UUID | None
    to_account: UUID | None
    to_unit: UUID | None
    by: Actor


@dataclass(frozen=True, slots=True)
class SubstituteNamed:
    """The holder (or the receiver of an open offer) is away; this colleague may do her things until then."""

    contact: UUID
    client: UUID | None
    account: UUID
    until: datetime
    by: Actor


@dataclass(frozen=True, slots=True)
class SubstituteEnded:
    """The holder is back, or another holds it: the substitute's view ends."""

    contact: UUID
    client: UUID | None
    account: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class CallbackPromised:
    """Somebody promised to call by a certain time."""

    contact: UUID
    callback: UUID
    client: UUID | None
    promised_by: datetime
    by: Actor


@dataclass(frozen=True, slots=True)
class ContactClosed:
    """The contact was dealt with: nobody holds it any more."""

    contact: UUID
    client: UUID | None
    by: Actor

"""One person's identity, for those who may see it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from punos.access.queries import require
from punos.access.reading import shown
from punos.clients.models import Client, IdentityCode
from punos.clients.queries.naming import of_person
from punos.clients.rules import names as naming
from punos.clients.rules.representation import eighteenth_birthday, is_minor
from punos.clients.rules.sections import SECTIONS, Section
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category


@dataclass(frozen=True, slots=True)
class ClientCard:
    """A person's identity. While an order of non-disclosure is on record, address and contact fields are empty."""

    id: UUID
    list_name: str
    letter_name: str
    given_names: str
    call_name: str
    family_name: str
    birth_date: date | None
    death_date: date | None
    mother_tongue: str
    service_language: str
    interpreter: str
    phone: str
    email: str
    street: str
    postal_code: str
    city: str
    municipality: str
    protected_until: date | None
    account: UUID | None
    merged_into: UUID | None
    code: str
    code_kind: str
    recorded_at: datetime

    @property
    def is_protected(self) -> bool:
        """Is an order of non-disclosure on record (also one that has run out and nobody has lifted)?"""
        return self.protected_until is not None

    @property
    def is_minor(self) -> bool:
        """Is she under 18 today?"""
        return is_minor(self.birth_date, clock.today())

    @property
    def comes_of_age(self) -> date | None:
        """Her 18th birthday, while she is a minor."""
        return eighteenth_birthday(self.birth_date) if self.birth_date and self.is_minor else None


def get(actor: Actor, client: UUID) -> ClientCard:
    """Her identity: this record's particulars, with the account she signs in with and the code that names her on
    whichever of her records they stand. ``Unseen`` without an open grant on it. Three queries."""
    require(actor, client, Category.IDENTITY)
    records = {record.pk: record for record in Client.objects.filter(of_person(client, "pk"))}
    if client not in records:
        raise Unseen
    codes = IdentityCode.objects.filter(of_person(client), valid_until=None)
    code = min(codes, key=lambda row: (row.kind != "official", row.disputed, row.client_id != client), default=None)
    card = card_of(records[client], code.code if code else "", code.kind if code else "none")
    accounts = sorted(record.account_id for record in records.values() if record.account_id)
    return replace(card, account=card.account or next(iter(accounts), None))


def card_of(person: Client, code: str = "", code_kind: str = "none") -> ClientCard:
    """The card of a row that has been read."""
    shown([person.pk], Category.IDENTITY)
    name = (person.given_names, person.call_name, person.family_name)
    same = {field: getattr(person, field) for fields in SECTIONS.values() for field in fields}
    return ClientCard(id=person.pk, list_name=naming.list_name(*name), letter_name=naming.letter_name(*name), **same,
                      protected_until=person.protected_until, account=person.account_id,
                      merged_into=person.merged_into_id, code=code, code_kind=code_kind,
                      recorded_at=person.created_at)


def section_mark(card: ClientCard | Client, section: Section) -> str:
    """A mark of what a section held when it was read: a save with an old mark finds it changed in between."""
    text = "\x1f".join(str(getattr(card, field) or "") for field in SECTIONS[section])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code she has or had."""

    code: str
    kind: str
    valid_from: date
    valid_until: date | None
    ended_because: str
    disputed: bool


def codes_of(actor: Actor, client: UUID) -> list[CodeRow]:
    """Her identity codes, the one in force first. ``Unseen`` without a grant on her identity.

    ``disputed`` is told only when the actor may also see the other whose code it is.
    """
    require(actor, client, Category.IDENTITY)
    elsewhere = IdentityCode.objects.filter(~of_person(client), ~Q(ended_because="error"), code=OuterRef("code"))
    rows = IdentityCode.objects.filter(of_person(client)).annotate(known=Exists(elsewhere))
    return [CodeRow(r.code, r.kind, r.valid_from, r.valid_until, r.ended_because, r.disputed and r.known)
            for r in rows.order_by(F("valid_until").desc(nulls_first=True), "-valid_from")]

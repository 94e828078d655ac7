"""Family ties and representatives, as those who may see the client's identity see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from punos.access.queries import require
from punos.clients.models import Client, CloseContact, Representative, Tie, TieToClient
from punos.clients.queries.naming import accounts_of, of_person
from punos.clients.rules import names as naming
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.sorting import finnish_sort_key
from punos.lawfulness.categories import Category


@dataclass(frozen=True, slots=True)
class TieRow:
    """A close person. ``other``: she is a client too, told only to those who may see both."""

    id: UUID
    kind: str
    name: str
    phone: str
    email: str
    same_household: bool
    account: UUID | None
    other: UUID | None
    contact_hidden: bool


@dataclass(frozen=True, slots=True)
class RepresentativeRow:
    """Who may act for her: in what, seeing what, until when; who checked it and how."""

    id: UUID
    kind: str
    name: str
    phone: str
    email: str
    account: UUID | None
    matters: tuple[str, ...]
    categories: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    checked_how: str
    checked_by: UUID
    checked_at: datetime
    ended_at: datetime | None

    def in_force(self, day: date) -> bool:
        """May she act on this day?"""
        return self.ended_at is None and self.valid_from <= day and (
            self.valid_until is None or day <= self.valid_until)


def ties_of(actor: Actor, client: UUID) -> list[TieRow]:
    """The client's close people, in Finnish order. ``Unseen`` without a grant on her identity.

    A phone number protected with her address is empty for those who may not see that (``contact_hidden``).
    """
    require(actor, client, Category.IDENTITY)
    rows = list(Tie.objects.filter(of_person(client), ended_at=None))
    reached = {c.tie_id: c for c in CloseContact.objects.filter(of_person(client), tie__isnull=False)}
    others = {t.tie_id: t.other_id for t in TieToClient.objects.filter(of_person(client))}
    protected = Client.objects.filter(of_person(client, "pk"), protected_until__isnull=False).exists()
    found = [TieRow(t.pk, t.kind, naming.letter_name(t.given_names, "", t.family_name), *_reach(reached.get(t.pk)),
                    t.same_household, t.account_id, others.get(t.pk),
                    protected and t.same_household and t.pk not in reached) for t in rows]
    return sorted(found, key=lambda row: finnish_sort_key(row.name))


def representatives_of(actor: Actor, client: UUID, *, ended: bool = False) -> list[RepresentativeRow]:
    """Who may act for her now (with ``ended`` also who could before). ``Unseen`` without a grant on her identity."""
    require(actor, client, Category.IDENTITY)
    rows = Representative.objects.filter(of_person(client)).order_by("ended_at", "valid_from", "id")
    if not ended:
        rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=clock.today()), ended_at=None)
    reached = {c.representative_id: c
               for c in CloseContact.objects.filter(of_person(client), representative__isnull=False)}
    return [RepresentativeRow(
        r.pk, r.kind, naming.letter_name(r.given_names, "", r.family_name), *_reach(reached.get(r.pk)), r.account_id,
        tuple(r.matters), tuple(r.categories), r.valid_from, r.valid_until, r.checked_how, r.checked_by, r.checked_at,
        r.ended_at) for r in rows]


def _reach(contact: Any) -> tuple[str, str]:
    return (contact.phone, contact.email) if contact else ("", "")


def close_accounts(client: UUID) -> frozenset[UUID]:
    """The accounts of her close people. Sees what row-level security lets the present actor or purpose see."""
    return _accounts(Tie.objects.filter(of_person(client), ended_at=None))


def acting_accounts(client: UUID) -> frozenset[UUID]:
    """Her own account and those of whoever may act for her today, seen in the same way."""
    day = clock.today()
    acting = Representative.objects.filter(of_person(client), Q(valid_until=None) | Q(valid_until__gte=day),
                                           ended_at=None)
    return _accounts(acting) | accounts_of(client)


def _accounts(rows: QuerySet[Any]) -> frozenset[UUID]:
    return frozenset(rows.filter(account__isnull=False).values_list("account", flat=True))

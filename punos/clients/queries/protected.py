"""The protected address: for those whose tasks directly need it (661/2009 36–37 §), and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, When

from punos.access.queries import require
from punos.clients.models import ProtectedAddress
from punos.clients.queries.naming import of_person
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category


@dataclass(frozen=True, slots=True)
class ProtectedRow:
    """What the order covers, and until when it is in force."""

    id: UUID
    valid_from: date
    valid_until: date
    phone: str
    email: str
    street: str
    postal_code: str
    city: str
    municipality: str


def protected_address(actor: Actor, client: UUID) -> ProtectedRow | None:
    """Her protected address, or None when no order is on record. ``Unseen`` without a grant on this category."""
    require(actor, client, Category.PROTECTED_ADDRESS)
    row = ProtectedAddress.objects.filter(of_person(client), ended_at=None).order_by(
        Case(When(client=client, then=0), default=1), "-valid_from").first()
    return ProtectedRow(row.pk, row.valid_from, row.valid_until, row.phone, row.email, row.street, row.postal_code,
                        row.city, row.municipality) if row else None

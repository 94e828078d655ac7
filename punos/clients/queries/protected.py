"""The protected address: for those whose tasks directly need it (661/2009 36–37 §), and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.access.queries import require
from punos.clients.models import ProtectedAddress
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
    row = ProtectedAddress.objects.filter(client=client, ended_at=None).first()
    return ProtectedRow(row.pk, row.valid_from, row.valid_until, row.phone, row.email, row.street, row.postal_code,
                        row.city, row.municipality) if row else None

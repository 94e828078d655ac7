"""Reading the journal: a client's own rows, and one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from punos.audit.models import Entry


@dataclass(frozen=True, slots=True)
class LogRow:
    """One thing done or seen, as ids and codes; words are made where it is shown."""

    id: int
    at: datetime
    account: UUID
    unit: UUID | None
    role: str
    action: str
    basis: str
    purpose: str
    details: dict[str, Any]
    about: UUID | None = None


def log_of(clients: Iterable[UUID], *, before: int | None = None, limit: int = 50, kinds: frozenset[str] | None = None,
           since: datetime | None = None) -> list[LogRow]:
    """What was done to or seen of this client, under every id that is hers, newest first. Row-level security
    leaves nothing for a stranger.

    ``before`` pages on (an entry's id); ``kinds`` keeps these actions only. 703/2023 11 §: not older than two years
    without a special reason, which ``since`` limits.
    """
    found = Entry.objects.filter(client__in=list(clients))
    if before:
        found = found.filter(id__lt=before)
    if kinds is not None:
        found = found.filter(action__in=kinds)
    if since:
        found = found.filter(at__gte=since)
    return _rows(found, limit)


def about_no_client(kinds: frozenset[str], *, before: int | None = None, limit: int = 50) -> list[LogRow]:
    """Rows of these actions that are about no client, newest first: how the program itself is kept. Row-level
    security leaves one's own, and for the data protection officer those of administration."""
    found = Entry.objects.filter(client=None, action__in=kinds)
    return _rows(found.filter(id__lt=before) if before else found, limit)


def _rows(found: QuerySet[Entry], limit: int) -> list[LogRow]:
    return [LogRow(e.pk, e.at, e.account, e.unit, e.role, e.action, e.basis, e.purpose, e.details, e.object_id)
            for e in found.order_by("-id")[:limit]]

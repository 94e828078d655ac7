"""What happened to a person's record. ``sharing`` listens: grants follow in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ClientCreated:
    """A person not known before was recorded."""

    client: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class ClientAccountLinked:
    """The client signs in with this account: her own data are hers to see."""

    client: UUID
    account: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class IdentityCodeChanged:
    """She has another code now; she stays the same person."""

    client: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class RepresentativeNamed:
    """Somebody may act for her. ``scope`` holds category codes, ``matters`` matter codes; ``until`` is the last day
    (a custodian's never reaches the 18th birthday)."""

    representative: UUID
    client: UUID
    account: UUID | None
    scope: frozenset[str]
    until: date | None
    matters: frozenset[str]
    by: Actor


@dataclass(frozen=True, slots=True)
class RepresentativeEnded:
    """Somebody may no longer act for her."""

    representative: UUID
    client: UUID
    account: UUID | None
    by: Actor


@dataclass(frozen=True, slots=True)
class ClientsMerged:
    """Two records are one person. Rows stay where they are; who sees the kept one may see the merged one too."""

    kept: UUID
    merged: UUID
    by: Actor
    merge: UUID


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """They were two people after all: what the merge opened closes."""

    kept: UUID
    merged: UUID
    by: Actor
    merge: UUID


@dataclass(frozen=True, slots=True)
class FactsChanged:
    """A fact that decisions stand on changed: ``what`` is capacity, birth_date, death, protection or
    protection_ended."""

    client: UUID
    what: str
    by: Actor

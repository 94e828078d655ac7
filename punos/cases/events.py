"""What happened to a case. Published inside the action; ``punos.config.wiring`` lists who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class CaseOpened:
    case: UUID
    client: UUID
    model: str
    holder: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class CaseHolderChanged:
    case: UUID
    client: UUID
    from_account: UUID | None
    to_account: UUID | None
    by: Actor


@dataclass(frozen=True, slots=True)
class CaseOffered:
    case: UUID
    handover: UUID
    client: UUID
    account: UUID | None
    unit: UUID | None
    by: Actor


@dataclass(frozen=True, slots=True)
class CaseOfferEnded:
    case: UUID
    handover: UUID
    client: UUID
    outcome: str
    by: Actor


@dataclass(frozen=True, slots=True)
class WorkerNamed:
    case: UUID
    client: UUID
    account: UUID
    role: str
    by: Actor


@dataclass(frozen=True, slots=True)
class WorkerEnded:
    """``closing``: with the case, not before it."""

    case: UUID
    client: UUID
    account: UUID
    role: str
    closing: bool
    by: Actor


@dataclass(frozen=True, slots=True)
class CaseClosed:
    case: UUID
    client: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class CaseReopened:
    case: UUID
    client: UUID
    holder: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class ClientReturned:
    """A client whose case was closed has turned to us again; ``account`` answered for her then."""

    notice: UUID
    case: UUID
    client: UUID
    contact: UUID
    account: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class CaseSubstituteNamed:
    """The one who answers is away; this colleague may do her things until then."""

    case: UUID
    client: UUID
    account: UUID
    until: date
    by: Actor


@dataclass(frozen=True, slots=True)
class CaseSubstituteEnded:
    """The one who answers is back, or another answers: the substitute's view ends."""

    case: UUID
    client: UUID
    account: UUID
    by: Actor

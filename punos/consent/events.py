"""What happened to an instrument. Published inside the action; ``punos.config.wiring`` lists who listens."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from punos.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class InstrumentGiven:
    """Given, changed or renewed: what stands on it is computed anew."""

    instrument: UUID
    kind: str
    client: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class InstrumentWithdrawn:
    instrument: UUID
    kind: str
    client: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class InstrumentRefused:
    instrument: UUID
    kind: str
    client: UUID
    by: Actor


@dataclass(frozen=True, slots=True)
class InstrumentAsked:
    instrument: UUID
    kind: str
    client: UUID
    by: Actor

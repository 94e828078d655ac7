"""What happened to those who work here. Whoever holds matters listens: a substitute stands in from that moment."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from punos.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class AbsenceChanged:
    """An absence of this person was recorded, ended or taken away."""

    account: UUID
    by: Actor

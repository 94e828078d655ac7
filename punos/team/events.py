"""What happened to a team."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from punos.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class MemberInvited:
    membership: UUID
    client: UUID
    account: UUID | None
    by: Actor


@dataclass(frozen=True, slots=True)
class MemberLeft:
    membership: UUID
    client: UUID
    account: UUID | None
    ending: str
    by: Actor


@dataclass(frozen=True, slots=True)
class TeamConvened:
    gathering: UUID
    client: UUID
    case: UUID
    by: Actor

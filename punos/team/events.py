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
    """Somebody is not in the team any more. ``person_name``: of one whose account colleagues do not see, or without."""

    membership: UUID
    client: UUID
    account: UUID | None
    person_name: str
    ending: str
    by: Actor


@dataclass(frozen=True, slots=True)
class TeamConvened:
    gathering: UUID
    client: UUID
    case: UUID
    by: Actor

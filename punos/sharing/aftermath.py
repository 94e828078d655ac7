"""What follows beyond who sees what when she takes her word back, or gives it again. Higher contexts say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from punos.consent.rules import Terms
from punos.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Parting:
    """One person: whether she leaves the team with it, and her open steps that then wait for somebody else."""

    name: str
    leaves: bool
    steps: tuple[str, ...]


TakenBack = Callable[[Actor, UUID, UUID], list[Parting]]
GivenAgain = Callable[[Actor, UUID, Terms], list[str]]
_taken_back: list[TakenBack] = []
_given_again: list[GivenAgain] = []


def register(taken_back: TakenBack, given_again: GivenAgain) -> None:
    """``taken_back(actor, client, instrument)``: who would part; ``given_again(actor, client, terms)``: the names of
    those who left with it and do not come back by themselves. Called from ``config.wiring``."""
    _taken_back[:], _given_again[:] = [taken_back], [given_again]


def taken_back(actor: Actor, client: UUID, instrument: UUID) -> list[Parting]:
    """Who leaves the team and which steps wait for a doer if she takes this back now."""
    return [one for ask in _taken_back for one in ask(actor, client, instrument)]


def given_again(actor: Actor, client: UUID, terms: Terms) -> list[str]:
    """Who left the team when this ended and must be invited again to come back."""
    return [name for ask in _given_again for name in ask(actor, client, terms)]

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits for a doer since its doer lost sight of the plan: who promised it, and where it is taken up."""

    step: str
    promised_by: str
    url: str


TakenBack = Callable[[Actor, UUID, UUID], list[Parting]]
GivenAgain = Callable[[Actor, UUID, Terms], list[str]]
StepsWaiting = Callable[[Actor, UUID], list[Waiting]]
_taken_back: list[TakenBack] = []
_given_again: list[GivenAgain] = []
_waiting: list[StepsWaiting] = []


def register(taken_back: TakenBack, given_again: GivenAgain, waiting: StepsWaiting) -> None:
    """``taken_back(actor, client, instrument)``: who would part; ``given_again(actor, client, terms)``: the names of
    those who left with it and do not come back by themselves; ``waiting(actor, client)``: the steps that nobody has
    promised since. Called from ``config.wiring``."""
    _taken_back[:], _given_again[:], _waiting[:] = [taken_back], [given_again], [waiting]


def taken_back(actor: Actor, client: UUID, instrument: UUID) -> list[Parting]:
    """Who leaves the team and which steps wait for a doer if she takes this back now."""
    return [one for ask in _taken_back for one in ask(actor, client, instrument)]


def given_again(actor: Actor, client: UUID, terms: Terms) -> list[str]:
    """Who left the team when this ended and must be invited again to come back."""
    return [name for ask in _given_again for name in ask(actor, client, terms)]


def waiting(actor: Actor, client: UUID) -> list[Waiting]:
    """The steps that still wait for a doer, as far as the actor may see the plan: what she gives again opens the plan
    to who promised them, and does not promise them anew."""
    return [one for ask in _waiting for one in ask(actor, client)]

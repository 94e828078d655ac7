"""What a member has promised and not done yet, before she goes. A higher context says it."""

from __future__ import annotations

from collections.abc import Callable

from punos.kernel.actor import Actor
from punos.team.models import Membership

Promised = Callable[[Actor, Membership], list[str]]
_promised: list[Promised] = []


def register(promised: Promised) -> None:
    """``promised(actor, membership)``: the texts of her open steps, as far as the actor may see the plan."""
    _promised[:] = [promised]


def promises_of(actor: Actor, member: Membership) -> list[str]:
    """The open steps that wait for another doer if this member goes."""
    return [step for ask in _promised for step in ask(actor, member)]

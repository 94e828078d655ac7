"""What is noticed about a client before a case is opened. A higher context says it; here it is only shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the model's rules see in her contacts and cases, as sentences. A suggestion, never a verdict.

    ``left_out``: what the rules look at and Punos does not know. ``version`` of the rules, approved by a manager on
    ``approved_on``; ``rules`` is its id.
    """

    suggests: bool
    score: int
    threshold: int
    reasons: tuple[str, ...]
    left_out: tuple[str, ...]
    version: str
    approved_on: date
    rules: UUID


Look = Callable[[Actor, UUID, str, str], Noticed | None]
_looks: list[Look] = []


def register(look: Look) -> None:
    """``look(actor, client, model, her_word)`` says what is noticed. Called from ``config.wiring``."""
    _looks[:] = [look]


def noticed(actor: Actor, client: UUID, model: str, her_word: str) -> Noticed | None:
    """What is noticed about her, from what this actor may see; None where no rules are
    approved, or nobody looks."""
    return _looks[0](actor, client, model, her_word) if _looks else None

"""What other contexts have under a record, told when two records are compared. Higher contexts say it, in
``config.wiring``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from punos.kernel.actor import Actor

Says = Callable[[Actor, UUID], tuple[Any, Any]]
_said: dict[str, Says] = {}


def register(name: str, says: Says) -> None:
    """``says(actor, client)`` is a label and what is under this one record, as far as the actor may see it."""
    _said[name] = says


def under(actor: Actor, client: UUID) -> list[tuple[str, str]]:
    """Everything said of this record, in the order in which it was registered."""
    return [(str(label), str(value)) for label, value in (says(actor, client) for says in _said.values())]

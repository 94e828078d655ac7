"""What is still open when a case is closed, and what waits when it is opened again. Higher contexts say it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from punos.cases.rules import OpenThing
from punos.kernel.actor import Actor

Check = Callable[[Actor, UUID, UUID], OpenThing]
Waits = Callable[[UUID], str]
_checks: dict[str, Check] = {}
_waits: list[Waits] = []


def register(name: str, check: Check) -> None:
    """``check(actor, client, case)`` says how much of one kind is still open. Called from ``config.wiring``."""
    _checks[name] = check


def register_return(waits: Waits) -> None:
    """``waits(client)`` is the address where what ended with the case is taken up again, or an empty text."""
    _waits[:] = [waits]


def after_reopening(client: UUID) -> str:
    """Where to look first when a case has been opened again; an empty text where nothing waits."""
    return next((address for waits in _waits if (address := waits(client))), "")


def still_open(actor: Actor, client: UUID, case: UUID) -> list[OpenThing]:
    """Everything that should be looked at before the case is closed; kinds with nothing to read are left out."""
    return [thing for check in _checks.values() if (thing := check(actor, client, case)).is_to_be_read]

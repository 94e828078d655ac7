"""What is still open when a case is closed. Higher contexts register a question; nothing is closed for anybody."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from punos.cases.rules import OpenThing

Check = Callable[[UUID, UUID], OpenThing]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """``check(client, case)`` says how much of one kind of thing is still open. Called from ``config.wiring``."""
    _checks[name] = check


def still_open(client: UUID, case: UUID) -> list[OpenThing]:
    """Everything that should be looked at before the case is closed; kinds with nothing open are left out."""
    return [thing for check in _checks.values() if (thing := check(client, case)).count]

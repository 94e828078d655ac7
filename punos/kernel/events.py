"""Something happened. The low context publishes; ``punos.config.wiring`` lists who listens.

Listeners run at once, inside the same transaction (effects on access must), or after commit (notices).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import transaction

E = TypeVar("E")
_within: dict[type, list[Callable[[Any], None]]] = defaultdict(list)
_afterwards: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def within(event_type: type[E], listener: Callable[[E], None]) -> None:
    """Call ``listener`` inside the publisher's transaction; if it fails, everything is rolled back."""
    if listener not in _within[event_type]:
        _within[event_type].append(listener)


def afterwards(event_type: type[E], listener: Callable[[E], None]) -> None:
    """Call ``listener`` when the transaction has been committed."""
    if listener not in _afterwards[event_type]:
        _afterwards[event_type].append(listener)


def publish(event: object) -> None:
    """Tell every listener of this event's type. Must be called inside a transaction."""
    for listener in tuple(_within[type(event)]):
        listener(event)
    for listener in tuple(_afterwards[type(event)]):
        transaction.on_commit(lambda listener=listener: listener(event))  # type: ignore[misc]


def listeners() -> Iterator[tuple[type, Callable[[Any], None], str]]:
    """All wiring, for the guard that compares it with what is published."""
    for table, when in ((_within, "within"), (_afterwards, "afterwards")):
        for event_type, found in table.items():
            for listener in found:
                yield event_type, listener, when


@contextmanager
def overheard(event_type: type[E]) -> Iterator[list[E]]:
    """Collect the events of a type while the block runs (tests)."""
    heard: list[E] = []
    _within[event_type].append(heard.append)
    try:
        yield heard
    finally:
        _within[event_type].remove(heard.append)

"""Writing the journal: one plain insert in the transaction of the thing it tells about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from punos.kernel import clock
from punos.kernel.actor import Actor

CODE = re.compile(r"^[a-z0-9_.:/-]{0,80}$")
IDENTITY_CODE = re.compile(r"\d{6}[-a-fu-y+]\d{3}[0-9a-y]")
_written: ContextVar[int] = ContextVar("journal_rows_written", default=0)
_about: ContextVar[frozenset[tuple[UUID, UUID]]] = ContextVar("journal_rows_about", default=frozenset())


def record(action: str, *, by: Actor, client: UUID | None = None, about: Any = None, basis: str = "",
           decision: UUID | None = None, purpose: str = "", **codes: Any) -> None:
    """Write one journal row now.

    ``action`` is ``context.verb`` (``consent.withdraw``); ``about`` a model instance or nothing; ``codes`` are
    codes, numbers, dates and ids that tell more. Free text is refused with ValueError: the journal outlives
    the data (design §4). Must run inside the transaction of the thing it tells about (RuntimeError otherwise).
    """
    from punos.audit.models import Entry  # here: the package is imported before Django's applications are ready

    if not connection.in_atomic_block:
        raise RuntimeError(f"{action}: a journal row belongs in the transaction of what it tells about")
    Entry.objects.create(
        at=clock.now(), account=by.account, unit=by.unit, role=",".join(sorted(by.roles))[:40],
        action=action, client=client, object_type=about._meta.label_lower if about is not None else "",
        object_id=about.pk if about is not None and isinstance(about.pk, UUID) else None,
        basis=basis, decision=decision, purpose=purpose or by.purpose,
        details={key: _code(key, value) for key, value in codes.items() if value is not None},
    )
    _written.set(_written.get() + 1)
    if client is not None:
        _about.set(_about.get() | {(by.account, client)})


def notes_written() -> int:
    """How many rows this thread of work has written: an action compares it before and after."""
    return _written.get()


@contextmanager
def noting() -> Iterator[None]:
    """Count anew, for one page, about whom rows are written."""
    kept = _about.set(frozenset())
    try:
        yield
    finally:
        _about.reset(kept)


@contextmanager
def forgotten_if_undone() -> Iterator[None]:
    """Rows of what is rolled back were not written."""
    before = _about.get()
    try:
        yield
    except BaseException:
        _about.set(before)
        raise


def clients_noted(by: Actor) -> set[UUID]:
    """About whom this actor has rows on this page by now."""
    return {client for account, client in _about.get() if account == by.account}


def _code(key: str, value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_code(key, item) for item in sorted(value, key=str)]
    if isinstance(value, str) and CODE.match(value) and not IDENTITY_CODE.search(value):
        return str(value)
    raise ValueError(f"journal detail {key!r} is not a code, number, date or id: free text has no place there")

"""Who the database takes us for. Row-level security reads these settings; they end with the transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar

from django.db import DatabaseError, connection, transaction

from punos.kernel.actor import NOBODY, Actor

_SET = ("SELECT set_config('app.account', %s, true), set_config('app.units', %s, true),"
        " set_config('app.purpose', %s, true)")
# The account the database surely takes us for, inside a block that has told or asked it.
_sure: ContextVar[str] = ContextVar("account_the_database_takes_us_for", default="")
_GET = ("SELECT coalesce(current_setting('app.account', true), '') AS account,"
        " coalesce(current_setting('app.units', true), '') AS units,"
        " coalesce(current_setting('app.purpose', true), '') AS purpose")
# What it was, and the new settings in the same round trip; NULL leaves one as it is.
_SWAP = (f"WITH was AS MATERIALIZED ({_GET}) SELECT was.account, was.units, was.purpose,"
         " set_config('app.account', coalesce(%s, nullif(was.account, ''), %s), true),"
         " set_config('app.units', coalesce(%s, was.units), true), set_config('app.purpose', %s, true) FROM was")


def become(actor: Actor | None) -> None:
    """Tell the database who acts until the end of this transaction. Nobody sees nothing."""
    if not connection.in_atomic_block:
        raise RuntimeError("the actor belongs to a transaction: open one first")
    if actor is None:
        _set("", "", "")
    else:
        _set(str(actor.account), _listed(actor), actor.purpose)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Run the block in a transaction as this actor; the actor before it comes back afterwards."""
    with _settings(account=str(actor.account), units=_listed(actor), purpose=actor.purpose):
        yield actor


@contextmanager
def seen_as(actor: Actor) -> Iterator[None]:
    """The same for an action: where the database takes us for this actor already, nothing is told, and units and
    purpose stay. The actions within an action do not ask again."""
    account = str(actor.account)
    if _sure.get() == account:
        yield
        return
    with nullcontext() if current_account() == account else acting_as(actor), _sure_of(account):
        yield


@contextmanager
def purpose_of(purpose: str) -> Iterator[None]:
    """Let the block read what this narrow purpose needs, beside what the actor may see.

    The purposes are a closed list (``punos.access.purposes``), each usable from one package only (a guard).
    """
    with _settings(purpose=purpose):
        yield


@contextmanager
def _settings(*, account: str | None = None, units: str | None = None, purpose: str) -> Iterator[None]:
    """Settings for the block; None leaves one as it is. Without a savepoint of its own inside a transaction: what
    is refused within leaves the settings as they were, and after a database error the rollback does so."""
    if not connection.in_atomic_block:
        with transaction.atomic(), _settings(account=account, units=units, purpose=purpose):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_SWAP, [account, str(NOBODY), units, purpose])
        before = cursor.fetchone()[:3]
    try:
        with _sure_of(account) if account else nullcontext():
            yield
    except BaseException:
        if not connection.needs_rollback and connection.connection is not None:
            with contextlib.suppress(DatabaseError):  # the transaction has failed: its rollback restores them
                _set(*before)
        raise
    _set(*before)


@contextmanager
def _sure_of(account: str) -> Iterator[None]:
    kept = _sure.set(account)
    try:
        yield
    finally:
        _sure.reset(kept)


def current_account() -> str:
    """The account the database takes us for, as text; empty when nobody."""
    with connection.cursor() as cursor:
        cursor.execute(_GET)
        account: str = cursor.fetchone()[0]
    return account


def _listed(actor: Actor) -> str:
    return "{" + ",".join(sorted(map(str, actor.units))) + "}"


def _set(account: str, units: str, purpose: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [account, units, purpose])

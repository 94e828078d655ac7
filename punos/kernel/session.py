"""Who the database takes us for. Row-level security reads these settings; they end with the transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from punos.kernel.actor import Actor

_SET = ("SELECT set_config('app.account', %s, true), set_config('app.units', %s, true),"
        " set_config('app.purpose', %s, true)")
_GET = ("SELECT coalesce(current_setting('app.account', true), ''), coalesce(current_setting('app.units', true), ''),"
        " coalesce(current_setting('app.purpose', true), '')")


def become(actor: Actor | None) -> None:
    """Tell the database who acts until the end of this transaction. Nobody sees nothing."""
    if not connection.in_atomic_block:
        raise RuntimeError("the actor belongs to a transaction: open one first")
    if actor is None:
        _set("", "", "")
    else:
        _set(str(actor.account), "{" + ",".join(sorted(map(str, actor.units))) + "}", actor.purpose)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Run the block in a transaction as this actor; the actor before it comes back afterwards."""
    with transaction.atomic():
        before = _get()
        become(actor)
        yield actor
        _set(*before)


@contextmanager
def purpose_of(purpose: str) -> Iterator[None]:
    """Let the block read what this narrow purpose needs, beside what the actor may see.

    The purposes are a closed list (``punos.access.purposes``), each usable from one package only (a guard).
    """
    with transaction.atomic():
        account, units, before = _get()
        _set(account or str(Actor.system(purpose).account), units, purpose)
        yield
        _set(account, units, before)


def current_account() -> str:
    """The account the database takes us for, as text; empty when nobody."""
    return _get()[0]


def _set(account: str, units: str, purpose: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SET, [account, units, purpose])


def _get() -> tuple[str, str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_GET)
        account, units, purpose = cursor.fetchone()
    return account, units, purpose

"""Removing the record of a person to whom nothing came: written down, and nobody went on to her contact."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, connection, transaction

from punos import audit
from punos.access.action import action
from punos.clients.queries.unmet import last_told_before
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen


@action
def forget(*, client: UUID, by: Actor) -> bool:
    """Remove the record of a person to whom nothing came in time, with her code. True when it is gone.

    The database says whether anything refers to her: every foreign key to her is asked at once. It stays, and nothing
    is told, where something does, or where somebody told of her again in this very moment (GDPR 5(1)(c), (e): data
    that serve nothing are not kept). For the worker at night; ``Unseen`` for every person.
    """
    if not by.is_system:
        raise Unseen
    gone = _removed(client)
    audit.record("clients.forget", by=by, client=client if gone else None, gone=gone)
    return gone


def _removed(client: UUID) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM clients_identitycode WHERE client_id = %s", [client])
            # Waits for whoever is recording something about her now, and then finds that she was told of again.
            cursor.execute("DELETE FROM clients_client WHERE id = %s AND coalesce(told_at, created_at) < %s",
                           [client, last_told_before()])
            if not cursor.rowcount:
                raise _ToldAgain
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (_ToldAgain, IntegrityError):
        return False
    return True


class _ToldAgain(Exception):
    """Takes the savepoint back."""

"""What is decided once for a whole person, under however many records: one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from punos.access.purposes import Purpose
from punos.clients.queries.naming import same_person
from punos.kernel import session
from punos.kernel.errors import Refused

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('person:' || %s, 0))"


def person_locked(*records: UUID) -> frozenset[UUID]:
    """Every id under which the rows of these people stand, locked until the transaction ends: nobody merges them, and
    nobody else decides what a person may have but once, in the meantime.

    Always in the order of the ids, so that two never wait for each other. Refused (``taken``) when the records were
    merged while this one waited: what she has seen of them is not how they are. Ids only: nothing is told of her.
    """
    with session.purpose_of(Purpose.RECOGNITION):
        found = _of(records)
        with connection.cursor() as cursor:
            for record in sorted(found):
                cursor.execute(_LOCK, [str(record)])
        if _of(records) != found:
            raise Refused(_("Merkinnät yhdistettiin juuri. Avaa sivu uudelleen."), code="taken")
    return found


def every_record(client: UUID) -> frozenset[UUID]:
    """Every id under which this person's rows stand, whoever asks: for work that is done under a purpose of its own and
    tells nobody of her."""
    with session.purpose_of(Purpose.RECOGNITION):
        return same_person(client)


def _of(records: Iterable[UUID]) -> frozenset[UUID]:
    return frozenset().union(*(same_person(record) for record in records))

"""Whom the load generator signs in as: workers of groups spread over the whole county, and their clients."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

import psycopg

from punos.config import embedded
from tests.load.web_parts.databases import administrator
from tests.load.web_parts.sending import Person

CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Chosen:
    """Those who open pages, and others who record contacts: what these write would lengthen the others' lists."""

    readers: list[Person]
    writers: list[Person]


def choose(info: embedded.ConnectionInfo, name: str, groups: int) -> Chosen:
    """The first county's worker with most clients, in groups spread evenly; readers and writers in different ones."""
    with administrator(info, name) as db:
        row = db.execute(b"SELECT account_id::text FROM grow_src_access_grant g JOIN grow_src_accounts_account a"
                         b" ON a.id = g.account_id WHERE g.category = 'coordination' AND g.closed_at IS NULL"
                         b" GROUP BY 1 ORDER BY count(DISTINCT g.client_id) DESC, 1 LIMIT 1").fetchone()
        first = str(row[0]) if row else ""
        places = [round(1 + (groups - 2) * number / (2 * CONNECTIONS - 1)) for number in range(2 * CONNECTIONS)]
        people = [_person(db, copy_of(first, place)) for place in places]
    return Chosen(people[0::2], people[1::2])


def copy_of(account: str, group: int) -> UUID:
    """The id of this account's copy in a group (``grow_id`` in SQL)."""
    return UUID(hashlib.md5(f"{account}:{group}".encode(), usedforsecurity=False).hexdigest())


def _person(db: psycopg.Connection[tuple[object, ...]], account: UUID) -> Person:
    row = db.execute(b"SELECT login FROM accounts_account WHERE id = %s", [account]).fetchone()
    clients = db.execute(b"SELECT DISTINCT client_id FROM access_grant WHERE account_id = %s AND closed_at IS NULL"
                         b" AND category = 'coordination' ORDER BY 1", [account]).fetchall()
    if row is None or not clients:
        raise LookupError(f"the county has no account {account} with clients")
    return Person(str(row[0]), tuple(UUID(str(client)) for (client,) in clients))

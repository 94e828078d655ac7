"""Is the grown county whole? Nothing points nowhere, and a copied professional sees her own clients, nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from tests.load.web_parts.catalogue import Table

Connection = psycopg.Connection[tuple[object, ...]]


class NotWhole(Exception):
    """The grown county is not a county: the text says what is wrong with it."""


def check_whole(db: Connection, tables: dict[str, Table], groups: int, say: Callable[[str], None]) -> None:
    """Raise :class:`NotWhole` unless every foreign key holds and sampled professionals see exactly their own."""
    checked = 0
    for table in tables.values():
        for column, (target, target_column) in table.points_at.items():
            lost = db.execute(f'SELECT count(*) FROM {table.name} s WHERE s."{column}" IS NOT NULL AND NOT EXISTS'
                              f' (SELECT 1 FROM {target} t WHERE t."{target_column}" = s."{column}")'
                              .encode()).fetchone()
            if lost and lost[0]:
                raise NotWhole(f"{table.name}.{column}: {lost[0]} rows point at nothing in {target}")
            checked += 1
    say(f"every one of {checked} foreign keys holds")
    seen = 0
    accounts = db.execute(b"SELECT DISTINCT account_id FROM grow_src_access_grant WHERE account_id IS NOT NULL"
                          b" ORDER BY 1 LIMIT 3").fetchall()
    for (account,) in accounts:
        own = _clients_seen(db, account, 0)
        for n in sorted({1, groups // 2, groups - 1} - {0}):
            if _clients_seen(db, account, n) != own:
                raise NotWhole(f"copy {n} of account {account} does not see exactly the copies of her clients")
            seen += 1
        if not own:
            raise NotWhole(f"account {account} holds grants and sees nobody")
    say(f"{seen} copied professionals see exactly the copies of the clients that the first ones see")


def _clients_seen(db: Connection, account: object, n: int) -> set[str]:
    """What the web role shows this copy of a professional, as ids of the first county; others stay as they are."""
    with db.transaction():
        db.execute(b"SET LOCAL ROLE punos_web")
        db.execute(b"SELECT set_config('app.account', md5_or_same, true), set_config('app.units', '{}', true),"
                   b" set_config('app.purpose', '', true) FROM (SELECT CASE WHEN %(n)s = 0 THEN %(id)s ELSE"
                   b" md5(%(id)s || ':' || %(n)s::text)::uuid::text END AS md5_or_same) v",
                   {"id": str(account), "n": n})
        found = {str(row[0]) for row in db.execute(b"SELECT id FROM clients_client").fetchall()}
    rows = db.execute(b"SELECT id::text, CASE WHEN %(n)s = 0 THEN id ELSE grow_id(id, %(n)s) END::text"
                      b" FROM grow_src_clients_client", {"n": n}).fetchall()
    first_of = {str(copy): str(first) for first, copy in rows}
    return {first_of.get(client, client) for client in found}

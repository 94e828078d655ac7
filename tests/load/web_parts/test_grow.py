"""The grower itself: what it makes is a county, and it notices when it is not."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import connections

from punos.config import embedded
from tests.load.grow import copied, grow
from tests.load.web_parts.catalogue import read_tables
from tests.load.web_parts.checking import NotWhole, check_whole
from tests.load.web_parts.small_county import fill


def quiet(text: str) -> None:
    """Says nothing."""


@pytest.fixture
def county(own_database: str, _server: embedded.ConnectionInfo) -> str:
    """Two people with everything around them; the address of their database for a superuser."""
    fill(people=2)
    for alias in connections:
        connections[alias].close()
    return _server.conninfo("postgres", own_database)


@pytest.mark.slow
def test_a_grown_county_is_whole_and_a_lost_or_a_stray_grant_is_noticed(county: str) -> None:
    grown = grow(county, 4)
    assert {grown.rows[table] for table in ("clients_client", "cases_case", "plan_plan")} == {8}
    assert {"access_grant", "intake_holding", "team_membership", "audit_entry"} <= grown.rows.keys()
    assert "accounts_organisation" not in grown.rows and "directory_offering" not in grown.rows
    with psycopg.connect(county, autocommit=True) as db:
        tables = copied(read_tables(db))
        db.execute("SET session_replication_role = replica")
        spoil: Callable[[str], object] = lambda sql: db.execute(sql.encode())  # noqa: E731
        for spoiled, mended in (
                ("UPDATE access_grant SET category = 'other_sector' WHERE category = 'identity' AND client_id IN"
                 " (SELECT grow_id(id, 3) FROM grow_src_clients_client)",
                 "UPDATE access_grant SET category = 'identity' WHERE category = 'other_sector'"),
                ("UPDATE access_grant SET client_id = grow_id(client_id, 1) WHERE client_id IN"
                 " (SELECT id FROM grow_src_clients_client)", "")):
            spoil(spoiled)
            with pytest.raises(NotWhole):
                check_whole(db, tables, 4, quiet)
            if mended:
                spoil(mended)
                check_whole(db, tables, 4, quiet)

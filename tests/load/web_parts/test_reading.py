"""A page reads what concerns its reader, however large the county: counted in the plan of each statement it asks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from punos.access import action
from punos.config import embedded
from tests.load.grow import grow
from tests.load.web_parts.small_county import PASSWORD, fill

MOST = 90  # rows of a table that one statement may read; lists of people and units to choose from hold sixty
GROUPS = 100  # of four people: the tables of contacts, cases and grants have at least twice as many rows
# Sorted by a Finnish name before the first sixty are taken: a county has few units beside its people.
EVERY_ROW = {"accounts_unit"}


def scans(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Each table that a plan reads, and how many of its rows: those it gave and those it looked at for nothing."""
    if table := plan.get("Relation Name"):
        read = sum(plan.get(key, 0) for key in ("Actual Rows", "Rows Removed by Filter",
                                                 "Rows Removed by Index Recheck"))
        yield str(table), round(read * plan["Actual Loops"])
    for part in plan.get("Plans", ()):
        yield from scans(part)


class Explained:
    """Has each question of a page explained as it is asked, by whoever asks it; keeps what read too much."""

    def __init__(self) -> None:
        self.too_much: list[str] = []
        self._busy = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip("(").startswith(("SELECT", "WITH")) and " set_config(" not in sql and not self._busy:
            self._busy = True
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", params)
                found = cursor.fetchone()[0]
            self._busy = False
            plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
            self.too_much += [f"{rows} rows of {table}: {sql[:1000]}" for table, rows in scans(plan)
                              if rows > MOST and table not in EVERY_ROW]
        return execute(sql, params, many, context)


@pytest.fixture
def large_county(own_database: str, _server: embedded.ConnectionInfo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four people with everything around them, a hundred times."""
    monkeypatch.setattr(action, "watch", None)  # the proof of an action reads every table
    fill(people=4)
    for alias in connections:
        connections[alias].close()
    rows = grow(_server.conninfo("postgres", own_database), GROUPS).rows
    assert min(rows[table] for table in ("access_grant", "cases_holding", "clients_client", "plan_plan",
                                         "team_membership")) > 2 * MOST


def links(browser: Client, path: str) -> set[str]:
    return set(re.findall(r'href="(/(?:work|lead)/[^"#?]*)"', browser.get(path).content.decode()))


def around(browser: Client, first: str) -> list[str]:
    """The first page, what it leads to, and all that is one step from one client's page."""
    pages = {first, *links(browser, first)}
    clients = sorted(path for page in pages for path in links(browser, page)
                     if re.fullmatch(r"/work/clients/[0-9a-f-]{36}/", path))
    return sorted({*pages, *clients[:1], *(links(browser, clients[0]) if clients else ())})


@pytest.mark.slow
def test_pages_read_what_concerns_their_reader_however_large_the_county(large_county: None) -> None:
    """Without sequential scans: what no index serves is read whole, and shows however small the table is."""
    for name, first in (("aino", "/work/"), ("pekka", "/work/"), ("niko", "/work/"), ("mari", "/lead/")):
        browser = Client()
        browser.post("/sign-in/", {"login": f"{name}@lounatuuli.example", "password": PASSWORD})
        pages = around(browser, first)
        assert len(pages) >= 3
        for path in pages:
            explained = Explained()
            with connection.cursor() as cursor:
                cursor.execute("SET enable_seqscan = off")
            with connection.execute_wrapper(explained):
                assert browser.get(path).status_code == 200, path
            assert explained.too_much == [], f"{name}: {path}"

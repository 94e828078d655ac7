"""Two records are found to be one person while somebody opens work with her: committed for real, on two connections.

Each deed in turn is stopped between what it asked and what it keeps; the other is done meanwhile, as far as it gets.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from punos.cases import actions as cases
from punos.cases.actions import opening
from punos.cases.models import Case
from punos.clients import actions as clients
from punos.config import embedded
from punos.consent import actions as consent
from punos.consent.rules import Kind, Terms, Word
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.sharing import actions as sharing
from punos.sharing.tests.conftest import contact_for
from tests.cast import Cast, gather

MEANWHILE = 2.0  # seconds: longer than the other takes when nothing stops her

WORK = ("SELECT model FROM cases_case c JOIN clients_client p ON p.id = c.client_id WHERE c.closed_at IS NULL "
        "GROUP BY coalesce(p.merged_into_id, p.id), model HAVING count(*) > 1")
OWN = ("SELECT 1 FROM cases_worker w JOIN clients_client p ON p.id = w.client_id WHERE w.ends IS NULL "
       "AND w.role = 'own_worker' GROUP BY coalesce(p.merged_into_id, p.id) HAVING count(*) > 1")
ONE_SIDED = ("SELECT account_id, unit_id, category, origin FROM access_grant WHERE closed_at IS NULL "
             "GROUP BY account_id, unit_id, category, origin HAVING count(DISTINCT client_id) <> 2")
MERGED = "SELECT 1 FROM clients_client WHERE merged_into_id IS NOT NULL"


class Beside:
    """Somebody else on a connection of her own, who begins when she is let and is heard when she is through."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self.let, self.through, self.errors = Event(), Event(), list[BaseException]()
        self.thread = Thread(target=self._run, args=[deed])
        self.thread.start()

    def _run(self, deed: Callable[[], object]) -> None:
        try:
            self.let.wait(timeout=30)
            deed()
        except Refused:
            pass
        except BaseException as error:
            self.errors.append(error)
        finally:
            connection.close()
            self.through.set()

    def gets_as_far_as_she_can(self) -> None:
        """She begins now; we go on when she is through, or has to wait for us."""
        self.let.set()
        self.through.wait(timeout=MEANWHILE)

    def ends(self) -> None:
        self.let.set()
        self.thread.join(timeout=30)
        assert self.errors == []


def begin(client: UUID, by: Actor, model: str = "case_manager") -> UUID:
    return cases.open_case(client=client, model=model, why="Moni auttaa.", next_date=clock.today() + timedelta(7),
                           her_word="wants", by=by).pk


def two_records(cast: Cast) -> tuple[UUID, UUID]:
    """Maija twice; Aino knows both."""
    one, two = (clients.recognise(given_names=name, family_name="Meri", by=cast.aino) for name in ("Maija", "Maja"))
    contact_for(one, cast.aino)
    contact_for(two, cast.aino)
    return one, two


def merge(one: UUID, two: UUID, by: Actor) -> None:
    clients.merge(kept=one, merged=two, reason="Sama puhelinnumero.", by=by)


def refused(deed: Callable[[], Any]) -> bool:
    try:
        deed()
    except Refused:
        return True
    return False


@pytest.fixture
def found(own_database: str, _server: embedded.ConnectionInfo) -> Callable[[str], list[Any]]:
    """What an eye that sees every committed row finds."""
    def ask(question: str) -> list[Any]:
        with psycopg.connect(_server.conninfo("postgres", own_database)) as eye:
            return eye.execute(question.encode()).fetchall()
    return ask


def test_work_is_not_opened_twice_while_her_records_become_one(
        found: Callable[[str], list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """She is asked for open work, and before the new one is kept her records are merged."""
    cast = gather()
    one, two = two_records(cast)
    begin(one, cast.aino)
    merging = Beside(partial(merge, one, two, cast.aino))
    keep = opening._store_once

    def keep_a_little_later(case: Case) -> None:
        merging.gets_as_far_as_she_can()
        keep(case)

    monkeypatch.setattr(opening, "_store_once", keep_a_little_later)
    refused(partial(begin, two, cast.aino))
    merging.ends()
    assert not (found(WORK) and found(MERGED)), "one person has the same work twice"


def test_records_do_not_become_one_while_work_is_opened_twice(found: Callable[[str], list[Any]]) -> None:
    """Her records are merged, and before that is committed somebody opens work on the other of them."""
    cast = gather()
    one, two = two_records(cast)
    begin(one, cast.aino)
    second = Beside(partial(begin, two, cast.aino))
    with transaction.atomic():
        merge(one, two, cast.aino)
        second.gets_as_far_as_she_can()
    second.ends()
    assert found(MERGED) and not found(WORK)


def test_closed_work_is_not_opened_again_beside_the_other_while_her_records_become_one(
        found: Callable[[str], list[Any]]) -> None:
    cast = gather()
    one, two = two_records(cast)
    begin(one, cast.aino)
    ended = begin(two, cast.aino)
    cases.close(case=ended, reason="client_wished", note="Riittää.", acknowledged=True, by=cast.aino)
    again = Beside(partial(cases.reopen, case=ended, note="Palasi.", next_date=clock.today(), by=cast.aino))
    with transaction.atomic():
        merge(one, two, cast.aino)
        again.gets_as_far_as_she_can()
    again.ends()
    assert found(MERGED) and not found(WORK)


def test_one_person_has_one_own_worker_also_when_her_records_become_one_meanwhile(
        found: Callable[[str], list[Any]]) -> None:
    cast = gather()
    one, two = two_records(cast)
    first, moty = begin(one, cast.aino), begin(two, cast.aino, "moty")
    cases.name_worker(case=first, account=cast.aino.account, role="own_worker", by=cast.aino)
    second = Beside(partial(cases.name_worker, case=moty, account=cast.outi.account, role="own_worker", by=cast.aino))
    with transaction.atomic():
        merge(one, two, cast.aino)
        second.gets_as_far_as_she_can()
    second.ends()
    assert found(MERGED) and not found(OWN)


def test_what_she_withdraws_while_her_records_become_one_closes_on_both(found: Callable[[str], list[Any]]) -> None:
    """She withdraws under one record while the other is joined to it, with all who see her."""
    cast = gather()
    one, two = two_records(cast)
    clients.link_account(client=one, account=cast.maija.account, by=cast.aino)
    begin(one, cast.aino)
    needed = frozenset({Category.IDENTITY, Category.COORDINATION, Category.SOCIAL})
    given = consent.give(client=one, word=Word(), by=cast.maija, terms=Terms(
        Kind.PERMIT, accounts=frozenset({cast.niko.account}), categories=needed))
    sharing.open_for_member(client=one, account=cast.niko.account, categories=needed, relation_id=uuid4(), by=cast.aino)
    nikos = ("SELECT 1 FROM access_grant WHERE closed_at IS NULL AND category = 'social' "
             f"AND account_id = '{cast.niko.account}'")
    assert found(nikos)
    saying = Beside(partial(consent.withdraw, instrument=given.pk, word=Word(), by=cast.maija))
    with transaction.atomic():
        merge(one, two, cast.aino)
        saying.gets_as_far_as_she_can()
    saying.ends()
    assert found(MERGED) and not found(nikos) and not found(ONE_SIDED)


def test_a_contact_written_down_while_her_records_become_one_is_seen_from_both(
        found: Callable[[str], list[Any]]) -> None:
    cast = gather()
    one, two = two_records(cast)
    writing = Beside(partial(contact_for, two, cast.pekka))
    with transaction.atomic():
        merge(one, two, cast.aino)
        writing.gets_as_far_as_she_can()
    writing.ends()
    assert found(MERGED) and not found(ONE_SIDED)

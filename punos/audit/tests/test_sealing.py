"""The journal is append-only, and any change to sealed rows is found and its block named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from punos import audit
from punos.audit import sealing
from punos.kernel import session
from punos.kernel.actor import Actor
from tests.cast import gather


def write(actor: Actor, rows: int) -> None:
    with session.acting_as(actor):
        for number in range(rows):
            audit.record("clients.read_page", by=actor, number=number)


def seal_as_worker() -> None:
    """As the worker process does: its database role, its one purpose."""
    connections["default"].close()
    was = connections["default"].settings_dict["USER"]
    connections["default"].settings_dict["USER"] = "punos_worker"
    try:
        with session.purpose_of("sealing"):
            while sealing.seal():
                pass
    finally:
        connections["default"].close()
        connections["default"].settings_dict["USER"] = was


def faults() -> list[tuple[int, str]]:
    with session.purpose_of("sealing"):
        return [(fault.block, fault.what) for fault in sealing.verify()]


@pytest.fixture
def sealed(own_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Actor:
    """Three blocks of five rows each."""
    monkeypatch.setattr(settings, "PUNOS_AUDIT_HEADS", str(tmp_path / "heads.log"))
    actor = gather().aino
    seal_as_worker()
    for _ in range(2):
        write(actor, 5)
        seal_as_worker()
    return actor


def as_intruder(sql: str) -> None:
    """Somebody with the owner's rights who switches the triggers and policies off."""
    owner: BaseDatabaseWrapper = connections["owner"]
    with owner.cursor() as cursor:
        for table in ("audit_entry", "audit_block"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(sql)
        for table in ("audit_entry", "audit_block"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def test_a_whole_journal_has_no_faults(sealed: Actor) -> None:
    assert faults() == []


@pytest.mark.parametrize(("crime", "block", "words"), [
    ("UPDATE audit_entry SET action = 'nothing.happened' WHERE id = (SELECT min(id) FROM audit_entry "
     "WHERE block = 2)", 2, "changed"),
    ("UPDATE audit_entry SET at = at + interval '1 second' WHERE id = (SELECT max(id) FROM audit_entry "
     "WHERE block = 3)", 3, "changed"),
    ("DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry WHERE block = 2)", 2, "removed"),
    ("INSERT INTO audit_entry (at, account, role, action, object_type, basis, purpose, details, block) "
     "SELECT at, account, role, action, object_type, basis, purpose, details, block FROM audit_entry "
     "WHERE block = 3 LIMIT 1", 3, "inserted"),
    ("UPDATE audit_block SET rows_hash = repeat('0', 64) WHERE number = 2", 2, "changed"),
    ("DELETE FROM audit_block WHERE number = 3; DELETE FROM audit_entry WHERE block = 3", 3, "no longer"),
    ("DELETE FROM audit_block WHERE number = 3", 3, "no longer"),
])
def test_tampering_is_found_and_its_block_named(sealed: Actor, crime: str, block: int, words: str) -> None:
    as_intruder(crime)
    found = faults()
    assert found, "nothing was noticed"
    assert found[0][0] == block
    assert words in found[0][1]


@pytest.mark.parametrize("statement", [
    "UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry",
    "DELETE FROM audit_block", "UPDATE audit_block SET rows = 0",
])
@pytest.mark.parametrize("alias", ["default", "worker", "owner"])
def test_no_role_can_rewrite_the_journal(sealed: Actor, statement: str, alias: str) -> None:
    before = rows_in_all()
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute("SELECT set_config('app.purpose', 'sealing', true)")
            cursor.execute(statement)
    except DatabaseError:
        pass
    assert rows_in_all() == before
    assert faults() == []


def rows_in_all() -> int:
    with connections["backup"].cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE action = 'x') FROM audit_entry")
        rows, spoilt = cursor.fetchone()
    assert spoilt == 0
    return rows


def test_a_row_of_an_open_transaction_comes_into_a_later_block(sealed: Actor) -> None:
    place = connections["default"].settings_dict
    late = psycopg.connect(host=place["HOST"], port=place["PORT"], user=place["USER"], dbname=place["NAME"])
    with late.cursor() as cursor:
        cursor.execute("SELECT set_config('app.account', %s, true)", [str(sealed.account)])
        cursor.execute("INSERT INTO audit_entry (at, account, role, action, object_type, basis, purpose, details) "
                       "VALUES (now(), %s, '', 'late.row', '', '', '', '{}')", [str(sealed.account)])
    write(sealed, 3)
    seal_as_worker()
    late.commit()
    late.close()
    seal_as_worker()
    with connections["backup"].cursor() as cursor:
        cursor.execute("SELECT block, count(*) FROM audit_entry GROUP BY block ORDER BY block")
        blocks = dict(cursor.fetchall())
    assert blocks[4] == 3 and blocks[5] == 1
    assert faults() == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["Maija soitti", "Maija", "150341-9260", "ä", "a" * 200, "<b>", {"a": 1}, 1.5])
def test_free_text_has_no_place_in_the_journal(cast: object, text: object) -> None:
    with session.acting_as(Actor.system("sign_in")) as actor, pytest.raises(ValueError, match="not a code"):
        audit.record("x.y", by=actor, detail=text)


def test_a_journal_row_outside_a_transaction_is_refused(own_database: str) -> None:
    record: Callable[..., None] = audit.record
    with pytest.raises(RuntimeError, match="belongs in the transaction"):
        record("x.y", by=Actor.system("sign_in"))

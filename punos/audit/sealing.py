"""Sealing the journal in chained blocks, and finding any row changed, removed or inserted afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from punos.audit.models import Block
from punos.kernel import clock

BLOCK_ROWS = 10_000
GENESIS = "0" * 64
_HASH = "encode(sha256(convert_to(string_agg(audit_row_text(e), E'\\n' ORDER BY e.id), 'UTF8')), 'hex')"


@dataclass(frozen=True, slots=True)
class Fault:
    """A block that does not hold what was sealed, and what is wrong with it."""

    block: int
    what: str


def seal() -> Block | None:
    """Seal the committed rows that no block holds yet (at most 10,000); None if there are none.

    Rows of transactions still open are not seen and come into a later block: nothing is skipped.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7204911)")
        cursor.execute("SELECT id FROM audit_entry WHERE block IS NULL ORDER BY id LIMIT %s", [BLOCK_ROWS])
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return None
        last = Block.objects.order_by("-number").first()
        number = last.number + 1 if last else 1
        cursor.execute("UPDATE audit_entry SET block = %s WHERE id = ANY(%s) AND block IS NULL", [number, ids])
        cursor.execute(f"SELECT {_HASH} FROM audit_entry e WHERE e.block = %s", [number])
        block = Block(number=number, rows=len(ids), first_entry=ids[0], last_entry=ids[-1],
                      rows_hash=cursor.fetchone()[0], previous_hash=last.hash if last else GENESIS,
                      sealed_at=clock.now())
        block.hash = _chain(block)
        block.save(force_insert=True)
        transaction.on_commit(lambda: _write_head(block))
    return block


def verify() -> Iterator[Fault]:
    """Every sealed block that does not hold what was sealed, oldest first; nothing when all is whole."""
    previous, seen = GENESIS, 0
    heads = _read_heads()
    for block in Block.objects.order_by("number").iterator():
        seen = block.number
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*), {_HASH} FROM audit_entry e WHERE e.block = %s", [block.number])
            rows, rows_hash = cursor.fetchone()
        if rows < block.rows:
            yield Fault(block.number, f"{block.rows - rows} row(s) removed")
        elif rows > block.rows:
            yield Fault(block.number, f"{rows - block.rows} row(s) inserted")
        elif rows_hash != block.rows_hash:
            yield Fault(block.number, "a row has been changed")
        if block.previous_hash != previous or _chain(block) != block.hash:
            yield Fault(block.number, "the chain is broken here")
        if block.number in heads and heads[block.number] != block.hash:
            yield Fault(block.number, "differs from the head kept outside the database")
        previous = block.hash
    for number in sorted(heads):
        if number > seen:
            yield Fault(number, "sealed earlier, and no longer in the database")
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT block FROM audit_entry e WHERE block IS NOT NULL AND NOT EXISTS "
                       "(SELECT 1 FROM audit_block b WHERE b.number = e.block) ORDER BY 1")
        for (number,) in cursor.fetchall():
            yield Fault(number, "rows of a block that does not exist")


def _chain(block: Block) -> str:
    parts = [block.number, block.rows, block.first_entry, block.last_entry, block.rows_hash, block.previous_hash]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def heads_file() -> Path:
    """Where the heads are kept outside the database: one line a block, to be copied to another place."""
    return Path(settings.PUNOS_AUDIT_HEADS)


def _write_head(block: Block) -> None:
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{block.number} {block.hash} {block.rows} {block.sealed_at.isoformat()}\n")


def _read_heads() -> dict[int, str]:
    path = heads_file()
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text().splitlines() if line.strip())
    return {int(parts[0]): parts[1] for parts in lines}

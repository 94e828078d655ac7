"""Every action, the first time any test calls it, is tried once with a journal that cannot be written.

The failure must come out of the action, and nothing of what it did may remain. Then it runs as the test meant.
"""

from __future__ import annotations

import importlib
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from django.db import connection, transaction

import punos
from punos.access import action
from punos.audit.models import Entry


class JournalBroken(Exception):
    """The journal cannot be written."""


@contextmanager
def watching(folder: Path) -> Iterator[None]:
    """Prove each action once while the block runs; each proof leaves a file in ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    done: set[str] = set()
    inside = False

    def prove(name: str, perform: Callable[[], Any]) -> Any:
        nonlocal inside
        if inside or name in done or not connection.in_atomic_block:
            return perform()
        inside = True
        try:
            if _fails_whole(name, perform):
                done.add(name)
                (folder / name).touch()
        finally:
            inside = False
        return perform()

    action.watch = prove
    try:
        yield
    finally:
        action.watch = None


def _fails_whole(name: str, perform: Callable[[], Any]) -> bool:
    """Whether the action reached its journal row; AssertionError when something of it remained."""
    before = _visible()
    broken = mock.patch.object(Entry.objects, "create", side_effect=JournalBroken(name))
    try:
        with transaction.atomic(), broken:
            perform()
    except JournalBroken:
        assert _visible() == before, f"{name} left something behind although its journal row failed"
        return True
    except Exception:  # it was refused before it came to its journal row: the test will see that itself
        return False
    raise AssertionError(f"{name} went through although its journal row could not be written")


def _visible() -> list[Any]:
    """Rows and contents of every table, as far as the present actor sees."""
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table != "django_session"]
        cursor.execute(" UNION ALL ".join(
            f"SELECT '{table}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0) FROM {table} t"
            for table in tables))
        return sorted(cursor.fetchall())


def forget(folder: Path) -> None:
    """Begin a run without proofs."""
    shutil.rmtree(folder, ignore_errors=True)


def unproven(folder: Path) -> list[str]:
    """The actions of the program that no test has proven in this run."""
    for module in pkgutil.walk_packages(punos.__path__, "punos."):
        if ".actions" in module.name and ".tests" not in module.name:
            importlib.import_module(module.name)
    return sorted(name for name in action.REGISTRY
                  if not (folder / name).exists() and ".tests." not in name)

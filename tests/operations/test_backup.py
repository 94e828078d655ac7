"""A backup brings back everything, the journal's proof included; a bad one changes nothing."""

import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.operations.instance import Instance
from tests.operations.test_start_and_stop import remember, remembered, sealed_within, write_in_journal

pytestmark = pytest.mark.slow
Make = Callable[..., Instance]

RIGHTS = """
    SELECT relname, relowner::regrole::text, relrowsecurity, relforcerowsecurity, relacl::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v') ORDER BY 1
"""
POLICIES = """
    SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2
"""
TRIGGERS = """
    SELECT tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    ORDER BY tgrelid::regclass::text, 1
"""
FUNCTIONS = """
    SELECT oid::regprocedure::text, proowner::regrole::text, prosecdef, proacl::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace ORDER BY 1
"""
DEFAULTS = "SELECT defaclrole::regrole::text, defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1, 2, 3"


def test_a_backup_made_while_people_work_brings_everything_back_elsewhere_with_its_proof(
    instance: Make, tmp_path: Path
) -> None:
    punos, elsewhere = instance("one"), instance("elsewhere", empty=True)
    punos.starts()
    remember(punos, "worth keeping")
    write_in_journal(punos)
    sealed_within(punos, seconds=30)
    file = tmp_path / "punos.backup"

    code, said = punos.says("backup", str(file))
    assert code == 0, said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    remember(punos, "after the backup")

    code, said = elsewhere.says("restore", str(file))
    assert code == 0, said
    elsewhere.starts()

    assert remembered(elsewhere) == [("worth keeping", 5000)]
    for what in (RIGHTS, POLICIES, FUNCTIONS, TRIGGERS, DEFAULTS):
        assert as_meant(elsewhere.ask(what)) == as_meant(punos.ask(what))
    code, said = elsewhere.says("audit", "verify")
    assert code == 0, said
    assert "whole" in said

    # Somebody who may do anything in the database rewrites it and its seals as well: the heads outside tell.
    elsewhere.ask(
        "SET session_replication_role = replica; UPDATE audit_block SET hash = repeat('0', 64) WHERE number = 1"
    )

    code, said = elsewhere.says("audit", "verify")
    assert code != 0
    assert "block 1" in said


def as_meant(rows: list[tuple[object, ...]]) -> list[str]:
    """PostgreSQL writes a restored expression with its casts and brackets in other places; the rest is the same."""
    return [re.sub(r"::(text|character varying)(\[\])?|[()\s]", "", str(row)) for row in rows]


def test_a_restore_over_data_is_refused_unless_it_is_meant(instance: Make, tmp_path: Path) -> None:
    punos = instance()
    punos.starts()
    remember(punos, "first")
    punos.says("backup", str(tmp_path / "b"))
    remember(punos, "second")

    assert "Stop it first" in punos.says("restore", str(tmp_path / "b"))[1]
    punos.interrupt()
    code, said = punos.says("restore", str(tmp_path / "b"))
    assert (code, "holds data" in said, "--replace" in said) == (1, True, True)
    punos.starts()
    assert sorted(remembered(punos)) == [("first", 5000), ("second", 5000)]
    punos.interrupt()

    assert punos.says("restore", str(tmp_path / "b"), "--replace")[0] == 0
    punos.starts()
    assert remembered(punos) == [("first", 5000)]


def test_a_damaged_or_foreign_file_is_refused_and_nothing_is_changed(instance: Make, tmp_path: Path) -> None:
    punos = instance()
    punos.starts()
    remember(punos, "safe")
    good = tmp_path / "good"
    punos.says("backup", str(good))
    punos.interrupt()
    middle = bytearray(good.read_bytes())
    middle[len(middle) // 2] ^= 0xFF
    (tmp_path / "bent").write_bytes(middle)
    (tmp_path / "cut").write_bytes(good.read_bytes()[:-500])
    (tmp_path / "letter").write_text("Hei!")
    with zipfile.ZipFile(tmp_path / "foreign", "w") as foreign:
        foreign.writestr("holiday.jpg", b"not a backup")

    for name in ("bent", "cut", "letter", "foreign", "not-there"):
        code, said = punos.says("restore", str(tmp_path / name), "--replace")
        assert code == 1, name
        assert "Why: " in said and "What to do: " in said and "Traceback" not in said, said

    assert "is there already" in punos.says("backup", str(good))[1]
    punos.starts()
    assert remembered(punos) == [("safe", 5000)]

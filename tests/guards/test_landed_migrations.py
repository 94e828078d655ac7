"""A migration that counties have run does not change: the next one stands on it (docs/conventions.md)."""

from __future__ import annotations

import hashlib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LANDED = Path(__file__).with_name("landed_migrations.txt")


def fingerprints(root: Path) -> dict[str, str]:
    """Each migration and what it holds."""
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            for path in sorted(root.glob("punos/*/migrations/[0-9]*.py"))}


def changed(landed: dict[str, str], now: dict[str, str]) -> list[str]:
    """Those that are not what they were, or are gone; and those that nobody has listed yet."""
    return [name for name in sorted(landed.keys() | now.keys()) if landed.get(name) != now.get(name)]


def listed() -> dict[str, str]:
    """The migrations that have landed, by name."""
    return dict(line.split() for line in LANDED.read_text().splitlines() if line and not line.startswith("#"))


def test_a_landed_migration_is_as_it_was_and_a_new_one_is_listed() -> None:
    """Add the next migration instead; for a new one: ``python -m tests.guards.test_landed_migrations``."""
    assert changed(listed(), fingerprints(ROOT)) == []


def test_a_change_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "punos" / "team" / "migrations"
    folder.mkdir(parents=True)
    for name, text in (("0001_tables.py", "a"), ("0002_protect.py", "b"), ("0003_next.py", "c")):
        (folder / name).write_text(text)
    landed = fingerprints(tmp_path)
    (folder / "0001_tables.py").write_text("another")
    (folder / "0003_next.py").unlink()
    (folder / "0004_new.py").write_text("d")
    assert [Path(name).stem for name in changed(landed, fingerprints(tmp_path))] == [
        "0001_tables", "0003_next", "0004_new"]


if __name__ == "__main__":
    before, now = listed() if LANDED.exists() else {}, fingerprints(ROOT)
    rewritten = [name for name in before if now.get(name) != before[name]]
    if rewritten:
        raise SystemExit(f"landed migrations do not change: {', '.join(rewritten)}")
    LANDED.write_text("# Migrations that have landed, and what they hold. New ones are added by\n"
                      "# python -m tests.guards.test_landed_migrations\n"
                      + "".join(f"{name} {mark}\n" for name, mark in now.items()))

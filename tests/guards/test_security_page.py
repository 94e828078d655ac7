"""docs/security.md promises nothing that is not there: each test, file and place it names exists."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

from tests.guards.source import parsed

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
TESTS = sorted(path for folder in ("punos", "tests") for path in (ROOT / folder).rglob("test_*.py"))


def defined() -> set[str]:
    """Every test of the program."""
    return {node.name for path in TESTS for node in parsed(path).body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def is_place(name: str) -> bool:
    """Is ``sharing.rules.opens`` a module of the program, or a name in one?"""
    module, *rest = name.split(".")
    found = None
    for count in range(len(rest) + 1):
        try:
            found, inside = import_module(".".join(["punos", module, *rest[:count]])), rest[count:]
        except ModuleNotFoundError:
            break
    for part in inside if found else ():
        found = getattr(found, part, None)
    return found is not None


def promised_in_vain(page: str) -> list[str]:
    """What the page names between backticks that is nowhere: tests, paths and dotted places in the code."""
    names, tests = re.findall(r"`([^`\s]+)`", page), defined()
    return [name for name in names
            if (name.startswith("test_") and name not in tests)
            or ("/" in name and not (ROOT / name).exists())
            or (re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name) and not is_place(name))]


def properties_without_a_test(page: str) -> list[str]:
    """Rows of the tables whose last column names neither a test nor a file of tests."""
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| ")]
    return [row[0].strip() for row in rows if row[-1].strip() != "guarded by"
            and not re.search(r"`(test_|tests/|punos/\w+/tests/)", row[-1])]


def test_what_the_page_names_is_there() -> None:
    assert promised_in_vain(PAGE.read_text()) == []


def test_every_property_names_the_test_that_guards_it() -> None:
    assert properties_without_a_test(PAGE.read_text()) == []


def test_this_guard_sees_what_it_looks_for() -> None:
    assert promised_in_vain("`test_nobody_wrote_me` `tests/gone.py` `sharing.rules.lost` `lost.rules`") == [
        "test_nobody_wrote_me", "tests/gone.py", "sharing.rules.lost", "lost.rules"]
    assert not promised_in_vain("`test_what_the_page_names_is_there` `docs/security.md` `sharing.rules.opens`")
    assert properties_without_a_test("| All is well | somewhere | we hope |\n") == ["All is well"]

"""Grants are opened in one place, and each narrow purpose is used by its own package only."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from punos.access.purposes import PACKAGE, Purpose
from tests.guards.source import parsed

PUNOS = Path(__file__).parents[2] / "punos"
SOURCES = sorted(path for path in PUNOS.rglob("*.py") if not {"tests", "migrations"} & set(path.parts))
# Writing the policies and naming the purposes is not using them.
NAMES_THEM = {PUNOS / "access" / "purposes.py", PUNOS / "access" / "rls.py"}


def module(path: Path) -> str:
    return ".".join(path.relative_to(PUNOS.parent).with_suffix("").parts)


def inside(path: Path, package: str) -> bool:
    return module(path) == package or module(path).startswith(package + ".")


def opens_grants(text: str) -> bool:
    """Does this source import the actions that open and close grants?"""
    code = "\n".join(line for line in text.splitlines() if not line.strip().startswith(("#", '"""', "``")))
    return bool(re.search(r"^\s*(from punos\.access import .*\bactions\b|from punos\.access\.actions import|"
                          r"import punos\.access\.actions)", code, re.M))


def purposes_used(tree: ast.Module) -> set[Purpose]:
    """Every purpose this source runs for: ``Purpose.X``, or its code given to ``purpose_of`` or ``Actor.system``."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Purpose" \
                and node.attr in Purpose.__members__:
            found.add(Purpose[node.attr])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in ("purpose_of", "system"):
                found |= {Purpose(a.value) for a in node.args
                          if isinstance(a, ast.Constant) and a.value in set(Purpose)}
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "app.purpose" in node.value:
            found |= {purpose for purpose in Purpose if f"'{purpose.value}'" in node.value}
    return found


def test_only_sharing_opens_and_closes_grants() -> None:
    """Everybody else asks punos.sharing.actions."""
    assert [module(path) for path in SOURCES if not inside(path, "punos.sharing") and not inside(path, "punos.access")
            and opens_grants(path.read_text())] == []


def test_only_sharing_gives_a_client_another_start_code() -> None:
    """It would take her account over: sharing asks first who answers for her (ADR 0071)."""
    assert [module(path) for path in SOURCES if not inside(path, "punos.accounts.actions")
            and "give_start_code_again(" in path.read_text()] == ["punos.sharing.actions"]


def test_only_sharing_ties_an_account_to_a_person() -> None:
    """It would make whoever signs in with it her eyes: sharing asks first by whose word (ADR 0071)."""
    assert [module(path) for path in SOURCES if not inside(path, "punos.clients.actions")
            and not inside(path, "punos.demo") and re.search(r"\blink_(tie_)?account\(", path.read_text())] == [
                "punos.sharing.actions"]


def test_each_purpose_is_used_in_its_own_package_only() -> None:
    """No code runs for a purpose that was made for another's task."""
    assert [f"{module(path)} runs for {purpose}" for path in SOURCES if path not in NAMES_THEM
            for purpose in purposes_used(parsed(path))
            if not any(inside(path, package) for package in PACKAGE[purpose])] == []


def test_every_purpose_has_a_package_and_is_used_there() -> None:
    assert set(PACKAGE) == set(Purpose)
    for purpose, packages in PACKAGE.items():
        files = [path for path in SOURCES if any(inside(path, package) for package in packages)]
        assert any(purpose in purposes_used(parsed(path)) for path in files), f"nothing runs for {purpose}"


def test_these_guards_see_what_they_look_for() -> None:
    assert opens_grants("from punos.access import actions as access\n")
    assert opens_grants("from punos.access.actions import open_grants\n")
    assert not opens_grants("from punos.access.action import action\n")
    assert purposes_used(ast.parse("with session.purpose_of('sharing'): pass")) == {Purpose.SHARING}
    assert purposes_used(ast.parse("with purpose_of(Purpose.SEALING): pass")) == {Purpose.SEALING}
    assert purposes_used(ast.parse("actor = Actor.system('holding')")) == {Purpose.HOLDING}

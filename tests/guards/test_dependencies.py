"""What is installed is what is named, locked and hashed, wherever it is fetched from."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
LOCKS = sorted(CHECKOUT.glob("requirements*.lock"))
# What is installed only for some commands, and where it may be imported.
LENIENT = {
    "punos/population": ("requirements-population.lock", "requirements-spark.lock", "requirements-bench.lock"),
    "punos/config/operate/without_database.py": ("requirements-test.lock",),
}


@cache
def pinned(lock: Path) -> dict[str, list[str]]:
    """Package → versions (several where they differ by Python version)."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(version)
    return found


def wrong_packages(packages: dict[str, dict[str, str]]) -> list[str]:
    """Entries of package-lock.json with an address to download from, or without a hash."""
    return [path for path, package in packages.items()
            if "resolved" in package or (path and not package.get("integrity", "").startswith("sha512-"))]


def without_hash(lock: str) -> list[str]:
    """Entries of a lock that any file of that name and version would satisfy."""
    return [entry.splitlines()[0] for entry in re.split(r"\n(?=\S)", lock.strip()) if "--hash=sha256:" not in entry]


def not_pinned(wanted: str, locked: dict[str, list[str]]) -> bool:
    """Is what is wanted missing from the lock, or there at a version it does not allow?"""
    dependency = Requirement(wanted)
    versions = locked.get(canonicalize_name(dependency.name), [])
    return not versions or not all(dependency.specifier.contains(version) for version in versions)


def test_no_lock_names_an_address_to_download_from() -> None:
    assert [lock.name for lock in LOCKS if "://" in lock.read_text()] == [], "make it with ./run lock"
    assert wrong_packages(json.loads((CHECKOUT / "package-lock.json").read_text())["packages"]) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_hashes(lock: Path) -> None:
    assert without_hash(lock.read_text()) == []


def test_every_named_dependency_is_locked_at_a_version_it_allows() -> None:
    groups = PROJECT["dependency-groups"]
    wanted = {"requirements.lock": [], "requirements-test.lock": [*groups["test"], *groups["population"]],
              "requirements-population.lock": groups["population"],
              "requirements-spark.lock": [*groups["population"], *groups["spark"]],
              "requirements-bench.lock": groups["bench"]}
    for name, more in wanted.items():
        locked = pinned(CHECKOUT / name)
        assert [text for text in [*PROJECT["project"]["dependencies"], *more] if not_pinned(text, locked)] == [], name


def test_the_locks_agree_so_that_they_fit_into_one_environment() -> None:
    versions: dict[str, tuple[str, list[str]]] = {}
    for lock in LOCKS:
        for name, found in pinned(lock).items():
            known = versions.setdefault(name, (lock.name, found))
            assert known[1] == found, f"{name} is {known[1]} in {known[0]} and {found} in {lock.name}: ./run lock"


def test_the_program_imports_only_what_is_installed_to_serve_it() -> None:
    """A tool for developers, imported by the program, works here and fails on the first machine without it."""
    providers = packages_distributions()
    serve = set(pinned(CHECKOUT / "requirements.lock"))
    for file in sorted((CHECKOUT / "punos").rglob("*.py")):
        place = file.relative_to(CHECKOUT).as_posix()
        if "/tests/" in place or "/conftest" in place:
            continue
        extra = next((locks for folder, locks in LENIENT.items() if place.startswith(folder)), ())
        allowed = serve.union(*(pinned(CHECKOUT / lock) for lock in extra))
        assert not_served(ast.parse(file.read_text()), allowed, providers) == [], place


def test_the_start_script_needs_nothing_but_python() -> None:
    """These run before anything is installed."""
    for name in ("__init__.py", "cli.py", "environment.py", "progress.py"):
        for module, line in imported(ast.parse((CHECKOUT / "punos/config/operate" / name).read_text())):
            assert module in sys.stdlib_module_names or module == "punos", f"{name}:{line} imports {module}"
    for name in ("punos/__init__.py", "punos/config/__init__.py"):
        found = imported(ast.parse((CHECKOUT / name).read_text()))
        assert not found, f"{name} must stay empty: ./run imports it before anything else"


def not_served(tree: ast.Module, allowed: set[str], providers: Mapping[str, list[str]]) -> list[str]:
    """What a file imports that is not installed where Punos serves."""
    # Where an extra is not installed, its module goes by its own name (polars, pyspark).
    return [f"line {line}: {name}" for name, line in imported(tree)
            if name not in sys.stdlib_module_names and name != "punos"
            and not {canonicalize_name(found) for found in providers.get(name, [name])} & allowed]


def imported(tree: ast.Module) -> list[tuple[str, int]]:
    """Top-level names of modules a file imports, wherever in it, except under ``if TYPE_CHECKING``."""
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.If)]
    unchecked = [node for node in tests if ast.unparse(node.test).endswith("TYPE_CHECKING")]
    skipped = {id(inner) for node in unchecked for part in node.body for inner in ast.walk(part)}
    found = []
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found += [(alias.name.split(".")[0], node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module.split(".")[0], node.lineno))
    return found


def test_these_guards_see_what_they_look_for(tmp_path: Path) -> None:
    assert wrong_packages({"a": {"resolved": "https://x", "integrity": "sha512-x"}, "b": {}, "": {}}) == ["a", "b"]
    assert without_hash("good==1 \\\n    --hash=sha256:00\nbad==2\n") == ["bad==2"]
    assert not_pinned("django>=5", {"django": ["4.2"]}) and not_pinned("django", {})
    assert not not_pinned("Django>=5", {"django": ["5.2"]})
    lock = tmp_path / "requirements.lock"
    lock.write_text("Some_Package==1.0 ; python_version < '3.12'\nsome-package==2.0\n")
    assert pinned(lock) == {"some-package": ["1.0", "2.0"]}
    source = ast.parse("import os, pytest\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import nowhere\n"
                       "def act():\n    from polars import col\n")
    assert not_served(source, {"django"}, {"pytest": ["pytest"]}) == ["line 1: pytest", "line 6: polars"]

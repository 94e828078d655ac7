"""What is installed is what is named, locked and hashed, wherever it is fetched from."""

import ast
import json
import re
import sys
import tomllib
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


def test_no_lock_names_an_address_to_download_from() -> None:
    for lock in LOCKS:
        assert "://" not in lock.read_text(), f"{lock.name} holds an address: make it with ./run lock"
    for path, package in json.loads((CHECKOUT / "package-lock.json").read_text())["packages"].items():
        assert "resolved" not in package, f"package-lock.json: {path} holds an address: make it with ./run lock"
        assert not path or package["integrity"].startswith("sha512-"), f"package-lock.json: {path} has no hash"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_hashes(lock: Path) -> None:
    for entry in re.split(r"\n(?=\S)", lock.read_text().strip()):
        assert "--hash=sha256:" in entry, f"{lock.name}: {entry.splitlines()[0]} has no hash"


def test_every_named_dependency_is_locked_at_a_version_it_allows() -> None:
    groups = PROJECT["dependency-groups"]
    wanted = {"requirements.lock": [], "requirements-test.lock": [*groups["test"], *groups["population"]],
              "requirements-population.lock": groups["population"],
              "requirements-spark.lock": [*groups["population"], *groups["spark"]],
              "requirements-bench.lock": groups["bench"]}
    for name, more in wanted.items():
        locked = pinned(CHECKOUT / name)
        for text in [*PROJECT["project"]["dependencies"], *more]:
            dependency = Requirement(text)
            versions = locked.get(canonicalize_name(dependency.name), [])
            assert versions, f"{dependency.name} is not in {name}: run ./run lock"
            for version in versions:
                assert dependency.specifier.contains(version), f"{name} pins {dependency.name} {version}, not {text}"


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
        for name, line in imported(file):
            if name in sys.stdlib_module_names or name == "punos":
                continue
            # Where an extra is not installed, its module goes by its own name (polars, pyspark).
            distributions = {canonicalize_name(found) for found in providers.get(name, [name])}
            assert distributions & allowed, f"{place}:{line} imports {name}, which is not installed where Punos serves"


def test_the_start_script_needs_nothing_but_python() -> None:
    """These run before anything is installed."""
    for name in ("__init__.py", "cli.py", "environment.py", "progress.py"):
        for module, line in imported(CHECKOUT / "punos/config/operate" / name):
            assert module in sys.stdlib_module_names or module == "punos", f"{name}:{line} imports {module}"
    for name in ("punos/__init__.py", "punos/config/__init__.py"):
        assert not list(imported(CHECKOUT / name)), f"{name} must stay empty: ./run imports it before anything else"


def imported(file: Path) -> list[tuple[str, int]]:
    """Top-level names of modules a file imports, wherever in it, except under ``if TYPE_CHECKING``."""
    tree = ast.parse(file.read_text())
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

"""The shape of the code: short files and functions, no drawers, views without managers, silent logs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "service", "services", "manager", "managers", "core",
           "shared", "tools"}
SOURCES = sorted(path for folder in ("punos", "tests") for path in (ROOT / folder).rglob("*.py")
                 if "migrations" not in path.parts and "node_modules" not in path.parts)
VIEWS = [path for path in SOURCES if "pages" in path.parts and "tests" not in path.parts]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= LONGEST_FILE, f"{name(path)} has more than {LONGEST_FILE} lines: split it by meaning"
    for function in functions(ast.parse(text)):
        lines = (function.end_lineno or 0) - function.lineno + 1
        assert lines <= LONGEST_FUNCTION, f"{name(path)}: {function.name} has {lines} lines"


def test_there_are_no_drawers() -> None:
    found = [name(path) for path in SOURCES if path.stem in DRAWERS or DRAWERS & set(path.relative_to(ROOT).parts[:-1])]
    assert found == []


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_no_view_touches_a_manager(path: Path) -> None:
    touched = [node.lineno for node in ast.walk(ast.parse(path.read_text()))
               if isinstance(node, ast.Attribute) and node.attr == "objects"]
    assert touched == [], f"{name(path)}:{touched}: pages call actions and queries, not tables"


HARMLESS = {"pk", "id", "count", "code", "number", "seconds"}


def _is_log_call(called: ast.expr) -> bool:
    return (isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
            and called.value.id in {"log", "logger", "logging"} and called.attr != "getLogger")


@pytest.mark.parametrize("path", [p for p in SOURCES if "tests" not in p.parts], ids=name)
def test_no_log_line_receives_a_value_that_could_name_somebody(path: Path) -> None:
    """Log calls take a constant text and at most ids, counts and codes."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and _is_log_call(node.func):
            message, *values = node.args
            where = f"{name(path)}:{node.lineno}"
            assert isinstance(message, ast.Constant), f"{where}: a constant text, without an f-string"
            for value in values:
                said = ast.unparse(value)
                assert said.rsplit(".", 1)[-1].rsplit("_", 1)[-1] in HARMLESS, f"{where}: {said} may name a person"


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name in ("actions.py", "rules.py", "queries.py")
                                  or {"actions", "rules", "queries"} & set(p.parts)], ids=name)
def test_public_actions_rules_and_queries_say_what_they_mean(path: Path) -> None:
    if "tests" in path.parts:
        return
    for function in ast.parse(path.read_text()).body:
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_"):
            assert ast.get_docstring(function), f"{name(path)}: {function.name} has no docstring"

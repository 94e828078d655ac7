"""The shape of the code: short files and functions, no drawers, views without managers, silent logs."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.guards.source import parsed

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


def too_long(text: str, tree: ast.Module) -> list[str]:
    """What of this source has grown beyond its measure."""
    lines = text.count("\n")
    found = [f"the file has {lines} lines"] if lines > LONGEST_FILE else []
    for function in functions(tree):
        lines = (function.end_lineno or 0) - function.lineno + 1
        found += [f"{function.name} has {lines} lines"] if lines > LONGEST_FUNCTION else []
    return found


def is_drawer(place: str) -> bool:
    """Is this a file or in a folder named for nothing in particular?"""
    return bool(DRAWERS & {*Path(place).parts[:-1], Path(place).stem})


def managers_touched(tree: ast.Module) -> list[int]:
    """The lines in which a manager is reached for."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "objects"]


def scans_for_her(place: str, text: str) -> list[int]:
    """Lines outside ``clients`` that follow merged records by a join: an *or* over it reads every row to find hers."""
    return [number for number, line in enumerate(text.splitlines(), 1)
            if "__merged_into" in line and not place.startswith(("punos/clients/", "tests/"))]


def wordless(tree: ast.Module) -> list[str]:
    """Public functions without a docstring."""
    return [function.name for function in tree.body if isinstance(function, ast.FunctionDef)
            and not function.name.startswith("_") and not ast.get_docstring(function)]


def test_files_and_functions_stay_short() -> None:
    """Split what has grown too long by meaning."""
    assert [f"{name(path)}: {what}" for path in SOURCES for what in too_long(path.read_text(), parsed(path))] == []


def test_a_persons_rows_are_found_by_index_however_many_records_she_had() -> None:
    """Use clients.queries.of_person: at 100,000 cases the join made her page one and a half times as slow."""
    assert {name(path): found for path in SOURCES if (found := scans_for_her(name(path), path.read_text()))} == {}


def test_there_are_no_drawers() -> None:
    assert [name(path) for path in SOURCES if is_drawer(name(path))] == []


def test_no_view_touches_a_manager() -> None:
    """Pages call actions and queries, not tables."""
    assert [f"{name(path)}:{line}" for path in VIEWS for line in managers_touched(parsed(path))] == []


HARMLESS = {"pk", "id", "count", "code", "number", "seconds"}


def _is_log_call(called: ast.expr) -> bool:
    return (isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
            and called.value.id in {"log", "logger", "logging"} and called.attr != "getLogger")


def telling_log_lines(source: ast.Module) -> list[str]:
    """Log calls whose text is not constant, or that receive more than ids, counts and codes."""
    found = []
    for node in ast.walk(source):
        if isinstance(node, ast.Call) and _is_log_call(node.func):
            message, *values = node.args
            said = [ast.unparse(value) for value in values]
            harmful = [text for text in said if text.rsplit(".", 1)[-1].rsplit("_", 1)[-1] not in HARMLESS]
            if harmful or not isinstance(message, ast.Constant):
                found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


def test_no_log_line_receives_a_value_that_could_name_somebody() -> None:
    """Log calls take a constant text and at most ids, counts and codes."""
    assert [f"{name(path)}:{line}" for path in SOURCES if "tests" not in path.parts
            for line in telling_log_lines(parsed(path))] == []
    assert len(telling_log_lines(ast.parse("log.info('%s', client.name)\nlog.info(f'Read {client}')\n"))) == 2
    assert not telling_log_lines(ast.parse("log.info('Sealed %s rows', rows_count)\n"))


def test_public_actions_rules_and_queries_say_what_they_mean() -> None:
    """Each has a docstring."""
    kinds = {"actions", "rules", "queries"}
    assert [f"{name(path)}: {function}" for path in SOURCES
            if (path.stem in kinds or kinds & set(path.parts)) and "tests" not in path.parts
            for function in wordless(parsed(path))] == []


def test_these_guards_see_what_they_look_for() -> None:
    long = "def act():\n" + "    pass\n" * LONGEST_FILE
    assert too_long(long, ast.parse(long)) == ["the file has 401 lines", "act has 401 lines"]
    assert is_drawer("punos/team/utils.py") and is_drawer("punos/common/words.py")
    assert not is_drawer("punos/team/actions.py")
    assert managers_touched(ast.parse("found = Plan.objects.all()")) == [1]
    assert wordless(ast.parse("def give(): pass\ndef _aside(): pass\ndef take():\n    'Takes.'")) == ["give"]
    assert scans_for_her("punos/team/queries.py", "Q(client=c) | Q(client__merged_into=c)") == [1]

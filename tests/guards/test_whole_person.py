"""A person may have two records: whoever asks for what is hers asks for the rows of all of them.

``client=…`` in a filter finds those of one record alone, and hides after a merge what was written before it. Hence
``clients.queries.of_person`` (or the ids of ``same_person``), unless one record is what is meant; then here, with why.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.guards.source import parsed
from tests.guards.test_access_has_one_place import SOURCES, module

NARROWS = {"filter", "exclude", "get", "get_or_create", "update_or_create", "aget", "Q"}
COLUMNS = {"client", "client_id", "client_id__exact", "client__exact", "client__pk", "client__id"}

ONE_RECORD = {
    # Grants and ties stand on each record alike: sharing mirrors them when records are merged.
    "punos.access.queries.open_on": "grants are mirrored to every record",
    "punos.access.queries.had_a_view": "a record merged with another is never asked about: it is kept by the merge",
    "punos.access.actions.close_grants": "sharing closes record by record",
    "punos.sharing.settling._settle": "computes one record; whoever calls it goes through all of hers",
    "punos.sharing.settling._copy": "as above",
    "punos.sharing.settling.unseen_ties": "whose ids it looks for: each is settled as a whole person",
    "punos.sharing.settling.wind_up": "in a loop over all of hers",
    "punos.sharing.settling.restate": "in a loop over all of hers",
    "punos.sharing.settling.unmirror": "in a loop over all of hers",
    "punos.sharing.facts.open_ties": "ties are mirrored to every record",
    "punos.sharing.queries.seeing.who_sees": "grants are mirrored: of all records each would come twice",
    "punos.sharing.queries.seeing.with_sight": "grants are mirrored, also to the row's own record",
    "punos.sharing.queries.seeing.standing": "ties are mirrored",
    "punos.sharing.queries.seeing.exceptional_in_force": "the look is a tie, found by its matter",
    "punos.sharing.recording._open_now": "grants are mirrored",
    "punos.sharing.checks.answers_by_anothers_word": "ties are mirrored",
    "punos.sharing.checks.answers": "ties are mirrored",
    "punos.sharing.address_needs.in_force": "ties are mirrored",
    # The record itself is meant.
    "punos.clients.queries.facts._with_what_stands": "of each of her records",
    "punos.clients.actions.protecting._move_contacts": "called for each of her records",
    "punos.clients.actions.editing.change_code": "the code of this record is put right; the other has its own",
    "punos.clients.actions.merging.keep_apart": "two records that are not one person's",
    "punos.clients.queries.suspicions.merges_of": "the merges into this record: each is undone by itself",
    "punos.clients.actions.merging._later_than": "what this record has taken part in since",
}


def narrow(tree: ast.Module) -> list[tuple[str, int]]:
    """Each function (with the line) that filters by the id of one record."""
    found = []
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in NARROWS and any(
                    word.arg in COLUMNS and not (isinstance(word.value, ast.Constant) and word.value.value is None)
                    for word in node.keywords):
                found.append((function.name, node.lineno))
    return found


def reviewed(path: Path, function: str) -> bool:
    return f"{module(path)}.{function}" in ONE_RECORD


def test_whoever_asks_for_what_is_hers_asks_for_all_her_records() -> None:
    """Use ``of_person``; or name the function in ONE_RECORD with why one record is meant."""
    assert [f"{module(path)}.{function}, line {line}" for path in SOURCES
            for function, line in narrow(parsed(path)) if not reviewed(path, function)] == []


def test_what_is_reviewed_is_still_there() -> None:
    there = {f"{module(path)}.{function}" for path in SOURCES for function, _line in narrow(parsed(path))}
    assert set(ONE_RECORD) - there == set()


def test_this_guard_sees_what_it_looks_for() -> None:
    one = "def words(client):\n    return OwnWords.objects.filter(client=client).first()\n"
    assert narrow(ast.parse(one)) == [("words", 2)]
    assert narrow(ast.parse(one.replace("client=client", "client_id=x, number=3"))) == [("words", 2)]
    assert narrow(ast.parse(one.replace("client=client", "Q(client=client)"))) == [("words", 2)]
    assert narrow(ast.parse(one.replace("client=client", "of_person(client)"))) == []
    assert narrow(ast.parse(one.replace("client=client", "client=None"))) == []

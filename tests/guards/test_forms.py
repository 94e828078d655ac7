"""A form that was sent is answered in one way (``design_system.sending``): acted on, or refused beside its field."""

from __future__ import annotations

import ast

from tests.guards.source import parsed
from tests.guards.test_shape import VIEWS, name

# Two forms, or an answer that is no form's: each says in its own way what was refused.
OF_THEIR_OWN = {
    "punos/cases/pages/opening.py": "an unknown model is said before anything is filled in",
    "punos/sharing/pages/forms.py": "a witness is missing: a rule of the form itself",
    "punos/sharing/pages/views/work.py": "what she permits and how she said it are two forms on one page",
}


def bound_by_hand(tree: ast.Module) -> list[int]:
    """Lines where a form takes ``request.POST or None``: an empty one that was sent would look as if it never was."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)
            and isinstance(node.values[0], ast.Attribute) and node.values[0].attr == "POST"]


def refused_by_hand(tree: ast.Module) -> list[int]:
    """Lines where a form is told a refusal that was caught there. A form's own ``refuse`` may call its parent's."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute) and node.func.attr == "refuse"
            and ast.unparse(node.func.value) not in {"super()", "actions"}]


def test_every_form_is_bound_to_what_was_sent_also_when_that_is_nothing() -> None:
    """Use ``posted(request)``."""
    assert {name(path): lines for path in VIEWS if (lines := bound_by_hand(parsed(path)))} == {}


def test_a_refusal_finds_its_field_in_one_way() -> None:
    """Use ``sent``: it tells what was done too, and no page forgets either."""
    by_hand = {name(path) for path in VIEWS if refused_by_hand(parsed(path))}
    assert by_hand - OF_THEIR_OWN.keys() == set(), "write these with design_system.sending.sent"
    assert OF_THEIR_OWN.keys() - by_hand == set(), "these need no exception any more"


def test_these_guards_see_what_they_look_for() -> None:
    by_hand = ast.parse("form = Form(request.POST or None)\nform.refuse(refused)\n")
    assert bound_by_hand(by_hand) == [1] and refused_by_hand(by_hand) == [2]
    assert not refused_by_hand(ast.parse("actions.refuse(client=client)\nsuper().refuse(refused)\n"))

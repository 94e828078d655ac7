"""The person's part of the client's page: in which language she is served, who acts for her, who is close to her."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from punos.clients.pages import labels
from punos.clients.queries import panel_facts
from punos.design_system.rows import Panel
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category


def client_panel(actor: Actor, client_id: UUID, seen: frozenset[Category]) -> Panel | None:
    """Language and interpreter first; one query."""
    if Category.IDENTITY not in seen:
        return None
    facts = panel_facts(client_id)
    if facts is None:
        return None
    card = facts.card
    return Panel("clients/client_panel.html", {
        "client": client_id, "name": card.letter_name, "language": labels.LANGUAGES.get(card.service_language, ""),
        "interpreter": labels.INTERPRETERS.get(card.interpreter, "") if card.interpreter else "",
        "protected": card.is_protected, "born": card.birth_date, "died": card.death_date, "phone": card.phone,
        "comes_of_age": card.comes_of_age, "merged_into": card.merged_into,
        "representatives": [_representative(row) for row in facts.representatives],
        "ties": [{"name": row["name"], "kind": labels.TIES[row["kind"]], "phone": row["phone"]}
                 for row in facts.ties]})


def _representative(row: dict[str, Any]) -> dict[str, Any]:
    return {"name": row["name"], "kind": labels.KINDS[row["kind"]], "phone": row["phone"], "until": row["until"],
            "matters": labels.many(row["matters"], labels.MATTERS)}

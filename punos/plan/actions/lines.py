"""Lines of the assessment and of what was settled: strengths first, each with its author, date and register."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.plan import rules
from punos.plan.ground import keep_wording, plan_row, require_editor, stale, stored
from punos.plan.models import Line
from punos.plan.rules import LineKind
from punos.plan.texts import refusal

SECTION = "1301/2014 37, 39 §"


@action
def write_line(*, client: UUID, kind: LineKind, text: str, category: Category | None = None, by: Actor) -> Line:
    """Write one line. ``category``: the writer's own register, or the joint plan when it was agreed with the client.

    Refused for a category the kind or the writer's register cannot have. It describes a situation, never labels.
    """
    standing = require_editor(by, client)
    assert standing.register is not None
    allowed = rules.allowed_categories(kind, standing.register)
    chosen = category or allowed[0]
    if chosen not in allowed:
        raise Refused(_("Valitse, mihin tämä kirjataan."), field="category", code="category")
    access.require(by, client, chosen)
    plan = plan_row(client, by)
    now = clock.now()
    origin = rules.origin_of(chosen, standing.register)
    made = Line(client_id=plan.client_id, kind=kind.value, category=chosen.value, register=origin.value,
                text=stored(text), written_at=now, written_by_id=by.account, begun_at=now)
    made.save(force_insert=True)
    keep_wording(made)
    audit.record("plan.write_line", by=by, client=client, about=made, basis=SECTION, kind=kind.value,
                 category=chosen.value, register=made.register)
    return made


@action
def reword_line(*, line: UUID, text: str, seen: int, by: Actor) -> Line:
    """Write the line anew; the former wording stays in the history. ``Stale`` when another wording came in between."""
    found = _open(line, by)
    words = stored(text)
    if found.number != seen:
        raise stale(found, by)
    found.text, found.number = words, found.number + 1
    found.written_at, found.written_by_id = clock.now(), by.account
    found.save(update_fields=["text", "number", "written_at", "written_by"])
    keep_wording(found)
    audit.record("plan.reword_line", by=by, client=found.client_id, about=found, number=found.number)
    return found


@action
def end_line(*, line: UUID, reason: str, by: Actor) -> Line:
    """The line no longer holds, and why. It stays in the history and in the versions."""
    found = _open(line, by)
    found.end_reason = stored(reason, "reason", longest=rules.content.LONGEST_LINE)
    found.ended_at, found.ended_by_id = clock.now(), by.account
    found.save(update_fields=["ended_at", "ended_by", "end_reason"])
    audit.record("plan.end_line", by=by, client=found.client_id, about=found)
    return found


def _open(line: UUID, by: Actor) -> Line:
    """The line, locked, if the actor may change it: one of another register is changed by those who keep that."""
    found = Line.objects.select_for_update().filter(pk=line).first()
    if found is None:
        raise Unseen
    standing = require_editor(by, found.client_id)
    assert standing.register is not None
    if Category(found.category) not in rules.allowed_categories(LineKind(found.kind), standing.register):
        raise refusal("other_register")
    if found.ended_at is not None:
        raise refusal("closed")
    return found

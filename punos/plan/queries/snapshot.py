"""The whole plan as plain values, part by part: what a version keeps. Read for one purpose, by nobody's eyes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.kernel import clock, session
from punos.lawfulness.categories import Category
from punos.plan.models import Goal, Line, OwnWords, Step
from punos.plan.rules import Part

Items = dict[str, dict[str, Any]]


def whole_plan(client: UUID) -> list[Part]:
    """Every part of the plan as it stands, also those the maker of the version does not see (design §4).

    What comes out is stored part by part, and each part is read only by those who may see its category.
    """
    parts: dict[tuple[str, str], Items] = defaultdict(dict)
    with session.purpose_of(Purpose.SNAPSHOT):
        hers = Q(client__in=clients.every_record(client))
        words = OwnWords.objects.filter(hers).order_by("-written_at", "-id").first()
        goals = list(Goal.objects.filter(hers).exclude(closed="dropped").order_by("place", "begun_at"))
        steps = list(Step.objects.filter(hers, goal__in=goals).exclude(closed="dropped")
                     .order_by("by_when", "id"))
        lines = list(Line.objects.filter(hers, ended_at=None).order_by("begun_at", "id"))
    names = accounts.cards({*(s.doer_id for s in steps), *(line.written_by_id for line in lines)})
    if words:
        parts[Category.OWN_WORDS, ""]["own_words:now"] = {
            "text": words.text, "giver": words.giver, "manner": words.manner, "told_on": words.told_on.isoformat()}
    parts[Category.PLAN, ""] |= agreed_items(goals, steps, (), names)
    for line in lines:
        parts[line.category, line.register][f"line:{line.pk}"] = _line(line, names)
    return [Part(category, register, items) for (category, register), items in sorted(parts.items())]


def agreed_items(goals: Iterable[Goal], steps: Iterable[Step], lines: Iterable[Line],
                 names: dict[UUID, accounts.PersonCard]) -> Items:
    """Goals, steps and joint lines as a version keeps them, by key: ``goal:…``, ``step:…``, ``line:…``."""
    found: Items = {}
    for goal in goals:
        found[f"goal:{goal.pk}"] = {"text": goal.text, "in_her_words": goal.in_her_words, "place": goal.place,
                                    "closed": goal.closed, "close_note": goal.close_note}
    for step in steps:
        found[f"step:{step.pk}"] = {
            "goal": str(step.goal_id), "text": step.text, "doer_kind": step.doer_kind,
            "doer": step.doer_name or _name(names, step.doer_id), "by_when": step.by_when.isoformat(),
            "closed": step.closed}
    return found | {f"line:{line.pk}": _line(line, names) for line in lines}


def _line(line: Line, names: dict[UUID, accounts.PersonCard]) -> dict[str, str]:
    return {"kind": line.kind, "text": line.text, "author": _name(names, line.written_by_id),
            "written_on": line.written_at.astimezone(clock.HELSINKI).date().isoformat()}


def _name(names: dict[UUID, accounts.PersonCard], account: UUID | None) -> str:
    card = names.get(account) if account else None
    return ", ".join(filter(None, (card.name, card.title))) if card else ""

"""Earlier wordings and what happened to a step, shaped for the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from punos.accounts import queries as accounts
from punos.kernel.actor import Actor
from punos.plan import queries
from punos.plan.models import StepEvent
from punos.plan.pages.presenters import day
from punos.plan.rules import WAITS
from punos.plan.texts import LEFT_WAITING, STEP_EVENTS, WHYS


def wordings(*, goal: UUID | None = None, line: UUID | None = None) -> list[dict[str, Any]]:
    """Every wording with its author and moment, newest first; nothing while there is only one."""
    found = queries.wordings_of(goal=goal, line=line)
    if len(found) < 2:
        return []
    people = accounts.cards({row.written_by_id for row in found})
    return [{"text": row.text, "when": row.written_at,
             "who": people[row.written_by_id].name if row.written_by_id in people else ""} for row in found]


def happenings(actor: Actor, step: UUID) -> list[dict[str, Any]]:
    """What happened to a step, for ``ds.timeline``: who, when, why, and the day it moved to."""
    found = queries.step_history(actor, step)
    people = accounts.cards({row.by_id for row in found})
    return [{"when": row.at,
             "title": LEFT_WAITING if row.what == "dropped" and row.why in WAITS else STEP_EVENTS[row.what],
             "who": _by_whom(row, people),
             "text": "\n".join(filter(None, (str(WHYS.get(row.why, row.why)), row.text,
                                            _moved(row.from_date, row.to_date)))),
             "icon": "check" if row.what == "done" else "pen"} for row in found]


def _by_whom(row: StepEvent, people: Mapping[UUID, accounts.PersonCard]) -> str:
    if row.by_id is None:
        return "Punos"
    return people[row.by_id].name if row.by_id in people else str(_("asiakas"))


def _moved(before: Any, after: Any) -> str:
    return f"{day(before)} → {day(after)}" if before and after else ""

"""What the client has accepted, and how the plan differs from it now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from punos.accounts.queries import PersonCard
from punos.lawfulness.categories import Category
from punos.plan import rules
from punos.plan.models import Goal, Line, Step, VersionPart
from punos.plan.queries.snapshot import agreed_items
from punos.plan.queries.versioning import VersionRow
from punos.plan.rules import Change


@dataclass(frozen=True, slots=True)
class Accepted:
    """The version whose acceptance holds, the day she gave it, and what has changed in the plan since."""

    version: VersionRow
    on: date
    changes: tuple[Change, ...]

    @property
    def changed(self) -> bool:
        return bool(self.changes)


def accepted_of(known: Sequence[VersionRow], *, review_on: date | None, goals: Iterable[Goal], steps: Iterable[Step],
                lines: Iterable[Line], people: dict[UUID, PersonCard]) -> Accepted | None:
    """What she said last of a version, if it was yes; None while she has accepted nothing or said no since.

    Her own words are not compared: what she says herself needs nobody's acceptance. One query, and none without an
    acceptance. As far as row-level security shows the joint part to the reader, both then and now.
    """
    answered = next((row for row in known if row.answer), None)
    if answered is None or answered.answer is None or not answered.accepted:
        return None
    before: dict[str, Any] = {rules.REVIEW: _review(answered.review_on)}
    for content in VersionPart.objects.filter(version=answered.id, category=Category.PLAN).values_list(
            "content", flat=True):
        before |= content
    kept = [goal for goal in goals if goal.closed != "dropped"]
    ids = {goal.pk for goal in kept}
    now = agreed_items(kept, [step for step in steps if step.closed != "dropped" and step.goal_id in ids],
                       [line for line in lines if line.category == Category.PLAN], people)
    changes = rules.changes_since(before, now | {rules.REVIEW: _review(review_on)})
    return Accepted(answered, answered.answer.given_on, tuple(changes))


def _review(day: date | None) -> dict[str, str]:
    return {"text": day.isoformat() if day else ""}

"""A case moves on: its stage, the next date, and a note that somebody was in touch."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from punos import audit
from punos.access.action import action
from punos.cases import pack, rules
from punos.cases.actions.ground import locked_open, require_acting, require_next_date
from punos.cases.models import Case, StageEntry
from punos.cases.texts import refusal
from punos.kernel import clock
from punos.kernel.actor import Actor


@action
def move_stage(*, case: UUID, stage: str, note: str = "", next_date: date | None = None, by: Actor) -> StageEntry:
    """Move the case to another stage of its model's table. The entry says who, when, and which role answers for it.

    Refused when the table does not lead there, and for anybody but the holder, a worker or their substitute.
    """
    found = locked_open(case)
    holding = require_acting(found, by)
    table = pack.stages(pack.of(found.model))
    current = StageEntry.objects.get(case=found, left_at=None)
    if denied := rules.may_move(table, current.stage, stage):
        raise refusal(denied)
    now = max(clock.now(), current.entered_at)
    current.left_at = now
    current.save(update_fields=["left_at"])
    entry = StageEntry.objects.create(
        case=found, client_id=found.client_id, stage=stage, entered_at=now, entered_by_id=by.account,
        role=next(row.role for row in table if row.code == stage), note=note.strip(),
        target_at=rules.target_of(table, stage, now))
    if next_date is not None:
        holding.next_date = require_next_date(next_date)
        holding.save(update_fields=["next_date"])
    audit.record("cases.move_stage", by=by, client=found.client_id, about=found, stage=stage, was=current.stage)
    return entry


@action
def set_next_date(*, case: UUID, next_date: date | None, by: Actor) -> Case:
    """Say when somebody returns to her matters at the latest. Refused when empty, past or over a year away."""
    found = locked_open(case)
    holding = require_acting(found, by)
    holding.next_date = require_next_date(next_date)
    holding.save(update_fields=["next_date"])
    audit.record("cases.set_next_date", by=by, client=found.client_id, about=found, next_date=next_date)
    return found


@action
def note_touch(*, case: UUID, by: Actor) -> Case:
    """Somebody was in touch with her about the whole: the case is not quiet."""
    found = locked_open(case)
    require_acting(found, by)
    found.last_touch_at = max(clock.now(), found.last_touch_at)
    found.save(update_fields=["last_touch_at"])
    audit.record("cases.note_touch", by=by, client=found.client_id, about=found)
    return found

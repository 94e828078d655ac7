"""Marking a step done, from either door; and the second one who marks the same step loses nothing she wrote."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from punos.design_system.sending import Told
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.plan import actions
from punos.plan.actions.steps import DONE_ALREADY


def mark_done(step: UUID, note: str, by: Actor) -> Told | None:
    """Done now; or done already: by whom is told, and her words are added to the step's history."""
    try:
        actions.do_step(step=step, note=note, by=by)
    except Refused as refused:
        if refused.code != DONE_ALREADY:
            raise
        if not note.strip():
            return Told(str(refused))
        actions.tell_more(step=step, note=note, by=by)
        kept = _("Sanasi lisättiin askeleen historiaan.")
        return Told(f"{refused} {kept}")
    return None

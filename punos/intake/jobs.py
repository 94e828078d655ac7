"""Nobody is forgotten: the worker looks every minute for what nobody answered, and for those who are away."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.intake import actions
from punos.intake.actions.upkeep import unanswered, with_changed_substitute
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused

KEEPER = Actor.system(Purpose.HOLDING.value)
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="intake.escalate", queueing_lock="intake.escalate", pass_context=False)
def escalate_unanswered(timestamp: int) -> None:
    """Each in its own transaction: one that cannot be escalated does not hold up the others."""
    for handover_id in unanswered():
        try:
            actions.escalate(handover=handover_id, by=KEEPER)
        except Refused as refused:
            log.warning("handover %s could not be escalated: %s", handover_id, refused.code)


@app.periodic(cron="*/10 * * * *")
@app.task(name="intake.substitutes", queueing_lock="intake.substitutes", pass_context=False)
def name_substitutes(timestamp: int) -> None:
    """Absences begin and end by the calendar."""
    for contact in with_changed_substitute():
        actions.update_substitute(contact=contact, by=KEEPER)

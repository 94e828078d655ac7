"""Nobody is forgotten: the worker looks every minute for what nobody answered, and for those who are away."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.intake import actions
from punos.intake.actions.upkeep import unanswered, with_changed_substitute
from punos.kernel.actor import Actor

KEEPER = Actor.system(Purpose.HOLDING.value)


@app.periodic(cron="* * * * *")
@app.task(name="intake.escalate", queueing_lock="intake.escalate", pass_context=False)
def escalate_unanswered(timestamp: int) -> None:
    """Oldest first, each in its own transaction."""
    for handover in unanswered():
        actions.escalate(handover=handover, by=KEEPER)


@app.periodic(cron="*/10 * * * *")
@app.task(name="intake.substitutes", queueing_lock="intake.substitutes", pass_context=False)
def name_substitutes(timestamp: int) -> None:
    """Absences begin and end by the calendar."""
    for contact in with_changed_substitute():
        actions.update_substitute(contact=contact, by=KEEPER)

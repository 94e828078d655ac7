"""Nobody waits unanswered: the worker looks for late offers every minute, and for who is away every ten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.cases import actions
from punos.kernel.actor import Actor

KEEPER = Actor.system(Purpose.HOLDING.value)


@app.periodic(cron="* * * * *")
@app.task(name="cases.escalate", queueing_lock="cases.escalate", pass_context=False)
def escalate_unanswered(timestamp: int) -> None:
    """Offers nobody answered in the model's time go to the coordinators."""
    actions.escalate_unanswered(by=KEEPER)


@app.periodic(cron="*/10 * * * *")
@app.task(name="cases.substitutes", queueing_lock="cases.substitutes", pass_context=False)
def keep_substitutes(timestamp: int) -> None:
    """Absences begin and end by the calendar."""
    actions.keep_substitutes(by=KEEPER)

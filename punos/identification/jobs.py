"""A named run ends by the calendar; what it held about people is destroyed the next night. Counts for what-if, too."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.identification import actions
from punos.kernel.actor import Actor

KEEPER = Actor.system(Purpose.NAMED_RUN.value)
COUNTER = Actor.system(Purpose.POPULATION.value)


@app.periodic(cron="20 1 * * *")
@app.task(name="identification.forget_ended", queueing_lock="identification.forget_ended", pass_context=False)
def forget_ended(timestamp: int) -> None:
    """Rows of runs that are off."""
    actions.forget_ended(by=KEEPER)


@app.periodic(cron="40 1 * * *")
@app.task(name="identification.forget_counts", queueing_lock="identification.forget_counts", pass_context=False)
def forget_counts(timestamp: int) -> None:
    """Counts for what-if past their time, on this machine."""
    actions.forget_counts(by=COUNTER)

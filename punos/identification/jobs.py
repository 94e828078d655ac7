"""A named run ends by the calendar; what it held about people is destroyed the next night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.identification import actions
from punos.kernel.actor import Actor

KEEPER = Actor.system(Purpose.NAMED_RUN.value)


@app.periodic(cron="20 1 * * *")
@app.task(name="identification.forget_ended", queueing_lock="identification.forget_ended", pass_context=False)
def forget_ended(timestamp: int) -> None:
    """Rows of runs that are off."""
    actions.forget_ended(by=KEEPER)

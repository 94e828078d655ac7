"""Each night: what ended the day before gives way to what still stands (a narrower permit, another ground).

Nothing waits for this to close: known ends are in the grants and are enforced when they are read.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.kernel.actor import Actor
from punos.sharing import actions


@app.periodic(cron="10 0 * * *")
@app.task(name="sharing.tidy", queueing_lock="sharing.tidy", pass_context=False)
def tidy_what_ended(timestamp: int) -> None:
    """Compute anew for everybody of whose grants some has run out."""
    actions.tidy_what_ended(by=Actor.system(Purpose.SHARING.value))

"""Nobody waits for somebody whose day has passed: each morning what she had promised stands with who answers."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.kernel.actor import Actor
from punos.plan import actions


@app.periodic(cron="10 1 * * *")  # after the night's settling of grants (sharing.tidy)
@app.task(name="plan.free_unseen", queueing_lock="plan.free_unseen", pass_context=False)
def free_unseen(timestamp: int) -> None:
    """Memberships, permits and work end by their day, without anybody's act."""
    actions.free_unseen(by=Actor.system(Purpose.CLOSING.value))

"""Nobody waits for somebody whose day has passed: each morning what she had promised stands with who answers."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.kernel.actor import Actor
from punos.kernel.nightly import each_by_itself
from punos.plan import actions
from punos.plan.queries.ending import clients_of_unseen_doers


@app.periodic(cron="10 1 * * *")  # after the night's settling of grants (sharing.tidy)
@app.task(name="plan.free_unseen", queueing_lock="plan.free_unseen", pass_context=False)
def free_unseen(timestamp: int) -> int:
    """Memberships, permits and work end by their day, without anybody's act; for how many clients. Each client in a
    transaction of her own."""
    by = Actor.system(Purpose.CLOSING.value)
    return each_by_itself("plan.free_unseen", clients_of_unseen_doers(by),
                          lambda client: actions.free_unseen(client=client, by=by))

"""A person written down to whom nothing came is forgotten: each night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.clients import actions
from punos.clients.queries.unmet import unmet
from punos.kernel.actor import Actor
from punos.kernel.nightly import each_by_itself

KEEPER = Actor.system(Purpose.FORGETTING.value)


@app.periodic(cron="50 1 * * *")
@app.task(name="clients.forget_unmet", queueing_lock="clients.forget_unmet", pass_context=False)
def forget_unmet(timestamp: int) -> None:
    """Each in its own transaction."""
    each_by_itself("clients.forget_unmet", unmet(), lambda client: actions.forget(client=client, by=KEEPER))

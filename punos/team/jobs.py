"""Whose last day has passed is not in the team any more: each night, before what she had promised is looked for."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.kernel.actor import Actor
from punos.team import actions


@app.periodic(cron="40 0 * * *")  # after sharing.tidy, before plan.free_unseen
@app.task(name="team.end_lapsed", queueing_lock="team.end_lapsed", pass_context=False)
def end_lapsed(timestamp: int) -> None:
    """Memberships end by their day, without anybody's act."""
    actions.end_lapsed(by=Actor.system(Purpose.CLOSING.value))

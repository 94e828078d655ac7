"""Whose last day has passed is not in the team any more: each night, before what she had promised is looked for."""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.kernel.actor import Actor
from punos.kernel.nightly import each_by_itself
from punos.team import actions, queries


@app.periodic(cron="40 0 * * *")  # after sharing.tidy, before plan.free_unseen
@app.task(name="team.end_lapsed", queueing_lock="team.end_lapsed", pass_context=False)
def end_lapsed(timestamp: int) -> int:
    """Memberships end by their day, without anybody's act; how many. Each in a transaction of its own."""
    by = Actor.system(Purpose.CLOSING.value)
    return each_by_itself("team.end_lapsed", queries.lapsed(),
                          lambda membership: actions.end_lapsed(membership=membership, by=by))

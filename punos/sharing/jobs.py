"""Each night: what ended the day before gives way to what still stands (a narrower permit, another ground).

Nothing waits for this to close: known ends are in the grants and are enforced when they are read.
"""

from __future__ import annotations

from procrastinate.contrib.django import app

from punos.access.purposes import Purpose
from punos.kernel.actor import Actor
from punos.kernel.nightly import each_by_itself
from punos.sharing import actions, facts, settling


@app.periodic(cron="10 0 * * *")
@app.task(name="sharing.tidy", queueing_lock="sharing.tidy", pass_context=False)
def tidy_what_ended(timestamp: int) -> int:
    """Compute anew for everybody of whose grants some has run out, and for whom somebody answers who sees nothing of
    it; for how many. Each in a transaction of her own."""
    by = Actor.system(Purpose.SHARING.value)
    with facts.for_sharing(by):
        found = settling.with_something_ended()
    return each_by_itself("sharing.tidy", found,
                          lambda client: actions.recompute(client=client, reason="expired", by=by))

"""Texts nobody came back for are destroyed every hour."""

from procrastinate.contrib.django import app

from punos.accounts import lapsed


@app.periodic(cron="17 * * * *")
@app.task(name="accounts.destroy_lapsed_forms", queueing_lock="accounts.destroy_lapsed_forms", pass_context=False)
def destroy_lapsed_forms(timestamp: int) -> None:
    """Remove lapsed forms older than a day."""
    lapsed.destroy_old()

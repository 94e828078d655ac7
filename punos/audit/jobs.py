"""The journal is sealed every few seconds by the worker."""

from procrastinate.contrib.django import app

from punos.audit import sealing
from punos.kernel.session import purpose_of


@app.periodic(cron="* * * * * */5")  # the sixth field is seconds
@app.task(name="audit.seal", queueing_lock="audit.seal", pass_context=False)
def seal(timestamp: int) -> None:
    """Seal everything committed so far."""
    with purpose_of("sealing"):
        while sealing.seal():
            pass

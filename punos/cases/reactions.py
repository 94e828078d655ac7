"""What a case does when something happens at intake. Wired in ``config/wiring.py``."""

from __future__ import annotations

from punos.cases import actions
from punos.intake.events import ContactRecorded


def contact_recorded(event: ContactRecorded) -> None:
    """Somebody turned to us about a client: her open case hears of it, or her former holder is told."""
    if event.client is not None:
        actions.tell_former_holder(client=event.client, contact=event.contact, by=event.by)

"""What contacts do when something happens to those who answer for them. Wired in ``config/wiring.py``."""

from __future__ import annotations

from punos.accounts.events import AbsenceChanged
from punos.intake import actions
from punos.intake.actions.upkeep import with_changed_substitute


def absence_changed(event: AbsenceChanged) -> None:
    """From this moment her substitute answers for what she holds or was offered, or does so no more."""
    for contact in with_changed_substitute(event.account):
        actions.update_substitute(contact=contact, by=event.by)

"""What a case does when something happens at intake. Wired in ``config/wiring.py``."""

from __future__ import annotations

from punos.accounts.events import AbsenceChanged
from punos.cases import actions
from punos.cases.actions.one_person import require_one_of_each
from punos.clients import queries as clients
from punos.clients.events import ClientsMerged
from punos.intake.events import ContactRecorded


def contact_recorded(event: ContactRecorded) -> None:
    """Somebody turned to us about a client: her open case hears of it, or her former holder is told."""
    if event.client is not None:
        actions.tell_former_holder(client=event.client, contact=event.contact, held_by=event.account,
                                   records=event.records, by=event.by)


def absence_changed(event: AbsenceChanged) -> None:
    """From this moment her substitute stands in for what she answers for, or does so no more."""
    actions.keep_substitutes(account=event.account, by=event.by)


def clients_merged(event: ClientsMerged) -> None:
    """Two records are one person: she has one work under each model and one own worker, or they are not merged yet."""
    merged = clients.records_under(event.merged)
    require_one_of_each(clients.same_person(event.kept) - merged, merged)

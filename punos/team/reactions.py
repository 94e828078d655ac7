"""What a team does when something happens below. Wired in ``config/wiring.py``."""

from __future__ import annotations

from uuid import UUID

from punos.cases.events import CaseClosed
from punos.consent.events import InstrumentWithdrawn
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category, RecipientClass
from punos.sharing import queries as shared
from punos.team import queries, rules
from punos.team.actions.ending import close_membership
from punos.team.models import Membership


def case_closed(event: CaseClosed) -> None:
    """The work is over: the team of that case parts, and what its members saw closes."""
    for member in Membership.objects.select_for_update(of=("self",)).filter(case=event.case, ended_at=None):
        close_membership(member, rules.Ending.CASE_CLOSED, event.by)


def instrument_withdrawn(event: InstrumentWithdrawn) -> None:
    """She took a consent or permit back: outsiders whom nothing else lets in are not in the team any more."""
    for member in Membership.objects.select_for_update(of=("self",)).filter(client=event.client, ended_at=None):
        if RecipientClass(member.recipient) in rules.OUTSIDERS and not _still_in(member, event.client, event.by):
            close_membership(member, rules.Ending.BASIS_ENDED, event.by)


def _still_in(member: Membership, client: UUID, by: Actor) -> bool:
    if member.account_id is None:
        return queries.consent_names(client, member.person_name, member.categories)
    lines = shared.preview(client=client, account=member.account_id, until=member.until, by=by,
                           categories=[Category(code) for code in member.categories])
    return any(line.categories for line in lines)

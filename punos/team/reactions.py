"""What a team does when something happens below. Wired in ``config/wiring.py``."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from punos.cases.events import CaseClosed
from punos.consent.events import InstrumentGiven, InstrumentWithdrawn
from punos.consent.rules import Kind
from punos.kernel.actor import Actor
from punos.team import queries, rules
from punos.team.actions.parting import close_membership, open_and_locked
from punos.team.models import Membership


def case_closed(event: CaseClosed) -> None:
    """The work is over: the team of that case parts, and what its members saw closes."""
    for member in Membership.objects.select_for_update(of=("self",)).filter(case=event.case, ended_at=None):
        close_membership(member, rules.Ending.CASE_CLOSED, event.by)


def instrument_withdrawn(event: InstrumentWithdrawn) -> None:
    """She took a consent or permit back: outsiders whom nothing else lets in are not in the team any more."""
    _part(event.client, event.by)


def instrument_given(event: InstrumentGiven) -> None:
    """A prohibition ends views as well."""
    if event.kind == Kind.PROHIBITION:
        _part(event.client, event.by)


def _part(client: UUID, by: Actor) -> None:
    leaving = [one.membership.pk for one in queries.let_in_now(by, client) if one.leaves]
    for member in open_and_locked(Q(pk__in=leaving)):
        close_membership(member, rules.Ending.BASIS_ENDED, by)

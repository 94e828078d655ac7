"""Leaving a team. Whatever the membership opened closes in the same moment."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.cases import queries as cases
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import RecipientClass
from punos.team import queries, rules
from punos.team.actions.inviting import acting_case
from punos.team.actions.parting import close_membership, open_and_locked
from punos.team.models import Membership
from punos.team.texts import refusal


@action
def leave(*, membership: UUID, note: str, by: Actor) -> Membership:
    """The member says that she does not take part (any more), and why: the one who answers for the whole reads it."""
    found = _locked(membership)
    if found.account_id != by.account:
        raise Unseen
    if not note.strip():
        raise Refused(_("Kirjoita lyhyesti, miksi."), field="note", code="required")
    return close_membership(found, rules.Ending.LEFT, by, note.strip())


@action
def end(*, membership: UUID, note: str = "", by: Actor) -> Membership:
    """She is not needed in the team any more. For the holder, the workers and their substitutes."""
    found = _locked(membership)
    acting_case(by, found.client_id)
    return close_membership(found, rules.Ending.NO_LONGER_NEEDED, by, note.strip())


@action
def remove(*, membership: UUID, by: Actor) -> Membership:
    """The client takes a person out of her team; it takes effect at once, everywhere (design promise 3).

    Done by herself or by who represents her in the matter. Refused for somebody who answers for her or works on a
    statutory basis: then she is told whom to ask.
    """
    found = _locked(membership)
    if not queries.speaks_for(by, found.client_id):
        raise Unseen
    answering = {one.account for one in cases.answering(found.client_id)}
    denied = rules.client_may_remove(RecipientClass(found.recipient), rules.Wish(found.wish),
                                     queries.model_of(found), answers_for_her=found.account_id in answering)
    if denied:
        raise refusal(denied)
    return close_membership(found, rules.Ending.CLIENT_REMOVED, by)


@action
def end_lapsed(*, membership: UUID, by: Actor) -> bool:
    """Each night: her last day has passed, so she is not in the team any more, and who answers is told. False when she
    had left already, or was given a later day meanwhile."""
    lapsed = open_and_locked(Q(pk=membership, until__lt=clock.today()))
    for member in lapsed:
        close_membership(member, rules.Ending.LAPSED, by)
    audit.record("team.end_lapsed", by=by, members=len(lapsed))
    return bool(lapsed)


@action
def read_departure(*, membership: UUID, by: Actor) -> Membership:
    """Who answers for the whole has read who left and why: it does not stand on her day any more."""
    found = _locked(membership)
    acting_case(by, found.client_id)
    found.departure_unread = False
    found.save(update_fields=["departure_unread"])
    audit.record("team.read_departure", by=by, client=found.client_id, about=found)
    return found


def _locked(membership: UUID) -> Membership:
    found = Membership.objects.select_for_update().filter(pk=membership).first()
    if found is None:
        raise Unseen
    return found

"""The end of a membership and of everything it opened, whoever or whatever ends it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.purposes import Purpose
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.sharing import actions as sharing
from punos.team import rules
from punos.team.events import MemberLeft
from punos.team.models import Membership


def close_membership(found: Membership, ending: rules.Ending, by: Actor, note: str = "") -> Membership:
    """End the period and everything it opened. Ended already: refused, and nothing changes."""
    if found.ended_at is not None:
        raise Refused(_("Hän ei ole enää tiimissä."), code="taken")
    found.ended_at = max(clock.now(), found.invited_at)
    found.ended_by = None if by.is_system else by.account  # None: her day passed by itself
    found.ending, found.end_note = ending.value, note
    found.departure_unread = ending in rules.TOLD_AFTERWARDS
    with session.purpose_of(Purpose.CLOSING):
        found.save(update_fields=["ended_at", "ended_by", "ending", "end_note", "departure_unread"])
    audit.record("team.end", by=by, client=found.client_id, about=found, account=found.account_id, ending=ending.value)
    if found.account_id:
        sharing.close_for(relation="team", relation_id=found.pk, client=found.client_id, reason=ending.value, by=by)
    events.publish(MemberLeft(membership=found.pk, client=found.client_id, account=found.account_id,
                              person_name=found.person_name, ending=ending.value, by=by))
    return found


def open_and_locked(which: Q) -> list[Membership]:
    """Memberships to be ended, locked; for nobody's eyes."""
    with session.purpose_of(Purpose.CLOSING):
        return list(Membership.objects.select_for_update(of=("self",)).filter(which, ended_at=None).order_by("pk"))

"""Whom somebody has just written down: a contact may be recorded for her although nothing of her may be seen yet.

Kept in the session as opaque ids with their moment, until her contact is saved: until then nobody answers for her, and
only who wrote her down finds the way back. Whether she was known before is told by none of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from punos.access.routing import ActorRequest
from punos.clients.queries import known_among
from punos.clients.queries.unmet import last_told_before
from punos.design_system.formats import near_moment
from punos.design_system.rows import Row, TodayRows
from punos.kernel import clock

SESSION_KEY = "just_met"
MOST = 20
# A record may be forgotten when its time is up: whoever writes the contact then has sent it before.
EARLIER = timedelta(hours=1)


def remember(request: ActorRequest, client: UUID) -> None:
    """This person was named with her particulars a moment ago, by whoever is signed in here."""
    met = _met(request)
    met.pop(str(client), None)
    met[str(client)] = clock.now().isoformat()
    request.session[SESSION_KEY] = dict(list(met.items())[-MOST:])


def has_just_met(request: ActorRequest, client: UUID) -> bool:
    """Did she write this person down, and has she not saved her contact yet?"""
    return str(client) in _met(request)


def forget(request: ActorRequest, client: UUID | None) -> None:
    """Her contact is saved: she is found by it from now on."""
    met = _met(request)
    if met.pop(str(client), None):
        request.session[SESSION_KEY] = met


def today_rows(request: ActorRequest) -> TodayRows:
    """Those whose contact waits to be written, by when they were written down: their names stand in no session. Whom
    she may see by now is found without this."""
    met = _met(request)
    found = known_among(map(UUID, met)) if met else set()
    return TodayRows(waiting=[
        Row(None, _when(moment),
            f"{reverse('work:contact_new')}?client={client}", action=_("Kirjaa yhteydenotto"), state="attention",
            text=_("Yhteydenotto puuttuu"), heading=_("Kirjasit henkilön"),
            note=_("Ilman yhteydenottoa kukaan ei vastaa hänen asiastaan."))
        for client, moment in met.items() if UUID(client) not in found])


def _when(moment: str) -> str:
    local = datetime.fromisoformat(moment).astimezone(clock.HELSINKI)
    return near_moment(local, clock.today(), get_language() or "fi")


def _met(request: ActorRequest) -> dict[str, str]:
    """Each with the moment, as long as her record is surely there."""
    kept = request.session.get(SESSION_KEY)
    if not isinstance(kept, dict):
        return {}
    since = last_told_before() + EARLIER
    return {client: moment for client, moment in kept.items() if datetime.fromisoformat(moment) > since}

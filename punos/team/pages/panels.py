"""A team's share of Today, of the client's page and of her timeline."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.accounts.queries import cards
from punos.design_system.rows import Panel, Row, TimelineItem, TodayRows
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.sharing import queries as shared
from punos.team import queries
from punos.team.pages.presenters import ENDINGS, lasts


def today_rows(actor: Actor) -> TodayRows:
    """Calls to a team to answer; who has left; memberships of one's own inviting that end soon. One query."""
    found = queries.for_today(actor)
    waiting = [Row(member.client_id, _("Kutsu tiimiin: %(purpose)s") % {"purpose": member.purpose},
                   reverse("work:team_member", args=[member.pk]), action=_("Vastaa"), state="waiting",
                   by_when=None, who=member.invited_by_id, text=_("Olet tiimissä"))
               for member in found.called]
    soon = [Row(member.client_id, _("Jäsenyys tiimissä päättyy"), reverse("work:team_extend", args=[member.pk]),
                by_when=member.until, action=_("Jatka tai anna päättyä"), who=member.account_id)
            for member in found.ending]
    gone = [Row(member.client_id, _("Lähti tiimistä: %(name)s") % {"name": member.person_name} if member.person_name
                else _("Lähti tiimistä"), reverse("work:team_departure", args=[member.pk]), state="attention",
                text=_("Lue ja sovi, kuka jatkaa"), action=_("Katso"), who=member.account_id,
                note=ENDINGS.get(member.ending, "")) for member in found.departed]
    letters = [Row(member.client_id, _("Kutsu tiimiin kirjeellä: %(name)s") % {"name": member.person_name},
                   reverse("work:team_letter", args=[member.pk]), state="waiting",
                   text=_("Odottaa vastausta") if member.letter_printed_at else _("Kirje on antamatta"),
                   action=_("Kirjaa vastaus") if member.letter_printed_at else _("Tulosta kirje"))
               for member in found.letters]
    return TodayRows(waiting=[*waiting, *gone, *letters], soon=soon)


def client_panel(actor: Actor, client_id: UUID, seen: frozenset[Category]) -> Panel | None:
    """The team with role, purpose and until when she sees anything. One query, and one more for each who has no
    account."""
    if Category.COORDINATION not in seen:
        return None
    now = shared.with_sight(queries.now_in_team(client_id), actor)
    return Panel("team/client_panel.html", {
        "client": client_id, "members": [(member, lasts(member)) for member in now]},
        frozenset(member.account_id for member in now if member.account_id))


def timeline(actor: Actor, client_id: UUID, seen: frozenset[Category]) -> list[TimelineItem]:
    """Who joined and who left, by name. Two queries."""
    if Category.COORDINATION not in seen:
        return []
    url, items = reverse("work:team", args=[client_id]), []
    members = list(queries.everybody_ever(client_id))
    people = cards(member.account_id for member in members)
    for member in members:
        name = member.person_name or (people[member.account_id].name if member.account_id in people else member.role)
        items.append(TimelineItem(member.invited_at, "team", _("Tuli tiimiin: %(name)s") % {"name": name},
                                  None, url, member.purpose))
        if member.ended_at:
            items.append(TimelineItem(member.ended_at, "team", _("Lähti tiimistä: %(name)s") % {"name": name},
                                      None, url, ENDINGS.get(member.ending, "")))
    return items

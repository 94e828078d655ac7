"""Intake's share of Today, of the client's page and of her timeline."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from punos.design_system.rows import Panel, Row, TimelineItem, TodayRows
from punos.intake import queries
from punos.intake.codes import Channel
from punos.intake.pages.presenters import what
from punos.intake.queries import Line
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category


def today_rows(actor: Actor) -> TodayRows:
    """Offers to answer and queues wait; calls and contacts whose day has come; what is late; what I answer for.

    Two queries, however much there is.
    """
    work = queries.worklist(actor)
    calls = [line for line in (*work.mine, *work.queues) if line.call_id]
    waiting = [Row(o.client_id, what(o.contact), reverse("work:handover", args=[o.pk]), by_when=o.answer_by,
                   action=_("Vastaa"), state="attention" if o.contact.is_urgent else "waiting",
                   text=_("Kiireellinen") if o.contact.is_urgent else _("Siirto odottaa"), who=o.sender_account_id)
               for o in work.offered]
    look = _("Avaa yhteydenotto")
    waiting += [_row(line, look) for line in work.queues]
    today = clock.today()
    mine = [line for line in work.mine if not line.on_its_way]
    return TodayRows(
        waiting=waiting,
        # one matter is one line: where its promised call stands already, the call tells of it
        soon=[_row(line, look) for line in mine if line.next_date == today and line.call_id is None] + [
            _call(line) for line in calls if not line.call_is_late],
        late=[_row(line, look) for line in mine if line.is_late and not line.call_is_late] + [
            _call(line) for line in calls if line.call_is_late],
        mine=[_row(line, "") for line in work.mine if line.on_its_way or not (line.next_date and
                                                                             line.next_date <= today)])


def _row(line: Line, action: str) -> Row:
    state, text = _state(line)
    return Row(line.contact.client_id, what(line.contact), reverse("work:contact", args=[line.contact.pk]),
               by_when=line.next_date, action=action, state=state, text=text, late=line.is_late,
               who=line.holder.account)


def _state(line: Line) -> tuple[str, str]:
    if line.contact.is_urgent:
        return "attention", _("Kiireellinen")
    if line.on_its_way:
        return "waiting", _("Odottaa vastaanottajaa")
    if line.came_back:
        return "attention", _("Palautui: siirtoa ei otettu vastaan")
    return ("late", _("Päivä on mennyt")) if line.is_late else ("doing", _("Yhteydenotto"))


def _call(line: Line) -> Row:
    return Row(line.contact.client_id, what(line.contact), reverse("work:callback", args=[line.call_id]),
               by_when=line.call_by, action=_("Merkitse soitto"), late=line.call_is_late,
               state="late" if line.call_is_late else "waiting",
               text=_("Luvattu soitto on myöhässä") if line.call_is_late else _("Luvattu soitto"))


def client_panel(actor: Actor, client: UUID, seen: frozenset[Category]) -> Panel | None:
    """Open contacts of this client: who has each, and when it goes on."""
    if Category.CONTACT not in seen:
        return None
    lines = queries.of_client(actor, client)
    if not lines:
        return None
    return Panel("intake/client_panel.html",
                 {"lines": [{"line": line, "what": what(line.contact), "state": _state(line)} for line in lines]},
                 frozenset(line.holder.account for line in lines if line.holder.account))


def timeline(actor: Actor, client: UUID, seen: frozenset[Category]) -> list[TimelineItem]:
    """Her contacts as they came, with her own words."""
    if Category.CONTACT not in seen:
        return []
    return [TimelineItem(contact.received_at, "contact",
                         _("Yhteydenotto: %(channel)s") % {"channel": Channel(contact.channel).label},
                         who=contact.recorded_by_id, url=reverse("work:contact", args=[contact.pk]),
                         detail=f"”{what(contact)}”") for contact in queries.contacts_of(actor, client)]

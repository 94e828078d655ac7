"""Noticing's share of Today: how many people of a named run wait for this reviewer."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from punos.access.permissions import Permission, permissions_of
from punos.design_system.rows import Row, TodayRows
from punos.identification import queries
from punos.kernel.actor import Actor


def today_rows(actor: Actor) -> TodayRows:
    """One row while a named run of hers is on and somebody is still to be looked at; else nothing. One query."""
    if Permission.REVIEW_FLAGS not in permissions_of(actor.roles):
        return TodayRows()
    found = queries.queue(actor)
    if not found.left:
        return TodayRows()
    text = ngettext("%(num)s ihminen odottaa arviotasi", "%(num)s ihmistä odottaa arviotasi", found.left)
    return TodayRows(waiting=[Row(None, text % {"num": found.left}, reverse("work:flags"), action=_("Katso"),
                                  by_when=found.rows[0].run.ends_on, state="waiting", text=_("Nimiajo"),
                                  heading=_("Katsottavat"))])

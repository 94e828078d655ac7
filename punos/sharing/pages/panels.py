"""Sharing's share of the client's page and of her timeline: permissions in force, and what I may not see and why."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from punos.accounts.queries import PersonCard
from punos.consent import queries as consent
from punos.consent.rules import Event, Kind, State
from punos.design_system.rows import Panel, Row, TimelineItem, TodayRows
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.sharing import queries
from punos.sharing.pages import presenters
from punos.sharing.pages.presenters import happened, kind_words
from punos.sharing.queries import Standing
from punos.sharing.rules import TieKind


def today_rows(actor: Actor) -> TodayRows:
    """What came to her unasked, to be taken on or offered further; and what she answers for though she may not see
    it, without a word about whom it concerns. One query."""
    waiting, mine = [], []
    for row in queries.came_to_me(actor):
        is_case, day = row.kind == TieKind.CASE_HOLDER, row.at.astimezone(clock.HELSINKI).date()
        if row.account_id or row.unit_id:
            what = (_("Vastaat nyt kokonaisuudesta: edellinen vastaaja ei saa enää nähdä sitä.") if is_case else
                    _("Vastaat nyt yhteydenotosta: edellinen vastaaja ei saa enää nähdä sitä."))
            to_her = row.account_id == actor.account or row.unit_id in actor.units
            waiting.append(Row(row.client_id, what, reverse("work:brought", args=[row.pk]), action=_("Katso"),
                               by_when=day, state="attention", text=_("Tuli sinulle kysymättä") if to_her else
                               _("Tuli kysymättä sille, jota sijaistat")))
        else:
            what = _("Et saa enää nähdä tätä, mutta vastaat siitä, kunnes toinen ottaa sen. Punos etsii toista joka "
                     "yö, ja esihenkilö voi tarjota sitä toiselle.")
            mine.append(Row(None, what, "", state="locked", text=_("Ei näy sinulle"), by_when=day,
                            heading=presenters.unseen_title(TieKind(row.kind), row.register)))
    return TodayRows(waiting=waiting, mine=mine)


def permissions_panel(actor: Actor, client: UUID, standing: Standing, card: PersonCard | None) -> Panel:
    """What she has said, as she read it; and what the actor, whose card this is, does not see. One query."""
    sentences, look = None, None
    if Category.PERMISSIONS not in standing.seen:  # an exceptional look never opens them: whoever looks so meets this
        look = queries.exceptional_in_force(actor, client)
    else:
        sentences = [item.sentence for item in consent.read_as_given(actor, client, presenters.language())
                     if item.state is State.IN_FORCE]
    hidden = [{"name": presenters.named([item.category])[0], "why": item.why, "section": item.section,
               "ways": presenters.ways(item.ways)}
              for item in queries.hidden_from(actor, client, known=standing, card=card)]
    return Panel("sharing/client_panel.html", {"client": client, "sentences": sentences, "hidden": hidden,
                                               "look": look})


def timeline(actor: Actor, client: UUID, seen: frozenset[Category]) -> list[TimelineItem]:
    """Each thing she gave, refused or took back. One query."""
    if Category.PERMISSIONS not in seen:
        return []
    return [TimelineItem(item.at, "permission", f"{kind_words(Kind(item.kind))}: {happened(Event(item.event)).lower()}",
                         who=item.by, url=reverse("work:permission", args=[item.instrument]), detail=item.sentence)
            for item in consent.everything_said(actor, client, presenters.language())]

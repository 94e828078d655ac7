"""A case's share of Today, of the client's page and of her timeline."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.cases import pack, queries
from punos.cases.pages.presenters import ROLES, WORKERS, clock_words
from punos.design_system.rows import Panel, Row, TimelineItem, TodayRows
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.holding import Outcome
from punos.lawfulness.categories import Category


def today_rows(actor: Actor) -> TodayRows:
    """Offers to answer and people who came back; cases whose date has come, are late or quiet; the actor's own."""
    waiting = [_waiting(row) for row in queries.waiting_for(actor)]
    soon, late, mine = [], [], []
    tomorrow = clock.today() + timedelta(days=1)
    for row in queries.my_cases(actor):
        url, overdue = reverse("work:case", args=[row.case]), row.next_date < clock.today()
        stage = pack.words(pack.of(row.model), f"stage.{row.stage}")
        mine.append(Row(row.client, stage, url, by_when=row.next_date, who=row.holder, late=overdue,
                        state="late" if row.stage_late else "", text=_("Vaihe on venynyt") if row.stage_late else "",
                        note=_beside(row, actor)))
        if overdue or row.stage_late or row.quiet:
            late.append(Row(row.client, _why_late(overdue, row.stage_late, stage), url, by_when=row.next_date,
                            action=_("Avaa yhteistyö"), late=overdue, who=row.holder,
                            state="late" if overdue or row.stage_late else "attention",
                            text=_("Päivä on mennyt") if overdue else _("Vaihe on venynyt") if row.stage_late
                            else _("Hiljaista")))
        elif row.next_date <= tomorrow:
            soon.append(Row(row.client, _("Palaa asiaan: %(stage)s") % {"stage": stage}, url, by_when=row.next_date,
                            action=_("Avaa yhteistyö"), who=row.holder))
    return TodayRows(waiting, soon, late, mine)


def _waiting(row: queries.Waiting) -> Row:
    if row.is_return and row.is_open:
        return Row(row.client, _("Uusi yhteydenotto. Vastaat hänen kokonaisuudestaan."),
                   reverse("work:case_return", args=[row.id]), action=_("Katso"), state="attention",
                   text=_("Uusi yhteydenotto"), by_when=row.when)
    if row.is_return and not row.is_seen:
        return Row(row.client, _("On ottanut uudelleen yhteyttä, ja asiaa hoitaa toinen. Siksi nimi ei näy sinulle."),
                   reverse("work:case_return", args=[row.id]), action=_("Katso"), state="done",
                   text=_("Palannut asiakas"), by_when=row.when, heading=_("Entinen asiakkaasi"))
    if row.is_return:
        return Row(row.client, _("On ottanut uudelleen yhteyttä. Vastasit hänen asioistaan aiemmin."),
                   reverse("work:case_return", args=[row.id]), action=_("Katso"), state="attention",
                   text=_("Palannut asiakas"), by_when=row.when)
    late = row.when < clock.now()
    return Row(row.client, _("Otatko vastuun kokonaisuudesta?"), reverse("work:case_offer", args=[row.id]),
               by_when=row.when, action=_("Vastaa"), who=row.sender, text=_("Siirto odottaa"),
               state="late" if late else "waiting", late=late)


def _beside(row: queries.CaseRow, actor: Actor) -> object:
    """What she has to do with a case that another answers for."""
    if row.holder == actor.account:
        return ""
    return _("Sijaistat vastaajaa") if row.substitute == actor.account else _("Työskentelet asiakkaan kanssa")


def _why_late(overdue: bool, stage_late: bool, stage: str) -> object:
    if overdue:
        return _("Palaa asiaan: %(stage)s") % {"stage": stage}
    if stage_late:
        return _("%(stage)s: tavoiteaika on mennyt") % {"stage": stage}
    return _("Kukaan ei ole ollut yhteydessä pitkään aikaan")


def client_panel(actor: Actor, client_id: UUID, seen: frozenset[Category]) -> Panel | None:
    """Who answers for the whole, the stage and the running clocks; or how to begin. One query."""
    found = queries.at_a_glance(client_id) if Category.COORDINATION in seen else []
    if not found and actor.unit is None:
        return None
    shown = [{"glance": glance, "model": pack.said(pack.of(glance.model).name), "role": ROLES[glance.role],
              "stage": pack.words(pack.of(glance.model), f"stage.{glance.stage}"),
              "workers": [(WORKERS[role], account, away) for role, account, away in glance.workers],
              "clocks": [(clock_words(rule), section, due, due is not None and due < clock.today())
                         for rule, section, due in glance.clocks]} for glance in found]
    may_open = Category.IDENTITY in seen and all(glance.closed_at for glance in found)
    return Panel("cases/client_panel.html", {"client": client_id, "cases": shown, "may_open": may_open,
                                                     "sees": Category.COORDINATION in seen},
                 frozenset().union(*(glance.people for glance in found)))


def timeline(actor: Actor, client_id: UUID, seen: frozenset[Category]) -> list[TimelineItem]:
    """Stages entered, holders changed and handovers that did not lead to one. Two queries."""
    if Category.COORDINATION not in seen:
        return []
    items = [TimelineItem(entry.entered_at, "case", pack.words(pack.of(entry.case.model), f"stage.{entry.stage}"),
                          entry.entered_by_id, reverse("work:case", args=[entry.case_id]), entry.note)
             for entry in queries.entries_of(client_id)]
    words = {Outcome.ACCEPTED.value: _("Otti vastuun kokonaisuudesta"),
             Outcome.DECLINED.value: _("Ei ottanut vastuuta"),
             Outcome.UNANSWERED.value: _("Siirtoon ei vastattu ajoissa")}
    return items + [
        TimelineItem(made.ended_at or made.made_at, "handover", words[made.outcome],
                     made.ended_by if made.outcome != Outcome.UNANSWERED else made.account_id,
                     reverse("work:case", args=[made.case_id])) for made in queries.answered_offers_of(client_id)]


def beside_another(actor: Actor, client: UUID) -> tuple[str, str]:
    """Of one of two records that may be one person's: what work is open under it."""
    found = queries.open_case_of(actor, client)
    return str(_("Avoin yhteistyö")), pack.said(pack.of(found.model).name) if found else str(_("Ei näy sinulle"))

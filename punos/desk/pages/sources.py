"""Which contexts have something to show on Today, on the client's page and on her timeline, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from types import ModuleType
from typing import Any
from uuid import UUID

from punos.access.routing import ActorRequest
from punos.accounts.queries import PersonCard, cards
from punos.cases.pages import panels as cases
from punos.clients import queries as clients
from punos.clients.pages import met
from punos.clients.pages import panels as clients_panels
from punos.design_system.rows import KINDS, Panel, Row, TimelineItem, TodayRows, in_order
from punos.identification.pages import panels as identification
from punos.intake.pages import panels as intake
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.plan.pages import panels as plan
from punos.sharing.pages import panels as sharing
from punos.sharing.queries import Standing
from punos.team.pages import panels as team

SOURCES: tuple[ModuleType, ...] = (clients_panels, intake, cases, plan, sharing, team, identification)
PAGE_ORDER = ("clients", "words", "cases", "team", "plan", "intake", "sharing", "consent")
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its names filled in, ready for the template."""

    row: Row
    name: str
    holder: str


def _rows_of(request: ActorRequest) -> TodayRows:
    """What every context has for this person today, and whom she has written down in this session."""
    return reduce(TodayRows.__add__, (source.today_rows(request.actor) for source in SOURCES
                                      if hasattr(source, "today_rows")), met.today_rows(request))


def waiting_for(request: ActorRequest) -> int:
    """How many things wait for this person's answer or are late; without names."""
    rows = _rows_of(request)
    return len(rows.waiting) + len(rows.late)


def today_of(request: ActorRequest) -> dict[str, list[Line]]:
    """What needs this person today, from every context, soonest first; names in two queries for the whole page."""
    everything, actor = _rows_of(request), request.actor
    lists = {part: in_order(getattr(everything, part)) for part in ("waiting", "soon", "late", "told", "mine")}
    every = [row for rows in lists.values() for row in rows]
    names = clients.names({row.client for row in every if row.client})
    people = cards({row.who for row in every if row.who})
    return {part: [Line(row, names.get(row.client, "") if row.client else "",
                        _spoken(people, row.who) if row.who != actor.account else "") for row in rows]
            for part, rows in lists.items()}


def _spoken(people: dict[UUID, PersonCard], account: UUID | None) -> str:
    """Name and role, as they stand beside everything ("Aino Aalto, sosiaalityöntekijä")."""
    person = people.get(account) if account else None
    if person is None:
        return ""
    return f"{person.name}, {person.title}" if person.title else person.name


@dataclass(frozen=True, slots=True)
class Shown:
    """The client's page: her name, panels by context, the people named in them; and whom she was merged into."""

    name: str
    merged_into: UUID | None
    panels: list[Panel]
    people: dict[UUID, PersonCard]


def page_of(actor: Actor, client: UUID, standing: Standing) -> Shown:
    """Everything the contexts show of this client to this actor, in the order of the page."""
    seen, panels = standing.seen, dict[str, Panel]()
    if words := plan.words_panel(actor, client, seen):
        panels["words"] = words
    for source in SOURCES:
        if hasattr(source, "client_panel") and (panel := source.client_panel(actor, client, seen)):
            panels[source.__name__.split(".")[1]] = panel
    people = cards({actor.account}.union(*(panel.accounts for panel in panels.values())))
    panels["sharing"] = sharing.permissions_panel(actor, client, standing, people.get(actor.account))
    if "clients" not in panels:
        raise Unseen
    person = panels["clients"]
    return Shown(person.name, person.merged_into, [panels[name] for name in PAGE_ORDER if name in panels], people)


@dataclass(frozen=True, slots=True)
class Happened:
    """A stretch of her timeline, newest first; the kinds that occur in it all; where an older stretch begins."""

    entries: list[dict[str, Any]]
    kinds: list[str]
    older: datetime | None


def timeline_of(actor: Actor, client: UUID, seen: frozenset[Category], *, kind: str = "",
                before: datetime | None = None) -> Happened:
    """What has happened in her matters, as far as this actor sees: of one kind or all, before a moment or until now."""
    items: list[TimelineItem] = []
    for source in SOURCES:
        if hasattr(source, "timeline"):
            items += source.timeline(actor, client, seen)
    items.sort(key=lambda item: item.at, reverse=True)
    chosen = [item for item in items if kind in ("", item.kind) and (before is None or item.at < before)]
    shown = chosen[:LONGEST]
    people = cards({item.who for item in shown if item.who})
    return Happened([{"when": item.at, "title": item.text, "who": _spoken(people, item.who), "text": item.detail,
                      "href": item.url, "icon": KINDS.get(item.kind, "info")} for item in shown],
                    [name for name in KINDS if any(item.kind == name for item in items)],
                    shown[-1].at if len(chosen) > LONGEST else None)

"""Which contexts have something to show on Today, on the client's page and on her timeline, in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from types import ModuleType
from typing import Any
from uuid import UUID

from punos.accounts.queries import PersonCard, cards
from punos.cases.pages import panels as cases
from punos.clients import queries as clients
from punos.clients.pages import panels as clients_panels
from punos.design_system.rows import KINDS, Panel, Row, TimelineItem, TodayRows, in_order
from punos.intake.pages import panels as intake
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan.pages import panels as plan
from punos.sharing.pages import panels as sharing
from punos.team.pages import panels as team

SOURCES: tuple[ModuleType, ...] = (clients_panels, intake, cases, plan, sharing, team)
PAGE_ORDER = ("clients", "cases", "team", "plan", "intake", "sharing", "consent")
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its names filled in, ready for the template."""

    row: Row
    name: str
    holder: str


def today_of(actor: Actor) -> dict[str, list[Line]]:
    """What needs this person today, from every context, soonest first; names in two queries for the whole page."""
    everything = reduce(TodayRows.__add__, (source.today_rows(actor) for source in SOURCES
                                            if hasattr(source, "today_rows")), TodayRows())
    lists = {part: in_order(getattr(everything, part)) for part in ("waiting", "soon", "late", "mine")}
    every = [row for rows in lists.values() for row in rows]
    names = clients.names({row.client for row in every if row.client})
    people = cards({row.who for row in every if row.who})
    return {part: [Line(row, names.get(row.client, "") if row.client else "", _spoken(people, row.who))
                   for row in rows] for part, rows in lists.items()}


def _spoken(people: dict[UUID, PersonCard], account: UUID | None) -> str:
    """Name and role, as they stand beside everything ("Aino Aalto, sosiaalityöntekijä")."""
    person = people.get(account) if account else None
    if person is None:
        return ""
    return f"{person.name}, {person.title}" if person.title else person.name


@dataclass(frozen=True, slots=True)
class Shown:
    """The client's page: panels by context, her timeline, and the people named in either."""

    panels: list[Panel]
    timeline: list[dict[str, Any]]
    kinds: list[str]
    people: dict[UUID, PersonCard]


def page_of(actor: Actor, client: UUID, seen: frozenset[Category], kind: str = "") -> Shown:
    """Everything the contexts show of this client to this actor, in the order of the page."""
    panels: dict[str, Panel] = {}
    items: list[TimelineItem] = []
    for source in SOURCES:
        if hasattr(source, "client_panel") and (panel := source.client_panel(actor, client, seen)):
            panels[source.__name__.split(".")[1]] = panel
        if hasattr(source, "timeline"):
            items += source.timeline(actor, client, seen)
    items.sort(key=lambda item: item.at, reverse=True)
    chosen = [item for item in items if not kind or item.kind == kind][:LONGEST]
    people = cards({item.who for item in chosen if item.who}.union(*(panel.accounts for panel in panels.values())))
    return Shown([panels[name] for name in PAGE_ORDER if name in panels],
                 [{"when": item.at, "title": item.text, "who": _spoken(people, item.who), "text": item.detail,
                   "href": item.url, "icon": KINDS.get(item.kind, "info")} for item in chosen],
                 sorted({item.kind for item in items}), people)

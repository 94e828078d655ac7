"""Why something may not be shared, in words: never whether data exist, always what would make it lawful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.consent.rules import category_list
from punos.kernel.errors import Refused
from punos.lawfulness import Decision, Denied, NeedsHumanDecision, Way, WayKind
from punos.lawfulness.categories import Category, Register


def not_lawful(missing: Mapping[tuple[Category, Register], Decision], *, field: str = "categories") -> Refused:
    """These categories may not be told to this recipient as things stand; ``ways`` are what would change it."""
    language = get_language() or "fi"
    what = category_list({category for category, _origin in missing}, language)
    decisions = list(missing.values())
    return Refused(_("Näitä tietoja ei voi vielä avata: %(what)s.") % {"what": what}, field=field, code="not_lawful",
                   section=section_of(decisions[0]), ways=ways_of(decisions))


def ways_of(decisions: Iterable[Decision]) -> tuple[Way, ...]:
    """Each thing that can be done, once, the client's own say first."""
    found: dict[tuple[WayKind, str], Way] = {}
    for decision in decisions:
        if isinstance(decision, Denied):
            for way in decision.ways:
                found.setdefault(_thing_to_do(way), way)
        elif isinstance(decision, NeedsHumanDecision):
            way = Way(WayKind.ASK_DECISION, decision.question, decision.section, decision.rule_id)
            found.setdefault(_thing_to_do(way), way)
    order = list(WayKind)
    return tuple(sorted(found.values(), key=lambda way: order.index(way.kind)))


def _thing_to_do(way: Way) -> tuple[WayKind, str]:
    """Each question that a person decides is one of its own; anything else is done once for all."""
    return way.kind, way.rule_id if way.kind is WayKind.ASK_DECISION else ""


def section_of(decision: Decision) -> str:
    """The section a refusal stands on."""
    if isinstance(decision, Denied):
        return str(decision.reasons[0].section)
    return str(decision.section)


def cannot_assess() -> Refused:
    """A finding of incapacity is in force and nobody with powers speaks for her."""
    return Refused(_("Asiakas ei nyt voi antaa tätä itse. Sen voi antaa hänen laillinen edustajansa, tai tietojen "
                     "antamisesta säädetään laissa."), code="cannot_assess", section="703/2023 53 § 5 mom.")

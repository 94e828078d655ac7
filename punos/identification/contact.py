"""What Punos's own contacts and cases say by the rules of the population: one definition, one person. Pure.

A contact notice becomes the same event the engine reads; what only cases carry (plans, workers, passes, a
professional's concern, her own wish) has the same grammar and is given beside it. What Punos does not record is *not
computable*, never zero.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.population.criteria import Value
from punos.population.person import Event, judge_person
from punos.population.ruleset import RuleSet

# What a contact notice can tell; service, profession, demand and cost stand in the record systems.
RECORDED = frozenset({"sector", "unit", "mode", "planned"})
MODES = {"phone": "phone", "visit": "visit", "portal": "remote"}


def event_of(*, on: date, register: str, channel: str, unit: str) -> Event:
    """A contact notice as the engine would read it: somebody turned to us, and nobody had agreed on it before."""
    return Event(on, sector=register, unit=unit or None, mode=MODES.get(channel, "other"), planned=False)


def case_signals(*, plans: int | None, workers: int, passes: int, by_professional: bool, wishes: bool
                 ) -> dict[str, Value]:
    """The signals that only cases carry, by their names in the rules (``population.schema``); None: not known."""
    return {"parallel_plans": plans, "workers": workers, "passes": passes,
            "professional_concern": int(by_professional), "own_wish": int(wishes)}


def most_passes(contacts: Mapping[UUID, int], cases: Iterable[tuple[UUID, UUID | None, int]]) -> int:
    """How many times one matter has been offered on, at most. A case and the contact it began with are one matter.

    ``contacts``: contact → offers; ``cases``: (case, the contact it began with or None, offers).
    """
    matters = Counter(dict(contacts))
    for case, began_with, offers in cases:
        matters[began_with or case] += offers
    return max(matters.values(), default=0)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What the rules say of one person met now. Suggests, decides nothing.

    ``reasons``: (criterion, value); ``left_out``: criteria that Punos's own data cannot answer.
    """

    suggested: bool
    score: int
    threshold: int
    reasons: tuple[tuple[str, float], ...]
    left_out: tuple[str, ...]


def notice(events: Iterable[Event], signals: Mapping[str, Value], rules: RuleSet, today: date) -> Noticed:
    """Judge her by the very rules of the population run, over the window that ends today."""
    _found, judged, ready = judge_person(events, signals, rules, as_of=today, recorded=RECORDED)
    kept = {criterion.id for criterion in ready.criteria}
    return Noticed(judged.suggested, judged.score, rules.threshold, judged.reasons,
                   tuple(c.id for c in rules.criteria if c.id not in kept))

"""What was said and agreed before: her earlier words, earlier wordings, what happened to a step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from punos.access import queries as access
from punos.clients.queries import of_person
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.plan.models import OwnWords, Step, StepEvent, Wording


@dataclass(frozen=True, slots=True)
class OwnWordsRow:
    """What she said: how, when, and who wrote it down. ``number`` is the mark a save must have seen."""

    text: str
    number: int
    manner: str
    giver: str
    told_on: date
    written_at: datetime
    written_by: UUID

    @property
    def by_herself(self) -> bool:
        """Did she, or the one who acts for her, write it here?"""
        return self.manner == "portal"


def row_of(found: OwnWords) -> OwnWordsRow:
    """The row as a plain value."""
    return OwnWordsRow(found.text, found.number, found.manner, found.giver, found.told_on, found.written_at,
                       found.written_by_id)


def own_words_history(actor: Actor, client: UUID) -> list[OwnWordsRow]:
    """Everything she has said of what matters, newest first. ``Unseen`` without a grant on her own words."""
    access.require(actor, client, Category.OWN_WORDS)
    return [row_of(found) for found in OwnWords.objects.filter(of_person(client)).order_by(
        "-written_at", "-id")]


def wordings_of(*, line: UUID | None = None, goal: UUID | None = None) -> list[Wording]:
    """The wordings a line or a goal has had, newest first, as far as row-level security shows them."""
    found = Wording.objects.filter(line=line) if line else Wording.objects.filter(goal=goal)
    return list(found.order_by("-number"))


def step_history(actor: Actor, step: UUID) -> list[StepEvent]:
    """What happened to a step, newest first. ``Unseen`` for a stranger."""
    found = Step.objects.filter(pk=step).first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category.PLAN)
    return list(StepEvent.objects.filter(step=found).order_by("-at", "-id"))

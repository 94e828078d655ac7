"""Versions as their reader may see them: each part only with a grant on its category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from string import ascii_lowercase
from typing import Any
from uuid import UUID

from punos.access import queries as access
from punos.clients.queries import of_person, same_person
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.plan import rules
from punos.plan.models import Document, Version, VersionAnswer, VersionPart
from punos.plan.rules import Answer, Change, Contents, LineKind


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What she said of a version, and how it reached us."""

    answer: Answer
    giver: str
    manner: str
    witness: str
    words: str
    given_on: date
    written_by: UUID


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version; ``answers`` newest first. ``replaced_by``: her newest version, when that is another one.

    ``number`` is what the version and its documents say, for ever; ``shown`` is what pages call it: two of her records
    that were merged may each have a version 1, which are then "1a" and "1b", the older first.
    """

    id: UUID
    client: UUID
    number: int
    review_on: date
    made_at: datetime
    made_by: UUID
    content_hash: str
    answers: tuple[AnswerRow, ...] = ()
    documents: tuple[Document, ...] = ()
    replaced_by: UUID | None = None
    apart: str = ""

    @property
    def shown(self) -> str:
        return f"{self.number}{self.apart}"

    @property
    def answer(self) -> AnswerRow | None:
        """The answer that holds: the newest."""
        return self.answers[0] if self.answers else None

    @property
    def accepted(self) -> bool:
        return self.answer is not None and self.answer.answer is Answer.ACCEPTED


@dataclass(frozen=True, slots=True)
class Read:
    """A version with what its reader may see. ``whole``: every hash fits what is stored."""

    version: VersionRow
    items: Mapping[str, Mapping[str, Any]]
    categories: frozenset[str]
    hidden: frozenset[str]
    intact: bool
    parts: tuple[VersionPart, ...] = field(default=(), repr=False)


def versions(actor: Actor, client: UUID) -> list[VersionRow]:
    """All versions, newest first. ``Unseen`` without a grant on the plan."""
    access.require(actor, client, Category.PLAN)
    found = Version.objects.filter(of_person(client)).order_by("-made_at", "-number")
    rows = list(found.prefetch_related("answers", "documents"))
    apart = _apart([(version.pk, version.number) for version in rows])
    return [_row(version, rows[0].pk, apart[version.pk]) for version in rows]


def version(actor: Actor, version_id: UUID) -> Read:
    """One version as the actor may read it, its hashes checked. ``Unseen`` for a stranger."""
    found = Version.objects.filter(pk=version_id).prefetch_related("answers", "documents", "parts").first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category.PLAN)
    parts = tuple(sorted(found.parts.all(), key=lambda part: (part.category, part.register)))
    hashes = {(category, register): part_hash for category, register, part_hash in found.part_hashes}
    items: dict[str, Any] = {}
    for part in parts:
        items |= part.content
    seen = {(part.category, part.register) for part in parts}
    fits = (all(rules.intact(part.content, part.content_hash)
                and hashes.get((part.category, part.register)) == part.content_hash for part in parts)
            and rules.hash_of_parts(found.number, found.review_on.isoformat(),
                                    [(c, r, h) for c, r, h in found.part_hashes]) == found.content_hash)
    hers = Version.objects.filter(of_person(found.client_id)).order_by("-made_at", "-number")
    numbers = list(hers.values_list("pk", "number"))
    row = _row(found, numbers[0][0], _apart(numbers)[found.pk])
    return Read(row, items, frozenset(part.category for part in parts),
                frozenset(category for category, register in hashes if (category, register) not in seen), fits, parts)


def compare(actor: Actor, before: UUID, after: UUID) -> tuple[Read, Read, list[Change]]:
    """Two versions of the same client side by side: every item of either, as far as the actor may see both."""
    older, newer = version(actor, before), version(actor, after)
    if newer.version.client not in same_person(older.version.client):
        raise Unseen
    if older.version.made_at > newer.version.made_at:
        older, newer = newer, older
    return older, newer, rules.compare(older.items, newer.items)


def contents_of(items: Mapping[str, Mapping[str, Any]], *, review_set: bool = True) -> Contents:
    """What a version contains, for what is still missing from it."""
    kinds = frozenset(LineKind(item["kind"]) for key, item in items.items() if key.startswith("line:"))
    open_goals = sum(key.startswith("goal:") and not item["closed"] for key, item in items.items())
    steps = sum(key.startswith("step:") for key in items)  # done ones are means as well
    return Contents("own_words:now" in items, kinds, open_goals, steps, review_set)


def _apart(newest_first: Sequence[tuple[UUID, int]]) -> dict[UUID, str]:
    """A letter for each version whose number another of hers bears too, the oldest "a"; nothing for the others."""
    bearers: dict[int, list[UUID]] = {}
    for pk, number in reversed(newest_first):
        bearers.setdefault(number, []).append(pk)
    return {pk: ascii_lowercase[place % 26] if len(same) > 1 else ""
            for same in bearers.values() for place, pk in enumerate(same)}


def _row(found: Version, newest: UUID, apart: str) -> VersionRow:
    answers = sorted(found.answers.all(), key=lambda a: (a.written_at, a.id), reverse=True)
    return VersionRow(found.pk, found.client_id, found.number, found.review_on, found.made_at, found.made_by_id,
                      found.content_hash, tuple(_answer(a) for a in answers), tuple(found.documents.all()),
                      newest if newest != found.pk else None, apart)


def _answer(row: VersionAnswer) -> AnswerRow:
    return AnswerRow(Answer(row.answer), row.giver, row.manner, row.witness, row.words, row.given_on,
                     row.written_by_id)

"""Search among the people whose identity the actor may see. To a stranger every person looks unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from punos.access.queries import clients_seen
from punos.access.reading import shown
from punos.clients.models import Client, IdentityCode
from punos.clients.rules import identity_code
from punos.clients.rules import names as naming
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category

LONGEST_QUERY = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found: enough to tell her from a namesake."""

    client: UUID
    name: str
    birth_date: date | None
    service_language: str


def search(actor: Actor, text: str, limit: int = 20) -> list[Hit]:
    """People the actor may know: by identity code (all of it), or by the beginnings of their names.

    Exact letters come before a match without dots and rings (a for ä). A record merged into another is shown as
    that one. Read it through ``actions.look_for``, which writes the search in the journal.
    """
    text = text[:LONGEST_QUERY].strip()
    seen = Client.objects.filter(pk__in=clients_seen(actor, Category.IDENTITY))
    code = identity_code.normal_form(text)
    if is_code(code):
        holders = IdentityCode.objects.filter(Q(valid_until=None) | Q(ended_because="changed"), code=code)
        return _hits(seen.filter(pk__in=holders.values("client")), limit)
    words = naming.words_of(text)
    if not words:
        return []
    exact = _hits(_beginning(seen, words), limit)
    if len(exact) >= limit:
        return exact
    loose = _hits(_beginning(seen, [naming.folded(word) for word in words]), limit)
    known = {hit.client for hit in exact}
    return (exact + [hit for hit in loose if hit.client not in known])[:limit]


def is_code(text: str) -> bool:
    """Does this look like an identity code and not like a name?"""
    return any(sign.isdigit() for sign in text)


def _beginning(people: QuerySet[Client], words: list[str]) -> QuerySet[Client]:
    for word in words:
        people = people.filter(search_words__contains=f" {word}")
    return people


def _hits(people: QuerySet[Client], limit: int) -> list[Hit]:
    found: dict[UUID, Hit] = {}
    for person in people.select_related("merged_into").order_by("sort_key", "pk")[:limit]:
        kept = person
        while kept.merged_into is not None:
            kept = kept.merged_into
        name = naming.list_name(kept.given_names, kept.call_name, kept.family_name)
        found.setdefault(kept.pk, Hit(kept.pk, name, kept.birth_date, kept.service_language))
    shown(found, Category.IDENTITY)
    return list(found.values())

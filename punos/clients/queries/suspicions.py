"""Records that may be one person, for those who may see both; and the merges made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from punos.access.queries import clients_seen, require
from punos.clients.models import Apart, Client, IdentityCode, Merge
from punos.clients.queries.cards import ClientCard, card_of
from punos.clients.queries.naming import merged_into, of_person
from punos.clients.rules.duplicates import Particulars, Suspicion, compare, suspected
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category

MOST_COMPARED = 5000


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records side by side, and why they may be one person."""

    first: ClientCard
    second: ClientCard
    suspicion: Suspicion | None


def suspected_duplicates(actor: Actor, limit: int = 30) -> list[Pair]:
    """The strongest suspicions among people whose identity the actor may see, without those said to be two.

    Four queries; of more than 5,000 visible people the newest are compared.
    """
    people = _people(actor)
    apart = frozenset(Apart.objects.values_list("client", "other"))
    found = suspected(_particulars(people), apart)[:limit]
    cards = {person.pk: card_of(person) for person in people}
    return [Pair(cards[s.first], cards[s.second], s) for s in found]


def pair(actor: Actor, first: UUID, second: UUID) -> Pair:
    """Two records side by side. ``Unseen`` unless the actor may see both."""
    require(actor, first, Category.IDENTITY)
    require(actor, second, Category.IDENTITY)
    people = list(Client.objects.filter(pk__in=[first, second]))
    if len(people) != 2:
        raise Unseen
    told = {p.client: p for p in _particulars(people)}
    codes = {c.client_id: c for c in IdentityCode.objects.filter(client__in=[first, second], valid_until=None)}
    cards = {p.pk: card_of(p, codes[p.pk].code if p.pk in codes else "",
                           codes[p.pk].kind if p.pk in codes else "none") for p in people}
    return Pair(cards[first], cards[second], compare(told[first], told[second]))


def also_has_code(actor: Actor, client: UUID) -> UUID | None:
    """Another person with the very code this one has now, if the actor may see both; None also where she may not."""
    require(actor, client, Category.IDENTITY)
    now = IdentityCode.objects.filter(~Q(code=""), of_person(client), valid_until=None).values("code")
    others = IdentityCode.objects.filter(~of_person(client), ~Q(ended_because="error"), code__in=now,
                                         client__in=clients_seen(actor, Category.IDENTITY))
    found = others.order_by("disputed", "id").values_list("client", flat=True).first()
    return merged_into(found) if found else None


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge: which record was merged into which, when and why; undone when."""

    id: UUID
    kept: UUID
    merged: UUID
    merged_name: str
    reason: str
    made_at: datetime
    made_by: UUID
    undone_at: datetime | None


def merges_of(actor: Actor, client: UUID) -> list[MergeRow]:
    """The merges into this record in force, newest first, as they are undone. ``Unseen`` without her identity."""
    require(actor, client, Category.IDENTITY)
    rows = Merge.objects.filter(client=client, undone_at=None).select_related("merged").order_by("-made_at")
    return [MergeRow(r.pk, r.client_id, r.merged_id, card_of(r.merged).list_name, r.reason, r.made_at, r.made_by,
                     r.undone_at) for r in rows]


def _people(actor: Actor) -> list[Client]:
    seen = Client.objects.filter(pk__in=clients_seen(actor, Category.IDENTITY), merged_into=None)
    return list(seen.order_by("-created_at")[:MOST_COMPARED])


def _particulars(people: list[Client]) -> list[Particulars]:
    codes, official = defaultdict(set), {}
    rows = IdentityCode.objects.filter(~Q(ended_because="error"), ~Q(code=""), client__in=[p.pk for p in people])
    for row in rows:
        codes[row.client_id].add(row.code)
        if row.valid_until is None and row.kind == "official":
            official[row.client_id] = row.code
    return [Particulars(p.pk, p.given_names, p.family_name, p.birth_date, frozenset(codes[p.pk]),
                        official.get(p.pk, ""), p.phone) for p in people]

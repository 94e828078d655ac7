"""The object check and the list filter. Both read the same open grants that row-level security reads."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from punos.access import reading
from punos.access.models import Grant
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category


def _open_grants(actor: Actor) -> QuerySet[Grant]:
    now = clock.now()
    mine = Q(account=actor.account) | Q(unit__in=actor.units) if actor.units else Q(account=actor.account)
    return Grant.objects.filter(mine, Q(valid_until=None) | Q(valid_until__gt=now), closed_at=None)


def open_on(actor: Actor, client: UUID) -> QuerySet[Grant]:
    """The grants the actor may use now on this client."""
    return _open_grants(actor).filter(client=client)


def categories_seen(actor: Actor, client: UUID) -> frozenset[Category]:
    """Which categories of this client's data the actor may see now; empty for a stranger."""
    return frozenset(Category(category) for category in open_on(actor, client).values_list("category", flat=True))


def may(actor: Actor, client: UUID, category: Category) -> bool:
    """May the actor see this category of this client's data now?"""
    return category in categories_seen(actor, client)


def require(actor: Actor, client: UUID, *categories: Category) -> None:
    """Raise ``Unseen`` (404) unless the actor may see every one of these categories of this client."""
    if not frozenset(categories) <= categories_seen(actor, client):
        raise Unseen
    reading.shown([client], *categories)


def had_a_view(client: OuterRef) -> Exists:
    """Whether anybody has, or ever had, a view of the client of the outer query: for the purpose of forgetting."""
    return Exists(Grant.objects.filter(client=client))


def clients_seen(actor: Actor, category: Category) -> QuerySet[Grant, UUID]:
    """Ids of the clients whose data of this category the actor may see: the explicit filter of every list."""
    return _open_grants(actor).filter(category=category.value).values_list("client", flat=True)

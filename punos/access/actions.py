"""Opening and closing grants. Called by ``punos.sharing`` alone (a guard checks)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from punos import audit
from punos.access.action import action
from punos.access.models import Decision, Grant
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category


@action
def open_grants(*, client: UUID, categories: Iterable[Category], origin: str = "", account: UUID | None = None,
                unit: UUID | None = None, until: datetime | None = None, rule: str, section: str, basis_kind: str,
                facts: Mapping[str, Any], relation: str, relation_id: UUID | None, by: Actor) -> Decision:
    """Store the decision with its facts and open one grant a category for a person or a unit, until ``until``.

    ``origin`` narrows the grants to data of one register; empty: of every register.
    """
    now = clock.now()
    decision = Decision.objects.create(client_id=client, made_at=now, made_by=by.account, rule=rule, section=section,
                                       basis_kind=basis_kind, facts=dict(facts))
    wanted = sorted(set(categories))
    Grant.objects.bulk_create([
        Grant(client_id=client, category=category, origin=origin, account_id=account, unit_id=unit, valid_from=now,
              valid_until=until, decision=decision, relation=relation, relation_id=relation_id)
        for category in wanted])
    audit.record("access.open_grants", by=by, client=client, about=decision, basis=section, decision=decision.pk,
                 account=account, recipient_unit=unit, categories=[str(c) for c in wanted], until=until,
                 relation=relation, origin=origin or None)
    return decision


@action
def close_grants(*, client: UUID, reason: str, by: Actor, relation: str | None = None, relation_id: UUID | None = None,
                 account: UUID | None = None, unit: UUID | None = None, grants: Iterable[UUID] | None = None) -> int:
    """Close the open grants of this client that match; how many. Takes effect at once, everywhere."""
    found = Grant.objects.filter(client=client, closed_at=None)
    for condition in (Q(relation=relation) if relation is not None else None,
                      Q(relation_id=relation_id) if relation_id is not None else None,
                      Q(account=account) if account is not None else None,
                      Q(unit=unit) if unit is not None else None,
                      Q(pk__in=list(grants)) if grants is not None else None):
        if condition is not None:
            found = found.filter(condition)
    count = found.update(closed_at=clock.now(), closed_reason=reason)
    audit.record("access.close_grants", by=by, client=client, reason=reason, relation=relation,
                 relation_id=relation_id, account=account, recipient_unit=unit, closed=count)
    return count

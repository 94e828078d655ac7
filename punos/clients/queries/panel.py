"""What stands first on the client's page, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q
from django.db.models.functions import JSONObject

from punos.clients.models import Client, Representative, Tie
from punos.clients.queries.cards import ClientCard, card_of
from punos.clients.queries.naming import of_person
from punos.clients.rules import names as naming
from punos.kernel import clock
from punos.kernel.sorting import finnish_sort_key


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """The card without codes, representatives acting today and close people, each with name, kind and phone."""

    card: ClientCard
    representatives: list[dict[str, Any]]
    ties: list[dict[str, Any]]


def panel_facts(client: UUID) -> PanelFacts | None:
    """Who she is and who is around her, or None if her identity may not be seen. One query."""
    day = clock.today()
    hers = of_person(client)
    name = {"kind": F("kind"), "given": F("given_names"), "family": F("family_name"), "phone": F("contact__phone")}
    acting = Representative.objects.filter(hers, Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day,
                                           ended_at=None)
    found = Client.objects.filter(pk=client).annotate(
        acting=ArraySubquery(acting.order_by("valid_from", "pk").values(
            row=JSONObject(until=F("valid_until"), matters=F("matters"), **name))),
        close=ArraySubquery(Tie.objects.filter(hers, ended_at=None).values(row=JSONObject(**name)))).first()
    if found is None:
        return None
    return PanelFacts(card_of(found), [_named(row) for row in found.acting],
                      sorted((_named(row) for row in found.close), key=lambda row: finnish_sort_key(row["name"])))


def _named(row: dict[str, Any]) -> dict[str, Any]:
    until = row.get("until")
    return {**row, "name": naming.letter_name(row["given"], "", row["family"]), "phone": row["phone"] or "",
            "until": date.fromisoformat(until) if until else None}

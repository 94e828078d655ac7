"""What decisions on sharing need to know of a person. Codes, dates and ids; no text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from punos.access.queries import require
from punos.clients.models import CapacityFinding, CapacityGrounds, Client, Representative
from punos.clients.queries.naming import of_person, same_person
from punos.clients.rules.representation import RepresentativeKind, eighteenth_birthday, ends_on, is_minor
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category


@dataclass(frozen=True, slots=True)
class CapacityFact:
    """A finding in force: it concerns these things and falls on its review date unless made anew."""

    finding: UUID
    concerns: frozenset[str]
    made_at: datetime
    review_on: date


@dataclass(frozen=True, slots=True)
class RepresentativeFact:
    """Somebody who may act for her now. ``until`` is the last day; ``account`` is None for one who does not sign in."""

    representative: UUID
    kind: str
    account: UUID | None
    matters: frozenset[str]
    categories: frozenset[str]
    until: date | None


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """``same_person``: every id under which her rows stand. ``comes_of_age``: the 18th birthday, past ones too."""

    client: UUID
    same_person: frozenset[UUID]
    birth_date: date | None
    comes_of_age: date | None
    is_minor: bool
    death_date: date | None
    address_protected: bool
    accounts: frozenset[UUID]
    capacity: CapacityFact | None
    representatives: tuple[RepresentativeFact, ...]


def facts_for_sharing(client: UUID, hers: frozenset[UUID] | None = None) -> ClientFacts:
    """The facts as they are today. Called by ``sharing`` while it runs for its purpose; LookupError if unknown.
    ``hers``: ``same_person`` of her, where it has been asked already."""
    day = clock.today()
    ids = same_person(client) if hers is None else hers
    people = {person.pk: person for person in _with_what_stands(Client.objects.filter(pk__in=ids), day)}
    if client not in people:
        raise LookupError("no such client, or not seen for this purpose")
    person = people[client]
    birth = person.birth_date or next((p.birth_date for p in people.values() if p.birth_date), None)
    findings = sorted((_finding(row) for p in people.values() for row in p.assessed), key=lambda row: row.made_at)
    rows = sorted((row for p in people.values() for row in p.acting), key=lambda row: (row["valid_from"], row["pk"]))
    acting = [_representative(row, birth) for row in rows]
    return ClientFacts(
        client=client, same_person=ids, birth_date=birth, comes_of_age=eighteenth_birthday(birth) if birth else None,
        is_minor=is_minor(birth, day), death_date=person.death_date,
        address_protected=any(p.protected_until is not None for p in people.values()),
        accounts=frozenset(p.account_id for p in people.values() if p.account_id),
        capacity=findings[-1] if findings else None,
        representatives=tuple(r for r in acting if r.until is None or r.until >= day))


def _with_what_stands(people: QuerySet[Client], day: date) -> Iterable[Any]:
    """Each record with the findings and the representatives in force under it, in one query."""
    findings = CapacityFinding.objects.filter(client=OuterRef("pk"), ended_at=None, review_on__gte=day)
    acting = Representative.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), client=OuterRef("pk"),
                                           ended_at=None, valid_from__lte=day)
    return people.annotate(assessed=_rows(findings, "pk", "concerns", "made_at", "review_on"),
                           acting=_rows(acting, "pk", "kind", "account", "matters", "categories", "valid_from",
                                        "valid_until"))


def _rows(found: QuerySet[Any], *fields: str) -> ArraySubquery:
    return ArraySubquery(found.values(row=JSONObject(**{field: field for field in fields})))


def _finding(row: dict[str, Any]) -> CapacityFact:
    return CapacityFact(UUID(row["pk"]), frozenset(row["concerns"]), datetime.fromisoformat(row["made_at"]),
                        date.fromisoformat(row["review_on"]))


def _representative(row: dict[str, Any], birth: date | None) -> RepresentativeFact:
    until = date.fromisoformat(row["valid_until"]) if row["valid_until"] else None
    return RepresentativeFact(UUID(row["pk"]), row["kind"], UUID(row["account"]) if row["account"] else None,
                              frozenset(row["matters"]), frozenset(row["categories"]),
                              ends_on(RepresentativeKind(row["kind"]), until, birth))


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding as it is read on the client's page; ``grounds`` only for those who may read its register."""

    id: UUID
    concerns: tuple[str, ...]
    author: UUID
    made_at: datetime
    review_on: date
    ended_at: datetime | None
    grounds: str
    register: str


def finding_of(actor: Actor, client: UUID) -> FindingRow | None:
    """The finding of incapacity on record, or None. ``Unseen`` without a grant on her permissions."""
    require(actor, client, Category.PERMISSIONS)
    row = CapacityFinding.objects.filter(of_person(client), ended_at=None).order_by("-made_at").first()
    if row is None:
        return None
    grounds = CapacityGrounds.objects.filter(finding=row).first()
    return FindingRow(row.pk, tuple(row.concerns), row.author, row.made_at, row.review_on, row.ended_at,
                      grounds.text if grounds else "", grounds.category if grounds else "")

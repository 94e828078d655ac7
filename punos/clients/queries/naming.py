"""Names for lists and letters, and whose matters an account may look after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, UUIDField
from django.db.models.expressions import RawSQL

from punos.access.purposes import Purpose
from punos.access.reading import shown
from punos.clients.models import Client, IdentityCode, Representative, Tie
from punos.clients.rules import names as naming
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category

_NAME = ("given_names", "call_name", "family_name")


def names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """"Meri Maija" for each client whose identity may be seen, in one query; the others are left out."""
    return {pk: naming.list_name(*name) for pk, *name in _names(ids)}


def letter_names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """"Maija Meri" for each client whose identity may be seen, in one query."""
    return {pk: naming.letter_name(*name) for pk, *name in _names(ids)}


def phones(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Her own number for each client whose identity may be seen and who has one, in one query; none while an order of
    non-disclosure is on record."""
    wanted = {pk for pk in ids if pk}
    found = dict(Client.objects.filter(pk__in=wanted).exclude(phone="").values_list("pk", "phone")) if wanted else {}
    shown(found, Category.IDENTITY)
    return found


def under_protection(ids: Iterable[UUID | None]) -> set[UUID]:
    """Those of these clients, whose identity may be seen, for whom an order of non-disclosure is on record."""
    wanted = {pk for pk in ids if pk}
    return set(Client.objects.filter(pk__in=wanted, protected_until__isnull=False).values_list("pk", flat=True))


def letter_name(client: UUID) -> str:
    """"Maija Meri", or nothing if her identity may not be seen. Never inflect it."""
    return letter_names([client]).get(client, "")


def heading(client: UUID) -> tuple[str, UUID]:
    """("Maija Meri", the record this one was merged into or herself), in one query for whoever was not merged.

    The name is empty if her identity may not be seen.
    """
    row = Client.objects.filter(pk=client)
    found = row.values_list("given_names", "call_name", "family_name", "merged_into").first()
    if found is None:
        return "", client
    shown([client], Category.IDENTITY)
    *name, onward = found
    return naming.letter_name(*name), merged_into(onward) if onward else client


def birth_date_of(client: UUID) -> date | None:
    """When she was born, if that is known and her identity may be seen."""
    return Client.objects.filter(pk=client).values_list("birth_date", flat=True).first()


def life_of(client: UUID) -> tuple[date | None, date | None]:
    """(born, died), as far as known and as her identity may be seen."""
    return Client.objects.filter(pk=client).values_list("birth_date", "death_date").first() or (None, None)


def known_among(ids: Iterable[UUID]) -> set[UUID]:
    """Which of these ids are clients that may be seen and were not merged into another; in one query."""
    return set(Client.objects.filter(pk__in=list(ids), merged_into=None).values_list("pk", flat=True))


def clients_by_code(actor: Actor, codes: Iterable[str]) -> dict[str, UUID]:
    """Whose identity codes these are, now or before a change; of merged records the one that is kept.

    For a named run that is on, on the basis recorded for it (``identification.find_by_keys``): ``Unseen`` for every
    person, as an answer tells that somebody is known. A disputed code, or one that was never hers, is nobody's.
    """
    if not actor.is_system:
        raise Unseen
    hers = Q(valid_until=None) | Q(ended_because="changed")
    with session.purpose_of(Purpose.RECOGNITION):
        rows = list(IdentityCode.objects.filter(hers, code__in=[c for c in codes if c], disputed=False)
                    .values_list("code", "client"))
        kept = {client: merged_into(client) for client in {client for _code, client in rows}}
    owners: dict[str, set[UUID]] = {}
    for code, client in rows:
        owners.setdefault(code, set()).add(kept[client])
    return {code: clients.pop() for code, clients in owners.items() if len(clients) == 1}


def client_of_account(account: UUID) -> UUID | None:
    """Which client signs in with this account; of merged records the one that is kept."""
    found = Client.objects.filter(account=account).values_list("pk", flat=True).first()
    return merged_into(found) if found else None


def accounts_of(client: UUID) -> frozenset[UUID]:
    """The accounts she herself signs in with: more than one while two records of hers have each its own."""
    found = Client.objects.filter(of_person(client, "pk"), account__isnull=False)
    return frozenset(found.values_list("account", flat=True))


def reached_by(account: UUID) -> set[UUID]:
    """Whose matters this account may open: the client who signs in with it, those it represents, those who have it
    among their close ones and may let it in. Sees what row-level security lets (for ``sharing``: everybody)."""
    own = Client.objects.filter(account=account).values_list("pk", flat=True)
    close = Tie.objects.filter(account=account, ended_at=None).values_list("client", flat=True)
    return {merged_into(client) for client in own.union(close)} | {row.client for row in represented_by(account)}


def merged_into(client: UUID) -> UUID:
    """The record this one was merged into, through every merge that may be seen; herself if none."""
    seen = {client}
    while True:
        onward = Client.objects.filter(pk=client).values_list("merged_into", flat=True).first()
        if onward is None or onward in seen:
            return client
        seen.add(onward)
        client = onward


def same_person(client: UUID) -> frozenset[UUID]:
    """Every id under which this person's rows stand, from whichever of them is asked; as far as they may be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM clients_person(%s)", [client])
        return frozenset(record for (record,) in cursor.fetchall())


def records_under(client: UUID) -> frozenset[UUID]:
    """This record and those merged into it, however many times; not the one it was merged into itself."""
    found, newest = {client}, {client}
    while newest:
        newest = set(Client.objects.filter(merged_into__in=newest).values_list("pk", flat=True)) - found
        found |= newest
    return frozenset(found)


def of_person(client: UUID, column: str = "client") -> Q:
    """Rows that are this person's by their ``client``, under whichever of her records they were written, asked from
    any of them.

    A subquery, not an *or* over a join: that would read every row of the table to find hers.
    """
    return Q(**{f"{column}__in": RawSQL("SELECT clients_person(%s)", [client])})


def of_persons(records: QuerySet[Any, Any], of: str = "client") -> QuerySet[Any, Any]:
    """Every record of the people whom these rows name in the column ``of``: to be looked for *in*, as a subquery."""
    whole = Func(F(of), function="clients_person", output_field=UUIDField())
    return records.order_by().annotate(of_the_person=whole).values("of_the_person")


def is_among(persons: QuerySet[Any, Any], column: str = "client") -> Func:
    """Rows of these people (``of_persons``), who are looked up once: as a subquery, however few the rows, the planner
    may follow every person's records again for each of them."""
    return Func(F(column), ArraySubquery(persons), template="%(expressions)s)", arg_joiner=" = ANY(",
                output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class Represented:
    """Somebody whose matters this account may look after: in what, seeing what, until which day."""

    representative: UUID
    client: UUID
    name: str
    kind: str
    matters: frozenset[str]
    categories: frozenset[str]
    until: date | None


def represented_by(account: UUID) -> list[Represented]:
    """Those whom this account represents today, in Finnish order of names."""
    day = clock.today()
    rows = Representative.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), account=account,
                                         valid_from__lte=day, ended_at=None)
    return [Represented(r.pk, merged_into(r.client_id) if r.client.merged_into_id else r.client_id,
                        naming.letter_name(*(getattr(r.client, part) for part in _NAME)), r.kind,
                        frozenset(r.matters), frozenset(r.categories), r.valid_until)
            for r in rows.select_related("client").order_by("client__sort_key")]


def _names(ids: Iterable[UUID | None]) -> list[tuple[UUID, str, str, str]]:
    wanted = {pk for pk in ids if pk}
    found = list(Client.objects.filter(pk__in=wanted).values_list("pk", *_NAME)) if wanted else []
    shown((pk for pk, *_name in found), Category.IDENTITY)
    return found

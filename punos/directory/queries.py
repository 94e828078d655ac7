"""Finding whom to contact. Open to everybody; ways for professionals only are left out for the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Coalesce

from punos.accounts import queries as accounts
from punos.accounts.models import Unit
from punos.design_system.finnish_only import in_finnish
from punos.directory import rules
from punos.directory.models import ContactPoint, ImportRun, Municipality, Offering, Service
from punos.kernel import clock

ALIKE = 0.45  # a typing error or two in a word of eight letters; seen on the national names, see the tests


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to reach a unit, with whether it is open now and until when."""

    point: ContactPoint
    unit: Unit
    open_now: bool
    closes: time | None
    on_duty: str


@dataclass(frozen=True, slots=True)
class Card:
    """A search result: the service in one sentence, and the ways to reach it now."""

    service: Service
    ways: list[Reach]


def search(text: str, *, professional: bool, limit: int = 20) -> list[Card]:
    """Services for what a person typed: beginnings of words, inflected words, then typing errors; best first."""
    words = rules.search_words(text)
    found = Service.objects.filter(withdrawn_at=None)
    if not words:
        return []
    query = SearchQuery(" & ".join(f"{word}:*" for word in words), config="finnish", search_type="raw")
    begins = Q(*[Q(words__contains=f" {word}") | Q(words__startswith=word) for word in words])
    ranked = found.annotate(
        stems=Coalesce(SearchRank(F("search"), query), Value(0.0), output_field=FloatField()),
        alike=TrigramWordSimilarity(" ".join(words), "words"),
        named=Case(When(name__istartswith=text.strip(), then=Value(2.0)),
                   When(Q(*[Q(name__icontains=word) for word in words]), then=Value(1.0)), default=Value(0.0),
                   output_field=FloatField()),
    ).filter(begins | Q(search=query) | Q(alike__gte=ALIKE))
    services = list(ranked.order_by("-named", F("stems").desc(), F("alike").desc(), "name")[:limit])
    ways = _ways([service.pk for service in services], professional)
    return [Card(service, ways.get(service.pk, [])) for service in services]


def service(service_id: UUID, *, professional: bool) -> Card | None:
    """One service with every way to reach it here."""
    found = Service.objects.filter(pk=service_id).first()
    return Card(found, _ways([found.pk], professional).get(found.pk, [])) if found else None


def _ways(services: list[UUID], professional: bool) -> dict[UUID, list[Reach]]:
    offered = list(Offering.objects.filter(service__in=services).values_list("service", "unit"))
    units = {unit for _, unit in offered}
    points = ContactPoint.objects.filter(unit__in=units).select_related("unit__organisation").order_by("way", "address")
    if not professional:
        points = points.filter(for_professionals_only=False)
    local = clock.now().astimezone(clock.HELSINKI)
    by_unit: dict[UUID, list[Reach]] = {}
    for point in points:
        for said in (point.answers, point.answer_within):  # written in Finnish, by whoever keeps the directory
            in_finnish(said)
        open_now, closes = rules.is_open(point.hours, local)
        by_unit.setdefault(point.unit_id, []).append(Reach(point, point.unit, open_now, closes, point.answers))
    found: dict[UUID, list[Reach]] = {}
    for service_id, unit in offered:
        found.setdefault(service_id, []).extend(by_unit.get(unit, []))
    return found


def suggest_units(text: str, limit: int = 5) -> list[Unit]:
    """Units whose services fit what was asked: whom a contact could be handed to."""
    ids = [card.service.pk for card in search(text, professional=True, limit=limit)]
    units = Offering.objects.filter(service__in=ids, unit__is_queue=True).values_list("service", "unit")
    order = {service_id: place for place, service_id in enumerate(ids)}
    ranked = dict.fromkeys(unit for _, unit in sorted(units, key=lambda pair: order[pair[0]]))
    first = list(ranked)[:limit]
    by_id = accounts.units_by_id(first)
    return [by_id[unit] for unit in first]


def municipalities() -> list[tuple[str, str, str]]:
    """Code, Finnish and Swedish name of every municipality."""
    return list(Municipality.objects.order_by("name").values_list("code", "name", "name_sv"))


def last_runs(limit: int = 10) -> list[ImportRun]:
    """The latest readings of the sources, newest first."""
    return list(ImportRun.objects.order_by("-at")[:limit])


def points_to_check() -> list[ContactPoint]:
    """Contact points somebody reported as not working, most reports first, then all others by unit."""
    return list(ContactPoint.objects.select_related("unit").order_by("-reports", "unit__name", "way"))


def counts() -> dict[str, Any]:
    """How much the directory holds."""
    return {"services": Service.objects.filter(withdrawn_at=None).count(), "points": ContactPoint.objects.count()}

"""What an administrator sees of those who work here: everybody, with their roles, and whose account is closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from punos.access.permissions import ROLES
from punos.access.purposes import Purpose
from punos.accounts.answering import WORKING
from punos.accounts.models import Account, Kind, Membership, Organisation, StartCode, Unit
from punos.accounts.queries import named, not_ended, working
from punos.design_system.finnish_only import in_finnish
from punos.kernel import clock, session
from punos.kernel.errors import Unseen

PAGE = 20  # a phone full of names twice over


@dataclass(frozen=True, slots=True)
class Work:
    """One membership: where, in which role, since when and until when."""

    id: UUID
    unit: UUID
    unit_name: str
    role: str
    title: str
    since: date
    until: date | None
    usual: bool  # an ordinary professional's role: nothing that a list needs to say


@dataclass(frozen=True, slots=True)
class Worker:
    """A professional's account as its keeper sees it."""

    account: UUID
    name: str
    given_name: str
    family_name: str
    login: str
    phone: str
    is_open: bool
    has_signed_in: bool
    works: tuple[Work, ...]
    code_until: datetime | None = None


def workers(text: str = "", page: int = 1) -> tuple[list[Worker], int]:
    """Professionals whose name, login or unit's name begins with each word typed, in Finnish order; and how many
    there are.

    ``page`` counts from 1, ``PAGE`` to a page.
    """
    found = Account.objects.filter(kind=Kind.PROFESSIONAL)
    for word in text.split()[:6]:
        found = found.filter(Q(given_name__istartswith=word) | Q(family_name__istartswith=word) |
                             Q(login__istartswith=word) | Q(pk__in=_working_in(word)))
    first = max(page - 1, 0) * PAGE
    rows = found.order_by("sort_key", "pk").prefetch_related(_works())[first:first + PAGE]
    return [_worker(row) for row in rows], found.count()


def _working_in(word: str) -> QuerySet[Membership, Any]:
    """Who work in a unit one of whose names' words begins so."""
    begins = [Q(**{f"unit__{name}__{how}": text}) for name in ("name", "name_sv")
              for how, text in (("istartswith", word), ("icontains", f" {word}"))]
    return Membership.objects.filter(not_ended()).filter(reduce(or_, begins)).values("account")


def worker(account: UUID) -> Worker:
    """One professional, with the end of an unused start code. Unseen for anybody else's account."""
    row = Account.objects.filter(pk=account, kind=Kind.PROFESSIONAL).prefetch_related(_works()).first()
    if row is None:
        raise Unseen
    with session.purpose_of(Purpose.SIGN_IN):
        code = StartCode.objects.filter(account=account, ended_at=None, expires_at__gt=clock.now()).first()
    return _worker(row, code.expires_at if code else None)


def _works() -> Prefetch[str]:
    found = Membership.objects.filter(not_ended())
    return Prefetch("memberships", found.select_related("unit").order_by("valid_from", "id"))


def _worker(row: Account, code_until: datetime | None = None) -> Worker:
    works = tuple(Work(m.pk, m.unit_id, named(m.unit), str(ROLES[m.role].name), in_finnish(m.title),
                       m.valid_from, m.valid_until, m.role == "professional")
                  for m in row.memberships.all())
    return Worker(row.pk, str(row), row.given_name, row.family_name, row.login, row.phone, row.is_active,
                  row.last_login is not None, works, code_until)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in the list: its name as read, phone, and what may be sent to it."""

    id: UUID
    name: str
    phone: str
    is_queue: bool
    takes_all: bool


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation and its units, by name."""

    id: UUID
    name: str
    sector: str
    own_registers: bool
    units: tuple[UnitRow, ...]


def organisations() -> list[Place]:
    """Every organisation with its units."""
    units = Prefetch("units", Unit.objects.order_by("name"))
    return [Place(row.pk, named(row), str(row.get_sector_display()), row.separate_controller, tuple(
        UnitRow(unit.pk, named(unit), unit.phone, unit.is_queue, unit.is_coordinator_queue)
        for unit in row.units.all())) for row in Organisation.objects.order_by("name").prefetch_related(units)]


def unit_choices(places: Iterable[Place]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Units under their organisations, for a list to choose from."""
    return [(place.name, [(str(unit.id), unit.name) for unit in place.units]) for place in places]


def colleagues(membership: UUID) -> list[tuple[str, str]]:
    """Who may go on with what this member answers for: the others who do client work in her unit, as choices.
    Unseen if there is none such membership."""
    found = Membership.objects.filter(pk=membership).first()
    if found is None:
        raise Unseen
    others = Membership.objects.filter(working(clock.today()), unit=found.unit_id).exclude(account=found.account_id)
    return [(str(m.account_id), f"{m.account}, {m.title}") for m in
            others.select_related("account").order_by("account__sort_key")]


def goes_on_elsewhere(membership: UUID) -> bool:
    """Does this member go on in another unit of the same organisation and register, with what she answers for?"""
    ending = Membership.objects.select_related("unit").get(pk=membership)
    return Membership.objects.filter(
        account=ending.account_id, valid_until=None, role__in=WORKING,
        unit__organisation=ending.unit.organisation_id, unit__register=ending.unit.register,
    ).exclude(unit=ending.unit_id).exists()

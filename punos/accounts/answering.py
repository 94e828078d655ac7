"""Who can be given work, who is away, and who answers for a queue now: one definition, wherever somebody is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import ROLES, Permission
from punos.accounts import rules
from punos.accounts.models import Absence, Account, DutyShift, Kind, Membership
from punos.kernel import clock
from punos.kernel.errors import Refused

WORKING = sorted(code for code, role in ROLES.items() if Permission.WORK in role.permissions)
CANNOT_WORK = _("Hän ei tee asiakastyötä Punoksessa, joten hän ei pääsisi asiaan. Valitse toinen.")


def not_ended(day: date | None = None, of: str = "") -> Q:
    """Memberships that have not ended before this day (today). ``of``: the path to them (``"memberships__"``)."""
    return Q(**{f"{of}valid_until": None}) | Q(**{f"{of}valid_until__gte": day or clock.today()})


def current(day: date, of: str = "") -> Q:
    """Memberships in force on this day."""
    return Q(**{f"{of}valid_from__lte": day}) & not_ended(day, of)


def working(day: date) -> Q:
    """Memberships in which somebody can do client work on this day: a role that opens /work/, an account in force."""
    return current(day) & Q(role__in=WORKING, account__is_active=True, account__kind=Kind.PROFESSIONAL)


def can_work(accounts: Iterable[UUID | None]) -> set[UUID]:
    """Those of these people who can be given client work today: the others would not get in. One query."""
    wanted = {account for account in accounts if account}
    return set(Membership.objects.filter(working(clock.today()), account__in=wanted).values_list(
        "account", flat=True)) if wanted else set()


def professionals(accounts: Iterable[UUID | None]) -> set[UUID]:
    """Those of these people whose account is a professional's, in force or not. One query."""
    wanted = {account for account in accounts if account}
    return set(Account.objects.filter(pk__in=wanted, kind=Kind.PROFESSIONAL).values_list("pk", flat=True)) if wanted \
        else set()


def units_worked_in(accounts: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """The units in which each of these people can do client work today; whoever can do none is not there. One query."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for account, unit in Membership.objects.filter(working(clock.today()), account__in=list(accounts)).values_list(
            "account", "unit"):
        found[account].add(unit)
    return dict(found)


def units_of(account: OuterRef) -> QuerySet[Membership, Any]:
    """The same of the account of an outer query, inside that query."""
    return Membership.objects.filter(working(clock.today()), account=account).values("unit")


def must_work(account: UUID | None, *, field: str = "account") -> None:
    """Refused beside the field when this person cannot be given client work: no action leaves anything on the hands
    of a manager, a data protection officer, an administrator, or of somebody whose account is closed."""
    if account is None or account not in can_work([account]):
        raise Refused(CANNOT_WORK, field=field, code="cannot_work")


@dataclass(frozen=True, slots=True)
class AtWork:
    """Where somebody does client work today (unit → its register), and whether she is away meanwhile."""

    registers: dict[UUID, str]
    is_away: bool


def at_work(account: UUID, *, field: str = "account") -> AtWork:
    """As ``must_work`` for one who takes work on herself, with what is asked of her next. One query."""
    rows = list(Membership.objects.filter(working(clock.today()), account=account).annotate(
        away=away_until()).values_list("unit", "unit__register", "away"))
    if not rows:
        raise Refused(CANNOT_WORK, field=field, code="cannot_work")
    return AtWork({unit: register for unit, register, _away in rows}, any(away for *_unit, away in rows))


def must_work_if_professional(account: UUID | None, *, field: str) -> None:
    """As ``must_work`` for a professional; a client, somebody close to her, or nobody with an account may be named."""
    if account and Account.objects.filter(pk=account, kind=Kind.PROFESSIONAL).exists():
        must_work(account, field=field)


def substitute_of(account: UUID, day: date | None = None) -> UUID | None:
    """Who answers for this person today, if she is away."""
    away = absence_of(account, day)
    return away.substitute_id if away else None


def stood_in_for(substitute: UUID) -> QuerySet[Absence, UUID]:
    """Those for whom this person answers today, as a subquery."""
    today = clock.today()
    return Absence.objects.filter(substitute=substitute, begins__lte=today, ends__gte=today).values_list(
        "account", flat=True)


@dataclass(frozen=True, slots=True)
class Away:
    """A person is away up to and including ``ends``; ``substitute_id`` answers meanwhile."""

    account_id: UUID
    substitute_id: UUID
    ends: date


def absences(accounts: Iterable[UUID | None], day: date | None = None) -> dict[UUID, Away]:
    """Who of these people is away today, in one query."""
    wanted = {account for account in accounts if account}
    when = day or clock.today()
    rows = Absence.objects.filter(account__in=wanted, begins__lte=when, ends__gte=when).order_by("ends")
    return {a.account_id: Away(a.account_id, a.substitute_id, a.ends) for a in rows} if wanted else {}


def absence_of(account: UUID, day: date | None = None) -> Away | None:
    """This person's absence today, or None when she is at work."""
    return absences([account], day).get(account)


def away_until(path: str = "account") -> Subquery:
    """For an annotation: until when the account at this path is away today, or null."""
    today = clock.today()
    now = Absence.objects.filter(account=OuterRef(path), begins__lte=today, ends__gte=today)
    return Subquery(now.values("ends")[:1])


def on_duty(unit_id: UUID, at: datetime | None = None) -> UUID | None:
    """Who answers for this queue now (``rules.answers_for_queue``); None when nobody of the unit is there."""
    return on_duty_in([unit_id], at).get(unit_id)


def on_duty_in(unit_ids: Iterable[UUID | None], at: datetime | None = None) -> dict[UUID, UUID]:
    """Who answers for each of these queues now (as ``on_duty``), in at most three queries."""
    wanted = {unit for unit in unit_ids if unit}
    if not wanted:
        return {}
    moment = at or clock.now()
    day = moment.astimezone(clock.HELSINKI).date()
    team: dict[UUID, list[UUID]] = defaultdict(list)
    for unit_id, account in Membership.objects.filter(working(day), unit__in=wanted).order_by(
            "role", "valid_from", "id").values_list("unit", "account"):
        team[unit_id].append(account)
    shifts = dict(DutyShift.objects.filter(unit__in=wanted, begins__lte=moment, ends__gt=moment).values_list(
        "unit", "account"))
    away = {account: row.substitute_id for account, row in absences(
        {one for people in team.values() for one in people}, day).items()}
    found = {unit_id: rules.answers_for_queue(shifts.get(unit_id), people, away) for unit_id, people in team.items()}
    return {unit_id: account for unit_id, account in found.items() if account}


def who_receives(unit_id: UUID) -> set[UUID]:
    """Everybody whose work it is to answer what comes to this queue: those who do client work in it today."""
    return set(Membership.objects.filter(working(clock.today()), unit=unit_id).values_list("account", flat=True))


def is_staffed(unit_id: UUID) -> bool:
    """Does anybody do client work in this unit, though she may be away just now?"""
    return Membership.objects.filter(working(clock.today()), unit=unit_id).exists()

"""Who is who: names, roles and units of the people who act, for showing beside everything they answer for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, FilteredRelation, Q, When

from punos.access.permissions import ROLES, Permission
from punos.access.purposes import Purpose
from punos.accounts.answering import WORKING
from punos.accounts.answering import AtWork as AtWork
from punos.accounts.answering import Away as Away
from punos.accounts.answering import absence_of as absence_of
from punos.accounts.answering import absences as absences
from punos.accounts.answering import at_work as at_work
from punos.accounts.answering import away_until as away_until
from punos.accounts.answering import can_work as can_work
from punos.accounts.answering import current as current
from punos.accounts.answering import is_staffed as is_staffed
from punos.accounts.answering import must_work as must_work
from punos.accounts.answering import must_work_if_professional as must_work_if_professional
from punos.accounts.answering import not_ended as not_ended
from punos.accounts.answering import on_duty as on_duty
from punos.accounts.answering import on_duty_in as on_duty_in
from punos.accounts.answering import professionals as professionals
from punos.accounts.answering import stood_in_for as stood_in_for
from punos.accounts.answering import substitute_of as substitute_of
from punos.accounts.answering import units_of as units_of
from punos.accounts.answering import units_worked_in as units_worked_in
from punos.accounts.answering import who_receives as who_receives
from punos.accounts.answering import working as working
from punos.accounts.models import Absence, Account, DutyShift, Kind, Membership, Organisation, StartCode, Unit
from punos.design_system.finnish_only import in_finnish, spoken
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.sorting import finnish_sort_key


@dataclass(frozen=True, slots=True)
class PersonCard:
    """One person beside what she answers for: name, title, unit and phone. Empty fields are shown as nothing."""

    account: UUID
    name: str
    title: str
    unit: UUID | None
    unit_name: str
    organisation: str
    sector: str
    register: str
    profession: str
    public_office: bool
    phone: str
    separate_controller: bool = False


_OF_MEMBERSHIP = ("title", "unit", "unit__name", "unit__organisation__name", "unit__organisation__sector",
                  "unit__register", "profession", "public_office", "unit__phone",
                  "unit__organisation__separate_controller", "unit__name_sv", "unit__organisation__name_sv")


def cards(accounts: Iterable[UUID | None]) -> dict[UUID, PersonCard]:
    """A card for each account that may be seen (professionals by all who are signed in), in one query.

    They stand in the order asked for: a list made of them must be the same the next time somebody looks for a name.
    """
    wanted = list(dict.fromkeys(account for account in accounts if account))
    if not wanted:
        return {}
    present = FilteredRelation("memberships", condition=current(clock.today(), "memberships__"))
    rows = Account.objects.filter(pk__in=wanted).annotate(now=present).order_by("now__valid_from").values_list(
        "pk", "given_name", "family_name", "phone", *(f"now__{name}" for name in _OF_MEMBERSHIP))
    found: dict[UUID, PersonCard] = {}
    for pk, given, family, own_phone, *membership in rows:
        (title, unit, unit_fi, org_fi, sector, register, profession, office, phone, separate,
         unit_sv, org_sv) = membership
        unit_name, organisation = spoken(unit_fi or "", unit_sv or ""), spoken(org_fi or "", org_sv or "")
        title = in_finnish(title or "")
        name = f"{given} {family}".strip()
        found.setdefault(pk, PersonCard(pk, name, title, unit, unit_name, organisation, sector, register, profession,
                                        office, own_phone or phone, separate) if unit else
                         PersonCard(pk, name, "", None, "", "", "", "", "", False, own_phone))
    return {pk: found[pk] for pk in wanted if pk in found}


@dataclass(frozen=True, slots=True)
class StandIn:
    """How it is told that somebody is away: until when, and who stands in for her in this (None: nobody does)."""

    until: date
    person: PersonCard | None


def stand_ins(accounts: Iterable[UUID | None], *, answering: Iterable[UUID] = ()) -> dict[UUID, StandIn]:
    """Who of these people is away today. Those ``answering`` for the whole have a substitute who sees what they see;
    nobody stands in for a member of a team. At most two queries."""
    away, answers = absences(accounts), set(answering)
    people = cards(row.substitute_id for row in away.values() if row.account_id in answers) if away else {}
    return {account: StandIn(row.ends, people.get(row.substitute_id) if account in answers else None)
            for account, row in away.items()}


def named(place: Unit | Organisation) -> str:
    """A unit's or organisation's name in the language of the page, where it has one."""
    return place.called


def card(account: UUID) -> PersonCard | None:
    """One person's card, or None if she may not be seen."""
    return cards([account]).get(account)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account has this login: her id and names. For comparing with a person on record, never for a page."""

    account: UUID
    given_name: str
    family_name: str


def holder_of(login: str) -> Holder | None:
    """The client's or close person's account with exactly this login, or None. What is found is told to nobody
    before the names have been compared: who has an account is not for guessing."""
    with session.purpose_of(Purpose.SIGN_IN):
        found = Account.objects.filter(login=login.strip().lower(), is_active=True).exclude(
            kind=Kind.PROFESSIONAL).first()
    return Holder(found.pk, found.given_name, found.family_name) if found else None


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A start code somebody gave for an account that had begun: when, who, and whether it has been used."""

    at: datetime
    by: PersonCard | None
    used: bool


TOLD_FOR = timedelta(days=30)


def codes_given(actor: Actor) -> list[GivenCode]:
    """Later start codes of one's own account in the last thirty days, the newest from each giver, newest first: told
    to her each time she comes, since one she did not ask for is somebody else's way in."""
    with session.purpose_of(Purpose.SIGN_IN):
        rows = list(StartCode.objects.filter(account=actor.account, again=True,
                                             made_at__gt=clock.now() - TOLD_FOR).order_by("made_at"))
    rows = sorted({row.made_by: row for row in rows}.values(), key=lambda row: row.made_at, reverse=True)
    people = cards(row.made_by for row in rows)
    return [GivenCode(row.made_at, people.get(row.made_by), row.used_at is not None) for row in rows]


def is_for_work(account: UUID) -> bool:
    """Is this a professional's account, which can never stand for a client or somebody close to her?"""
    return Account.objects.filter(pk=account, kind=Kind.PROFESSIONAL).exists()


def has_administrator() -> bool:
    """Does anybody keep this instance?"""
    return Membership.objects.filter(current(clock.today()), role="administrator", account__is_active=True).exists()


def actor_of(login: str) -> Actor:
    """The actor of an account as if she had signed in with it (demo, commands and tests).

    Raises LookupError for an unknown login.
    """
    from punos.accounts.sign_in import enter

    with session.purpose_of(Purpose.SIGN_IN):
        account = Account.objects.filter(login=login).first()
        actor = enter(account.pk) if account else None
    if actor is None:
        raise LookupError(f"no account with the login {login}")
    return actor


MOST_QUEUES = 60  # a list longer than this is not read: the rest are found by typing


def units() -> list[Unit]:
    """Every unit by organisation and name: for keeping the directory, not for choosing a receiver."""
    return list(Unit.objects.select_related("organisation").order_by("organisation__name", "name"))


def queues(*, first: Iterable[UUID | None] = (), typed: str = "", register: str = "",
           limit: int = MOST_QUEUES) -> list[Unit]:
    """Units to which matters may be sent, as many as a list can hold; one query, whatever the county's size.

    The coordinators come first, then those asked for by id, those whose name holds a typed word, and the rest by
    organisation and name. ``register``: only units that keep this one.
    """
    like = Q(pk__in=[])
    for word in typed.split()[:6]:
        if len(word) > 2:
            like |= Q(name__icontains=word) | Q(name_sv__icontains=word)
    turn = Case(When(is_coordinator_queue=True, then=0), When(pk__in=[unit for unit in first if unit], then=1),
                When(like, then=2), default=3)
    found = Unit.objects.filter(is_queue=True, **({"register": register} if register else {}))
    return list(found.select_related("organisation").order_by(turn, "organisation__name", "name")[:limit])


def units_led(actor: Actor) -> list[Unit]:
    """The units whose figures this person answers for today, by organisation and name.

    Not ``actor.units``: a manager leads her unit but never uses its grants.
    """
    led = Membership.objects.filter(_leading(), account=actor.account)
    return list(Unit.objects.filter(pk__in=led.values("unit")).select_related("organisation")
                .order_by("organisation__name", "name"))


def _leading() -> Q:
    """Memberships in which somebody leads a unit today."""
    roles = [code for code, role in ROLES.items() if Permission.LEAD in role.permissions]
    return current(clock.today()) & Q(role__in=roles, account__is_active=True)


def units_with_a_leader(units: Iterable[UUID | None]) -> set[UUID]:
    """Those of these units that somebody leads today."""
    wanted = {unit for unit in units if unit}
    return set(Membership.objects.filter(_leading(), unit__in=wanted).values_list("unit", flat=True)) if wanted \
        else set()


def queues_with_nobody(actor: Actor) -> list[Unit]:
    """Queues of the units this person leads in which nobody is there to answer now."""
    led = [unit for unit in units_led(actor) if unit.is_queue]
    answered = on_duty_in(unit.pk for unit in led)
    return [unit for unit in led if unit.pk not in answered]


def unit(unit_id: UUID) -> Unit | None:
    """One unit with its organisation."""
    return Unit.objects.select_related("organisation").filter(pk=unit_id).first()


def coordinator_queue() -> Unit | None:
    """The queue that takes second offers and whatever nobody else answers for."""
    return Unit.objects.filter(is_coordinator_queue=True).first()


def units_by_id(unit_ids: Iterable[UUID | None]) -> dict[UUID, Unit]:
    """These units with their organisations, in one query."""
    wanted = {unit for unit in unit_ids if unit}
    return {u.pk: u for u in Unit.objects.select_related("organisation").filter(pk__in=wanted)} if wanted else {}


def last_unit(account: UUID) -> UUID | None:
    """Where she works, or worked last: the unit whose work it was."""
    return Membership.objects.filter(account=account, role__in=WORKING).order_by(
        "-valid_from", "-id").values_list("unit", flat=True).first()


def members(unit_id: UUID) -> list[PersonCard]:
    """Those who do client work in a unit now, in Finnish order of names."""
    ids = Membership.objects.filter(working(clock.today()), unit=unit_id).values_list("account", flat=True)
    order = dict(Account.objects.filter(pk__in=list(ids)).values_list("pk", "sort_key"))
    return sorted(cards(order).values(), key=lambda c: order[c.account])


def with_permission(permission: Permission) -> list[PersonCard]:
    """The professionals whose role today allows this, in Finnish order of names."""
    roles = [code for code, role in ROLES.items() if permission in role.permissions]
    ids = Membership.objects.filter(current(clock.today()), role__in=roles).values_list("account", flat=True)
    order = dict(Account.objects.filter(pk__in=list(ids), is_active=True).values_list("pk", "sort_key"))
    return sorted(cards(order).values(), key=lambda c: order[c.account])


def search_people(text: str, limit: int = 20, *, everybody: bool = False) -> list[PersonCard]:
    """Those who can be given client work and whose name begins with each word typed, in Finnish order.

    ``everybody``: every professional, for naming whom a client prohibits.
    """
    words = text.split()
    found = Account.objects.filter(kind=Kind.PROFESSIONAL, is_active=True)
    if not everybody:
        found = found.filter(pk__in=Membership.objects.filter(working(clock.today())).values("account"))
    for word in words:
        found = found.filter(Q(given_name__istartswith=word) | Q(family_name__istartswith=word))
    ids = list(found.order_by("sort_key").values_list("pk", flat=True)[:limit])
    by_id = cards(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


@dataclass(frozen=True, slots=True)
class Rota:
    """A unit's people and who answers when: the one on duty now, coming shifts, present and coming absences.
    ``workers``: those of its people who can answer for clients and for the queue."""

    unit: Unit
    now: PersonCard | None
    people: list[PersonCard]
    workers: list[PersonCard]
    memberships: dict[UUID, UUID]
    shifts: list[DutyShift]
    absences: list[Absence]


def rota(actor: Actor, unit_id: UUID, days: int = 28) -> Rota:
    """Who works in one of the actor's own units, who is on duty and who is away in the coming weeks. Else Unseen."""
    found = unit(unit_id)
    if found is None or (unit_id not in actor.units | {actor.unit} and "administrator" not in actor.roles):
        raise Unseen
    rows = list(Membership.objects.filter(current(clock.today()), unit=unit_id).select_related("account"))
    people = cards(row.account_id for row in rows)
    until = clock.now() + timedelta(days=days)
    away = Absence.objects.filter(account__in=people, ends__gte=clock.today(), begins__lte=until.date())
    answering, can = on_duty(unit_id), can_work(people)
    listed = sorted(people.values(), key=lambda card: finnish_sort_key(*reversed(card.name.rsplit(" ", 1))))
    return Rota(found, people.get(answering) if answering else None, listed,
                [card for card in listed if card.account in can],
                {row.account_id: row.pk for row in rows if row.valid_until is None},
                list(DutyShift.objects.filter(unit=unit_id, ends__gt=clock.now(), begins__lt=until)
                     .select_related("account").order_by("begins")),
                list(away.with_coming_back().select_related("account", "substitute").order_by("begins")))

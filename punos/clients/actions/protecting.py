"""The order of non-disclosure: its address moves to where only those whose task needs it may read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.queries import open_on, require
from punos.clients.actions import refusals
from punos.clients.actions.editing import seen_and_locked
from punos.clients.actions.recognising import LINES
from punos.clients.events import FactsChanged
from punos.clients.models import Client, CloseContact, ProtectedAddress
from punos.clients.queries.naming import same_person
from punos.clients.rules.protection import ProtectionProblem, problem_of
from punos.clients.rules.sections import SECTIONS, Section
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category

SECTION = "661/2009 36 §"
FIELDS = SECTIONS[Section.CONTACT]
WRONG: dict[ProtectionProblem, Any] = {
    ProtectionProblem.PAST: _("Turvakiellon viimeisen päivän pitää olla tulevaisuudessa."),
    ProtectionProblem.TOO_LONG: _("Turvakielto on ensin enintään 5 vuotta ja jatkettuna 2 vuotta kerrallaan."),
}


@action
def protect_address(*, client: UUID, valid_from: date, until: date, by: Actor) -> None:
    """Record an order of non-disclosure (661/2009 36–37 §; 703/2023 38 § makes recording it a duty).

    Address, municipality, phone and e-mail leave the ordinary record at once, also those of records merged with it,
    and so do the ways to reach those who live with her. Whoever records it no longer sees them either, unless her
    task needs it. Refused when an order is on record already, or is too long.
    """
    people = _records(client)
    if all(person.protected_until is not None for person in people):
        raise Refused(_("Turvakielto on jo kirjattu."), field="until", code="taken")
    _check(begins=valid_from, until=until, first=True)
    for person in people:
        if person.protected_until is None:
            kept = {field: getattr(person, field) for field in FIELDS}
            order = ProtectedAddress(client=person, valid_from=valid_from, valid_until=until, **kept)
            order.save(force_insert=True)
            _empty(person, until)
            audit.record("clients.protect_address", by=by, client=person.pk, about=order, basis=SECTION, until=until)
            events.publish(FactsChanged(client=person.pk, what="protection", by=by))


@action
def extend_protection(*, client: UUID, until: date, by: Actor) -> None:
    """The order goes on, two years at most from where it ended. ``Unseen`` without a grant on the protected address."""
    for person, order in _orders(client, by):
        _check(begins=order.valid_until, until=until, first=False)
        order.valid_until = person.protected_until = until
        order.save(update_fields=["valid_until"])
        person.save(update_fields=["protected_until"])
        audit.record("clients.extend_protection", by=by, client=person.pk, about=order, basis=SECTION, until=until)
        events.publish(FactsChanged(client=person.pk, what="protection", by=by))


@action
def edit_protected(*, client: UUID, values: Mapping[str, str], by: Actor) -> None:
    """Save the protected address and contact data. ``Unseen`` without a grant on them."""
    _person, order = next(pair for pair in _orders(client, by) if pair[0].pk == client)
    for field in FIELDS:
        setattr(order, field, refusals.checked_text(values.get(field) or "", field, LINES[field]))
    order.save(update_fields=list(FIELDS))
    audit.record("clients.edit_protected", by=by, client=client, about=order, basis=SECTION)


@action
def end_protection(*, client: UUID, by: Actor) -> None:
    """The order has ended: address and contact data return to the ordinary record. Never by itself, also when its
    last day is past: a person decides. ``Unseen`` without a grant on the protected address. Who has it only because
    her task needs it ends no order before its last day."""
    orders = _orders(client, by)
    if sees_by_task_only(by, client) and any(order.valid_until >= clock.today() for _person, order in orders):
        raise Refused(_("Sinulla on osoite tehtävääsi varten. Turvakiellon voi päättää vasta, kun sen viimeinen päivä "
                        "on mennyt."), code="by_task")
    for person, order in orders:
        order.ended_at = clock.now()
        order.save(update_fields=["ended_at"])
        person.protected_until = None
        for field in FIELDS:
            setattr(person, field, getattr(order, field))
        person.save(update_fields=["protected_until", *FIELDS])
        _move_contacts(person.pk, Category.IDENTITY)
        audit.record("clients.end_protection", by=by, client=person.pk, about=order, basis=SECTION)
        events.publish(FactsChanged(client=person.pk, what="protection_ended", by=by))


def sees_by_task_only(by: Actor, client: UUID) -> bool:
    """Is the address open to her for a named task alone (661/2009 37 §)?"""
    grants = open_on(by, client).filter(category=Category.PROTECTED_ADDRESS)
    return not grants.exclude(relation="address_task").exists()


def _records(client: UUID) -> list[Client]:
    """Every record of this person that may be seen, locked; ``Unseen`` without a grant on the one asked for."""
    seen_and_locked(client)
    return [seen_and_locked(pk) for pk in sorted(same_person(client))]


def _orders(client: UUID, by: Actor) -> list[tuple[Client, ProtectedAddress]]:
    """The orders in force on the records of this person, with their records."""
    require(by, client, Category.PROTECTED_ADDRESS)
    people = {person.pk: person for person in _records(client)}
    orders = ProtectedAddress.objects.select_for_update().filter(client__in=people, ended_at=None)
    found = [(people[order.client_id], order) for order in orders.order_by("client")]
    if client not in {person.pk for person, _order in found}:
        raise Unseen
    return found


def _empty(person: Client, until: date) -> None:
    person.protected_until = until
    for field in FIELDS:
        setattr(person, field, "")
    person.save(update_fields=["protected_until", *FIELDS])
    _move_contacts(person.pk, Category.PROTECTED_ADDRESS)


def _check(*, begins: date, until: date, first: bool) -> None:
    problem = problem_of(begins=begins, until=until, today=clock.today(), first=first)
    if problem:
        raise Refused(WRONG[problem], field="until", code=problem.value, section="661/2009 37 §")


def _move_contacts(client: UUID, category: Category) -> None:
    """Row by row out and in again: a row cannot be changed into one that its writer may not see."""
    lives_with = Q(tie__same_household=True) | Q(representative__same_household=True)
    with transaction.atomic():
        moved = list(CloseContact.objects.filter(lives_with, client=client).exclude(category=category.value))
        CloseContact.objects.filter(pk__in=[contact.pk for contact in moved]).delete()
        for contact in moved:
            contact.category = category.value
            contact.save(force_insert=True)

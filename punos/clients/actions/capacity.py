"""A finding that she cannot now assess what something means: dated, about named things, with an author."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.access.queries import require
from punos.accounts.queries import unit
from punos.clients.actions.editing import seen_and_locked
from punos.clients.events import FactsChanged
from punos.clients.models import CapacityFinding, CapacityGrounds
from punos.clients.queries.naming import of_person
from punos.clients.rules.representation import Concern
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category, Register

LONGEST = timedelta(days=366)
GROUNDS = 4000
_CATEGORY = {Register.SOCIAL.value: Category.SOCIAL, Register.HEALTH.value: Category.HEALTH}


@action
def find_incapacity(*, client: UUID, concerns: Iterable[Concern], grounds: str, review_on: date,
                    by: Actor) -> CapacityFinding:
    """Record that she cannot now assess what these things mean (703/2023 53 § 5 and 6), until the review date.

    A new finding takes the place of the one before. The grounds belong to the register of the author's unit.
    ``Unseen`` without grants on her permissions and on that register; Refused beside ``concerns``, ``grounds`` and
    ``review_on`` (a year at most), and for an author outside social and health care.
    """
    require(by, client, Category.PERMISSIONS)
    seen_and_locked(client)
    place = unit(by.unit) if by.unit else None
    category = _CATEGORY.get(place.register) if place else None
    if category is None:
        raise Refused(_("Havainnon voi kirjata sosiaali- tai terveydenhuollon ammattihenkilö."), code="author")
    require(by, client, category)
    about, text = sorted({Concern(concern).value for concern in concerns}), grounds.strip()
    if not about:
        raise Refused(_("Valitse, mitä havainto koskee."), field="concerns", code="required")
    if not text or len(text) > GROUNDS:
        raise Refused(_("Kirjoita, mihin havainto perustuu, enintään 4 000 merkkiä."), field="grounds", code="grounds")
    if not clock.today() < review_on <= clock.today() + LONGEST:
        raise Refused(_("Valitse päivä, jona arvioidaan uudelleen: viimeistään vuoden päästä."), field="review_on",
                      code="review_on")
    _end(client, by)
    made = CapacityFinding.objects.create(client_id=client, concerns=about, author=by.account, author_unit=by.unit,
                                          made_at=clock.now(), review_on=review_on)
    CapacityGrounds.objects.create(client_id=client, finding=made, category=category.value, text=text)
    audit.record("clients.find_incapacity", by=by, client=client, about=made, basis="703/2023 53 §", concerns=about,
                 review_on=review_on)
    events.publish(FactsChanged(client=client, what="capacity", by=by))
    return made


@action
def end_finding(*, client: UUID, by: Actor) -> None:
    """The finding no longer holds: her own word counts again at once. ``Unseen`` if there is none."""
    require(by, client, Category.PERMISSIONS)
    if not _end(client, by):
        raise Unseen
    audit.record("clients.end_finding", by=by, client=client, basis="703/2023 53 §")
    events.publish(FactsChanged(client=client, what="capacity", by=by))


def _end(client: UUID, by: Actor) -> int:
    return CapacityFinding.objects.filter(of_person(client), ended_at=None).update(ended_at=clock.now(),
                                                                                 ended_by=by.account)

"""A person to whom nothing came is forgotten when her time is up; nobody else is, and no writer stumbles over it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from punos.access.purposes import Purpose
from punos.audit.models import Entry
from punos.clients import actions
from punos.clients.actions import forgetting
from punos.clients.jobs import KEEPER, forget_unmet
from punos.clients.models import Client, IdentityCode
from punos.clients.queries.unmet import unmet
from punos.clients.rules.identity_code import artificial_code
from punos.clients.tests.people import BORN, MAIJA, all_seeing, let_go, let_see, whole_life
from punos.intake.actions import record_contact
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from tests.cast import Cast, gather

CODE = artificial_code(BORN, 926)


def told(by: Actor, days_ago: float, **particulars: Any) -> UUID:
    """Somebody written down so many days ago, to whom nothing came."""
    with clock.at(clock.now() - timedelta(days=days_ago)):
        return actions.recognise(**{**MAIJA, "identity_code": None, **particulars}, by=by)


def records() -> set[UUID]:
    with all_seeing():
        return set(Client.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_whoever_nothing_came_to_is_forgotten_with_her_code_when_her_time_is_up(cast: Cast) -> None:
    old, young = told(cast.pekka, 2.1, identity_code=CODE), told(cast.pekka, 1.9)
    forget_unmet(0)
    assert records() == {young}
    with all_seeing():
        assert list(IdentityCode.objects.values_list("client", flat=True)) == [young]
    with session.purpose_of(Purpose.SEALING):
        assert [(row.client, row.details) for row in Entry.objects.filter(action="clients.forget")] == [
            (old, {"gone": True})]


@pytest.mark.django_db
def test_whoever_is_told_of_again_has_her_whole_time_anew(cast: Cast) -> None:
    first = told(cast.pekka, 5, identity_code=CODE)
    assert told(cast.eero, 0, identity_code=CODE) == first
    forget_unmet(0)
    assert records() == {first}


@pytest.mark.django_db
def test_the_days_are_the_countys_to_choose(cast: Cast, settings: Any) -> None:
    settings.PUNOS_UNMET_DAYS = 10
    told(cast.pekka, 9)
    assert unmet() == []
    settings.PUNOS_UNMET_DAYS = 8
    assert len(unmet()) == 1


@pytest.mark.django_db
def test_nobody_to_whom_something_refers_is_forgotten(cast: Cast) -> None:
    """Neither by the night, which finds only whom nobody ever saw, nor when one is named to the action itself."""
    with clock.at(clock.now() - timedelta(days=30)):
        whole_life(cast.aino)  # close ones, a representative, a finding, an order, a merged record
        contact = actions.recognise(given_names="Oona", family_name="Otso", by=cast.pekka)
        record_contact(words="Apua.", channel="phone", client=contact, by=cast.pekka)
        seen = actions.recognise(given_names="Veikko", family_name="Suo", by=cast.pekka)
        let_see(cast.pekka, seen)
        let_go(cast.pekka, seen)
    before = records()
    assert unmet() == [contact], "no grant in these tests; the database keeps her by her contact"
    forget_unmet(0)
    for client in before:
        assert not actions.forget(client=client, by=KEEPER)
    assert records() == before
    connection.check_constraints()


@pytest.mark.django_db
def test_no_person_forgets_another(cast: Cast) -> None:
    old = told(cast.pekka, 5)
    with pytest.raises(Unseen):
        actions.forget(client=old, by=cast.pekka)
    with session.purpose_of(Purpose.RECOGNITION), connection.cursor() as cursor:
        cursor.execute("DELETE FROM clients_client")
        assert cursor.rowcount == 0, "nor does any other purpose"
    assert records() == {old}


def test_every_table_that_names_a_person_refers_to_her_so_that_the_database_keeps_her() -> None:
    """The journal alone does not: it outlives her, and names nobody."""
    loose = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Client:
                kept_by_database: bool = getattr(field, "db_constraint")  # noqa: B009
                if not kept_by_database or field.remote_field.on_delete is not models.PROTECT:
                    loose.append(str(field))
            elif field.name in ("client", "client_id"):
                loose.append(str(field))
    assert loose == ["audit.Entry.client"]


def beside(deed: Callable[[], object]) -> Thread:
    """Somebody else, on a connection of her own, at this very moment."""
    def run() -> None:
        try:
            deed()
        finally:
            connection.close()
    thread = Thread(target=run)
    thread.start()
    thread.join(timeout=1)
    return thread


def test_a_contact_saved_at_that_moment_is_saved_and_has_its_person(
        own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways round: the night comes while she is recorded, and she is recorded while the night forgets her."""
    cast = gather()
    person: Any = {"given_names": "Oona", "call_name": "", "family_name": "Otso",
                   "identity_code": artificial_code(date(1950, 1, 1), 901)}

    def recorded() -> UUID | None:
        return record_contact(words="Apua.", channel="phone", person=person, by=cast.pekka).client_id

    old = told(cast.eero, 5, **person)
    with transaction.atomic():
        assert recorded() == old
        night = beside(lambda: forget_unmet(0))
        assert night.is_alive(), "the night waits for whoever records"
    night.join(timeout=30)
    assert records() == {old}

    other = artificial_code(date(1951, 1, 1), 902)
    person["identity_code"] = other
    old = told(cast.eero, 5, **person)
    found: list[UUID | None] = []
    removed = forgetting._removed

    def slowly(client: UUID) -> bool:
        gone = removed(client)
        writers.append(beside(lambda: found.append(recorded())))
        assert writers[0].is_alive(), "whoever records waits for the night"
        return gone

    writers: list[Thread] = []
    monkeypatch.setattr(forgetting, "_removed", slowly)
    forget_unmet(0)
    writers[0].join(timeout=30)
    assert old not in records() and found[0] in records() - {old}

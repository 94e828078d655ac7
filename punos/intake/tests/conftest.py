"""The cast with grants of their contacts. Sharing opens them in the running program; here a small listener does,
so that these tests stand on intake alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from punos.access import actions as access
from punos.accounts import queries as accounts
from punos.accounts.models import Account
from punos.clients.actions import recognise
from punos.intake import events as happened
from punos.intake.models import ContactNotice, Holding
from punos.kernel import events
from punos.kernel.actor import Actor
from punos.kernel.holding import Holder, Period, flaws
from punos.kernel.session import acting_as, purpose_of
from punos.lawfulness.categories import Category
from tests.cast import MAIJA_CODE, Cast

SEEN = [Category.IDENTITY, Category.CONTACT]


def open_for(client: UUID, account: UUID | None, unit: UUID | None, relation_id: UUID, by: Actor,
             relation: str = "contact") -> None:
    """What sharing does, without asking the law."""
    with acting_as(by), purpose_of("sharing"):
        access.open_grants(client=client, categories=SEEN, account=account, unit=unit, rule="test", section="test",
                           basis_kind="task", facts={}, relation=relation, relation_id=relation_id,
                           by=_in_sharings_name(by))


def _in_sharings_name(by: Actor) -> Actor:
    return Actor.system("sharing") if by.is_system else by


def _close(client: UUID, relation: str, relation_id: UUID, by: Actor, account: UUID | None = None,
           unit: UUID | None = None) -> None:
    with acting_as(by), purpose_of("sharing"):
        access.close_grants(client=client, reason="test", relation=relation, relation_id=relation_id, account=account,
                            unit=unit, by=_in_sharings_name(by))


def _recorded(e: happened.ContactRecorded) -> None:
    if e.client:
        open_for(e.client, e.account, e.unit, e.contact, e.by)


def _offered(e: happened.ContactOffered) -> None:
    if e.client:
        open_for(e.client, e.account, e.unit, e.handover, e.by, "offer")


def _offer_ended(e: happened.OfferEnded) -> None:
    if e.client:
        _close(e.client, "offer", e.handover, e.by)


def _changed(e: happened.ContactHolderChanged) -> None:
    if e.client:
        open_for(e.client, e.to_account, e.to_unit, e.contact, e.by)
        _close(e.client, "contact", e.contact, e.by, e.from_account, e.from_unit)


def _substitute(e: happened.SubstituteNamed) -> None:
    if e.client:
        open_for(e.client, e.account, None, e.contact, e.by, "substitute")


def _substitute_ended(e: happened.SubstituteEnded) -> None:
    if e.client:
        _close(e.client, "substitute", e.contact, e.by, e.account)


LISTENERS: list[tuple[type, Callable[[Any], None]]] = [
    (happened.ContactRecorded, _recorded), (happened.ContactOffered, _offered), (happened.OfferEnded, _offer_ended),
    (happened.ContactHolderChanged, _changed), (happened.SubstituteNamed, _substitute),
    (happened.SubstituteEnded, _substitute_ended),
]


@pytest.fixture(autouse=True)
def grants(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only these listeners, whatever the running program wires."""
    monkeypatch.setattr(events, "_within", defaultdict(list, {kind: [listener] for kind, listener in LISTENERS}))
    monkeypatch.setattr(events, "_afterwards", defaultdict(list))


@pytest.fixture
def maija(cast: Cast) -> UUID:
    """The client's id; her own account sees her own contacts."""
    return known_client(cast)


def known_client(cast: Cast) -> UUID:
    """Maija, recognised by Pekka, with her own account's view of herself."""
    client = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.pekka)
    open_for(client, cast.maija.account, None, client, cast.pekka, "own")
    return client


def queue_of(cast: Cast) -> UUID:
    """The coordinating queue."""
    queue = accounts.coordinator_queue()
    assert queue
    return queue.pk


def chain_of(contact: UUID) -> list[Period]:
    """The whole chain as it is stored."""
    with purpose_of("holding"):
        return [Period(p.holder, p.begins, p.ends, p.opens, p.closes)
                for p in Holding.objects.filter(contact=contact).order_by("begins", "id")]


def assert_whole(contact: UUID) -> None:
    """No hole, no double holder, a holder while open: by the rules, and by the database at once."""
    with purpose_of("holding"):
        is_open = ContactNotice.objects.get(pk=contact).closed_at is None
    assert flaws(chain_of(contact), is_open=is_open) == frozenset()
    connection.check_constraints()


def holder_of(contact: UUID) -> Holder | None:
    """Who answers now."""
    return next((period.holder for period in chain_of(contact) if period.ends is None), None)


def sees(actor: Actor, contact: UUID) -> bool:
    """Does this person's own eye meet the contact?"""
    with acting_as(actor):
        return ContactNotice.objects.filter(pk=contact).exists()


def door_of(actor: Actor, language: str = "fi") -> Client:
    """A browser without a screen, signed in as this person."""
    browser = Client(headers={"accept-language": language})
    with acting_as(actor):
        browser.force_login(Account.objects.get(pk=actor.account), "punos.accounts.sign_in.PasswordBackend")
    return browser

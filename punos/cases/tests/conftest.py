"""A client whom the cast's professionals work with, and her case."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

import pytest

from punos.access import actions as grants
from punos.cases import actions, queries, reactions
from punos.cases.models import Case
from punos.clients.models import Client
from punos.intake.events import ContactRecorded
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from tests.cast import Cast


@pytest.fixture(autouse=True)
def no_sharing(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests stand on cases alone: grants are opened by hand, and sharing would close what it did not open."""
    monkeypatch.setattr(events, "_within", defaultdict(list, {ContactRecorded: [reactions.contact_recorded]}))
    monkeypatch.setattr(events, "_afterwards", defaultdict(list))


def give(client: UUID, actor: Actor, *categories: Category) -> None:
    """Open grants as ``sharing`` does."""
    sharing = Actor.system("sharing")
    with session.purpose_of("sharing"):
        grants.open_grants(client=client, account=actor.account, categories=categories, rule="test",
                           section="703/2023 9 §", basis_kind="statute", facts={}, relation="test", relation_id=None,
                           by=sharing)


def make_client(recorder: Actor) -> UUID:
    with session.acting_as(recorder):
        client = Client(created_at=clock.now(), given_names="Maija", family_name="Meri", sort_key="meri maija")
        client.save(force_insert=True)
    return client.pk


def soon(days: int = 7) -> date:
    return clock.today() + timedelta(days=days)


@pytest.fixture
def client_id(cast: Cast) -> UUID:
    """Maija, known to Pekka, Aino and Niko."""
    client = make_client(cast.pekka)
    for actor in (cast.pekka, cast.aino, cast.niko):
        give(client, actor, Category.IDENTITY, Category.CONTACT, Category.COORDINATION)
    return client


@pytest.fixture
def case(cast: Cast, client_id: UUID) -> Case:
    """Pekka has opened a case; he answers for it."""
    return actions.open_case(client=client_id, model="case_manager", why="Moni auttaa, kukaan ei näe kokonaisuutta.",
                             next_date=soon(), her_word="wants", by=cast.pekka)


def meet_clocks(case: UUID, by: Actor) -> None:
    """What the law counts to in this case has been done: it may be closed."""
    with session.acting_as(by):
        running = [row.pk for row in queries.clocks_of(queries.case(by, case)) if row.met_at is None]
    for clock_id in running:
        actions.meet_clock(clock_id=clock_id, by=by)

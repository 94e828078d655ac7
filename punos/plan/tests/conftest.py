"""Maija, known to those who work with her; what each may see is opened as ``sharing`` opens it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from punos.access import actions as grants
from punos.cases import actions as cases
from punos.clients import actions as clients
from punos.clients.models import Client
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from tests.cast import Cast

SHARED = (Category.IDENTITY, Category.CONTACT, Category.COORDINATION, Category.OWN_WORDS, Category.PLAN)


def give(client: UUID, actor: Actor, *categories: Category, origin: str = "") -> None:
    """Open grants as ``sharing`` does."""
    with session.purpose_of("sharing"):
        grants.open_grants(client=client, account=actor.account, categories=categories, origin=origin, rule="test",
                           section="703/2023 9 §", basis_kind="statute", facts={}, relation="test", relation_id=None,
                           by=Actor.system("sharing"))


def soon(days: int = 7) -> date:
    return clock.today() + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class World:
    """Maija's id and case; Aino (social) answers for her, Niko (health) is in the team, Matti does steps."""

    client: UUID
    case: UUID


def known_to(client: UUID, people: Iterable[tuple[Actor, tuple[Category, ...]]]) -> None:
    for actor, categories in people:
        give(client, actor, *categories)


@pytest.fixture
def world(cast: Cast) -> World:
    with session.acting_as(cast.aino):
        maija = Client(created_at=clock.now(), given_names="Maija", family_name="Meri", sort_key="meri maija")
        maija.save(force_insert=True)
    known_to(maija.pk, [
        (cast.aino, (*SHARED, Category.SOCIAL, Category.PERMISSIONS)), (cast.niko, (*SHARED, Category.HEALTH)),
        (cast.matti, (Category.IDENTITY, Category.OWN_WORDS, Category.PLAN)),
        (cast.maija, tuple(Category))])
    clients.link_account(client=maija.pk, account=cast.maija.account, by=cast.aino)
    case = cases.open_case(client=maija.pk, model="case_manager", why="Moni auttaa, kukaan ei näe kokonaisuutta.",
                           next_date=soon(), her_word="wants", by=cast.aino)
    return World(maija.pk, case.pk)

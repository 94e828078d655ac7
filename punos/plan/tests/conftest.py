"""Maija, known to those who work with her; what each may see is opened as ``sharing`` opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import pytest

from punos.access import actions as grants
from punos.cases import actions as cases
from punos.clients import actions as clients
from punos.intake.actions import record_contact
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from tests.cast import MAIJA_CODE, Cast

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


@pytest.fixture
def world(cast: Cast) -> World:
    """Aino answers for the whole and sees what that opens; the others see what a team would have opened."""
    client = clients.recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.aino)
    record_contact(client=client, channel="phone", sender="client", words="En jaksa enää yksin.",
                   asks="Apua arkeen", by=cast.aino)
    clients.link_account(client=client, account=cast.maija.account, by=cast.aino)
    case = cases.open_case(client=client, model="case_manager", why="Moni auttaa, kukaan ei näe kokonaisuutta.",
                           next_date=soon(), her_word="wants", by=cast.aino)
    give(client, cast.niko, *SHARED, Category.HEALTH)
    give(client, cast.matti, Category.IDENTITY, Category.OWN_WORDS, Category.PLAN)
    return World(client, case.pk)

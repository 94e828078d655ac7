"""What these tests need of the world: recorded people, and grants opened as sharing would open them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from punos.access.actions import close_grants, open_grants
from punos.access.purposes import Purpose
from punos.clients import actions
from punos.clients.rules.identity_code import artificial_code
from punos.kernel import session
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category

SHARING = Actor.system(Purpose.SHARING)
BORN = date(1941, 3, 15)
MAIJA = {"given_names": "Maija Kaarina", "call_name": "Maija", "family_name": "Meri"}


def let_see(actor: Actor, client: UUID, *categories: Category) -> None:
    """Open grants on these categories, on identity when none is named."""
    open_grants(client=client, categories=categories or [Category.IDENTITY], account=actor.account, rule="test",
                section="703/2023 9 §", basis_kind="task", facts={}, relation="test", relation_id=None, by=SHARING)


def let_go(actor: Actor, client: UUID) -> None:
    """Close every grant of this actor on this client."""
    close_grants(client=client, account=actor.account, reason="test", by=SHARING)


def recorded(by: Actor, *categories: Category, **particulars: Any) -> UUID:
    """A person recorded by somebody who may then see her identity and the categories named."""
    told = {**MAIJA, "identity_code": artificial_code(BORN, 926), "phone": "+358405550190", **particulars}
    client = actions.recognise(**told, by=by)
    let_see(by, client, Category.IDENTITY, *categories)
    return client


@contextmanager
def eyes_of(actor: Actor) -> Iterator[None]:
    """Read as this actor."""
    with session.acting_as(actor):
        yield


@contextmanager
def all_seeing() -> Iterator[None]:
    """Read what sharing may read: to look at what is stored."""
    with session.purpose_of(Purpose.SHARING):
        yield

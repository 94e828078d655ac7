"""What these tests need of the world: recorded people, and grants opened as sharing would open them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps

from punos.access.actions import close_grants, open_grants
from punos.access.purposes import Purpose
from punos.clients import actions
from punos.clients.rules.identity_code import artificial_code
from punos.clients.rules.representation import Checked, Concern, Matter, RepresentativeKind
from punos.kernel import clock, session
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


EVERYTHING = (Category.IDENTITY, Category.PERMISSIONS, Category.SOCIAL, Category.PROTECTED_ADDRESS)


def whole_life(by: Actor) -> tuple[UUID, UUID]:
    """Two people with a row in every table of this context; all of it is seen by this social-care professional."""
    maija = recorded(by, *EVERYTHING, street="Rantatie 1", city="Rauma")
    matti = recorded(by, *EVERYTHING, given_names="Matti", call_name="", family_name="Meri", phone="",
                     identity_code=artificial_code(date(1938, 3, 2), 933))
    twin = recorded(by, given_names="Maja", call_name="", family_name="Meri", identity_code=None, birth_date=BORN)
    actions.add_tie(client=maija, kind="informal_carer", other=matti, same_household=True, by=by)
    actions.add_tie(client=maija, kind="child", given_names="Meeri", family_name="Meri", phone="+358405550191",
                    same_household=True, by=by)
    actions.name_representative(
        client=maija, kind=RepresentativeKind.AUTHORISED, given_names="Matti", family_name="Meri",
        matters=[Matter.SERVICES], categories=[Category.PLAN], checked_how=Checked.SUOMIFI, by=by)
    actions.find_incapacity(client=maija, concerns=[Concern.DISCLOSURE], grounds="Muistisairaus, keskustelu 1.11.",
                            review_on=clock.today() + timedelta(days=90), by=by)
    actions.keep_apart(first=maija, second=matti, by=by)
    actions.protect_address(client=maija, valid_from=clock.today(), until=clock.today() + timedelta(days=900), by=by)
    actions.protect_address(client=twin, valid_from=clock.today(), until=clock.today() + timedelta(days=900), by=by)
    actions.merge(kept=maija, merged=twin, reason="Sama henkilö, tarkistettu puhelimessa", by=by)
    return maija, matti


def stored(by: Actor) -> dict[str, list[dict[str, Any]]]:
    """Every row of this context that this person may see, table by table."""
    with eyes_of(by):
        return {model.__name__: list(model._default_manager.order_by("pk").values())
                for model in apps.get_app_config("clients").get_models()}

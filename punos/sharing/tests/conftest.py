"""Maija, known to Pekka by her contact and signed in as herself; everything through actions, everything wired."""

from __future__ import annotations

from uuid import UUID

import pytest

from punos.clients.actions import link_account, recognise
from punos.intake.actions import accept, offer, record_contact
from punos.intake.models import ContactNotice
from punos.kernel.actor import Actor
from tests.cast import MAIJA_CODE, Cast


def contact_for(client: UUID, by: Actor, **more: object) -> ContactNotice:
    """A phone note."""
    told = {"channel": "phone", "sender": "client", "words": "En jaksa enää yksin.", "asks": "Apua arkeen"} | more
    return record_contact(client=client, by=by, **told)  # type: ignore[arg-type]


def handed(client: UUID, giver: Actor, taker: Actor) -> None:
    """The giver writes a contact down; the taker takes it on."""
    offered = offer(contact=contact_for(client, giver).pk, account=taker.account, note="Ota tämä", by=giver)
    accept(handover=offered.pk, by=taker)


@pytest.fixture
def maija(cast: Cast) -> UUID:
    """The client's id. Pekka holds her contact; she signs in with her own account."""
    client = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.pekka)
    contact_for(client, cast.pekka)
    link_account(client=client, account=cast.maija.account, by=cast.pekka)
    return client

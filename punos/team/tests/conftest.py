"""Maija's case, held by Pekka, with everything wired: grants open and close by what the law allows."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from punos.cases import actions as cases
from punos.cases.models import Case
from punos.clients.actions import link_account, recognise
from punos.consent.actions import give
from punos.consent.models import Instrument
from punos.consent.rules import ConsentFor, Kind, Manner, Terms, Word
from punos.intake.actions import record_contact
from punos.kernel import clock
from punos.lawfulness.categories import Category, RecipientClass
from tests.cast import MAIJA_CODE, Cast


def later(days: int = 60) -> date:
    return clock.today() + timedelta(days=days)


@pytest.fixture
def maija(cast: Cast) -> UUID:
    """The client's id. Pekka holds her contact; she signs in with her own account."""
    client = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.pekka)
    record_contact(client=client, channel="phone", sender="client", words="En jaksa enää yksin.", by=cast.pekka)
    link_account(client=client, account=cast.maija.account, by=cast.pekka)
    return client


@pytest.fixture
def case(cast: Cast, maija: UUID) -> Case:
    """Pekka answers for the whole."""
    return cases.open_case(client=maija, model="case_manager", why="Monta auttajaa, ei kokonaisuutta.",
                           next_date=later(7), her_word="wants", by=cast.pekka)


def in_portal() -> Word:
    return Word(Manner.PORTAL, language="fi")


def permit(cast: Cast, client: UUID, *categories: Category) -> Instrument:
    """Maija permits health data to social care and social data to health care."""
    terms = Terms(Kind.PERMIT, classes=frozenset({RecipientClass.HEALTH_PROFESSIONAL,
                                                  RecipientClass.SOCIAL_PROFESSIONAL}),
                  categories=frozenset(categories))
    return give(client=client, terms=terms, word=in_portal(), by=cast.maija)


def consent_to_meet(cast: Cast, client: UUID) -> Instrument:
    """Maija agrees that the team is called together."""
    return give(client=client, terms=Terms(Kind.CONSENT, about=ConsentFor.CONVENE_TEAM), word=in_portal(),
                by=cast.maija)


def consent_to_matti(cast: Cast, client: UUID, *categories: Category) -> Instrument:
    """Maija lets her husband know."""
    terms = Terms(Kind.CONSENT, about=ConsentFor.CLOSE_PERSON, accounts=frozenset({cast.matti.account}),
                  categories=frozenset(categories))
    return give(client=client, terms=terms, word=in_portal(), by=cast.maija)


def consent_to_neighbour(cast: Cast, client: UUID, *categories: Category) -> Instrument:
    """Maija lets her neighbour, who does not sign in here, know."""
    terms = Terms(Kind.CONSENT, about=ConsentFor.CLOSE_PERSON, person_name="Niilo Naapuri",
                  categories=frozenset(categories))
    return give(client=client, terms=terms, word=in_portal(), by=cast.maija)

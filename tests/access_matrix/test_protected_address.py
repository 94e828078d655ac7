"""Under an order of non-disclosure Maija's address is on no page, list, letter or PDF of those to whom it is not open.

The state is Maija's whole story, as in ``test_matrix``, with an address and ways to reach her that nothing else in it
is like; then the order. Every route that answers to GET is opened by each person, whatever it answers with is read as
it is sent, and a PDF by its text too.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from pypdf import PdfReader

from punos.access.queries import may
from punos.clients import actions as clients
from punos.clients import queries as clients_read
from punos.clients.rules.sections import Section
from punos.demo.maija import Story
from punos.kernel import clock, session
from punos.lawfulness.categories import Category
from tests.access_matrix.test_matrix import PEOPLE, ROUTES, arguments, browser_of
from tests.access_matrix.test_matrix import story as story  # the same state
from tests.cast import Cast

CONTACT = {"street": "Piilopolku 77 Z", "postal_code": "28199", "city": "Salokylä", "phone": "+358 50 765 4321",
           "email": "piilo.meri@posti.example"}
SECRETS = ("Piilopolku", "28199", "Salokyl", "7654321", "765 4321", "765\u00a04321", "piilo.meri")
READ = sorted(name for name, route in ROUTES.items() if "GET" in getattr(route.callback, "methods", ("GET",)))


@pytest.fixture(scope="module")
def hidden(story: tuple[Cast, Story], django_db_blocker: Any) -> Iterator[tuple[Cast, Story, str]]:
    """The order is on record; with what Aino's page of personal data said before it."""
    cast, told = story
    with django_db_blocker.unblock(), transaction.atomic():
        with session.acting_as(cast.aino):
            mark = clients_read.section_mark(clients_read.get(cast.aino, told.maija), Section.CONTACT)
        clients.edit(client=told.maija, section=Section.CONTACT, values=CONTACT, mark=mark, by=cast.aino)
        before = browser_of(cast, "aino").get(reverse("work:client_edit", args=[told.maija])).content.decode()
        clients.protect_address(client=told.maija, valid_from=clock.today(), until=clock.today() + timedelta(days=300),
                                by=cast.aino)
        yield cast, told, before
        transaction.set_rollback(True)


def told_by(answer: Any) -> str:
    """All that was sent: the page with its attributes, the headers, and the words of a PDF."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages) if body[:5] == b"%PDF-" else ""
    return body.decode(errors="ignore") + words + str(answer.headers)


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("person", PEOPLE)
def test_no_route_tells_it_to_whom_it_is_not_open(
        person: str, hidden: tuple[Cast, Story, str], django_db_blocker: Any) -> None:
    cast, told, _before = hidden
    with django_db_blocker.unblock():
        if person != "nobody" and may(getattr(cast, person), told.maija, Category.PROTECTED_ADDRESS):
            pytest.skip("it is open to her: it is her own, or her task needs it")
        found = {}
        for name in READ:
            with session.purpose_of("sharing"):
                address = reverse(name, kwargs=arguments(ROUTES[name], told.maija) or None)
            with transaction.atomic():
                seen = leaks(told_by(browser_of(cast, person).get(address)))
                transaction.set_rollback(True)
            if seen:
                found[name] = seen
    assert found == {}


def test_these_secrets_would_be_seen(hidden: tuple[Cast, Story, str], django_db_blocker: Any) -> None:
    """They stood on a page before the order; and most people are not skipped above."""
    cast, told, before = hidden
    assert {"Piilopolku", "28199", "Salokyl", "piilo.meri"} <= set(leaks(before)) and "4321" in before
    with django_db_blocker.unblock():
        open_to = [name for name in PEOPLE[1:] if may(getattr(cast, name), told.maija, Category.PROTECTED_ADDRESS)]
    assert set(open_to) <= {"maija"}

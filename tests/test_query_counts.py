"""How many questions a page asks of the database: a page stays as quick as it is when the county grows."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from punos.demo.maija import Telling
from punos.kernel import clock
from punos.team import actions as team
from tests.access_matrix.test_matrix import browser_of
from tests.cast import Cast
from tests.load.web_parts.counting import TRANSACTION

AIM = 12
# Recording a contact, about a client with an open case: who acts, where she works and whom she may see (4), the contact
# and its holder (2), the records that are hers (1), what the law asks about her and the recipient (7), the tie,
# decision and grant (3), her case is touched (1), a journal row of each deed (3), and who else may be told of it (1).
RECORDING = 22


def questions(browser: Client, path: str) -> list[str]:
    """The statements about data of the second visit (the first fills caches)."""
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return about_data(captured)


def about_data(captured: CaptureQueriesContext) -> list[str]:
    """Without what begins and ends a transaction and says who acts."""
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(TRANSACTION)
            and "current_setting('app." not in query["sql"] and " set_config(" not in query["sql"].split(" FROM ")[0]]


@pytest.mark.django_db
def test_recording_a_contact_asks_no_more_than_its_rows_and_the_law_take(cast: Cast) -> None:
    story = Telling(cast, clock.now()).whole()
    browser, path = browser_of(cast, "aino"), reverse("work:contact_new")
    for words in ("En jaksa yksin.", "Kukaan ei vastaa."):
        with CaptureQueriesContext(connection) as captured:
            sent = browser.post(path, {"contact": str(uuid4()), "client": str(story.maija), "words": words,
                                       "sender": "client", "channel": "phone", "urgency": "none", "onward": "me",
                                       "client_agrees": "not_asked"})
        assert sent.status_code == 302
    asked = about_data(captured)
    assert len(asked) <= RECORDING, "\n".join(statement[:160] for statement in asked)


@pytest.mark.django_db
def test_a_large_team_is_shown_with_as_many_questions_as_a_small_one(cast: Cast) -> None:
    story = Telling(cast, clock.now()).whole()
    browser, path = browser_of(cast, "aino"), reverse("work:team", args=[story.maija])
    small = questions(browser, path)
    for actor in (cast.outi, cast.pekka):
        team.invite(client=story.maija, account=actor.account, purpose="Arjen tuki", categories=["coordination"],
                    until=clock.today() + timedelta(days=60), wish="agrees", by=cast.aino)
    large = questions(browser, path)
    assert cast.outi.name in browser.get(path).content.decode()
    assert len(large) == len(small), "\n".join(statement[:160] for statement in large)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["aino", "niko"])
def test_the_clients_page_and_today_ask_at_most_twelve_questions(cast: Cast, name: str) -> None:
    story = Telling(cast, clock.now()).whole()
    browser = browser_of(cast, name)
    for path in ("/work/", f"/work/clients/{story.maija}/"):
        asked = questions(browser, path)
        assert len(asked) <= AIM, "\n".join(f"{path}: {statement[:160]}" for statement in asked)

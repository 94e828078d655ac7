"""How many questions a page asks of the database: a page stays as quick as it is when the county grows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from punos.demo.maija import Telling
from punos.kernel import clock
from tests.access_matrix.test_matrix import browser_of
from tests.cast import Cast
from tests.load.web_parts.counting import TRANSACTION

AIM = 12


def questions(browser: Client, path: str) -> list[str]:
    """The statements about data of the second visit (the first fills caches)."""
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries
            if not query["sql"].startswith(TRANSACTION) and " set_config(" not in query["sql"].split(" FROM ")[0]]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["aino", "niko"])
def test_today_and_the_clients_page_ask_at_most_twelve_questions(cast: Cast, name: str) -> None:
    story = Telling(cast, clock.now()).whole()
    browser = browser_of(cast, name)
    for path in ("/work/", f"/work/clients/{story.maija}/"):
        asked = questions(browser, path)
        assert len(asked) <= AIM, "\n".join(f"{path}: {statement[:160]}" for statement in asked)

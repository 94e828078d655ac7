"""No text with a null byte reaches the database, whatever it is called and wherever it comes from."""

from __future__ import annotations

from html import unescape

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from punos.design_system.plain_text import PlainTextMiddleware
from punos.intake.tests.conftest import door_of
from tests.cast import Cast
from tests.guards.test_routes import routes

WORKS = [path for path, _route in routes() if path.startswith(("/work/", "/my/", "/sign-in/")) and "<" not in path]
NAMES = ("person", "search", "q", "words", "note", "contact", "client", "unit", "day", "login", "password", "code",
         "next", "family_name", "asks", "model", "topic", "need", "place")


def test_null_bytes_are_left_out_of_query_form_and_cookies_and_all_else_comes_whole() -> None:
    seen = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    made = RequestFactory().post("/x/?q=a%00b", {"words": ["ä\x00🙂", "c"], "n\x00": "d"})
    made.COOKIES["sessionid"] = "e\x00"
    PlainTextMiddleware(page)(made)
    (request,) = seen
    assert request.GET.dict() == {"q": "ab"} and request.COOKIES["sessionid"] == "e"
    assert dict(request.POST.lists()) == {"words": ["ä🙂", "c"], "n": ["d"]}


@pytest.mark.django_db
def test_no_page_falls_over_a_null_byte(cast: Cast) -> None:
    fields = dict.fromkeys(NAMES, "\x00")
    assert len(WORKS) > 20
    for door in (door_of(cast.pekka), door_of(cast.maija)):
        for path in WORKS:
            for answer in (door.get(path, fields), door.post(path, fields)):
                assert answer.status_code < 500, path
                assert "\x00" not in unescape(answer.content.decode(errors="replace")), path

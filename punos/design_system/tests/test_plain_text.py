"""No text with a null byte reaches the database, whatever it is called and wherever it comes from; who sent it is told,
beside the field, and has every word of hers there to send again."""

from __future__ import annotations

from copy import deepcopy
from html import unescape

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from punos.design_system.forms import UNSTORABLE, Form, LongTextField, ShortTextField
from punos.design_system.plain_text import PlainTextMiddleware
from punos.intake.tests.conftest import door_of
from tests.cast import Cast
from tests.guards.test_routes import routes

WORKS = [path for path, _route in routes() if path.startswith(("/work/", "/my/", "/sign-in/")) and "<" not in path]
NAMES = ("person", "search", "q", "words", "note", "contact", "client", "unit", "day", "login", "password", "code",
         "next", "family_name", "asks", "model", "topic", "need", "place")


class Told(Form):
    words = LongTextField(label="Sanat")
    name = ShortTextField(label="Nimi", required=False)


def as_the_page_gets_it(request: HttpRequest) -> HttpRequest:
    seen = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    PlainTextMiddleware(page)(request)
    return seen[0]


def test_null_bytes_are_left_out_of_form_and_cookies_and_all_else_comes_whole() -> None:
    made = RequestFactory().post("/x/?q=ab", {"words": ["ä\x00🙂", "c"], "n\x00": "d", "whole": "e"})
    made.COOKIES["sessionid"] = "e\x00"
    request = as_the_page_gets_it(made)
    assert request.COOKIES["sessionid"] == "e"
    assert dict(request.POST.lists()) == {"words": ["ä🙂", "c"], "n": ["d"], "whole": ["e"]}
    for sent in (request.POST, request.POST.copy(), deepcopy(request.POST)):
        assert sent.unstorable == {"words", "n"}  # type: ignore[attr-defined]


def test_a_form_says_it_beside_the_field_and_goes_through_when_it_is_sent_again() -> None:
    sent = as_the_page_gets_it(RequestFactory().post("/x/", {"words": "Äiti\x00n asia", "name": "Meri"})).POST
    form = Told(sent)
    assert form.problems() == [("words", str(UNSTORABLE))]
    again = {bound.name: bound.value() for bound in form}
    assert again == {"words": "Äitin asia", "name": "Meri"} and Told(again).is_valid()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_path_with_a_null_byte_leads_nowhere_and_a_search_goes_by_its_other_letters(language: str) -> None:
    browser = Client(raise_request_exception=False)
    lost = browser.get("/guide/%00/", headers={"accept-language": language})
    assert lost.status_code == 404 and f'lang="{language}"' in lost.content.decode()
    asked = browser.get("/guide/services/?q=koti%00hoito&x%00=1", headers={"accept-language": language})
    assert asked.status_code == 200 and 'value="kotihoito"' in asked.content.decode()


def test_what_a_form_was_asked_with_is_told_beside_its_field_too() -> None:
    asked = as_the_page_gets_it(RequestFactory().get("/x/?words=%C3%84iti%00n&name=Meri")).GET
    assert Told(asked).problems() == [("words", str(UNSTORABLE))] and asked["words"] == "Äitin"


@pytest.mark.django_db
def test_no_page_falls_over_a_null_byte(cast: Cast) -> None:
    fields = dict.fromkeys(NAMES, "\x00")
    assert len(WORKS) > 20
    for door in (door_of(cast.pekka), door_of(cast.maija)):
        for path in WORKS:
            for answer in (door.get(path, fields), door.post(path, fields)):
                assert answer.status_code < 500, path
                assert "\x00" not in unescape(answer.content.decode(errors="replace")), path

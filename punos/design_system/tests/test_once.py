"""A form sent twice, at once or later, does its work once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from punos.design_system.once import OnceMiddleware
from punos.design_system.tokens import new_token


def sent(data: dict[str, str], account: str = "aino") -> HttpRequest:
    request = RequestFactory().post("/work/contacts/new/", data)
    request.session = SessionBase()
    request.session["_auth_user_id"] = account
    return request


def done_by(work: list[str]) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        if not request.POST.get("what"):
            return HttpResponse("what is missing")
        if request.POST["what"] == "break":
            return HttpResponse(status=500)
        work.append(request.POST["what"])
        return redirect(f"/work/contacts/{len(work)}/")

    return view


@pytest.fixture
def form() -> dict[str, str]:
    return {"_once": new_token(), "what": "soita", "csrfmiddlewaretoken": "a"}


@pytest.mark.django_db
def test_the_second_sending_is_led_to_where_the_first_one_led(form: dict[str, str]) -> None:
    work: list[str] = []
    middleware = OnceMiddleware(done_by(work))
    first, second = middleware(sent(form)), middleware(sent({**form, "csrfmiddlewaretoken": "b"}))
    assert work == ["soita"]
    assert first["Location"] == second["Location"] == "/work/contacts/1/"


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"what": "kirjoita"}, {"_once": "another"}, {"more": "x"}])
def test_going_back_and_changing_a_word_is_a_new_form(form: dict[str, str], change: dict[str, str]) -> None:
    work: list[str] = []
    middleware = OnceMiddleware(done_by(work))
    middleware(sent(form))
    middleware(sent({**form, **change}))
    assert len(work) == 2


@pytest.mark.django_db
def test_another_person_with_the_same_form_is_not_mistaken_for_the_first(form: dict[str, str]) -> None:
    work: list[str] = []
    middleware = OnceMiddleware(done_by(work))
    middleware(sent(form))
    middleware(sent(form, account="pekka"))
    assert len(work) == 2


@pytest.mark.django_db
def test_a_form_that_came_back_with_errors_may_be_sent_again(form: dict[str, str]) -> None:
    empty = {**form, "what": ""}
    middleware = OnceMiddleware(done_by([]))
    assert [middleware(sent(empty)).status_code for _ in range(2)] == [200, 200]


def test_two_at_the_same_moment_do_the_work_once(own_database: str, form: dict[str, str]) -> None:
    work: list[str] = []
    inside, go_on = threading.Event(), threading.Event()
    view = done_by(work)

    def slow(request: HttpRequest) -> HttpResponse:
        inside.set()
        go_on.wait(5)
        return view(request)

    places: list[str] = []

    def send() -> None:
        try:
            with transaction.atomic():
                places.append(OnceMiddleware(slow)(sent(form))["Location"])
        finally:
            connections.close_all()

    first, second = threading.Thread(target=send), threading.Thread(target=send)
    first.start()
    assert inside.wait(5)
    second.start()
    second.join(0.3)
    assert second.is_alive(), "the second waits for the first"
    go_on.set()
    first.join(5)
    second.join(5)
    assert work == ["soita"]
    assert places == ["/work/contacts/1/"] * 2


@pytest.mark.django_db
def test_a_form_without_the_token_goes_straight_through() -> None:
    work: list[str] = []
    assert OnceMiddleware(done_by(work))(sent({"what": "soita"}))["Location"] == "/work/contacts/1/"

"""Two who want the same in opposite order: the database ends one of them, who is served all the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from punos.config import embedded

MINE, THEIRS = 4001, 4002
tries: list[int] = []


def take_both(request: HttpRequest) -> HttpResponse:
    """Takes its own first and then the other's; counts how often it was begun."""
    tries.append(request.tries)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        for key in (MINE, THEIRS):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
    return HttpResponse("done")


def lose_always(request: HttpRequest) -> HttpResponse:
    tries.append(request.tries)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'ended' USING ERRCODE = 'deadlock_detected'; END $$")
    return HttpResponse("never")


def fail_otherwise(request: HttpRequest) -> HttpResponse:
    tries.append(request.tries)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    return HttpResponse("never")


urlpatterns = [path("both/", take_both), path("lose/", lose_always), path("fail/", fail_otherwise)]


@pytest.fixture(autouse=True)
def own_addresses(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]
    tries.clear()


@contextmanager
def in_the_way(conninfo: str) -> Iterator[None]:
    """Another has taken THEIRS, and wants MINE as soon as somebody waits for it: ready when the body is."""
    with psycopg.connect(conninfo) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [THEIRS])

        def want_mine() -> None:
            with psycopg.connect(conninfo, autocommit=True) as looking:
                waits = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                while not looking.execute(waits).fetchone():
                    time.sleep(0.01)
            other.execute("SELECT pg_advisory_xact_lock(%s)", [MINE])
            other.rollback()

        wanting = threading.Thread(target=want_mine)
        wanting.start()
        yield
        wanting.join(10)


def test_who_is_ended_for_the_sake_of_another_is_served_on_the_second_try(
        own_database: str, _server: embedded.ConnectionInfo) -> None:
    with in_the_way(_server.conninfo("postgres", own_database)):
        answer = Client().get("/both/")
    assert (answer.status_code, tries) == (200, [1, 2])


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "tried"), [("/lose/", [1, 2]), ("/fail/", [1])])
def test_a_second_collision_and_any_other_fault_are_told_as_a_fault(address: str, tried: list[int]) -> None:
    answer = Client(raise_request_exception=False).get(address)
    assert (answer.status_code, tries) == (500, tried)

"""Whoever opens a page that shows Maija is in the journal for it: every route that answers to GET, from the URL table.

The state is Maija's whole story, as in ``test_matrix``. A page that names her in its main part, or whose address is
about her or something of hers, leaves a row about her; a list on which she stands leaves a row with her id among those
on it.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from punos.access import reading
from punos.audit.models import Entry
from punos.demo.maija import Story
from punos.kernel import session
from punos.kernel.actor import Actor
from tests.access_matrix.test_matrix import ROUTES, SHOW_NOTHING_OF_HERS, arguments, browser_of
from tests.access_matrix.test_matrix import story as story  # the same state
from tests.cast import Cast

READERS = ("aino", "niko", "pekka", "matti", "maija")
HERS = {"client", "first", "contact", "handover", "callback", "case", "worker", "clock_id", "relationship",
        "membership", "called", "permission", "goal", "step", "line", "version", "tie"}
# Invented names, for trying the program out; and a page that is the same whoever is asked about.
NOT_HERS = {"demo_sign_in", "gallery:components"} | SHOW_NOTHING_OF_HERS
# Only her name counts here: an offer that has ended tells its receiver who took it, not whom it was about; and a
# blank form or a first choice in her own door holds nothing of hers.
ONLY_BY_NAME = {"work:handover", "my:contact_new", "my:permission_give"}
MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
READ = sorted(name for name, route in ROUTES.items()
              if name not in NOT_HERS and "GET" in getattr(route.callback, "methods", ("GET",)))


def shows_her(answer: HttpResponse, about_her: bool) -> bool:
    """Is she on this page: named in what it says, or what its address is about?"""
    if answer.status_code != 200:
        return False
    said = MAIN.search(answer.content.decode(errors="ignore"))
    return about_her or bool(said and "Maija" in said.group())


def unwritten(rows: list[Entry], her: UUID) -> bool:
    """Is she in none of these rows, neither as the one they are about nor among those on a list?"""
    return not any(row.client == her or str(her) in row.details.get("clients", []) for row in rows)


def look(reader: Actor, name: str, browser_name: str, address: str, cast: Cast) -> tuple[Any, list[Entry]]:
    """What this person meets there, and what her journal got by it; undone afterwards."""
    with transaction.atomic():
        with session.acting_as(reader):
            before = Entry.objects.filter(account=reader.account).order_by("-id").values_list("id", flat=True).first()
        answer = browser_of(cast, browser_name).get(address)
        with session.acting_as(reader):
            rows = list(Entry.objects.filter(account=reader.account, id__gt=before or 0))
        transaction.set_rollback(True)
    return answer, rows


def forgetful(name: str, story: tuple[Cast, Story]) -> list[str]:
    """The readers to whom this route showed her without a row."""
    cast, told = story
    route = ROUTES[name]
    with session.purpose_of("sharing"):
        address = reverse(name, kwargs=arguments(route, told.maija) or None)
    found = []
    for person in READERS:
        answer, rows = look(getattr(cast, person), name, person, address, cast)
        about_her = (name.startswith("my:") and person == "maija") or bool(HERS & set(route.pattern.converters))
        if shows_her(answer, about_her and name not in ONLY_BY_NAME) and unwritten(rows, told.maija):
            found.append(person)
    return found


@pytest.mark.parametrize("name", READ)
def test_whoever_is_shown_maija_is_in_the_journal(name: str, story: tuple[Cast, Story],
                                                  django_db_blocker: pytest.FixtureRequest) -> None:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        assert forgetful(name, story) == []


def test_this_guard_sees_a_page_that_writes_nothing_down(story: tuple[Cast, Story], monkeypatch: pytest.MonkeyPatch,
                                                         django_db_blocker: pytest.FixtureRequest) -> None:
    """Without the net under all pages, forms about her and one's own day are shown unwritten."""
    monkeypatch.setattr(reading, "write_down", lambda *_args, **_named: None)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        assert "aino" in forgetful("work:case_stage", story)
        assert "aino" in forgetful("work:today", story)
        assert forgetful("work:client", story) == [], "this page writes its own row"

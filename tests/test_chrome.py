"""The menu shows where one is."""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory
from django.urls import get_resolver

from punos.config.chrome import chrome
from punos.kernel.actor import Actor
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def marked(path: str, actor: Actor) -> list[str]:
    request = RequestFactory().get(path)
    request.actor = actor  # type: ignore[attr-defined]
    return [str(item.label) for item in chrome(request)["chrome"].items if item.current]


@pytest.mark.parametrize(("path", "where"), [
    ("/work/", "Tänään"), ("/work/contacts/new/", "Yhteydenotot"), ("/work/clients/1/plan/", "Asiakkaat"),
    ("/work/plan/steps/1/", "Asiakkaat"), ("/work/cases/1/close/", "Asiakkaat"), ("/work/team/1/", "Asiakkaat")])
def test_the_menu_marks_the_part_one_is_in(path: str, where: str, cast: Cast) -> None:
    assert marked(path, cast.aino) == [where]


def test_work_with_a_client_is_marked_wherever_its_address_begins(cast: Cast) -> None:
    """Each first part of the professional's addresses has its own place in the menu, or one was chosen for it."""
    chosen = {"", "count", "flags", "callbacks", "review"}  # Today's own; a reviewer's menu
    parts = {key[5:].split("/")[0] for key in addresses(get_resolver()) if key.startswith("work/")}
    assert {part for part in parts - chosen if marked(f"/work/{part}/x/", cast.aino) == ["Tänään"]} == set()


def addresses(resolver: object, before: str = "") -> list[str]:
    found = []
    for one in resolver.url_patterns:  # type: ignore[attr-defined]
        here = before + re.sub(r"[\^$]", "", str(one.pattern))
        found += addresses(one, here) if hasattr(one, "url_patterns") else [here]
    return found

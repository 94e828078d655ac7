"""Every route says who may enter, and every permission is asked by some route."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls import path as route_to

import punos
from punos.access.permissions import ROLES, Permission, Role
from punos.access.routing import page


def routes() -> Iterator[tuple[str, URLPattern]]:
    """Every address of the program with its pattern."""
    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for found in patterns:
            if isinstance(found, URLResolver):
                yield from walk(found.url_patterns, prefix + str(found.pattern))
            else:
                yield prefix + str(found.pattern), found
    yield from walk(get_resolver().url_patterns, "/")


def named_routes() -> Iterator[tuple[str, URLPattern]]:
    """Every route by its full name (``work:client``); allauth's own pages are its own matter, ours are all here."""
    def walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, URLPattern]]:
        for found in patterns:
            if isinstance(found, URLResolver):
                inner = f"{space}{found.namespace}:" if found.namespace else space
                yield from walk(found.url_patterns, inner)
            elif found.name:
                yield space + found.name, found
    yield from walk(get_resolver().url_patterns, "")


def undeclared(route: URLPattern) -> str:
    """What this route does not say; empty when all is said."""
    if not isinstance(getattr(route.callback, "permission", None), Permission):
        return "wrap its view in @page(Permission.…)"
    return "" if route.name else "it has no name"


def powerless(roles: Mapping[str, Role]) -> list[str]:
    """Roles that may do nothing a visitor may not."""
    return [code for code, role in roles.items() if not role.permissions - {Permission.OPEN, Permission.SIGNED_IN}]


@pytest.mark.parametrize(("path", "route"), [pytest.param(path, route, id=path) for path, route in routes()])
def test_every_route_declares_its_permission(path: str, route: URLPattern) -> None:
    assert not undeclared(route), path


def test_every_permission_is_asked_by_a_route() -> None:
    asked = {getattr(route.callback, "permission", None) for _, route in routes()}
    assert set(Permission) - asked == set()


def test_every_role_may_do_something_no_visitor_may() -> None:
    assert powerless(ROLES) == []


def test_these_guards_see_what_they_look_for() -> None:
    def bare(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert "@page" in undeclared(route_to("x/", bare, name="x"))
    assert "name" in undeclared(route_to("x/", page(Permission.OPEN)(bare)))
    assert not undeclared(route_to("x/", page(Permission.OPEN)(bare), name="x"))
    idle = replace(next(iter(ROLES.values())), permissions=frozenset({Permission.SIGNED_IN}))
    assert powerless({"idle": idle}) == ["idle"]


# Pages to which nothing of ours leads by name.
COME_BY_THEMSELVES = {
    "account_reauthenticate": "the library asks for the password again before a change",
    "account_set_password": "as above, of one who has none yet",
    "account_signup": "the library's address, answered by our page about forgotten passwords",
    "account_inactive": "where the library leads a closed account",
    "mfa_authenticate": "the library asks for a code at sign-in",
    "mfa_reauthenticate": "… and before a change",
    "gallery:components": "for developers", "gallery:door": "for developers",
    "work:client_account_new": "its name is put together in sharing.pages.linking",
    "work:client_representative_account_new": "as above", "work:client_tie_account_new": "as above",
    "my:plan_step_done": "its name is put together from the door",
}


def unnamed(names: Iterable[str], sources: Iterable[str]) -> set[str]:
    """Routes that no page names: nobody can come there but by typing."""
    text = "\n".join(sources)
    return {name for name in names if f'"{name}"' not in text and f"'{name}'" not in text}


def test_every_page_can_be_reached_by_a_link() -> None:
    """Lead to it from the page where it is needed; or say in COME_BY_THEMSELVES how one comes there."""
    root = Path(punos.__file__).parent
    sources = [path.read_text(encoding="utf-8") for kind in ("*.py", "*.html") for path in root.rglob(kind)
               if "tests" not in path.parts and path.name != "urls.py"]
    assert unnamed((name for name, _ in named_routes()), sources) == COME_BY_THEMSELVES.keys()
    assert unnamed(["work:nowhere"], sources) == {"work:nowhere"}

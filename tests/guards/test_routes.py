"""Every route says who may enter, and every permission is asked by some route."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from punos.access.permissions import ROLES, Permission


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


@pytest.mark.parametrize(("path", "route"), [pytest.param(path, route, id=path) for path, route in routes()])
def test_every_route_declares_its_permission(path: str, route: URLPattern) -> None:
    permission = getattr(route.callback, "permission", None)
    assert isinstance(permission, Permission), f"{path}: wrap its view in @page(Permission.…)"
    assert route.name, f"{path} has no name"


def test_every_permission_is_asked_by_a_route() -> None:
    asked = {getattr(route.callback, "permission", None) for _, route in routes()}
    assert set(Permission) - asked == set()


def test_every_role_may_do_something_no_visitor_may() -> None:
    for code, role in ROLES.items():
        assert role.permissions - {Permission.OPEN, Permission.SIGNED_IN}, code

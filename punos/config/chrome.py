"""The frame of each door: its menu, its search, who is signed in. One place, since every context's pages use it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission, permissions_of
from punos.clients.pages.whose import known_whose
from punos.design_system.chrome import Chrome, NavItem, mark_current
from punos.kernel.actor import Actor

MENUS: dict[str, list[tuple[Any, str]]] = {
    "/work/": [(_("Tänään"), "work:today"), (_("Yhteydenotot"), "work:contacts"), (_("Asiakkaat"), "work:clients"),
               (_("Keneen otan yhteyttä?"), "guide:services"), (_("Saanko kertoa?"), "guide:law")],
    "/my/": [(_("Oma tiimini"), "my:home"), (_("Suunnitelma"), "my:plan"), (_("Luvat"), "my:permissions"),
             (_("Kuka on katsonut?"), "my:log")],
    "/lead/": [(_("Tilanne"), "lead:flow"), (_("Väestö"), "lead:population")],
    "/work/review/": [(_("Katselut"), "work:review"), (_("Saanko kertoa?"), "guide:law")],
    "/": [(_("Keneen otan yhteyttä?"), "guide:services"), (_("Saanko kertoa?"), "guide:law")],
}
PERMISSION_OF = {"/work/review/": Permission.REVIEW_ACCESS, "/work/": Permission.WORK, "/my/": Permission.OWN_MATTERS,
                 "/lead/": Permission.LEAD}


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context processor: ``chrome`` for the layouts. Makes no query."""
    actor: Actor | None = getattr(request, "actor", None)
    door = _door(request.path, actor)
    items = mark_current([NavItem(label, address) for label, name in MENUS[door] if (address := _address(name))],
                         request.path)
    matters = known_whose(request)
    another = matters if matters and matters.for_another else None
    return {"chrome": Chrome(
        acting_for=another.name if another else "",
        stop_acting_href=_address("my:act_for") if another and another.has_own else "",
        items=items, home=door if actor else "/", person_name=actor.name if actor else "",
        person_role=actor.title if actor else "",
        search_href=_address("work:clients") or "" if door == "/work/" else "")}


def _door(path: str, actor: Actor | None) -> str:
    """The door of this address; on the open pages, the one door this person came in by."""
    for prefix in PERMISSION_OF:
        if path.startswith(prefix):
            return prefix
    if actor:
        allowed = permissions_of(actor.roles)
        return next((prefix for prefix, permission in PERMISSION_OF.items() if permission in allowed), "/")
    return "/"


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""

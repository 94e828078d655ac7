"""The frame of each door: its menu, its search, who is signed in. One place, since every context's pages use it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission, permissions_of
from punos.clients.pages.whose import known_whose
from punos.design_system.chrome import Chrome, NavItem, mark_current
from punos.design_system.finnish_only import in_finnish
from punos.kernel.actor import Actor

MENUS: dict[str, list[tuple[Any, str]]] = {
    "/work/": [(_("Tänään"), "work:today"), (_("Yhteydenotot"), "work:contacts"), (_("Asiakkaat"), "work:clients"),
               (_("Yksikköni"), "unit"), (_("Keneen otan yhteyttä?"), "guide:services"),
               (_("Saanko kertoa?"), "guide:law")],
    "/my/": [(_("Oma tiimini"), "my:home"), (_("Suunnitelma"), "my:plan"), (_("Luvat"), "my:permissions"),
             (_("Kuka on katsonut?"), "my:log")],
    "/lead/": [(_("Tilanne"), "lead:flow"), (_("Yksikköni"), "unit"),
               (_("Väestö"), "lead:population"), (_("Nimiajot"), "lead:named_runs")],
    "/lead/named-runs/": [(_("Tilanne"), "lead:flow"), (_("Väestö"), "lead:population"),
                          (_("Katselut"), "work:review"), (_("Nimiajot"), "lead:named_runs")],
    "/work/review/": [(_("Katselut"), "work:review"), (_("Pääkäyttäjien toimet"), "administration_acts"),
                      (_("Nimiajot"), "lead:named_runs"),
                      (_("Saanko kertoa?"), "guide:law")],
    "/guide/keep/": [(_("Työntekijät"), "keep_people"), (_("Yksiköt"), "keep_units"), (_("Hakemisto"), "guide:keep"),
                     (_("Keneen otan yhteyttä?"), "guide:services"),
                     (_("Saanko kertoa?"), "guide:law")],
    "/": [(_("Keneen otan yhteyttä?"), "guide:services"), (_("Saanko kertoa?"), "guide:law")],
}
# Pages of these names are in the menu of those only who may open them, where two roles share a door.
SHARED = {"lead:flow": Permission.LEAD, "lead:population": Permission.LEAD, "work:review": Permission.REVIEW_ACCESS,
          "lead:named_runs": Permission.NAMED_RUN}
# Work with a client whose address does not begin with her page: her menu item all the same.
OF_A_CLIENT = tuple(f"/work/{part}/" for part in (
    "plan", "cases", "case-handovers", "team", "relationships", "clocks", "workers", "returns", "brought",
    "permissions", "exceptional"))
# What waits there, asked for by a script.
COUNTS = {"work:today": "work:count", "lead:named_runs": "lead:named_runs_count"}
PERMISSION_OF = {"/work/review/": Permission.REVIEW_ACCESS, "/work/": Permission.WORK, "/my/": Permission.OWN_MATTERS,
                 "/lead/": Permission.LEAD, "/guide/keep/": Permission.ADMINISTER}


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The context processor: ``chrome`` for the layouts. Makes no query."""
    actor: Actor | None = getattr(request, "actor", None)
    door = _door(request.path, actor)
    allowed = permissions_of(actor.roles) if actor else frozenset()
    shown = [NavItem(label, address, count_href=_address(COUNTS.get(name, ""))) for label, name in MENUS[door]
             if (address := _address(name)) and SHARED.get(name, Permission.OPEN) in allowed | {Permission.OPEN}]
    items = mark_current(shown, "/work/clients/" if request.path.startswith(OF_A_CLIENT) else request.path)
    matters = known_whose(request)
    another = matters if matters and matters.for_another else None
    return {"chrome": Chrome(
        acting_for=another.name if another else "",
        stop_acting_href=_address("my:act_for") if another and another.has_own else "",
        units_href=_address("choose_unit") or "" if actor and len(actor.units) > 1 else "",
        items=items, home=_home(door, allowed), person_name=actor.name if actor else "",
        person_role=in_finnish(actor.title) if actor else "",
        search_href=_address("work:clients") or "" if door == "/work/" else "")}


def _door(path: str, actor: Actor | None) -> str:
    """The door of this address, if this person may open it; elsewhere the one door she came in by."""
    allowed = permissions_of(actor.roles) if actor else frozenset()
    if path.startswith("/lead/named-runs/") and Permission.LEAD in allowed and Permission.REVIEW_ACCESS not in allowed:
        return "/lead/"  # her own menu; the other is for those who share the page only
    for prefix in ("/lead/named-runs/", *PERMISSION_OF):
        if path.startswith(prefix) and (actor is None or PERMISSION_OF.get(prefix, Permission.NAMED_RUN) in allowed):
            return prefix
    if actor:
        return next((prefix for prefix, permission in PERMISSION_OF.items() if permission in allowed), "/")
    return "/"


def _home(door: str, allowed: frozenset[Permission]) -> str:
    """Where the name of the program leads: this door, or one's own where the pages are shared."""
    if PERMISSION_OF.get(door, Permission.OPEN) in allowed:
        return door
    return next((prefix for prefix, permission in PERMISSION_OF.items() if permission in allowed), "/")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""

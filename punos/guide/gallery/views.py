"""Every component in every state on one page, and one sample page per door: to look at and to test with axe."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from punos.access.permissions import Permission
from punos.access.routing import page
from punos.design_system.chrome import Chrome, NavItem, mark_current
from punos.guide.gallery.forms import EveryField
from punos.kernel import clock

FILLED = {
    "name": "Maija Meri", "code": "010190-900P", "day": "22.11.2026", "clock": "9.30", "phone": "+358401234567",
    "fee": "10,50", "words": "En jaksa enää soittaa joka paikkaan.", "language": "sv", "urgent": "no",
    "manner": "paper", "about": ["home", "health"], "agreed": "on",
}  # fmt: skip
WRONG = {
    "name": "😀", "code": "010190-900X", "day": "31.2.2026", "clock": "25.00", "phone": "kotona", "fee": "paljon",
    "words": "Liian pitkä. " * 60,
}  # fmt: skip


@page(Permission.OPEN)
def components(request: HttpRequest) -> HttpResponse:
    """The gallery; ``?form=wrong`` shows the form with errors and their summary, ``filled`` with values."""
    shown = request.GET.get("form", "")
    data = {"wrong": WRONG, "filled": FILLED}.get(shown)
    form = EveryField(data)
    moment = datetime.combine(clock.today() + timedelta(days=1), time(9, 30), clock.HELSINKI)
    context: dict[str, Any] = {
        "form": form,
        "sample": _work_chrome(request),
        "moment": moment,
        "timeline": _timeline(moment),
    }
    return render(request, "gallery/components.html", context)


@page(Permission.OPEN)
def door(request: HttpRequest, door: str) -> HttpResponse:
    """One invented page in each door's layout: ``work``, ``my``, ``lead``, ``guide``, ``document``."""
    if door not in ("work", "my", "lead", "guide", "document"):
        raise Http404
    chrome = _my_chrome(request) if door == "my" else _work_chrome(request)
    moment = datetime.combine(clock.today() + timedelta(days=1), time(9, 30), clock.HELSINKI)
    context = {"sample": chrome, "moment": moment, "timeline": _timeline(moment), "large": "large" in request.GET}
    return render(request, f"gallery/{door}.html", context)


def _work_chrome(request: HttpRequest) -> Chrome:
    items = [
        NavItem("Tänään", "/guide/components/work/", count=4),
        NavItem("Asiakkaat", "/guide/components/"),
        NavItem("Keneen otan yhteyttä?", "/guide/components/guide/"),
        NavItem("Saanko kertoa tämän?", "/guide/components/lead/"),
    ]
    return Chrome(
        items=mark_current(items, request.path),
        home="/guide/components/work/",
        person_name="Aino Aalto",
        person_role="vastuutyöntekijä",
        search_href="/guide/components/guide/",
    )


def _my_chrome(request: HttpRequest) -> Chrome:
    items = [
        NavItem("Oma tiimini", "/guide/components/my/"),
        NavItem("Suunnitelmani", "/guide/components/document/"),
        NavItem("Luvat", "/guide/components/guide/", count=1),
        NavItem("Viestit", "/guide/components/"),
    ]
    return Chrome(
        items=mark_current(items, request.path),
        home="/guide/components/my/",
        person_name="Maija Meri",
        acting_for="Eino Meri" if "for" in request.GET else "",
        stop_acting_href="/guide/components/my/",
    )


def _timeline(moment: datetime) -> list[dict[str, Any]]:
    return [
        {
            "when": moment - timedelta(days=1, hours=2),
            "who": "Aino Aalto, vastuutyöntekijä",
            "title": "Yhteydenotto kirjattu",
            "text": "Asiakas toivoo yhtä ihmistä, jolle soittaa.",
            "icon": "phone",
        },
        {"when": moment - timedelta(days=3), "title": "Siirto otettu vastaan", "who": "Kotihoito", "icon": "check"},
        {"when": (moment - timedelta(days=40)).date(), "title": "Lupa annettu", "icon": "lock", "href": "#"},
    ]

"""The pages on which a professional lives: Today, one client's whole situation on one sheet, and what has happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.queries import categories_seen, may
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.design_system.rows import KINDS
from punos.desk.pages.sources import page_of, timeline_of, today_of, waiting_for
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.sharing import queries as sharing

KIND_NAMES = {"contact": _("Yhteydenotot"), "handover": _("Siirrot"), "case": _("Vaiheet"), "team": _("Tiimi"),
              "permission": _("Luvat"), "plan": _("Suunnitelma"), "step": _("Askeleet"),
              "meeting": _("Tapaamiset"), "question": _("Kysymykset"), "client": _("Perustiedot"),
              "read": _("Katselut")}


@page(Permission.WORK)
def today(request: ActorRequest) -> HttpResponse:
    """What needs me today?"""
    return render(request, "desk/today.html", {"today_lists": today_of(request)})


@page(Permission.WORK)
def count(request: ActorRequest) -> JsonResponse:
    """How many things wait for an answer or are late: the number beside Today, asked for by a script."""
    return JsonResponse({"count": waiting_for(request)})


@page(Permission.WORK)
def client(request: ActorRequest, client: UUID) -> HttpResponse:
    """What is her situation, who answers, what next? Journaled with the categories that were shown."""
    standing = sharing.standing(request.actor, client)
    if Category.IDENTITY not in standing.seen:
        raise Unseen
    shown = page_of(request.actor, client, standing)
    if shown.merged_into and may(request.actor, kept := clients.merged_into(shown.merged_into), Category.IDENTITY):
        return redirect("work:client", kept)
    audit.record("clients.read_page", by=request.actor, client=client, categories=standing.seen)
    return render(request, "desk/client.html", {
        "client": client, "name": shown.name, "shown": shown, "seen": standing.seen})


@page(Permission.WORK)
def timeline(request: ActorRequest, client: UUID) -> HttpResponse:
    """What has happened in her matters? Read only when asked for, and journaled by itself."""
    seen = _seen(request, client)
    kind = request.GET.get("kind", "")
    before = _moment(request.GET.get("before", ""))
    happened = timeline_of(request.actor, client, seen, kind=kind if kind in KINDS else "", before=before)
    audit.record("clients.read_timeline", by=request.actor, client=client, categories=seen)
    shown = {"client": client, "happened": happened, "tabs": _tabs(client, happened.kinds, kind), "kind": kind,
             "older": before is not None}
    if getattr(request, "htmx", False):
        return render(request, "desk/timeline_list.html", shown)
    return render(request, "desk/timeline.html", {**shown, "name": clients.heading(client)[0]})


def _moment(text: str) -> datetime | None:
    """A moment with its offset, as the link to older events has it; anything else is no limit."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _seen(request: ActorRequest, client: UUID) -> frozenset[Category]:
    """What the actor sees of this client; Unseen for a stranger."""
    seen = categories_seen(request.actor, client)
    if Category.IDENTITY not in seen:
        raise Unseen
    return seen


def _tabs(client: UUID, kinds: list[str], kind: str) -> list[dict[str, Any]]:
    """One choice for each kind of event that there is, and one for all of them."""
    address = reverse("work:client_timeline", args=[client])
    return [{"label": _("Kaikki"), "href": address, "current": not kind}] + [
        {"label": KIND_NAMES[name], "href": f"{address}?kind={name}", "current": name == kind} for name in kinds]

"""The two pages on which a professional lives: Today, and one client's whole situation on one sheet."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from punos import audit
from punos.access.permissions import Permission
from punos.access.queries import categories_seen, may
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.desk.pages.sources import page_of, today_of
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category


@page(Permission.WORK)
def today(request: ActorRequest) -> HttpResponse:
    """What needs me today?"""
    return render(request, "desk/today.html", {"today_lists": today_of(request.actor)})


@page(Permission.WORK)
def client(request: ActorRequest, client: UUID) -> HttpResponse:
    """What is her situation, who answers, what next? Journaled with the categories that were shown."""
    seen = categories_seen(request.actor, client)
    if Category.IDENTITY not in seen:
        raise Unseen
    name, kept = clients.heading(client)
    if kept != client and may(request.actor, kept, Category.IDENTITY):
        return redirect("work:client", kept)
    kind = request.GET.get("kind", "")
    shown = page_of(request.actor, client, seen, kind)
    audit.record("clients.read_page", by=request.actor, client=client, categories=seen)
    return render(request, "desk/client.html", {
        "client": client, "name": name, "shown": shown, "kind": kind, "seen": seen})

"""What a form of a closed case shows in its own place: that the case is closed, and how it goes on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from punos.access.routing import ActorRequest
from punos.cases.models import Case
from punos.clients import queries as clients


def instead(request: ActorRequest, found: Case) -> HttpResponse | None:
    """Nobody fills in a form that can only be refused. None while the case goes on, and for what has been sent: it
    is refused with its words kept."""
    if found.closed_at is None or request.method == "POST":
        return None
    return render(request, "cases/closed.html", {"case": found, "name": clients.letter_name(found.client_id)})

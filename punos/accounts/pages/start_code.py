"""The paper with a start code: shown this once, to be printed or read aloud, never sent on by the program."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from punos.access.routing import ActorRequest
from punos.accounts.actions import OnPaper
from punos.accounts.rules import VALID_FOR
from punos.kernel import clock


def code_shown(request: ActorRequest, paper: OnPaper, *, name: str, layout: str, back: tuple[str, Any]) -> HttpResponse:
    """User name, code, until when, and the address to type."""
    return render(request, "accounts/start_code.html", {
        "name": name, "paper": paper, "until": clock.now() + VALID_FOR, "layout": layout, "back": back,
        "address": request.get_host() + reverse("welcome")})

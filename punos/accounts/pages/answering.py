"""A page with one form and one action: what is refused stands beside its field, what is done leads on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from punos.access.routing import ActorRequest
from punos.design_system.forms import Form
from punos.design_system.sending import sent


def answered(request: ActorRequest, form: Form, act: Callable[[dict[str, Any]], Any], *, title: Any, send: Any,
             done: Any = "", back: tuple[str, Any], eyebrow: Any = "", lead: Any = "",
             facts: Sequence[dict[str, Any]] = (), layout: str = "layouts/guide.html") -> HttpResponse:
    """Ask with this form, or do ``act`` with what was filled in and go back; a page that ``act`` answers is shown
    instead. ``facts``: what should be known before answering, as a summary list."""
    if led := sent(request, form, act, done=done, back=back[0]):
        return led
    return render(request, "accounts/form.html", {
        "form": form, "title": title, "send": send, "back": back, "eyebrow": eyebrow, "lead": lead, "facts": facts,
        "layout": layout})

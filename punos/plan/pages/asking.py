"""One small form on a page of its own: done, refused beside its field, or stale with both versions shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from punos.access.routing import ActorRequest
from punos.design_system.forms import Form
from punos.design_system.sending import sent
from punos.kernel.errors import Stale
from punos.lawfulness.texts import Text
from punos.plan.rules import Missing


@dataclass(frozen=True, slots=True)
class Ask:
    """What the page asks and how it looks. ``back`` is where it leads when done, and the link back."""

    heading: Any
    send: Any
    back: str
    done: Any
    name: str = ""
    lead: Any = ""
    layout: str = "layouts/work.html"
    instead: str = ""  # an address: what is asked about has been replaced by what is there, and nothing is asked
    more: dict[str, Any] = field(default_factory=dict)


def answer(request: ActorRequest, page: Ask, form: Form, act: Callable[[dict[str, Any]], Any],
           renamed: dict[str, str] | None = None) -> HttpResponse:
    """Show the form, or do what was sent.

    A stale save keeps what was typed in the form, shows it beside what is stored now, and takes the next sending as
    knowing it: she may send hers, theirs, or both put together. ``renamed`` maps the action's field to the form's.
    An act may return ``Told``, to be said instead of the page's own words.
    """
    if led := sent(request, form, act, done=page.done, back=page.back, renamed=renamed):
        return led
    refused = form.refused
    return render(request, "plan/ask.html", {
        "page": page, "form": form, "layout": page.layout, **page.more,
        "stale": _both(form, refused) if isinstance(refused, Stale) else None,
        "missing": [way for way in refused.ways if isinstance(way, Missing)] if refused else []})


def _both(form: Form, late: Stale) -> dict[str, Any]:
    """What is stored and what was typed; the form goes on from what is stored now."""
    mine = form.data.get("text", "")
    data = QueryDict(mutable=True)
    data.update({name: form.data.get(name, "") for name in form.fields})
    data["seen"] = str(late.current.number if late.current else 0)
    form.data = data
    return {"theirs": late.current.text if late.current else "", "mine": mine}


def said(text: Text, language: str) -> str:
    """A text of the law or of a pack in the page's language."""
    return text.in_language(language)

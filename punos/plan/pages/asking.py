"""One small form on a page of its own: done, refused beside its field, or stale with both versions shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from punos.access.routing import ActorRequest
from punos.design_system.forms import Form
from punos.kernel.errors import Refused, Stale
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


@dataclass(frozen=True, slots=True)
class Told:
    """What to say instead of the page's own "done", when it went otherwise."""

    text: str


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is empty; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def answer(request: ActorRequest, page: Ask, form: Form, act: Callable[[dict[str, Any]], Any],
           renamed: dict[str, str] | None = None) -> HttpResponse:
    """Show the form, or do what was sent.

    A stale save keeps what was typed in the form, shows it beside what is stored now, and takes the next sending as
    knowing it: she may send hers, theirs, or both put together. ``renamed`` maps the action's field to the form's.
    An act may return ``Told``, to be said instead of the page's own words.
    """
    stale: dict[str, Any] | None = None
    missing: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            told = act(form.cleaned_data)
        except Stale as late:
            stale = _both(form, late)
        except Refused as refused:
            wanted = (renamed or {}).get(refused.field, refused.field)
            form.add_error(wanted if wanted in form.fields else None, str(refused))
            missing = [way for way in refused.ways if isinstance(way, Missing)]
        else:
            messages.success(request, told.text if isinstance(told, Told) else page.done)
            return redirect(page.back)
    return render(request, "plan/ask.html", {"page": page, "form": form, "stale": stale, "missing": missing,
                                             "layout": page.layout, **page.more})


def _both(form: Form, late: Stale) -> dict[str, Any]:
    """What is stored and what was typed; the form goes on from what is stored now."""
    mine = form.cleaned_data.get("text", "")
    form.add_error("text", str(late))
    data = QueryDict(mutable=True)
    data.update({name: form.data.get(name, "") for name in form.fields})
    data["seen"] = str(late.current.number if late.current else 0)
    form.data = data
    return {"theirs": late.current.text if late.current else "", "mine": mine}


def said(text: Text, language: str) -> str:
    """A text of the law or of a pack in the page's language."""
    return text.in_language(language)

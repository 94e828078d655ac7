"""A form with one action behind it: what was filled in is done, or refused beside its field with nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from punos.design_system.forms import Form
from punos.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Told:
    """What to say, and where to lead, when it went otherwise than the page itself says."""

    text: Any
    back: str = ""


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when it is empty; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def sent(request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Any], *, done: Any, back: str,
         renamed: Mapping[str, str] | None = None) -> HttpResponse | None:
    """Do ``act`` with what was filled in, tell that it was done and lead ``back`` (an address). None where there is
    nothing to do yet, or something to mend: the page is to be shown, the refusal beside its field and in
    ``form.refused``. ``renamed``: the action's field → the form's.

    An act may answer with ``Told``, or with a way (or a page) of its own. A button without fields: :mod:`pressing`.
    """
    if not (form.is_bound and form.is_valid()):
        return None
    try:
        led = act(form.cleaned_data)
    except Refused as refused:
        form.refuse(refused, **(renamed or {}))
        return None
    told = led if isinstance(led, Told) else Told(done)
    if told.text:
        messages.success(request, told.text)
    return led if isinstance(led, HttpResponse) else redirect(told.back or back)

"""A button with one action behind it: done or refused is said on the page it leads back to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from punos.kernel.errors import Refused


def pressed(request: HttpRequest, act: Callable[[], Any], *, done: Any, back: str) -> HttpResponse:
    """Do what the button says, tell that it was done or why it was not, and go ``back`` (an address). An action that
    answers with a way of its own leads there instead. A form with fields: :mod:`sending`.
    """
    try:
        led = act()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    messages.success(request, done)
    return led if isinstance(led, HttpResponse) else redirect(back)

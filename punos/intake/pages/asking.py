"""What the holder of a contact does on a page of its own: one question, and the answer that leads back to it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access.routing import ActorRequest
from punos.clients import queries as clients
from punos.design_system.forms import Form
from punos.design_system.sending import sent
from punos.intake.queries import ContactPage, contact_page
from punos.kernel.errors import Unseen

HoldersPage = Callable[[ActorRequest, ContactPage], HttpResponse]


def for_holder(view: HoldersPage) -> Callable[[ActorRequest, UUID], HttpResponse]:
    """A page on which the holder does something with her contact. Whoever comes back to one that has been closed is
    told so; others who may read the contact find no such page."""
    @functools.wraps(view)
    def enter(request: ActorRequest, contact: UUID) -> HttpResponse:
        found = contact_page(request.actor, contact)
        if found.mine:
            return view(request, found)
        if found.period is None:
            messages.info(request, _("Yhteydenotto on jo päätetty."))
            return redirect("work:contact", contact)
        raise Unseen
    return enter


def asked(request: ActorRequest, found: ContactPage, form: Form, act: Callable[[dict[str, Any]], Any], *, title: str,
          button: str, done: str = "", back: str = "", renamed: Mapping[str, str] | None = None) -> HttpResponse:
    """Ask it; what is answered goes to ``act``, as :func:`sent` does. ``back``: to the contact unless said."""
    back = back or reverse("work:contact", args=[found.contact.pk])
    client = found.contact.client_id
    return sent(request, form, act, done=done, back=back, renamed=renamed) or render(request, "intake/question.html", {
        "form": form, "contact": found.contact, "title": title, "button": button,
        "client_name": clients.letter_name(client) if client else _("Nimi ei tiedossa")})

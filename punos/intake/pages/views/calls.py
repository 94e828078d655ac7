"""Promised calls: promise one, see which are due, write down how it went."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.design_system.sending import posted, sent
from punos.intake import actions, queries
from punos.intake.codes import Sender
from punos.intake.pages import forms, numbers
from punos.intake.pages.asking import asked, for_holder
from punos.intake.promises import promises
from punos.kernel import clock
from punos.kernel.actor import NOBODY
from punos.kernel.errors import Unseen


@page(Permission.WORK)
def callbacks(request: ActorRequest) -> HttpResponse:
    """Whom I promised to call: the overdue first, said calmly."""
    lines = queries.calls_to_make(request.actor)
    names = clients.names(line.callback.client_id for line in lines)
    own = clients.phones(line.callback.client_id for line in lines if not line.callback.phone)
    kept = clients.under_protection(line.callback.client_id for line in lines)
    hidden = {line.callback.pk for line in lines if line.callback.client_id in kept and not numbers.calls(
        request.actor, queries.contact_page(request.actor, line.callback.contact_id))}
    return render(request, "intake/callbacks.html", {"lines": [
        {"call": line.callback, "late": line.is_late,
         "phone": "" if line.callback.pk in hidden else line.callback.phone,
         "hidden": line.callback.pk in hidden, "kept": line.callback.client_id in kept,
         "own_phone": own.get(line.callback.client_id, "") if line.callback.client_id else "",
         "name": names.get(line.callback.client_id, "") if line.callback.client_id
         else line.callback.contact.sender_name or _("Nimi ei tiedossa")} for line in lines]})


@page(Permission.WORK, "GET", "POST")
@for_holder
def callback_new(request: ActorRequest, found: queries.ContactPage) -> HttpResponse:
    """Promise to call by a time."""
    client = found.contact.client_id
    own = clients.phones([client]) if client and found.contact.sender == Sender.CLIENT else {}
    due = promises().callback.after(clock.now()).astimezone(clock.HELSINKI)
    form = forms.CallbackForm(posted(request), initial={
        "day": due.date(), "time": time(due.hour, due.minute),
        "phone": (found.contact.sender_phone if numbers.may_see(request.actor, found) else "")
        or own.get(client or NOBODY, "")})
    return asked(request, found, form, lambda data: actions.promise_callback(
        contact=found.contact.pk, promised_by=form.moment(), phone=data["phone"], by=request.actor),
        title=_("Lupaa soitto"), button=_("Lupaa soitto"), renamed={"promised_by": "day"},
        done=_("Lupaus on kirjattu. Se näkyy listallasi, kunnes olet soittanut."))


@page(Permission.WORK, "GET", "POST")
def callback(request: ActorRequest, callback: UUID) -> HttpResponse:
    """How did the call go?"""
    line = next((line for line in queries.calls_to_make(request.actor) if line.callback.pk == callback), None)
    if line is None:
        raise Unseen
    form = forms.CallForm(posted(request))
    if led := sent(request, form, lambda data: actions.record_call(
            callback=callback, outcome=data["outcome"], again_by=form.again(), by=request.actor),
            done=_("Soitto on merkitty."), back=reverse("work:callbacks"),
            renamed={"again_by": "day", "promised_by": "day"}):
        return led
    call = line.callback
    own = clients.phones([call.client_id]) if call.client_id and not call.phone else {}
    about = queries.contact_page(request.actor, call.contact_id)
    return render(request, "intake/callback.html", {
        "shown": numbers.may_see(request.actor, about), "kept": numbers.is_protected(about),
        "form": form, "call": call, "own_phone": own.get(call.client_id or NOBODY, ""), "late": line.is_late,
        "client_name": clients.letter_name(call.client_id) if call.client_id else _("Nimi ei tiedossa")})

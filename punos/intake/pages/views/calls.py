"""Promised calls: promise one, see which are due, write down how it went."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.intake import actions, queries
from punos.intake.codes import Sender
from punos.intake.pages import forms, numbers
from punos.intake.promises import promises
from punos.kernel import clock
from punos.kernel.actor import NOBODY
from punos.kernel.errors import Refused, Unseen


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
def callback_new(request: ActorRequest, contact: UUID) -> HttpResponse:
    """Promise to call by a time."""
    found = queries.contact_page(request.actor, contact)
    if not found.mine:
        raise Unseen
    client = found.contact.client_id
    own = clients.phones([client]) if client and found.contact.sender == Sender.CLIENT else {}
    due = promises().callback.after(clock.now()).astimezone(clock.HELSINKI)
    form = forms.CallbackForm(request.POST or None, initial={
        "day": due.date(), "time": time(due.hour, due.minute),
        "phone": (found.contact.sender_phone if numbers.may_see(request.actor, found) else "")
        or own.get(client or NOBODY, "")})
    if request.method == "POST" and form.is_valid():
        try:
            actions.promise_callback(contact=contact, promised_by=form.moment(), phone=form.cleaned_data["phone"],
                                     by=request.actor)
            messages.success(request, _("Lupaus on kirjattu. Se näkyy listallasi, kunnes olet soittanut."))
            return redirect("work:contact", contact)
        except Refused as refused:
            form.refuse(refused, promised_by="day")
    return render(request, "intake/question.html", {
        "form": form, "contact": found.contact, "title": _("Lupaa soitto"), "button": _("Lupaa soitto"),
        "client_name": clients.letter_name(client) if client else _("Nimi ei tiedossa")})


@page(Permission.WORK, "GET", "POST")
def callback(request: ActorRequest, callback: UUID) -> HttpResponse:
    """How did the call go?"""
    line = next((line for line in queries.calls_to_make(request.actor) if line.callback.pk == callback), None)
    if line is None:
        raise Unseen
    form = forms.CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_call(callback=callback, outcome=form.cleaned_data["outcome"], again_by=form.again(),
                                by=request.actor)
            messages.success(request, _("Soitto on merkitty."))
            return redirect("work:callbacks")
        except Refused as refused:
            form.refuse(refused, again_by="day", promised_by="day")
    call = line.callback
    own = clients.phones([call.client_id]) if call.client_id and not call.phone else {}
    about = queries.contact_page(request.actor, call.contact_id)
    return render(request, "intake/callback.html", {
        "shown": numbers.may_see(request.actor, about), "kept": numbers.is_protected(about),
        "form": form, "call": call, "own_phone": own.get(call.client_id or NOBODY, ""), "late": line.is_late,
        "client_name": clients.letter_name(call.client_id) if call.client_id else _("Nimi ei tiedossa")})

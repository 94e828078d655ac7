"""The client's own door: ask for help once, see who has it now."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.intake import actions, queries
from punos.intake.codes import Channel, Manner, Sender
from punos.intake.pages import forms, presenters
from punos.intake.pages.receivers import unit_name
from punos.intake.pages.refused import put
from punos.intake.promises import promises
from punos.kernel import clock
from punos.kernel.errors import Refused
from punos.kernel.ids import new_id


def whose(request: ActorRequest) -> tuple[UUID | None, bool]:
    """(client, she herself): her own matters, or those of the one person she looks after and has chosen."""
    own = clients.client_of_account(request.actor.account)
    represented = clients.represented_by(request.actor.account)
    wanted = request.GET.get("for") or request.POST.get("for") or ""
    other = next((r.client for r in represented if str(r.client) == wanted), None)
    if other:
        return other, False
    if own is None and len(represented) == 1:
        return represented[0].client, False
    return own, True


@page(Permission.OWN_MATTERS)
def contacts(request: ActorRequest) -> HttpResponse:
    """What I have asked, who has it now, and when I get an answer."""
    client, herself = whose(request)
    found = queries.own_contacts(request.actor, client) if client else []
    if client:
        audit.record("intake.read_own", by=request.actor, client=client, categories=["contact"])
    return render(request, "intake/my_contacts.html", {
        "contacts": presenters.own_view(found), "client": client, "herself": herself,
        "name": clients.letter_name(client) if client and not herself else ""})


@page(Permission.OWN_MATTERS, "GET", "POST")
def contact_new(request: ActorRequest) -> HttpResponse:
    """Kirjoita, missä tarvitset apua."""
    client, herself = whose(request)
    form = forms.OwnContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.record_contact(
                contact=_token(request), client=client, words=values["words"], channel=Channel.PORTAL,
                sender=Sender.CLIENT if herself else Sender.CLOSE_PERSON,
                sender_name="" if herself else request.actor.name, sender_phone=values["phone"],
                asked_before=values["asked_before"], urgency=values["urgency"],
                client_agrees=values["client_agrees"] if herself else "not_asked",
                agreement_manner=Manner.PORTAL if herself else "", by=request.actor)
            messages.success(request, _("Viestisi on perillä."))
            return redirect("my:contacts")
        except Refused as refused:
            put(form, refused)
    queue = accounts.coordinator_queue()
    answers = accounts.card(accounts.on_duty(queue.pk) or UUID(int=0)) if queue else None
    return render(request, "intake/my_contact_new.html", {
        "form": form, "client": client, "herself": herself, "contact": request.POST.get("contact") or new_id(),
        "name": clients.letter_name(client) if client and not herself else "", "answers": answers,
        "queue": queue, "queue_name": unit_name(queue) if queue else "",
        "answer_by": promises().first_answer.after(clock.now())})


def _token(request: ActorRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("contact", ""))
    except ValueError:
        return None

"""The client's own door: ask for help once, see who has it now."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.clients.pages.whose import Whose, whose
from punos.design_system.sending import posted, sent
from punos.intake import actions, queries
from punos.intake.codes import Agreement, Channel, Manner, Sender
from punos.intake.pages import forms, presenters
from punos.intake.pages.sending import sending_id
from punos.intake.promises import promises
from punos.kernel import clock
from punos.kernel.actor import NOBODY
from punos.kernel.errors import Unseen
from punos.kernel.ids import new_id


def _whose(request: ActorRequest) -> Whose | None:
    """Whose matters these are; None for one who is nobody's client yet: she may ask for help all the same."""
    try:
        return whose(request)
    except Unseen:
        return None


@page(Permission.OWN_MATTERS)
def contacts(request: ActorRequest) -> HttpResponse:
    """What I have asked, who has it now, and when I get an answer."""
    matters = _whose(request)
    found = queries.own_contacts(request.actor, matters.client if matters else None)
    if matters:
        audit.record("intake.read_own", by=request.actor, client=matters.client, categories=["contact"])
    return render(request, "intake/my_contacts.html", {"contacts": presenters.own_view(found), "matters": matters})


@page(Permission.OWN_MATTERS, "GET", "POST")
def contact_new(request: ActorRequest) -> HttpResponse:
    """Kirjoita, missä tarvitset apua."""
    matters = _whose(request)
    form = forms.OwnContactForm(posted(request))
    if led := sent(request, form, lambda values: _send(request, values, matters), done=_("Viestisi on perillä."),
                   back=reverse("my:contacts"), renamed={"sender_phone": "phone"}):
        return led
    queue = accounts.coordinator_queue()
    answers = accounts.card(accounts.on_duty(queue.pk) or NOBODY) if queue else None
    return render(request, "intake/my_contact_new.html", {
        "form": form, "matters": matters, "contact": request.POST.get("contact") or new_id(), "answers": answers,
        "queue_name": accounts.named(queue) if queue else "", "answer_by": promises().first_answer.after(clock.now())})


def _send(request: ActorRequest, values: dict[str, Any], matters: Whose | None) -> None:
    """Herself, or somebody for her: only her own yes is her agreement."""
    actor = request.actor
    herself = matters is not None and not matters.for_another
    is_close = "close_person" in actor.roles or (matters is not None and matters.for_another)
    actions.record_contact(
        contact=sending_id(request), client=matters.client if matters else None, words=values["words"],
        channel=Channel.PORTAL, sender=Sender.CLOSE_PERSON if is_close else Sender.CLIENT,
        sender_name="" if herself else actor.name, sender_phone=values["phone"],
        asked_before=values["asked_before"], urgency=values["urgency"],
        client_agrees=values["client_agrees"] if not is_close else Agreement.NOT_ASKED,
        agreement_manner=Manner.PORTAL if not is_close else "", by=actor)

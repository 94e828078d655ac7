"""Offering a contact on, and the two sides' page of the offer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted, sent
from punos.intake import actions, queries
from punos.intake.pages import forms, presenters
from punos.intake.pages.asking import for_holder
from punos.intake.promises import in_words, promises
from punos.intake.refusals import WHY_NOT
from punos.kernel import clock
from punos.kernel.holding import WhyNot


@page(Permission.WORK, "GET", "POST")
@for_holder
def offer(request: ActorRequest, found: queries.ContactPage) -> HttpResponse:
    """To whom? Who answers meanwhile, by when they answer, and what happens if they do not stand on the page."""
    if found.open_offer:  # on its way already: to whom, and how to take it back
        if request.method == "POST":
            messages.warning(request, str(WHY_NOT[WhyNot.ON_ITS_WAY]))
        return redirect("work:handover", found.open_offer.pk)
    last = found.offers[-1] if found.offers else None
    suggested = last.suggested if last and last.outcome else None
    first = {"receiver": f"a:{suggested.account}" if suggested.account else f"u:{suggested.unit}"} if suggested else {}
    form = forms.OfferForm(posted(request), actor=request.actor, initial=first,
                           about=f"{found.contact.asks} {found.contact.words}", agrees=found.contact.client_agrees)

    def offered(data: dict[str, Any]) -> HttpResponse:
        account, unit = form.chosen()
        made = actions.offer(contact=found.contact.pk, account=account, unit=unit, note=data["note"], by=request.actor)
        return redirect("work:handover", made.pk)

    if led := sent(request, form, offered, done="", back=""):
        return led
    promised, queue, client = promises(), accounts.coordinator_queue(), found.contact.client_id
    return render(request, "intake/offer.html", {
        "form": form, "contact": found.contact, "needs_her_yes": form.needs_her_yes,
        "rule": in_words(promised.handover_text),
        "answer_by": promised.handover_answer.after(clock.now()),
        "second": accounts.named(queue) if queue else "",
        "client_name": clients.letter_name(client) if client else _("Nimi ei tiedossa")})


@page(Permission.WORK, "GET", "POST")
def handover(request: ActorRequest, handover: UUID) -> HttpResponse:
    """The offer: both sides see the same sentence. Accept; or decline with the reason and the next receiver."""
    found = queries.handover_page(request.actor, handover)
    button, waiting = request.POST.get("answer", ""), reverse("work:contacts")
    if button == "withdraw":
        return pressed(request, lambda: actions.withdraw_offer(handover=handover, by=request.actor),
                       done=_("Peruit siirron. Vastaat asiasta edelleen."), back=waiting)
    accept = forms.AcceptForm(request.POST if button.startswith("accept") else None)
    decline = forms.DeclineForm(request.POST if button == "decline" else None, actor=request.actor)

    def take(data: dict[str, Any]) -> HttpResponse:
        period = actions.accept(handover=handover, for_queue=button == "accept_queue", by=request.actor, **data)
        return redirect("work:contact", period.contact_id)

    def hand_back(data: dict[str, Any]) -> None:
        account, unit = decline.chosen()
        actions.decline(handover=handover, reason=data["reason"], words=data["words"], suggest_account=account,
                        suggest_unit=unit, by=request.actor)

    if led := (sent(request, accept, take, done=_("Otit asian vastaan. Vastaat siitä nyt."), back=waiting)
               or sent(request, decline, hand_back, back=waiting,
                       done=_("Palautit asian. Lähettäjä näkee syyn ja ehdotuksesi."))):
        return led
    if (refused := accept.refused or decline.refused) and refused.code in ("taken", "ended"):
        messages.warning(request, str(refused))
        return redirect(waiting)
    if found.contact:
        audit.record("intake.read_handover", by=request.actor, client=found.contact.client_id,
                     about=found.handover, categories=["contact"])
    view: dict[str, Any] = presenters.handover_view(found)
    return render(request, "intake/handover.html", {
        **view, "accept": accept, "decline": decline, "form": decline if decline.is_bound else accept})

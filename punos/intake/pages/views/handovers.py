"""Offering a contact on, and the two sides' page of the offer."""

from __future__ import annotations

from typing import Any
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
from punos.intake.codes import Agreement
from punos.intake.pages import forms, presenters
from punos.intake.promises import in_words, promises
from punos.intake.refusals import WHY_NOT
from punos.kernel import clock
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import WhyNot


@page(Permission.WORK, "GET", "POST")
def offer(request: ActorRequest, contact: UUID) -> HttpResponse:
    """To whom? Who answers meanwhile, by when they answer, and what happens if they do not stand on the page."""
    found = queries.contact_page(request.actor, contact)
    if not found.mine:
        raise Unseen
    if found.open_offer:  # on its way already: to whom, and how to take it back
        if request.method == "POST":
            messages.warning(request, str(WHY_NOT[WhyNot.ON_ITS_WAY]))
        return redirect("work:handover", found.open_offer.pk)
    last = found.offers[-1] if found.offers else None
    suggested = last.suggested if last and last.outcome else None
    first = {"receiver": f"a:{suggested.account}" if suggested.account else f"u:{suggested.unit}"} if suggested else {}
    form = forms.OfferForm(request.POST or None, actor=request.actor, initial=first,
                           about=f"{found.contact.asks} {found.contact.words}")
    needs_her_yes = False
    if request.method == "POST" and form.is_valid():
        account, unit = form.chosen()
        try:
            made = actions.offer(contact=contact, account=account, unit=unit, note=form.cleaned_data["note"],
                                 by=request.actor)
            return redirect("work:handover", made.pk)
        except Refused as refused:
            form.refuse_receiver(refused, agrees=found.contact.client_agrees)
            needs_her_yes = refused.code == "not_lawful" and found.contact.client_agrees != Agreement.YES
    promised, queue, client = promises(), accounts.coordinator_queue(), found.contact.client_id
    return render(request, "intake/offer.html", {
        "form": form, "contact": found.contact, "needs_her_yes": needs_her_yes,
        "rule": in_words(promised.handover_text),
        "answer_by": promised.handover_answer.after(clock.now()),
        "second": accounts.named(queue) if queue else "",
        "client_name": clients.letter_name(client) if client else _("Nimi ei tiedossa")})


@page(Permission.WORK, "GET", "POST")
def handover(request: ActorRequest, handover: UUID) -> HttpResponse:
    """The offer: both sides see the same sentence. Accept; or decline with the reason and the next receiver."""
    found = queries.handover_page(request.actor, handover)
    accept, decline = forms.AcceptForm(), forms.DeclineForm(actor=request.actor)
    if request.method == "POST":
        accept, decline, done = _answer(request, handover)
        if done:
            return done
    if found.contact:
        audit.record("intake.read_handover", by=request.actor, client=found.contact.client_id,
                     about=found.handover, categories=["contact"])
    view: dict[str, Any] = presenters.handover_view(found)
    return render(request, "intake/handover.html", {
        **view, "accept": accept, "decline": decline, "form": decline if decline.is_bound else accept})


def _answer(request: ActorRequest, handover: UUID) -> tuple[forms.AcceptForm, forms.DeclineForm, HttpResponse | None]:
    """Which button was pressed, and what came of it; a form with its errors comes back to the page."""
    pressed = request.POST.get("answer", "")
    accept = forms.AcceptForm(request.POST if pressed.startswith("accept") else None)
    decline = forms.DeclineForm(request.POST if pressed == "decline" else None, actor=request.actor)
    try:
        if pressed.startswith("accept") and accept.is_valid():
            period = actions.accept(handover=handover, next_date=accept.cleaned_data["next_date"],
                                    for_queue=pressed == "accept_queue", by=request.actor)
            messages.success(request, _("Otit asian vastaan. Vastaat siitä nyt."))
            return accept, decline, redirect("work:contact", period.contact_id)
        if pressed == "decline" and decline.is_valid():
            account, unit = decline.chosen()
            actions.decline(handover=handover, reason=decline.cleaned_data["reason"],
                            words=decline.cleaned_data["words"], suggest_account=account, suggest_unit=unit,
                            by=request.actor)
            messages.success(request, _("Palautit asian. Lähettäjä näkee syyn ja ehdotuksesi."))
            return accept, decline, redirect("work:contacts")
        if pressed == "withdraw":
            actions.withdraw_offer(handover=handover, by=request.actor)
            messages.success(request, _("Peruit siirron. Vastaat asiasta edelleen."))
            return accept, decline, redirect("work:contacts")
    except Refused as refused:
        if refused.code in ("taken", "ended"):
            messages.warning(request, str(refused.message))
            return accept, decline, redirect("work:contacts")
        (decline if decline.is_bound else accept).refuse(refused)
    return accept, decline, None

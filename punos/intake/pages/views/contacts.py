"""Worklists and one contact: write it down, read it, add to it, close it."""

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
from punos.clients.actions import Particulars
from punos.clients.pages import met
from punos.design_system.pressing import pressed
from punos.design_system.sending import Told, posted, sent
from punos.intake import actions, queries
from punos.intake.codes import Agreement, Manner
from punos.intake.pages import forms, numbers, presenters
from punos.intake.pages.asking import asked, for_holder
from punos.intake.pages.receivers import people_named, receiver_choices, units_for
from punos.intake.pages.sending import sending_id
from punos.intake.promises import in_words, promises
from punos.kernel import clock
from punos.kernel.errors import Unseen
from punos.kernel.ids import new_id


@page(Permission.WORK)
def worklist(request: ActorRequest) -> HttpResponse:
    """What waits for me, what lies in my queues, what I answer for."""
    return render(request, "intake/worklist.html", presenters.worklist_view(queries.worklist(request.actor)))


@page(Permission.WORK, "GET", "POST")
def contact_new(request: ActorRequest) -> HttpResponse:
    """Write a contact down: one short page, urgent need first."""
    form = forms.NewContactForm(posted(request), actor=request.actor)
    client = _known_client(request, form)

    def record(data: dict[str, Any]) -> HttpResponse:
        made = _record(request, form, client)
        met.forget(request, client)
        return redirect("work:contact", made)

    if led := sent(request, form, record, done=_("Yhteydenotto on kirjattu."), back=""):
        return led
    return render(request, "intake/contact_new.html", {
        "form": form, "client": client, "client_name": clients.letter_name(client) if client else "",
        "contact": request.POST.get("contact") or new_id(), **_promise(request)})


def _promise(request: ActorRequest) -> dict[str, Any]:
    """Before sending: by when they answer, and what happens if they do not."""
    promised, queue = promises(), accounts.coordinator_queue()
    return {"answer_by": promised.handover_answer.after(clock.now()), "rule": in_words(promised.handover_text),
            "second": accounts.named(queue) if queue else "",
            "my_queue": _own_queue(request) is not None}


def _own_queue(request: ActorRequest) -> UUID | None:
    unit = accounts.unit(request.actor.unit) if request.actor.unit in request.actor.units else None
    return unit.pk if unit and unit.is_queue else None


def _known_client(request: ActorRequest, form: forms.NewContactForm) -> UUID | None:
    """The client whose page she came from; only one she may see, or has written down a moment ago.

    ``Unseen`` for any other; but a form that was written when she still did, before a sign-in ran out or the time to
    write it did, comes back with every word and asks for the name, once: who cannot tell it sends it without.
    """
    try:
        client = UUID((request.POST if request.method == "POST" else request.GET).get("client", ""))
    except ValueError:
        return None
    if clients.letter_name(client) or met.has_just_met(request, client):
        return client
    if request.method != "POST":
        raise Unseen
    if not (request.POST.get("family_name") or request.POST.get("given_names")):
        form.add_error("family_name", _("Kirjoita vielä, kenestä on kyse: hänen kirjaamisestaan on kulunut aikaa."))
    return None


def _record(request: ActorRequest, form: forms.NewContactForm, client: UUID | None) -> UUID:
    values = form.cleaned_data
    person = None
    if client is None and (values["family_name"] or values["given_names"]):
        person = _told(values, phone=values["sender_phone"] if values["sender"] == "client" else "")
    account, unit = form.chosen() if values["onward"] == "offer" else (None, None)
    agrees = values["client_agrees"] or Agreement.NOT_ASKED
    return actions.record_contact(
        contact=sending_id(request), client=client, person=person, words=values["words"], channel=values["channel"],
        sender=values["sender"], sender_name=values["sender_name"], sender_phone=values["sender_phone"],
        asks=values["asks"], asked_before=values["asked_before"], urgency=values["urgency"],
        urgent_help=values["urgent_help"], client_agrees=agrees,
        agreement_manner=values["agreement_manner"] or (Manner.SPOKEN if agrees != Agreement.NOT_ASKED else ""),
        ground=values["ground"], ground_words=values["ground_words"],
        unit=_own_queue(request) if values["onward"] == "queue" else None, offer_account=account, offer_unit=unit,
        by=request.actor).pk


def _told(values: dict[str, Any], phone: str = "") -> Particulars:
    return {"identity_code": values["identity_code"] or None, "given_names": values["given_names"],
            "family_name": values["family_name"], "phone": phone}


@page(Permission.WORK, "POST")
def receivers(request: ActorRequest) -> HttpResponse:
    """The choices of a receiver while somebody types (enhancement; the form does the same when sent). Posted, so that
    a client's words never stand in an address."""
    fields = request.POST
    typed = fields.get("person", "")[:60]
    return render(request, "intake/receivers.html", {"choices": receiver_choices(
        people_named(typed, request.actor), units_for(f"{typed} {fields.get('asks', '')} {fields.get('words', '')}"),
        typed=typed)})


@page(Permission.WORK)
def contact(request: ActorRequest, contact: UUID) -> HttpResponse:
    """One contact: her words, who answers, what next."""
    found = queries.contact_page(request.actor, contact)
    client = found.contact.client_id
    earlier = queries.earlier_contacts(request.actor, client, contact) if client else []
    audit.record("intake.read_contact", by=request.actor, client=client, about=found.contact,
                 categories=["contact"])
    born = clients.birth_date_of(client) if client else None
    return render(request, "intake/contact.html", {
        **presenters.contact_view(found, earlier, born), "number_shown": numbers.may_see(request.actor, found),
        "number_kept": numbers.is_protected(found)})


@page(Permission.WORK, "POST")
def contact_take(request: ActorRequest, contact: UUID) -> HttpResponse:
    """Take it from the queue, or as a substitute."""
    def take() -> HttpResponse:
        actions.take(contact=contact, by=request.actor)
        return redirect("work:contact", contact)
    return pressed(request, take, done=_("Vastaat nyt tästä yhteydenotosta."), back=reverse("work:contacts"))


@page(Permission.WORK, "GET", "POST")
@for_holder
def contact_complete(request: ActorRequest, found: queries.ContactPage) -> HttpResponse:
    """Add what there was no time for."""
    row = found.contact
    form = forms.CompleteForm(posted(request), initial={
        "sender_name": row.sender_name, "sender_phone": row.sender_phone, "asks": row.asks,
        "asked_before": row.asked_before})
    if not numbers.may_see(request.actor, found):
        del form.fields["sender_phone"]  # it stays as it is
    return asked(request, found, form, lambda data: actions.complete_contact(
        contact=found.contact.pk, by=request.actor, **{"sender_phone": row.sender_phone} | data),
        title=_("Täydennä yhteydenottoa"), button=_("Tallenna"))


@page(Permission.WORK, "GET", "POST")
@for_holder
def contact_agreement(request: ActorRequest, found: queries.ContactPage) -> HttpResponse:
    """Does she agree that others are contacted?"""
    row = found.contact
    form = forms.AgreementForm(posted(request), initial={
        "client_agrees": row.client_agrees, "agreement_manner": row.agreement_manner, "ground": row.ground,
        "ground_words": row.ground_words})
    return asked(request, found, form,
                 lambda data: actions.record_agreement(contact=found.contact.pk, by=request.actor, **data),
                 title=_("Saako asiasta olla yhteydessä muihin?"), button=_("Tallenna vastaus"))


@page(Permission.WORK, "GET", "POST")
@for_holder
def contact_client(request: ActorRequest, found: queries.ContactPage) -> HttpResponse:
    """Say whom it is about."""
    form = forms.NameClientForm(posted(request))

    def name(data: dict[str, Any]) -> Told | None:
        actions.name_client(contact=found.contact.pk, person=_told(data), by=request.actor)
        if queries.seen().filter(pk=found.contact.pk).exists():
            return None
        return Told(_("Nimi on kirjattu. Laki ei näytä sinulle tämän asiakkaan asiaa, joten yhteydenotto palasi sille, "
                      "joka saa hoitaa sen."), reverse("work:today"))

    answer = asked(request, found, form, name, title=_("Kenestä on kyse?"), button=_("Kirjaa nimi"))
    if form.refused and form.refused.code == "named":  # somebody else was first: there is nothing left to fill in
        messages.warning(request, str(form.refused))
        return redirect("work:contact", found.contact.pk)
    return answer


@page(Permission.WORK, "GET", "POST")
@for_holder
def contact_next(request: ActorRequest, found: queries.ContactPage) -> HttpResponse:
    """Choose the next date."""
    form = forms.NextDateForm(posted(request), initial={
        "next_date": found.period.next_date if found.period else None})
    return asked(request, found, form,
                 lambda data: actions.set_next_date(contact=found.contact.pk, by=request.actor, **data),
                 title=_("Milloin tartut tähän seuraavan kerran?"), button=_("Tallenna päivä"))


@page(Permission.WORK, "GET", "POST")
@for_holder
def contact_close(request: ActorRequest, found: queries.ContactPage) -> HttpResponse:
    """End it, with how it ended."""
    form = forms.CloseForm(posted(request))
    return asked(request, found, form,
                 lambda data: actions.close_contact(contact=found.contact.pk, by=request.actor, **data),
                 title=_("Päätä yhteydenotto"), button=_("Päätä yhteydenotto"),
                 done=_("Yhteydenotto on päätetty."), back=reverse("work:contacts"))

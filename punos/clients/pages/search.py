"""Finding a person, and telling who she is when nobody is found."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.queries import may
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.clients import actions
from punos.clients.pages import labels
from punos.clients.pages.forms import NewPersonForm, SearchForm
from punos.clients.pages.met import remember
from punos.design_system.sending import Told, posted, sent
from punos.lawfulness.categories import Category, Register


@page(Permission.WORK, "GET", "POST")
def search(request: ActorRequest) -> HttpResponse:
    """Is she somebody I may know? The answer about a stranger is the same whether she is known or not.

    The words are posted: an identity code belongs in no address, history or log (1050/2018 29 §).
    """
    form = SearchForm(request.POST if request.POST.get("q") else None)
    hits = None
    if form.is_bound and form.is_valid():
        hits = [{"id": hit.client, "name": hit.name, "born": hit.birth_date,
                 "language": labels.LANGUAGES.get(hit.service_language, "")}
                for hit in actions.look_for(text=form.cleaned_data["q"], by=request.actor)]
    unit = accounts.unit(request.actor.unit) if request.actor.unit else None
    return render(request, "clients/search.html", {
        "form": form, "hits": hits, "in_a_register": unit is not None and unit.register != Register.OTHER})


@page(Permission.WORK, "GET", "POST")
def new(request: ActorRequest) -> HttpResponse:
    """Who is she? Afterwards a contact is recorded; whether she was known is not told."""
    form = NewPersonForm(posted(request))

    def recognise(data: dict[str, Any]) -> Told:
        client = actions.recognise(**data, by=request.actor)
        if may(request.actor, client, Category.IDENTITY):
            return Told("", reverse("work:client", args=[client]))
        remember(request, client)
        return Told(_("Henkilö on kirjattu. Kirjaa vielä, mitä hän tarvitsee."),
                    f"{_contact_address()}?client={client}")

    return sent(request, form, recognise, done="", back="") or render(request, "clients/new.html", {"form": form})


def _contact_address() -> str:
    try:
        return reverse("work:contact_new")
    except NoReverseMatch:
        return reverse("work:clients")

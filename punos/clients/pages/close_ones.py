"""Close people, representatives, and findings of incapacity."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts.queries import cards
from punos.clients import actions, queries
from punos.clients.pages import labels, presenters
from punos.clients.pages.forms import FindingForm, RepresentativeForm, SearchForm, TieForm
from punos.clients.rules.representation import Checked, Concern, Matter, RepresentativeKind
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted, sent
from punos.kernel import clock
from punos.lawfulness.categories import Category


@page(Permission.WORK, "GET", "POST")
def ties(request: ActorRequest, client: UUID) -> HttpResponse:
    """Who is close to her? A person found among those I may see is tied on both sides; anybody else is only named."""
    card = queries.get(request.actor, client)
    looked = SearchForm(request.POST if "q" in request.POST else None)
    form = TieForm(request.POST if request.POST and not looked.is_bound else None)
    other, found = _id(request.GET.get("other")), []
    if looked.is_bound and looked.is_valid():
        found = [hit for hit in actions.look_for(text=looked.cleaned_data["q"], by=request.actor)
                 if hit.client != client]
    if led := sent(request, form, lambda data: actions.add_tie(client=client, **data, other=other, by=request.actor),
                   done=_("Läheinen on kirjattu. Hän ei näe asiakkaan tietoja ilman asiakkaan lupaa."),
                   back=reverse("work:client_ties", args=[client])):
        return led
    actions.read(client=client, categories=[Category.IDENTITY], part="ties", by=request.actor)
    return render(request, "clients/ties.html", {
        "card": card, "form": form, "looked": looked, "found": found,
        "other_name": queries.letter_name(other) if other else "",
        "ties": presenters.tie_rows(queries.ties_of(request.actor, client))})


def _id(text: str | None) -> UUID | None:
    """An id out of an address; nothing when it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


@page(Permission.WORK, "POST")
def end_tie(request: ActorRequest, client: UUID, tie: UUID) -> HttpResponse:
    """Close a tie that no longer holds or was recorded wrong."""
    return pressed(request, lambda: actions.end_tie(tie=tie, by=request.actor),
                   done=_("Läheinen on poistettu luettelosta."),
                   back=reverse("work:client_ties", args=[client]))


@page(Permission.WORK, "GET", "POST")
def representatives(request: ActorRequest, client: UUID) -> HttpResponse:
    """Who may act for her, in what, until when; who checked it and how."""
    card = queries.get(request.actor, client)
    form = RepresentativeForm(posted(request))

    def name(data: dict[str, Any]) -> None:
        told = data | {"kind": RepresentativeKind(data["kind"]), "checked_how": Checked(data["checked_how"]),
                       "matters": [Matter(matter) for matter in data["matters"]],
                       "categories": [Category(category) for category in data["categories"]]}
        actions.name_representative(client=client, **told, by=request.actor)

    if led := sent(request, form, name, done=_("Edustaja on kirjattu."),
                   back=reverse("work:client_representatives", args=[client])):
        return led
    rows = presenters.representative_rows(queries.representatives_of(request.actor, client, ended=True), clock.today())
    actions.read(client=client, categories=[Category.IDENTITY], part="representatives", by=request.actor)
    return render(request, "clients/representatives.html", {
        "card": card, "form": form, "rows": rows, "people": cards(row["checked_by"] for row in rows)})


@page(Permission.WORK, "POST")
def end_representative(request: ActorRequest, client: UUID, representative: UUID) -> HttpResponse:
    """She no longer acts for the client."""
    return pressed(request, lambda: actions.end_representative(representative=representative, by=request.actor),
                   done=_("Edustus on päättynyt. Edustaja ei enää näe asiakkaan tietoja sen perusteella."),
                   back=reverse("work:client_representatives", args=[client]))


@page(Permission.WORK, "GET", "POST")
def capacity(request: ActorRequest, client: UUID) -> HttpResponse:
    """A finding that she cannot now assess something: what, on what grounds, until when."""
    card = queries.get(request.actor, client)
    finding = queries.finding_of(request.actor, client)
    form = FindingForm(posted(request))
    if led := sent(request, form, lambda data: actions.find_incapacity(
            client=client, concerns=[Concern(concern) for concern in data["concerns"]], grounds=data["grounds"],
            review_on=data["review_on"], by=request.actor),
            done=_("Havainto on kirjattu."), back=reverse("work:client_capacity", args=[client])):
        return led
    actions.read(client=client, categories=[Category.PERMISSIONS], part="capacity", by=request.actor)
    return render(request, "clients/capacity.html", {
        "card": card, "form": form, "finding": finding,
        "concerns": labels.many(finding.concerns, labels.CONCERNS) if finding else "",
        "author": cards([finding.author]).get(finding.author) if finding else None})


@page(Permission.WORK, "POST")
def end_finding(request: ActorRequest, client: UUID) -> HttpResponse:
    """The finding no longer holds: her own word counts again."""
    return pressed(request, lambda: actions.end_finding(client=client, by=request.actor),
                   done=_("Havainto on päättynyt. Asiakas päättää taas itse."),
                   back=reverse("work:client_capacity", args=[client]))

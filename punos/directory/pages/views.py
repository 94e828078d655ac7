"""Pages of the directory."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission, permissions_of
from punos.access.routing import ActorRequest, page
from punos.design_system.sending import posted, sent
from punos.directory import actions, queries, statutes
from punos.directory.pages.forms import ContactPointForm


def _professional(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and bool({Permission.WORK, Permission.ADMINISTER} & permissions_of(actor.roles))


@page(Permission.OPEN)
def services(request: HttpRequest) -> HttpResponse:
    """One search box in people's words; a result is a card with the way to reach it now."""
    text = request.GET.get("q", "")[:200]
    return render(request, "directory/services.html", {
        "text": text, "cards": queries.search(text, professional=_professional(request)), "counts": queries.counts(),
        "may_report": getattr(request, "actor", None) is not None})


@page(Permission.OPEN)
def service(request: HttpRequest, service: UUID) -> HttpResponse:
    """One service: for whom, how it is reached, which law it stands on."""
    card = queries.service(service, professional=_professional(request))
    if card is None:
        raise Http404
    laws = [(*statutes.named(law["name"], (get_language() or "fi")[:2]), law["address"]) for law in card.service.laws]
    return render(request, "directory/service.html", {
        "card": card, "laws": laws, "may_report": getattr(request, "actor", None) is not None})


@page(Permission.SIGNED_IN, "POST")
def wrong(request: ActorRequest, contact_point: UUID) -> HttpResponse:
    """"The number did not work": one tap."""
    actions.report_contact_point(contact_point=contact_point, by=request.actor)
    messages.success(request, _("Kiitos. Pääkäyttäjä tarkistaa tiedon."))
    return redirect("guide:services")


@page(Permission.ADMINISTER, "GET", "POST")
def keep(request: ActorRequest) -> HttpResponse:
    """Keep the directory true: what was reported first, what the last readings brought."""
    form = ContactPointForm(posted(request))
    return sent(request, form, lambda data: actions.set_contact_point(
        **{**data, "unit": UUID(data["unit"])}, by=request.actor), done=_("Yhteystieto on tallennettu."),
        back=reverse("guide:keep")) or render(request, "directory/keep.html", {
        "form": form, "points": queries.points_to_check(), "runs": queries.last_runs()})


@page(Permission.ADMINISTER, "POST")
def keep_point(request: ActorRequest, contact_point: UUID) -> HttpResponse:
    """It works after all, or it leads nowhere."""
    if request.POST.get("what") == "remove":
        actions.remove_contact_point(contact_point=contact_point, by=request.actor)
    else:
        actions.check_contact_point(contact_point=contact_point, by=request.actor)
    return redirect("guide:keep")

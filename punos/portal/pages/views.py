"""The client's door: her first page, and who has looked at her data."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from punos import audit
from punos.access.permissions import Permission
from punos.access.queries import categories_seen
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as people
from punos.clients import queries as clients
from punos.clients.pages.whose import choose, whose
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.portal.pages.home import along_with, home_of
from punos.portal.pages.log import ROWS, folded, lines


@page(Permission.OWN_MATTERS)
def home(request: ActorRequest) -> HttpResponse:
    """Who helps me, what happens next, whom do I call?"""
    told = {"along": along_with(request.actor), "codes": people.codes_given(request.actor)}
    try:
        matters = whose(request)
    except Unseen:
        return render(request, "portal/nobody.html", told)
    if matters.for_another:
        audit.record("portal.read_home", by=request.actor, client=matters.client)
    return render(request, "portal/home.html", {
        "matters": matters, "home": home_of(request.actor, matters.client),
        "others": clients.represented_by(request.actor.account), **told})


@page(Permission.OWN_MATTERS)
def close(request: ActorRequest, client: UUID) -> HttpResponse:
    """How is the one I am close to getting on, as far as she has let me know?"""
    along = next((member for member in along_with(request.actor) if member.client == client), None)
    if along is None:
        raise Unseen
    seen = categories_seen(request.actor, client)
    if Category.IDENTITY not in seen:
        raise Unseen
    audit.record("portal.read_close", by=request.actor, client=client, categories=seen)
    return render(request, "portal/close.html", {
        "name": clients.letter_name(client), "home": home_of(request.actor, client), "seen": seen,
        "along": along})


@page(Permission.OWN_MATTERS)
def log(request: ActorRequest) -> HttpResponse:
    """Who has looked at my data?"""
    before = request.GET.get("before", "")
    found = lines(request.actor, whose(request).client, before=int(before) if before.isdecimal() else None)
    return render(request, "portal/log.html", {"matters": whose(request), "days": folded(found),
                                               "more": found[-1].id if len(found) == ROWS else None})


@page(Permission.OWN_MATTERS, "POST")
def act_for(request: ActorRequest) -> HttpResponse:
    """Whose matters do I look after now: my own, or those of somebody I represent?"""
    chosen = request.POST.get("client", "")
    try:
        choose(request, UUID(chosen) if chosen else None)
    except ValueError:
        raise Unseen from None
    return redirect("my:home")

"""Somebody has left the team: whoever answers for the whole reads who and why, and finds a doer for what waits."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.plan import queries
from punos.team import actions as team_actions
from punos.team import queries as team
from punos.team.pages.presenters import members_shown


@page(Permission.WORK, "GET", "POST")
def departure(request: ActorRequest, membership: UUID) -> HttpResponse:
    """Who left, why, which steps wait, and how to invite her again."""
    found = team.membership(request.actor, membership)
    if found.account_id == request.actor.account:
        raise Unseen
    if found.ended_at is None:
        return redirect("work:team", found.client_id)
    if request.method == "POST":
        team_actions.read_departure(membership=membership, by=request.actor)
        return redirect("work:today")
    audit.record("team.read", by=request.actor, client=found.client_id,
                 categories=[Category.COORDINATION])
    again = urlencode({"who": str(found.account_id or "named"), "role": found.suggested_role})
    return render(request, "plan/departure.html", {
        "client": found.client_id, "name": clients.letter_name(found.client_id), "member": members_shown([found])[0],
        "on": found.ended_at, "unread": found.departure_unread, "steps": queries.left_by(request.actor, found),
        "again": f"{reverse('work:team_invite', args=[found.client_id])}?{again}"})

"""How the register of who works where is kept, as the data protection officer sees it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import reviewing


@page(Permission.REVIEW_ACCESS)
def acts(request: ActorRequest) -> HttpResponse:
    """Who let whom in, where and in which role?"""
    before = request.GET.get("before", "")
    found = reviewing.acts(request.actor, int(before) if before.isdecimal() and len(before) < 19 else None)
    return render(request, "accounts/acts.html", {
        "days": reviewing.by_day(found), "more": found[-1].id if len(found) == reviewing.PAGE else None})

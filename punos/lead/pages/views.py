"""The manager's page: where does it flow, where is it stuck?"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.insight import queries
from punos.sharing import queries as sharing


@page(Permission.LEAD)
def flow(request: ActorRequest) -> HttpResponse:
    """Waiting, oldest, unanswered, calls kept, open cases: for her own units, never for one worker."""
    unseen = sharing.unseen_matters(request.actor)
    return render(request, "lead/flow.html", {
        "unseen": len(unseen), "unseen_since": unseen[0].since if unseen else None,
        "flow": queries.flow(request.actor),
        "nobody": [accounts.named(unit) for unit in accounts.queues_with_nobody(request.actor)]})

"""The client's own page: who helps me, what do they see, and whom do I not want?"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.queries import may
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category, RecipientClass
from punos.team import actions, queries, rules
from punos.team.models import Membership
from punos.team.pages.presenters import members_shown
from punos.team.texts import REASONS


def whose(request: ActorRequest) -> tuple[UUID | None, bool]:
    """(client, she herself): her own team, or that of the one person she looks after and has chosen."""
    own = clients.client_of_account(request.actor.account)
    represented = clients.represented_by(request.actor.account)
    wanted = request.GET.get("for") or request.POST.get("for") or ""
    other = next((one.client for one in represented if str(one.client) == wanted), None)
    if other:
        return other, False
    if own is None and len(represented) == 1:
        return represented[0].client, False
    return own, True


@page(Permission.OWN_MATTERS)
def team(request: ActorRequest) -> HttpResponse:
    """Who helps me, for what, and what do they see?"""
    client, herself = whose(request)
    shown = client is not None and may(request.actor, client, Category.COORDINATION)
    now = queries.members(request.actor, client) if client and shown else []
    answering = cases.answering(client) if client and shown else []
    if client and shown:
        audit.record("team.read_own", by=request.actor, client=client, categories=[Category.COORDINATION])
    cards = accounts.cards([one.account for one in answering] + [member.account_id for member in now])
    holders = {one.account for one in answering}
    return render(request, "team/my_team.html", {
        "client": client, "herself": herself, "name": clients.letter_name(client) if client and not herself else "",
        "answering": [cards[account] for account in dict.fromkeys(one.account for one in answering)
                      if account in cards],
        "members": [(shown_member, _why_not(member, holders)) for member, shown_member in
                    zip(now, members_shown(now, cards, to_her=True), strict=True) if member.account_id not in holders],
        "gatherings": queries.gatherings(request.actor, client) if client and shown else []})


def _why_not(member: Membership, holders: set[UUID]) -> str:
    """Empty when she may take this person out by herself; else whom to ask."""
    denied = rules.client_may_remove(RecipientClass(member.recipient), rules.Wish(member.wish),
                                     queries.model_of(member), answers_for_her=member.account_id in holders)
    return str(REASONS[denied.code]) if denied else ""


@page(Permission.OWN_MATTERS, "GET", "POST")
def remove(request: ActorRequest, membership: UUID) -> HttpResponse:
    """Take this person out of my team? It takes effect at once."""
    found = queries.membership(request.actor, membership)
    back = reverse("my:team") + (f"?{urlencode({'for': request.GET['for']})}" if request.GET.get("for") else "")
    if request.method == "POST":
        try:
            actions.remove(membership=membership, by=request.actor)
            messages.success(request, _("Hän ei ole enää tiimissäsi eikä näe tietojasi."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(back)
    return render(request, "team/my_remove.html", {"member": members_shown([found], to_her=True)[0], "back": back})

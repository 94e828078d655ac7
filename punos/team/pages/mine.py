"""The client's own page: who helps me, what do they see, and whom do I not want?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.queries import may
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.clients.pages.whose import whose
from punos.design_system.pressing import pressed
from punos.design_system.sending import Told, posted, sent
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category, RecipientClass
from punos.team import actions, queries, rules
from punos.team.models import Membership
from punos.team.pages.forms import NoteForm
from punos.team.pages.presenters import member_shown, members_shown, with_what_is_open
from punos.team.texts import REASONS
from punos.team.unfinished import promises_of


@page(Permission.OWN_MATTERS)
def team(request: ActorRequest) -> HttpResponse:
    """Who helps me, for what, and what do they see?"""
    mine = whose(request)
    shown = may(request.actor, mine.client, Category.COORDINATION)
    now = queries.members(request.actor, mine.client) if shown else []
    answering = cases.answering(mine.client) if shown else []
    audit.record("team.read_own", by=request.actor, client=mine.client, categories=[Category.COORDINATION])
    ids = [one.account for one in answering] + [member.account_id for member in now]
    cards, away = accounts.cards(ids), accounts.stand_ins(ids, answering=cases.holders(answering))
    holders = {one.account for one in answering}
    seen = with_what_is_open(members_shown(now, cards), queries.open_to(request.actor, now), mine.client)
    return render(request, "team/my_team.html", {
        "mine": mine, "away": away,
        "answering": [cards[account] for account in dict.fromkeys(one.account for one in answering)
                      if account in cards],
        "members": [(shown_member, _why_not(member, holders)) for member, shown_member in
                    zip(now, seen, strict=True) if member.account_id not in holders],
        "gatherings": queries.gatherings(request.actor, mine.client) if shown else []})


def _why_not(member: Membership, holders: set[UUID]) -> str:
    """Empty when she may take this person out by herself; else whom to ask."""
    denied = rules.client_may_remove(RecipientClass(member.recipient), rules.Wish(member.wish),
                                     queries.model_of(member), answers_for_her=member.account_id in holders)
    return str(REASONS[denied.code]) if denied else ""


@page(Permission.OWN_MATTERS, "GET", "POST")
def remove(request: ActorRequest, membership: UUID) -> HttpResponse:
    """Take this person out of my team? It takes effect at once."""
    found = queries.membership(request.actor, membership)
    if not queries.speaks_for(request.actor, found.client_id):
        raise Unseen
    if request.method == "POST":
        return pressed(request, lambda: actions.remove(membership=membership, by=request.actor),
                       back=reverse("my:team"),
                       done=_("Hän ei ole enää tiimissäsi. Kokonaisuudesta vastaava saa tiedon."))
    return render(request, "team/my_remove.html", {
        "member": member_shown(request.actor, found), "waiting": promises_of(request.actor, found)})


@page(Permission.OWN_MATTERS, "GET", "POST")
def called(request: ActorRequest, called: UUID) -> HttpResponse:
    """Somebody close to me wants me in her team: do I take part? And when I no longer can, I say so here."""
    found = queries.membership(request.actor, called)
    if found.account_id != request.actor.account:
        raise Unseen
    form = NoteForm(posted(request))

    def answer(data: dict[str, Any]) -> Told | None:
        if "leave" not in request.POST:
            actions.acknowledge(membership=called, by=request.actor)
            return None
        actions.leave(membership=called, note=data["note"], by=request.actor)
        return Told(_("Et ole enää tiimissä. Kokonaisuudesta vastaava saa tiedon."), reverse("my:home"))

    if led := sent(request, form, answer, done=_("Kiitos. Olet mukana tiimissä."),
                   back=reverse("my:close", args=[found.client_id])):
        return led
    audit.record("team.read", by=request.actor, client=found.client_id, categories=[Category.COORDINATION])
    return render(request, "team/my_called.html", {
        "member": member_shown(request.actor, found), "name": clients.letter_name(found.client_id),
        "client": found.client_id, "form": form, "inviter": accounts.card(found.invited_by_id),
        "ended": found.ended_at is not None, "waiting": promises_of(request.actor, found)})

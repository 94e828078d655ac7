"""The team of a client, one member's answer, and ending."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.cases import pack
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.design_system.sending import Told, posted, sent
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.team import actions, queries
from punos.team.pages.forms import NoteForm, UntilForm, usual_end
from punos.team.pages.presenters import member_shown, members_shown, with_what_is_open
from punos.team.unfinished import promises_of


@page(Permission.WORK)
def show(request: ActorRequest, client: UUID) -> HttpResponse:
    """Who works with her, why, seeing what and until when?"""
    now = queries.members(request.actor, client)
    case = cases.open_case_of(request.actor, client)
    audit.record("team.read", by=request.actor, client=client, categories=[Category.COORDINATION])
    answering = cases.answering(client)
    return render(request, "team/team.html", {
        "client": client, "name": clients.letter_name(client), "case": case,
        "members": with_what_is_open(members_shown(now), queries.open_to(request.actor, now), client),
        "past": members_shown(queries.past_members(request.actor, client)),
        "answering": [(one, card) for one in answering if (card := accounts.card(one.account))],
        "gatherings": queries.gatherings(request.actor, client),
        "acting": bool(case and cases.may_act(request.actor, case.pk)),
        "rule": pack.said(pack.of(case.model).team.text) if case else ""})


@page(Permission.WORK, "GET", "POST")
def member(request: ActorRequest, membership: UUID) -> HttpResponse:
    """You were called to a team: for what, and do you take part?"""
    found = queries.membership(request.actor, membership)
    if found.account_id != request.actor.account:
        raise Unseen
    form = NoteForm(posted(request))

    def answer(data: dict[str, Any]) -> Told | None:
        if "leave" not in request.POST:
            actions.acknowledge(membership=membership, by=request.actor)
            return None
        actions.leave(membership=membership, note=data["note"], by=request.actor)
        return Told(_("Et ole enää tiimissä. Kutsuja näkee syyn."), reverse("work:today"))

    if led := sent(request, form, answer, done=_("Kiitos. Olet mukana tiimissä."),
                   back=reverse("work:client", args=[found.client_id])):
        return led
    inviter = accounts.card(found.invited_by_id)
    return render(request, "team/member.html", {
        "member": member_shown(request.actor, found), "name": clients.letter_name(found.client_id), "inviter": inviter,
        "form": form, "ended": found.ended_at is not None})


@page(Permission.WORK, "GET", "POST")
def end(request: ActorRequest, membership: UUID) -> HttpResponse:
    """She is not needed in the team any more: what she sees closes at once."""
    found = queries.membership(request.actor, membership)
    form = NoteForm(posted(request))
    return sent(request, form, lambda data: actions.end(membership=membership, by=request.actor, **data),
                done=_("Jäsenyys on päättynyt, ja oikeus nähdä tietoja päättyi samalla."),
                back=reverse("work:team", args=[found.client_id])) or render(
        request, "team/end.html", {
        "waiting": promises_of(request.actor, found), "member": member_shown(request.actor, found),
        "client": found.client_id, "name": clients.letter_name(found.client_id),
        "form": form})


@page(Permission.WORK, "GET", "POST")
def extend(request: ActorRequest, membership: UUID) -> HttpResponse:
    """Let her stay until another day; the grounds are asked anew."""
    found = queries.membership(request.actor, membership)
    form = UntilForm(posted(request), initial={"until": usual_end()})
    return sent(request, form, lambda data: actions.extend(membership=membership, by=request.actor, **data),
                done=_("Aikaa on jatkettu."), back=reverse("work:team", args=[found.client_id])) or render(
        request, "team/extend.html", {
        "member": member_shown(request.actor, found), "client": found.client_id,
        "name": clients.letter_name(found.client_id), "form": form})

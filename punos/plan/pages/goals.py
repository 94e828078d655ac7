"""Goals: in her words, worded again, reached or left."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.design_system.sending import posted
from punos.kernel.errors import Refused
from punos.plan import actions, queries
from punos.plan.pages.asking import Ask, answer
from punos.plan.pages.forms import CloseGoalForm, GoalForm
from punos.plan.pages.history import wordings
from punos.plan.pages.plan import plan_url


@page(Permission.WORK, "GET", "POST")
def goal_new(request: ActorRequest, client: UUID) -> HttpResponse:
    """What does she aim for?"""
    found = queries.plan_of(request.actor, client)
    form = GoalForm(posted(request))
    ask = Ask(_("Uusi tavoite"), _("Tallenna tavoite"), plan_url(client), _("Tavoite on tallennettu."),
              clients.letter_name(client), more={"own_words": found.own_words.text if found.own_words else ""})
    return answer(request, ask, form, lambda data: actions.set_goal(
        client=client, text=data["text"], in_her_words=data["in_her_words"], by=request.actor))


@page(Permission.WORK, "GET", "POST")
def goal(request: ActorRequest, goal: UUID) -> HttpResponse:
    """The goal in better words; the former stay in its history."""
    found = queries.goal(request.actor, goal)
    form = GoalForm(posted(request), initial={"text": found.text, "seen": found.number,
                                              "in_her_words": "yes" if found.in_her_words else "no"})
    ask = Ask(_("Muuta tavoitetta"), _("Tallenna tavoite"), plan_url(found.client_id), _("Tavoite on tallennettu."),
              clients.letter_name(found.client_id), more={"wordings": wordings(goal=goal)})
    return answer(request, ask, form, lambda data: actions.reword_goal(
        goal=goal, text=data["text"], in_her_words=data["in_her_words"], seen=data["seen"] or 0, by=request.actor))


@page(Permission.WORK, "GET", "POST")
def goal_close(request: ActorRequest, goal: UUID) -> HttpResponse:
    """How did it go with this goal?"""
    found = queries.goal(request.actor, goal)
    ask = Ask(_("Kuinka tavoitteelle kävi?"), _("Tallenna"), plan_url(found.client_id), _("Tavoite on päätetty."),
              clients.letter_name(found.client_id), lead=f"”{found.text}”")
    return answer(request, ask, CloseGoalForm(posted(request)),
                  lambda data: actions.close_goal(goal=goal, by=request.actor, **data))


@page(Permission.WORK, "POST")
def goal_reopen(request: ActorRequest, goal: UUID) -> HttpResponse:
    """The goal is aimed for again."""
    found = queries.goal(request.actor, goal)
    try:
        actions.reopen_goal(goal=goal, by=request.actor)
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect(reverse("work:plan", args=[found.client_id]))

"""Small steps: agreed, done, moved, handed on, left out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.design_system.sending import posted
from punos.plan import actions, queries
from punos.plan.models import Goal
from punos.plan.pages import forms, presenters
from punos.plan.pages.asking import Ask, answer
from punos.plan.pages.doers import choices_for, code_of, doer_from
from punos.plan.pages.doing import mark_done
from punos.plan.pages.history import happenings
from punos.plan.pages.plan import plan_url
from punos.plan.queries import StepView


def _found(request: ActorRequest, step: UUID) -> tuple[StepView, Goal]:
    found = queries.step(request.actor, step)
    return found, queries.goal(request.actor, found.goal)


def _ask(goal: Goal, step: StepView, heading: Any, send: Any, done: Any) -> Ask:
    return Ask(heading, send, plan_url(goal.client_id), done, clients.letter_name(goal.client_id),
               lead=f"{step.text} ({presenters.doer_text(step)}, {presenters.day(step.by_when)})")


@page(Permission.WORK, "GET", "POST")
def step_new(request: ActorRequest, goal: UUID) -> HttpResponse:
    """What, who, by when?"""
    found = queries.goal(request.actor, goal)
    form = forms.StepForm(posted(request), doers=choices_for(request.actor, found.client_id))
    ask = Ask(_("Uusi pieni askel"), _("Sovi askel"), plan_url(found.client_id), _("Askel on sovittu."),
              clients.letter_name(found.client_id), lead=f"”{found.text}”")
    return answer(request, ask, form, lambda data: actions.add_step(
        goal=goal, text=data["text"], doer=doer_from(data["doer"], data["doer_name"]), by_when=data["by_when"],
        by=request.actor))


@page(Permission.WORK)
def step(request: ActorRequest, step: UUID) -> HttpResponse:
    """One step: who promised it, what has happened to it, what can be done now."""
    found, goal = _found(request, step)
    return render(request, "plan/step.html", {
        "name": clients.letter_name(goal.client_id), "client": goal.client_id, "goal": goal,
        "row": presenters.step_line(found), "events": happenings(request.actor, step),
        "may_edit": queries.standing_of(request.actor, goal.client_id).register is not None})


@page(Permission.WORK, "GET", "POST")
def step_words(request: ActorRequest, step: UUID) -> HttpResponse:
    """The step in better words."""
    found, goal = _found(request, step)
    form = forms.StepWordsForm(posted(request), initial={"text": found.text, "seen": found.number})
    ask = Ask(_("Muuta askeleen sanoja"), _("Tallenna askel"), reverse("work:plan_step", args=[step]),
              _("Askel on tallennettu."), clients.letter_name(goal.client_id))
    return answer(request, ask, form, lambda data: actions.reword_step(
        step=step, text=data["text"], seen=data["seen"] or 0, by=request.actor))


@page(Permission.WORK, "GET", "POST")
def step_done(request: ActorRequest, step: UUID) -> HttpResponse:
    """It is done; how did it go?"""
    found, goal = _found(request, step)
    ask = _ask(goal, found, _("Merkitse tehdyksi"), _("Merkitse tehdyksi"), _("Hienoa, askel on tehty."))
    return answer(request, ask, forms.DoneForm(posted(request)),
                  lambda data: mark_done(step, data["note"], request.actor))


@page(Permission.WORK, "GET", "POST")
def step_move(request: ActorRequest, step: UUID) -> HttpResponse:
    """To another day, and why."""
    found, goal = _found(request, step)
    ask = _ask(goal, found, _("Siirrä askel"), _("Siirrä askel"), _("Askeleella on uusi päivä."))
    return answer(request, ask, forms.MoveForm(posted(request)),
                  lambda data: actions.move_step(step=step, by=request.actor, **data))


@page(Permission.WORK, "GET", "POST")
def step_hand(request: ActorRequest, step: UUID) -> HttpResponse:
    """Somebody else does it, and why."""
    found, goal = _found(request, step)
    form = forms.HandForm(posted(request), doers=choices_for(request.actor, goal.client_id),
                          initial={"doer": code_of(found.doer)})
    ask = _ask(goal, found, _("Vaihda tekijä"), _("Vaihda tekijä"), _("Askeleella on uusi tekijä."))
    return answer(request, ask, form, lambda data: actions.hand_step(
        step=step, doer=doer_from(data["doer"], data["doer_name"]), why=data["why"], by=request.actor))


@page(Permission.WORK, "GET", "POST")
def step_drop(request: ActorRequest, step: UUID) -> HttpResponse:
    """It is left out, and why."""
    found, goal = _found(request, step)
    ask = _ask(goal, found, _("Jätä askel pois"), _("Jätä pois"), _("Askel jätettiin pois."))
    return answer(request, ask, forms.ReasonForm(posted(request)),
                  lambda data: actions.drop_step(step=step, by=request.actor, **data))


@page(Permission.WORK, "GET", "POST")
def step_take_up(request: ActorRequest, step: UUID) -> HttpResponse:
    """It ended with the case: who does it now, and by when?"""
    found, goal = _found(request, step)
    form = forms.TakeUpForm(posted(request), doers=choices_for(request.actor, goal.client_id))
    ask = _ask(goal, found, _("Kuka tekee tämän nyt?"), _("Sovi askel"), _("Askel on sovittu."))
    return answer(request, ask, form, lambda data: actions.take_up_step(
        step=step, doer=doer_from(data["doer"], data["doer_name"]), by_when=data["by_when"], by=request.actor))


@page(Permission.WORK, "GET", "POST")
def step_reopen(request: ActorRequest, step: UUID) -> HttpResponse:
    """It was not done after all, or is needed again."""
    found, goal = _found(request, step)
    ask = _ask(goal, found, _("Avaa askel uudelleen"), _("Avaa uudelleen"), _("Askel on taas auki."))
    return answer(request, ask, forms.ReasonForm(posted(request)),
                  lambda data: actions.reopen_step(step=step, by=request.actor, **data))

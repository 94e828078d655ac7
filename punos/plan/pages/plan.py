"""The plan as one document, her words in it, and when it is looked at again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access import queries as access
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.design_system.sending import posted
from punos.lawfulness.categories import Category
from punos.plan import actions, queries
from punos.plan.ground import model_of
from punos.plan.pages import presenters
from punos.plan.pages.asking import Ask, answer
from punos.plan.pages.forms import HeardWordsForm, ReviewForm
from punos.plan.queries import PlanView
from punos.plan.rules import SETTLED, LineKind


def plan_url(client: UUID) -> str:
    """The plan's own page."""
    return reverse("work:plan", args=[client])


def read(request: ActorRequest, client: UUID, way: str) -> PlanView:
    """The plan as the reader may see it; the reading is written down.

    Whoever reads a plan knows whose it is: without the name it is not shown, as if there were none.
    """
    access.require(request.actor, client, Category.IDENTITY)
    model = model_of(request.actor, client)
    found = queries.plan_of(request.actor, client, quiet_after_days=model.follow_up.quiet_after_days)
    actions.read_plan(client=client, categories=presenters.categories_shown(found), way=way, by=request.actor)
    return found


@page(Permission.WORK)
def plan(request: ActorRequest, client: UUID) -> HttpResponse:
    """What matters to her, what are we aiming for, who does what by when?"""
    found = read(request, client, "page")
    return render(request, "plan/plan.html", {
        "client": client, "name": clients.letter_name(client), "plan": found,
        "may_edit": found.standing.register is not None, "next": presenters.next_action(found),
        "state": presenters.plan_state(found), "changed": presenters.since_accepted(found),
        "told": presenters.told(found.own_words),
        "goals": [presenters.goal_card(goal) for goal in found.open_goals],
        "past": [presenters.goal_card(goal) for goal in found.closed_goals],
        "left": [presenters.step_line(step) for step in found.left_steps] if found.standing.answers else [],
        "strengths": presenters.line_group(found, LineKind.STRENGTH),
        "settled": [presenters.line_group(found, kind) for kind in SETTLED],
        "addable": presenters.addable(found),
        "missing": [{"text": item.text.in_language(presenters.language()),
                     "kind": item.kind if item.kind in presenters.addable(found) else "",
                     "section": item.section.in_language(presenters.language())} for item in found.missing]})


@page(Permission.WORK, "GET", "POST")
def words(request: ActorRequest, client: UUID) -> HttpResponse:
    """What matters to her, as she told it; and everything she has said before."""
    history = queries.own_words_history(request.actor, client)
    form = HeardWordsForm(posted(request), initial={"seen": history[0].number if history else 0})
    ask = Ask(_("Mikä hänelle on tärkeää"), _("Tallenna hänen sanansa"), plan_url(client),
              _("Asiakkaan sanat on tallennettu."), clients.letter_name(client),
              more={"history": [{"text": row.text, "who": presenters.told(row)} for row in history]})
    return answer(request, ask, form, lambda data: actions.tell(client=client, by=request.actor, **data))


@page(Permission.WORK, "GET", "POST")
def review(request: ActorRequest, client: UUID) -> HttpResponse:
    """When is the plan looked at again together?"""
    found = queries.plan_of(request.actor, client)
    model = model_of(request.actor, client)
    form = ReviewForm(posted(request), initial={"review_on": presenters.review_day(model, found)})
    ask = Ask(_("Milloin katsotte uudelleen"), _("Sovi päivä"), plan_url(client), _("Päivä on sovittu."),
              clients.letter_name(client), lead=model.follow_up.text.in_language(presenters.language()))
    return answer(request, ask, form, lambda data: actions.set_review(client=client, by=request.actor, **data))

"""The client's own plan: she reads it, says what matters, ticks her steps, answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.cases import queries as cases
from punos.clients.pages.whose import whose
from punos.clients.queries import letter_name, merged_into
from punos.design_system.sending import posted
from punos.kernel.errors import Unseen
from punos.plan import actions, queries, rules
from punos.plan.pages import forms, paper, presenters
from punos.plan.pages.asking import Ask
from punos.plan.pages.asking import answer as ask_and_answer
from punos.plan.pages.doing import mark_done
from punos.plan.queries import StepView
from punos.plan.rules import Answer, LineKind

MY = "layouts/my.html"


@page(Permission.OWN_MATTERS)
def plan(request: ActorRequest) -> HttpResponse:
    """My plan: what matters, what we aim for, my steps, who answers."""
    matters = whose(request)
    found = queries.plan_of(request.actor, matters.client)
    actions.read_plan(client=matters.client, categories=presenters.categories_shown(found), way="page",
                      by=request.actor)
    newest = found.newest_version
    return render(request, "plan/my_plan.html", {
        "matters": matters, "plan": found, "told": presenters.told(found.own_words, to_her=not matters.for_another),
        "goals": [presenters.goal_card(goal, to_her=True) for goal in found.open_goals],
        "reached": [goal for goal in found.closed_goals if goal.closed == "reached"],
        "strengths": [line.text for line in found.lines[LineKind.STRENGTH]],
        "groups": [presenters.line_group(found, kind, to_her=True) for kind in rules.KINDS[1:] if found.lines[kind]],
        "to_answer": newest if newest and newest.answer is None else None, "newest": newest,
        "ended": presenters.ended_with_case(found, answered=bool(found.left_steps and cases.answering(matters.client))),
        "changed": presenters.since_accepted(found),
        "answered": presenters.answer_text(newest.answer, to_her=True) if newest and newest.answer else ""})


@page(Permission.OWN_MATTERS, "GET", "POST")
def own_words(request: ActorRequest) -> HttpResponse:
    """Mikä sinulle on tärkeää?"""
    matters = whose(request)
    history = queries.own_words_history(request.actor, matters.client)
    form = forms.OwnWordsForm(posted(request), initial={
        "text": history[0].text if history else "", "seen": history[0].number if history else 0})
    ask = Ask(_("Mikä sinulle on tärkeää?"), _("Kerro tiimille"), reverse("my:plan"),
              _("Kiitos. Tiimisi näkee sanasi."), matters.name if matters.for_another else "", layout=MY,
              more={"history": [{"text": row.text, "who": presenters.told(row, to_her=not matters.for_another)}
                                for row in history]})
    return ask_and_answer(request, ask, form, lambda data: actions.tell(
        client=matters.client, text=data["text"], seen=data["seen"] or 0, by=request.actor))


@page(Permission.OWN_MATTERS)
def sheet(request: ActorRequest) -> HttpResponse:
    """My plan for the fridge."""
    return paper.sheet_page(request, whose(request).client, reverse("my:plan"), reverse("my:plan_pdf"))


@page(Permission.OWN_MATTERS)
def pdf(request: ActorRequest) -> HttpResponse:
    """The same as PDF."""
    return paper.pdf_page(request, whose(request).client)


@page(Permission.OWN_MATTERS, "GET", "POST")
def step_done(request: ActorRequest, step: UUID) -> HttpResponse:
    """I did it."""
    found, ask = _mine(request, step, _("Teitkö tämän?"), _("Tein tämän"), _("Hienoa! Askel on tehty."))
    return ask_and_answer(request, ask, forms.DoneForm(posted(request)),
                          lambda data: mark_done(found.id, data["note"], request.actor))


@page(Permission.OWN_MATTERS, "GET", "POST")
def step_move(request: ActorRequest, step: UUID) -> HttpResponse:
    """I need more time."""
    found, ask = _mine(request, step, _("Tarvitsetko lisää aikaa?"), _("Siirrä päivää"), _("Askeleella on uusi päivä."))
    return ask_and_answer(request, ask, forms.MoveForm(posted(request)),
                          lambda data: actions.move_step(step=found.id, by=request.actor, **data))


@page(Permission.OWN_MATTERS, "GET", "POST")
def answer(request: ActorRequest, version: UUID) -> HttpResponse:
    """Do I accept this plan, or would I change something?"""
    matters = whose(request)
    read = queries.version(request.actor, version)
    if merged_into(read.version.client) != matters.client:
        raise Unseen
    ask = Ask(_("Mitä sanot suunnitelmasta?"), _("Lähetä vastaus"), reverse("my:plan"), _("Kiitos vastauksesta."),
              matters.name if matters.for_another else "", layout=MY,
              lead="" if read.version.replaced_by else _("Voit muuttaa mielesi myöhemmin. Myös ei on hyvä vastaus."),
              instead=_newest("my:plan_answer", read.version.replaced_by),
              more={"sections": presenters.version_sections(read.items, to_her=True)})

    def act(data: dict[str, Any]) -> None:
        actions.answer_version(version=version, answer=Answer(data["answer"]), words=data["words"], by=request.actor)

    return ask_and_answer(request, ask, forms.AnswerForm(posted(request)), act)


def _newest(door: str, replaced_by: UUID | None) -> str:
    return reverse(door, args=[replaced_by]) if replaced_by else ""


def _mine(request: ActorRequest, step: UUID, heading: Any, send: Any, done: Any) -> tuple[StepView, Ask]:
    """A step that is the reader's to mark: of her own plan, or one she promised beside somebody close to her."""
    found = queries.step(request.actor, step)
    if not found.mine:
        raise Unseen
    client = queries.goal(request.actor, found.goal).client_id
    if found.doer.account == request.actor.account:
        return found, Ask(heading, send, reverse("my:close", args=[client]), done, letter_name(client), lead=found.text,
                          layout=MY)
    matters = whose(request)
    if merged_into(client) != matters.client:
        raise Unseen
    return found, Ask(heading, send, reverse("my:plan"), done, matters.name if matters.for_another else "",
                      lead=found.text, layout=MY)

"""The assessment: strengths first, each line with its author, date and register."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.design_system.sending import posted
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.plan import actions, queries, rules
from punos.plan.pages import presenters
from punos.plan.pages.asking import Ask, answer
from punos.plan.pages.forms import LineForm, ReasonForm
from punos.plan.pages.history import wordings
from punos.plan.pages.plan import plan_url, read
from punos.plan.rules import LineKind
from punos.plan.texts import CATEGORY_CHOICES, KIND_NAMES, KIND_QUESTIONS


def _back(client: UUID, kind: LineKind) -> str:
    return reverse("work:plan_assessment", args=[client]) if kind in rules.ASSESSMENT else plan_url(client)


@page(Permission.WORK)
def assessment(request: ActorRequest, client: UUID) -> HttpResponse:
    """What goes well, what is hard, what does she say herself, and what follows?"""
    found = read(request, client, "page")
    return render(request, "plan/assessment.html", {
        "client": client, "name": clients.letter_name(client), "plan": found,
        "told": presenters.told(found.own_words),
        "addable": presenters.addable(found),
        "groups": [presenters.line_group(found, kind) for kind in rules.ASSESSMENT]})


@page(Permission.WORK, "GET", "POST")
def line_new(request: ActorRequest, client: UUID, kind: str) -> HttpResponse:
    """One line of one kind."""
    try:
        chosen = LineKind(kind)
    except ValueError:
        raise Unseen from None
    found = queries.plan_of(request.actor, client)
    register = found.standing.register
    offered = rules.allowed_categories(chosen, register) if register else ()
    form = LineForm(posted(request), choices=[(c.value, CATEGORY_CHOICES[c]) for c in offered],
                    label=KIND_NAMES[chosen], question=KIND_QUESTIONS[chosen])
    ask = Ask(KIND_NAMES[chosen], _("Tallenna rivi"), _back(client, chosen), _("Rivi on tallennettu."),
              clients.letter_name(client))
    return answer(request, ask, form, lambda data: actions.write_line(
        client=client, kind=chosen, text=data["text"],
        category=Category(data["category"]) if data.get("category") else None, by=request.actor))


@page(Permission.WORK, "GET", "POST")
def line(request: ActorRequest, line: UUID) -> HttpResponse:
    """The line in better words; the former stay in its history."""
    found = queries.line(request.actor, line)
    kind = LineKind(found.kind)
    form = LineForm(posted(request), label=KIND_NAMES[kind], question=KIND_QUESTIONS[kind],
                    initial={"text": found.text, "seen": found.number})
    ask = Ask(KIND_NAMES[kind], _("Tallenna rivi"), _back(found.client_id, kind), _("Rivi on tallennettu."),
              clients.letter_name(found.client_id),
              more={"wordings": wordings(line=line), "end_url": reverse("work:plan_line_end", args=[line])})
    return answer(request, ask, form, lambda data: actions.reword_line(
        line=line, text=data["text"], seen=data["seen"] or 0, by=request.actor))


@page(Permission.WORK, "GET", "POST")
def line_end(request: ActorRequest, line: UUID) -> HttpResponse:
    """The line no longer holds, and why."""
    found = queries.line(request.actor, line)
    ask = Ask(_("Tämä ei enää pidä paikkaansa"), _("Poista suunnitelmasta"),
              _back(found.client_id, LineKind(found.kind)), _("Rivi on siirretty historiaan."),
              clients.letter_name(found.client_id), lead=found.text)
    return answer(request, ask, ReasonForm(posted(request)),
                  lambda data: actions.end_line(line=line, reason=data["why"], by=request.actor), {"reason": "why"})

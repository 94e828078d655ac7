"""Naming workers and ending their tasks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.cases import actions, queries
from punos.cases.pages import closed, presenters
from punos.cases.pages.forms import EndWorkerForm, WorkerForm
from punos.cases.pages.receivers import chosen, person_choices
from punos.clients import queries as clients
from punos.design_system.sending import posted, sent


@page(Permission.WORK, "GET", "POST")
def worker_name(request: ActorRequest, case: UUID) -> HttpResponse:
    """Who works with her, in which task? An own worker's qualification is checked on the way."""
    found = queries.case(request.actor, case)
    if stopped := closed.instead(request, found):
        return stopped
    finding = "find" in request.POST
    form = WorkerForm(posted(request))
    colleagues = [card.account for unit in request.actor.units for card in accounts.members(unit)][:8]
    kept = [chosen(request.POST.get(field, ""))[0] for field in ("account", "alongside")]
    people = person_choices([*kept, request.actor.account, *colleagues], request.POST.get("search", ""))
    form.offer("account", *people)
    form.offer("alongside", [("", str(_("Ei tarvita"))), *people[0]], people[1])

    def name(data: dict[str, Any]) -> None:
        account, _unit = chosen(data["account"])
        assert account
        actions.name_worker(case=case, account=account, role=data["role"], alongside=chosen(data["alongside"])[0],
                            justification=data["justification"], by=request.actor)

    if not finding and (led := sent(request, form, name, done=_("Työntekijä on nimetty."),
                                    back=presenters.case_url(case))):
        return led
    if finding:
        form.is_valid()
        form.errors.clear()
    return render(request, "cases/worker.html", {
        "case": found, "name": clients.letter_name(found.client_id), "form": form,
        "special_support": queries.finding_of(found.client_id, "special_support")})


@page(Permission.WORK, "GET", "POST")
def worker_end(request: ActorRequest, worker: UUID) -> HttpResponse:
    """End a worker's task, with the reason."""
    named = queries.worker(request.actor, worker)
    if stopped := closed.instead(request, named.case):
        return stopped
    form = EndWorkerForm(posted(request))
    if led := sent(request, form, lambda data: actions.end_worker(worker=worker, reason=data["reason"],
                                                                  by=request.actor),
                   done=_("Tehtävä on päättynyt."), back=presenters.case_url(named.case_id)):
        return led
    card = accounts.card(named.account_id)
    return render(request, "cases/simple.html", {
        "case": named.case, "name": clients.letter_name(named.client_id), "form": form,
        "heading": _("Tehtävä päättyy"), "send": _("Päätä tehtävä"),
        "about": f"{card.name}, {presenters.WORKERS[named.role]}" if card else ""})

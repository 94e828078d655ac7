"""What if the threshold were another? Form controls only; the answer has an address of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.design_system.sending import posted, sent
from punos.identification import actions, queries
from punos.identification.models import ShownSetting, StoredRun
from punos.identification.pages import words
from punos.identification.pages.answers import answer_of, line_of, months_of
from punos.identification.pages.forms import WhatIfForm
from punos.identification.rules import movable
from punos.population.ruleset import RuleSet, from_data


@page(Permission.LEAD, "GET", "POST")
def what_if(request: ActorRequest) -> HttpResponse:
    """Choose a setting; without one, the line of every threshold under the rules in force."""
    run = queries.latest_run(request.actor)
    if run is None or not run.counts_digest:
        return render(request, "identification/what_if.html", {"run": None})
    base = from_data(run.rules.content, run.rules.name)
    form = WhatIfForm(posted(request), base=base,
                      answered=run.answered, initial=_initial(base, run))
    return sent(request, form, lambda _data: _ask(request, run, form), done="", back="") or _page(
        request, run, base, form, None, None)


@page(Permission.LEAD)
def answer(request: ActorRequest, setting: UUID) -> HttpResponse:
    """What was shown of one setting, as it was shown; the form keeps it."""
    shown = queries.shown(request.actor, setting)
    base = from_data(shown.run.rules.content, shown.run.rules.name)
    places = request.GET.get("places", "")
    count = int(places) if places.isdigit() and len(places) < 8 else None
    initial = _initial(base, shown.run) | {f"b_{name}": f"{bound:g}" for name, bound in shown.bounds.items()}
    initial |= {"threshold": shown.threshold, "places": count}
    form = WhatIfForm(base=base, answered=shown.run.answered, initial=initial)
    return _page(request, shown.run, base, form, shown, count)


def _initial(base: RuleSet, run: StoredRun) -> dict[str, Any]:
    return {"threshold": base.threshold} | {f"b_{m.criterion}": f"{m.now:g}" for m in movable(base, run.answered)}


def _ask(request: ActorRequest, run: StoredRun, form: WhatIfForm) -> HttpResponse:
    """Ask it of this month and of those before; where places were given, at every threshold."""
    data, places = form.cleaned_data, form.cleaned_data["places"]
    asked: dict[str, Any] = {"threshold": data["threshold"], "bounds": form.chosen(), "by": request.actor}
    shown = actions.ask_what_if(run=run.pk, **asked)
    for month in queries.months(request.actor, run):
        if month.pk != run.pk and queries.may_be_tried(month):
            actions.ask_what_if(run=month.pk, **asked)
    if places:
        actions.ask_every_threshold(run=run.pk, bounds=form.chosen(), by=request.actor)
    address = reverse("lead:population_answer", args=[shown.pk])
    return redirect(f"{address}?places={places}" if places else address)


def _page(request: ActorRequest, run: StoredRun, base: RuleSet, form: WhatIfForm, shown: ShownSetting | None,
          places: int | None) -> HttpResponse:
    settings = queries.settings_of(request.actor, run)
    bounds = shown.bounds if shown else {}
    line = line_of(settings, bounds, shown.threshold if shown else base.threshold, places)
    told: dict[str, Any] = {"answer": None}
    if shown is not None:
        told = {"answer": answer_of(shown, settings[0], words.criterion_words(base), base),
                "months": months_of(queries.same_setting(request.actor, run, shown.key))}
    return render(request, "identification/what_if.html", {
        "run": run, "tryable": queries.may_be_tried(run), "persons": words.size(run.figures["persons"]),
        "rules_name": words.rules_name(base.name),
        "form": form, "line": line, "places": places, "shown": shown, "base": base, **told})

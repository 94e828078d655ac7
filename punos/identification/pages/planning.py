"""The planning view: what the population's use of services looks like. Aggregates only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.identification import queries
from punos.identification.pages import words
from punos.identification.pages.figures import every_figure
from punos.population.ruleset import from_data


@page(Permission.LEAD)
def planning(request: ActorRequest) -> HttpResponse:
    """Segments, concentration, failure demand, overlaps, flows, groups of the latest run; nobody in particular."""
    run = queries.latest_run(request.actor)
    shown: dict[str, Any] = {"run": run}
    if run is not None:
        rules = from_data(run.rules.content, run.rules.name)
        shown |= {"figures": every_figure(run), "rules": rules, "said": words.criterion_words(rules),
                  "rules_name": words.rules_name(rules.name),
                  "persons": words.size(run.figures["persons"]), "suggested": words.about(run.figures["suggested"]),
                  "left_out": {c.id for c in rules.criteria} - run.answered,
                  "rejected": sum(run.figures["rows"]["rejected"].values())}
    return render(request, "identification/planning.html", shown)

"""Named runs for those who answer for them: on what each stands, when it is on, what came of it in numbers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.design_system.formats import number_text
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted, sent
from punos.identification import actions, queries
from punos.identification.pages import words
from punos.identification.pages.named_forms import PrepareForm, StopForm
from punos.identification.rules import LEAST


@page(Permission.NAMED_RUN)
def named_runs(request: ActorRequest) -> HttpResponse:
    """Every named run, the newest first. None is on unless all that the law asks has been recorded."""
    found = queries.named_runs(request.actor)
    return render(request, "identification/named_runs.html", {
        "runs": [(view, state(view, request.actor.account)) for view in found], "people": _people(found)})


@page(Permission.NAMED_RUN)
def count(request: ActorRequest) -> JsonResponse:
    """How many wait for this approver's yes or no: the number in the menu of her door, asked for by a script."""
    return JsonResponse({"count": queries.to_approve(request.actor)})


def state(view: queries.NamedRunView, reader: UUID | None = None) -> tuple[Any, str]:
    """The state in words and shape; to its approver, that it waits for her."""
    if view.on:
        return _("Päällä"), "doing"
    if view.run.stopped_at:
        return _("Päätetty"), "stopped"
    if view.run.approved_at:
        return _("Päättynyt itsestään"), "done"
    return _("Odottaa sinua") if view.run.approver_id == reader else _("Odottaa hyväksyntää"), "waiting"


def _people(found: list[queries.NamedRunView]) -> dict[UUID, Any]:
    return accounts.cards({account for view in found for account in (
        view.run.approver_id, view.run.prepared_by_id, *view.reviewers)})


@page(Permission.NAMED_RUN, "GET", "POST")
def prepare(request: ActorRequest) -> HttpResponse:
    """Record the basis, the assessment, who answers for it, who looks, and when it ends."""
    versions = [v for v in queries.rule_versions(request.actor) if v.approved_at]
    form = PrepareForm(
        posted(request),
        versions=[(str(v.pk), f"{words.rules_name(v.name)} {v.version}") for v in versions],
        approvers=_choices(Permission.NAMED_RUN, but=request.actor.account),
        reviewers=_choices(Permission.REVIEW_FLAGS))

    def prepare(data: dict[str, Any]) -> HttpResponse:
        run = actions.prepare_named_run(
            purpose=data["purpose"], statute=data["statute"], section=data["section"],
            assessment=data["assessment"], version=UUID(data["rules"]), sample=data["sample"],
            ends_on=data["ends_on"], approver=UUID(data["approver"]),
            reviewers=[UUID(account) for account in data["reviewers"]], by=request.actor)
        return redirect("lead:named_run", run.pk)

    return sent(request, form, prepare, back="",
                done=_("Kirjattu. Nimiajo on pois päältä, kunnes hyväksyjä käynnistää sen.")) or render(
        request, "identification/named_prepare.html", {"form": form, "versions": versions})


def _choices(permission: Permission, but: UUID | None = None) -> list[tuple[str, str]]:
    return [(str(card.account), ", ".join(filter(None, (card.name, card.title))))
            for card in accounts.with_permission(permission) if card.account != but]


@page(Permission.NAMED_RUN)
def named_run(request: ActorRequest, run: UUID) -> HttpResponse:
    """One run: what it stands on, its state, what came of it. Never its people."""
    view = queries.named_run(request.actor, run)
    people = _people([view])
    return render(request, "identification/named_run.html", {
        "view": view, "reviewers": ", ".join(sorted(people[one].name for one in view.reviewers)),
        "run": view.run, "state": state(view, request.actor.account), "people": people, "stop_form": StopForm(),
        "objected": _few(view.outcome.get("objected", 0)),
        "rules_name": words.rules_name(view.run.rules.name), "outcome": _outcome(view.outcome),
        "may_approve": view.run.approver_id == request.actor.account and not view.run.approved_at
        and not view.run.stopped_at})


def _outcome(found: dict[str, int]) -> list[list[Any]]:
    if not found:
        return []
    return [[_("Sääntöjen ehdottamat"), *(_few(found[f"flags{part}"]) for part in ("", "_judged", "_may_help"))],
            [_("Satunnaisotos muista"), *(_few(found[f"sample{part}"]) for part in ("", "_judged", "_may_help"))]]


def _few(count: int) -> str:
    """A number of people, a small one in words (experience: n < 5 is never shown)."""
    return gettext("alle 5") if 0 < count < LEAST else number_text(count, words.language())


@page(Permission.NAMED_RUN, "POST")
def approve(request: ActorRequest, run: UUID) -> HttpResponse:
    """The approver switches it on."""
    return pressed(request, lambda: actions.approve_named_run(run=run, by=request.actor),
                   done=_("Nimiajo on päällä. Se päättyy itsestään."), back=reverse("lead:named_run", args=[run]))


@page(Permission.NAMED_RUN, "POST")
def stop(request: ActorRequest, run: UUID) -> HttpResponse:
    """Off before its end."""
    reason = request.POST.get("reason", "")
    return pressed(request, lambda: actions.stop_named_run(run=run, reason=reason, by=request.actor),
                   done=_("Nimiajo on päätetty. Ihmisiä ei enää näe kukaan."),
                   back=reverse("lead:named_run", args=[run]))

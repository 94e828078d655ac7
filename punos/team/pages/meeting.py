"""Calling the team together."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.cases import pack
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.design_system.sending import posted, sent
from punos.operating_models.vocabulary import Requirement
from punos.team import actions, queries, rules
from punos.team.pages import presenters
from punos.team.pages.forms import ConveneForm
from punos.team.texts import MISSING

WHO = frozenset({Requirement.BASIS_PER_PARTICIPANT, Requirement.CONSENT_OF_OUTSIDERS})


@page(Permission.WORK, "GET", "POST")
def convene(request: ActorRequest, client: UUID) -> HttpResponse:
    """When, and for what? What the model requires first is said before anything is asked."""
    members = queries.members(request.actor, client)
    case = cases.open_case_of(request.actor, client)
    form = ConveneForm(posted(request))
    missing: tuple[Requirement, ...] = ()
    if case:
        ready, _consent = queries.readiness(request.actor, case, client_takes_part=True)
        missing = rules.missing_before_meeting(pack.of(case.model).before_team_meets.requires, ready)
    if led := sent(request, form, lambda data: actions.convene(
            client=client, at=form.at(), purpose=data["purpose"], by=request.actor,
            client_takes_part=bool(data["client_takes_part"])),
            done=_("Tiimi on kutsuttu koolle."), back=reverse("work:team", args=[client])):
        return led
    unfounded = queries.without_basis(request.actor, members) if set(missing) & WHO else []
    who = ", ".join(one.name for one in presenters.members_shown(unfounded))
    return render(request, "team/convene.html", {
        "client": client, "name": clients.letter_name(client), "form": form, "case": case,
        "members": presenters.members_shown(members),
        "missing": [{"text": MISSING[requirement], "who": who if requirement in WHO else "",
                     "href": _way(requirement, client, case.pk if case else None)}
                    for requirement in missing],
        "rule": pack.said(pack.of(case.model).before_team_meets.text) if case else ""})


def _way(requirement: Requirement, client: UUID, case: UUID | None) -> str:
    """Where what is missing can be put right."""
    if requirement is Requirement.RESPONSIBLE_WORKER_NAMED and case:
        return reverse("work:case_worker", args=[case])
    if requirement is Requirement.BASIS_PER_PARTICIPANT:
        return reverse("work:team", args=[client]) + "#members"
    if requirement in (Requirement.CONSENT_TO_TEAM, Requirement.CONSENT_OF_OUTSIDERS):
        return presenters.permission_address(client)
    return ""

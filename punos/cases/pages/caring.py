"""The page of one case, and the small things done on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.cases import actions, pack, queries
from punos.cases.pages import closed, presenters
from punos.cases.pages.forms import (
    ClockForm,
    EndRelationshipForm,
    LapseForm,
    NextDateForm,
    RelationshipForm,
    StageForm,
)
from punos.clients import queries as clients
from punos.design_system.pressing import pressed
from punos.design_system.sending import Told, posted, sent
from punos.kernel import clock
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.lawfulness.service_tasks import proposed


@page(Permission.WORK)
def case_page(request: ActorRequest, case: UUID) -> HttpResponse:
    """Where is it, who answers, what next?"""
    found = queries.case(request.actor, case)
    audit.record("cases.read_page", by=request.actor, client=found.client_id, about=found,
                 categories=[Category.COORDINATION])
    return render(request, "cases/case.html", {
        "name": clients.letter_name(found.client_id), "relationships": queries.relationships_of(found.client_id),
        "special_support": queries.finding_of(found.client_id, "special_support"),
        "sees_more": bool(found.from_contact_id) and access.may(request.actor, found.client_id, Category.CONTACT),
        "service_task": presenters.service_task, **presenters.case_page(request.actor, found)})


@page(Permission.WORK, "GET", "POST")
def stage(request: ActorRequest, case: UUID) -> HttpResponse:
    """To the next stage, with a note of what happened."""
    found = queries.case(request.actor, case)
    if stopped := closed.instead(request, found):
        return stopped
    model, current = pack.of(found.model), queries.stages_of(found)[-1].stage
    choices, hints = presenters.next_stages(model, current)
    form = StageForm(posted(request), choices=choices, hints=hints)
    return sent(request, form, lambda data: actions.move_stage(case=case, by=request.actor, **data),
                done=_("Vaihe on vaihdettu."), back=presenters.case_url(case)) or render(
        request, "cases/stage.html", {
        "case": found, "name": clients.letter_name(found.client_id), "form": form,
        "stage_name": pack.said(model.stage(current).name)})


@page(Permission.WORK, "GET", "POST")
def next_date(request: ActorRequest, case: UUID) -> HttpResponse:
    """When somebody returns to it at the latest."""
    found = queries.case(request.actor, case)
    if stopped := closed.instead(request, found):
        return stopped
    form = NextDateForm(posted(request))
    return sent(request, form, lambda data: actions.set_next_date(case=case, by=request.actor, **data),
                done=_("Päivä on vaihdettu."), back=presenters.case_url(case)) or render(
        request, "cases/simple.html", {
        "case": found, "name": clients.letter_name(found.client_id), "form": form,
        "heading": _("Milloin asiaan palataan?"), "send": _("Vaihda päivä")})


@page(Permission.WORK, "POST")
def touch(request: ActorRequest, case: UUID) -> HttpResponse:
    """I was in touch with her: the case is not quiet."""
    return pressed(request, lambda: actions.note_touch(case=case, by=request.actor),
                   done=_("Merkitty: olit yhteydessä tänään."), back=presenters.case_url(case))


@page(Permission.WORK, "GET", "POST")
def clock_start(request: ActorRequest, case: UUID) -> HttpResponse:
    """Something happened from which the law counts a time."""
    found = queries.case(request.actor, case)
    if stopped := closed.instead(request, found):
        return stopped
    form = ClockForm(posted(request))

    def start(data: dict[str, Any]) -> Told:
        started = actions.start_clocks(case=case, by=request.actor, event=data["event"], on=data["on"])
        return Told(_("Määräajat on kirjattu.") if started else _(
            "Tästä ei ala uusia määräaikoja: ne ovat jo käynnissä, tai laki ei aseta niitä."))

    return sent(request, form, start, done="", back=presenters.case_url(case)) or render(
        request, "cases/simple.html", {
        "case": found, "name": clients.letter_name(found.client_id), "form": form,
        "heading": _("Lain määräajat"), "send": _("Kirjaa")})


@page(Permission.WORK, "POST")
def clock_met(request: ActorRequest, clock_id: UUID) -> HttpResponse:
    """What the clock counted to has happened."""
    return pressed(request, lambda: redirect(presenters.case_url(actions.meet_clock(
        clock_id=clock_id, by=request.actor).case_id)), done=_("Merkitty tehdyksi."), back=reverse("work:today"))


@page(Permission.WORK, "GET", "POST")
def clock_lapse(request: ActorRequest, clock_id: UUID) -> HttpResponse:
    """There is nothing to count to any more: why."""
    running = queries.clock_of(request.actor, clock_id)
    if stopped := closed.instead(request, running.case):
        return stopped
    if not queries.may_act(request.actor, running.case_id):
        raise Unseen
    form = LapseForm(posted(request))
    return sent(request, form, lambda data: actions.lapse_clock(clock_id=clock_id, by=request.actor, **data),
                done=_("Kirjattu: tätä aikaa ei enää lasketa."), back=presenters.case_url(running.case_id)) or render(
        request, "cases/simple.html", {
        "case": running.case, "name": clients.letter_name(running.client_id), "form": form,
        "heading": presenters.clock_words(running.rule).rstrip("."), "send": _("Kirjaa")})


@page(Permission.WORK, "GET", "POST")
def relationship_begin(request: ActorRequest, client: UUID) -> HttpResponse:
    """Record that the client relationship began (SHL 34 §)."""
    access.require(request.actor, client, Category.COORDINATION)
    case = queries.open_case_of(request.actor, client)
    task = proposed(for_older_people=case is not None and pack.for_older_people(case.model),
                    born=clients.birth_date_of(client), on=clock.today())
    form = RelationshipForm(posted(request), initial={"service_task": task.value if task else ""})
    return sent(request, form, lambda data: actions.begin_relationship(
        client=client, case=case.pk if case else None, by=request.actor, **data),
        done=_("Asiakkuuden alku on kirjattu."),
        back=presenters.case_url(case) if case else reverse("work:client", args=[client])) or render(
        request, "cases/simple.html", {
        "case": case, "client": client, "name": clients.letter_name(client), "form": form,
        "heading": _("Asiakkuuden alku"), "send": _("Kirjaa alku")})


@page(Permission.WORK, "GET", "POST")
def relationship_end(request: ActorRequest, relationship: UUID) -> HttpResponse:
    """The recorded entry by which the client relationship ends."""
    found = queries.relationship(request.actor, relationship)
    form = EndRelationshipForm(posted(request))
    return sent(request, form, lambda data: actions.end_relationship(
        relationship=relationship, by=request.actor, **data), done=_("Asiakkuuden päättyminen on kirjattu."),
        back=reverse("work:client", args=[found.client_id])) or render(
        request, "cases/simple.html", {
        "case": None, "client": found.client_id, "name": clients.letter_name(found.client_id), "form": form,
        "heading": _("Asiakkuuden päättyminen"), "send": _("Kirjaa päättyminen")})

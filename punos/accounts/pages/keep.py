"""The county's own register: who works where, and how she gets in. An administrator keeps it; she sees no client."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import actions, keeping, queries
from punos.accounts.leaving import StillOpen, still_open
from punos.accounts.models import Kind
from punos.accounts.pages import keep_forms as forms
from punos.accounts.pages.answering import answered
from punos.accounts.pages.start_code import code_shown
from punos.design_system.pressing import pressed
from punos.design_system.sending import posted
from punos.kernel.errors import Unseen

BOTH = ("GET", "POST")


@page(Permission.ADMINISTER)
def people(request: ActorRequest) -> HttpResponse:
    """Everybody who works here; found by the beginning of a name or login."""
    text = request.GET.get("q", "")[:100]
    asked = request.GET.get("page", "1")
    at = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    found, count = keeping.workers(text, at)
    pages = -(-count // keeping.PAGE)
    return render(request, "accounts/keep_people.html", {
        "people": found, "count": count, "text": text, "page": at, "pages": pages})


@page(Permission.ADMINISTER, *BOTH)
def person_new(request: ActorRequest) -> HttpResponse:
    """A new colleague: account, place of work and start code at one go."""
    def make(data: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():  # refused halfway: no account is left behind
            made = actions.create_account(
                login=data["login"], kind=Kind.PROFESSIONAL, given_name=data["given_name"],
                family_name=data["family_name"], password=None, language=data["language"], phone=data["phone"],
                by=request.actor)
            _join(made.pk, data, request)
            code = actions.give_start_code(account=made.pk, by=request.actor)
        return _code_shown(request, made.pk, str(made), code)

    return answered(request, forms.WorkerForm(posted(request)), make, title=_("Uusi työntekijä"),
                    send=_("Luo tunnus ja aloituskoodi"), back=(reverse("keep_people"), _("Työntekijät")))


@page(Permission.ADMINISTER)
def person(request: ActorRequest, account: UUID) -> HttpResponse:
    """One colleague: where she works, and can she get in?"""
    return render(request, "accounts/keep_person.html", {
        "person": keeping.worker(account), "me": request.actor.account == account})


@page(Permission.ADMINISTER, *BOTH)
def person_correct(request: ActorRequest, account: UUID) -> HttpResponse:
    """Her name, user name or phone was typed wrong, or has changed."""
    found = keeping.worker(account)
    form = forms.CorrectForm(posted(request), initial={
        "given_name": found.given_name, "family_name": found.family_name, "login": found.login, "phone": found.phone})
    return answered(request, form, lambda data: actions.correct_account(account=account, **data, by=request.actor),
                    title=_("Korjaa tiedot"), send=_("Tallenna"), done=_("Tiedot on tallennettu."), **_about(found))


@page(Permission.ADMINISTER, *BOTH)
def work_new(request: ActorRequest, account: UUID) -> HttpResponse:
    """She begins in another unit or role."""
    return answered(request, forms.WorkForm(posted(request)), lambda data: _join(account, data, request),
                    title=_("Uusi työ"), send=_("Tallenna"), done=_("Työ on kirjattu."),
                    **_about(keeping.worker(account)))


@page(Permission.ADMINISTER, *BOTH)
def work_end(request: ActorRequest, account: UUID, membership: UUID) -> HttpResponse:
    """She ends in a unit today; a colleague goes on with what is open."""
    found = keeping.worker(account)
    work = next((work for work in found.works if work.id == membership), None)
    if work is None:
        raise Unseen
    still = still_open(account)
    form = forms.EndWorkForm(posted(request), people=keeping.colleagues(membership),
                             somebody_must=bool(still) and not keeping.goes_on_elsewhere(membership))
    return answered(request, form, lambda data: actions.leave_unit(
        membership=membership, successor=UUID(data["successor"]) if data["successor"] else None, by=request.actor),
        title=_("Työ yksikössä päättyy"), send=_("Päätä työ tänään"), done=_("Työ päättyy tänään."),
        lead=_("Hän vastaa vielä näistä:") if still else _("Hän ei vastaa nyt mistään avoimesta."),
        facts=_counted(still), **_about(found) | {"eyebrow": f"{found.name} · {work.unit_name}"})


@page(Permission.ADMINISTER, *BOTH)
def code_new(request: ActorRequest, account: UUID) -> HttpResponse:
    """A start code for somebody who has not begun, or has lost her password."""
    found = keeping.worker(account)
    return answered(
        request, forms.StartCodeForm(posted(request)),
        lambda data: _code_shown(request, account, found.name, actions.give_start_code(
            account=account, lost_device=data["lost_device"], by=request.actor)),
        title=_("Anna aloituskoodi"), send=_("Anna aloituskoodi"),
        lead=_("Koodilla hän valitsee itse salasanan. Aiempi salasana toimii siihen asti."), **_about(found))


@page(Permission.ADMINISTER, "POST")
def code_end(request: ActorRequest, account: UUID) -> HttpResponse:
    """The code was lost."""
    return pressed(request, lambda: actions.end_start_code(account=account, by=request.actor),
                   done=_("Koodi ei enää toimi."), back=reverse("keep_person", args=[account]))


@page(Permission.ADMINISTER, "POST")
def door(request: ActorRequest, account: UUID) -> HttpResponse:
    """Close the account, or open it again."""
    is_open = keeping.worker(account).is_open
    turn = actions.close_account if is_open else actions.reopen_account
    return pressed(request, lambda: turn(account=account, by=request.actor),
                   done=_("Tunnus on suljettu.") if is_open else _("Tunnus on avattu."),
                   back=reverse("keep_person", args=[account]))


@page(Permission.ADMINISTER)
def units(request: ActorRequest) -> HttpResponse:
    """Organisations and their units."""
    return render(request, "accounts/keep_units.html", {"organisations": keeping.organisations()})


@page(Permission.ADMINISTER, *BOTH)
def organisation_new(request: ActorRequest) -> HttpResponse:
    """Another employer or association."""
    return answered(request, forms.OrganisationForm(posted(request)),
                    lambda data: actions.create_organisation(**data, by=request.actor),
                    title=_("Uusi organisaatio"), done=_("Organisaatio on lisätty."), **_to_units())


@page(Permission.ADMINISTER, *BOTH)
def unit_new(request: ActorRequest) -> HttpResponse:
    """Another unit."""
    return answered(request, forms.NewUnitForm(posted(request)), lambda data: actions.create_unit(
        **{**data, "organisation": UUID(data["organisation"])}, by=request.actor),
        title=_("Uusi yksikkö"), done=_("Yksikkö on lisätty."), **_to_units())


@page(Permission.ADMINISTER, *BOTH)
def unit(request: ActorRequest, unit: UUID) -> HttpResponse:
    """A unit's name, phone, and whether matters are sent to it."""
    found = queries.unit(unit)
    if found is None:
        raise Unseen
    form = forms.UnitForm(posted(request), initial={
        "name": found.name, "name_sv": found.name_sv, "phone": found.phone, "is_queue": found.is_queue,
        "is_coordinator_queue": found.is_coordinator_queue})
    return answered(request, form, lambda data: actions.change_unit(unit=unit, **data, by=request.actor),
                    title=queries.named(found), done=_("Yksikkö on tallennettu."), **_to_units())


def _join(account: UUID, data: dict[str, Any], request: ActorRequest) -> None:
    actions.join_unit(account=account, unit=UUID(data["unit"]), role=data["role"], title=data["title"],
                      profession=data["profession"], public_office=data["public_office"], since=data["since"],
                      by=request.actor)


def _code_shown(request: ActorRequest, account: UUID, name: str, paper: actions.OnPaper) -> HttpResponse:
    return code_shown(request, paper, name=name, layout="layouts/guide.html",
                      back=(reverse("keep_person", args=[account]), name))


def _about(who: keeping.Worker) -> dict[str, Any]:
    return {"eyebrow": who.name, "back": (reverse("keep_person", args=[who.account]), who.name)}


def _to_units() -> dict[str, Any]:
    return {"send": _("Tallenna"), "back": (reverse("keep_units"), _("Yksiköt"))}


def _counted(still: StillOpen) -> list[dict[str, Any]]:
    named = ((_("Yhteydenottoja"), still.contacts), (_("Asiakkaita, joiden kokonaisuudesta hän vastaa"), still.cases),
             (_("Siirtoja, jotka odottavat hänen vastaustaan"), still.offers), (_("Luvattuja soittoja"), still.calls),
             (_("Suunnitelmien askeleita"), still.steps))
    return [{"label": label, "value": count} for label, count in named if count]

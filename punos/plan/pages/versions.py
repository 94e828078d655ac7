"""Versions: kept unchanged, answered by the client, issued into a register, compared side by side."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.design_system.sending import posted
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import REGISTER_NAMES, Category
from punos.plan import actions, queries
from punos.plan.actions.issuing import KIND_OF
from punos.plan.ground import model_of
from punos.plan.pages import presenters
from punos.plan.pages.asking import Ask, answer
from punos.plan.pages.forms import HeardAnswerForm, ReviewForm
from punos.plan.rules import Answer, DocumentKind, Missing
from punos.plan.texts import DOCUMENT_NAMES


@page(Permission.WORK)
def versions(request: ActorRequest, client: UUID) -> HttpResponse:
    """Every version: when, by whom, what she said of it."""
    found = queries.versions(request.actor, client)
    people = accounts.cards({version.made_by for version in found})
    actions.read_plan(client=client, categories=[Category.PLAN], way="versions", by=request.actor)
    return render(request, "plan/versions.html", {
        "client": client, "name": clients.letter_name(client),
        "versions": [{"version": v, "state": presenters.version_state(v), "maker": people.get(v.made_by),
                      "before": found[place + 1] if place + 1 < len(found) else None}
                     for place, v in enumerate(found)]})


@page(Permission.WORK, "GET", "POST")
def version_new(request: ActorRequest, client: UUID) -> HttpResponse:
    """Keep the plan as it now stands, for her to accept."""
    found = queries.plan_of(request.actor, client)
    model = model_of(request.actor, client)
    form = ReviewForm(posted(request), initial={"review_on": presenters.review_day(model, found)})
    ask = Ask(_("Tallenna versio"), _("Tallenna versio hyväksyttäväksi"), reverse("work:plan_versions", args=[client]),
              _("Versio on tallennettu. Asiakas voi nyt vastata siihen."), clients.letter_name(client),
              lead=_("Versio säilyy sellaisena kuin suunnitelma on nyt. Asiakas lukee ja hyväksyy sen."))
    return answer(request, ask, form, lambda data: actions.make_version(client=client, by=request.actor, **data))


@page(Permission.WORK)
def version(request: ActorRequest, version: UUID) -> HttpResponse:
    """One version as it was, what she said of it, and its documents."""
    read = queries.version(request.actor, version)
    client = read.version.client
    actions.read_plan(client=client, categories=[Category(c) for c in read.categories], way="versions",
                      by=request.actor)
    register = queries.standing_of(request.actor, client).register
    return render(request, "plan/version.html", {
        "client": client, "name": clients.letter_name(client), "read": read, "version": read.version,
        "state": presenters.version_state(read.version), "sections": presenters.version_sections(read.items),
        "answers": [{"row": a, "text": presenters.answer_text(a)} for a in read.version.answers],
        "may_issue": DOCUMENT_NAMES[KIND_OF[register]] if register in KIND_OF else None,
        "issued": [{"name": DOCUMENT_NAMES[DocumentKind(d.kind)], "document": d, "kept": presenters.kept(d, until),
                    "register": REGISTER_NAMES[register].in_language(presenters.language()) if register else ""}
                   for d, until in queries.kept_until(client, read.version.documents)]})


@page(Permission.WORK)
def compare(request: ActorRequest, client: UUID) -> HttpResponse:
    """Two versions side by side."""
    try:
        one, two = (UUID(request.GET.get(key, "")) for key in ("a", "b"))
    except ValueError:
        raise Unseen from None
    older, newer, changes = queries.compare(request.actor, one, two)
    if older.version.client not in clients.same_person(client):
        raise Unseen
    actions.read_plan(client=client, categories=[Category(c) for c in older.categories | newer.categories],
                      way="versions", by=request.actor)
    rows = presenters.change_rows(changes)
    return render(request, "plan/compare.html", {
        "client": client, "name": clients.letter_name(client), "older": older.version, "newer": newer.version,
        "changed": [row for row in rows if row["what"] != "same"], "same": [r for r in rows if r["what"] == "same"]})


@page(Permission.WORK, "GET", "POST")
def version_answer(request: ActorRequest, version: UUID) -> HttpResponse:
    """What did she say of the version, and how did it reach us?"""
    read = queries.version(request.actor, version)
    ask = Ask(_("Kirjaa asiakkaan vastaus"), _("Tallenna vastaus"), reverse("work:plan_version", args=[version]),
              _("Vastaus on tallennettu."), clients.letter_name(read.version.client),
              lead=_("Lue versio hänelle ensin. Myös ei on vastaus, ja se säilyy."),
              instead=reverse("work:plan_accept", args=[read.version.replaced_by]) if read.version.replaced_by else "")

    def act(data: dict[str, object]) -> None:
        actions.answer_version(version=version, by=request.actor, **{**data, "answer": Answer(data["answer"])})  # type: ignore[arg-type]

    return answer(request, ask, HeardAnswerForm(posted(request)), act)


@page(Permission.WORK, "POST")
def issue(request: ActorRequest, version: UUID) -> HttpResponse:
    """Into the writer's register as a document. What is missing is listed, each with its section."""
    read = queries.version(request.actor, version)
    register = queries.standing_of(request.actor, read.version.client).register
    if register is None:
        raise Unseen
    try:
        actions.issue(version=version, register=register, by=request.actor)
    except Refused as refused:
        missing = [way for way in refused.ways if isinstance(way, Missing)]
        return render(request, "plan/not_issued.html", {
            "client": read.version.client, "name": clients.letter_name(read.version.client), "version": read.version,
            "refused": refused, "missing": [
                {"text": m.text.in_language(presenters.language()), "kind": m.kind,
                 "section": m.section.in_language(presenters.language())} for m in missing]})
    messages.success(request, _("Asiakirja on annettu."))
    return redirect("work:plan_version", version)

"""A person's own details: looked at as a whole, edited one section at a time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.queries import categories_seen
from punos.access.routing import ActorRequest, page
from punos.clients import actions, queries
from punos.clients.pages import labels, presenters
from punos.clients.pages.forms import SECTION_FORMS, CodeForm, say
from punos.clients.rules.identity_code import CodeKind, Despite
from punos.clients.rules.sections import SECTIONS, Section
from punos.kernel.errors import Refused, Stale
from punos.lawfulness.categories import Category


@page(Permission.WORK)
def overview(request: ActorRequest, client: UUID) -> HttpResponse:
    """Everything on record of who she is, each part with its own way to change it."""
    card = queries.get(request.actor, client)
    seen = categories_seen(request.actor, client)
    actions.read(client=client, categories=[Category.IDENTITY], part="details", by=request.actor)
    codes = queries.codes_of(request.actor, client)
    return render(request, "clients/overview.html", {
        "card": card, "seen": seen, "sections": presenters.sections(card), "codes_table": presenters.code_rows(codes),
        "disputed": any(row.disputed for row in codes),
        "merges": queries.merges_of(request.actor, client)})


@page(Permission.WORK, "GET", "POST")
def section(request: ActorRequest, client: UUID, section: str) -> HttpResponse:
    """Change one section. If somebody saved it in between, both versions are shown and nobody's words are lost."""
    if section not in list(Section):
        raise Http404
    part, card = Section(section), queries.get(request.actor, client)
    if part is Section.CONTACT and card.is_protected:
        return redirect("work:client_protection", client)
    known = {field: getattr(card, field) for field in SECTIONS[part]}
    more: dict[str, Any] = {"municipalities": presenters.municipalities()} if part is Section.CONTACT else {}
    form = SECTION_FORMS[part](request.POST or None, initial=known, **more)
    mark, stale = queries.section_mark(card, part), None
    if form.is_bound and form.is_valid():
        try:
            actions.edit(client=client, section=part, values=form.cleaned_data, mark=request.POST.get("mark", ""),
                         by=request.actor)
        except Stale as found:
            stale = presenters.versions(part, found.current, form.cleaned_data)
            mark = queries.section_mark(found.current, part)
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, _("Tallennettu."))
            return redirect("work:client_edit", client)
    if form.is_bound and stale is None:
        mark = request.POST.get("mark", "")
    return render(request, "clients/section.html", {
        "card": card, "form": form, "heading": labels.SECTIONS[section], "mark": mark, "stale": stale})


@page(Permission.WORK, "GET", "POST")
def code(request: ActorRequest, client: UUID) -> HttpResponse:
    """She has another code now."""
    card = queries.get(request.actor, client)
    form = CodeForm(request.POST or None, born=card.birth_date, has_one=bool(card.code))
    if form.is_bound and form.is_valid():
        try:
            actions.change_code(client=client, identity_code=form.cleaned_data["identity_code"],
                                kind=CodeKind(form.cleaned_data["kind"]),
                                was_error=form.cleaned_data.get("was_error", False),
                                despite=Despite(said) if (said := form.cleaned_data.get("despite")) else None,
                                by=request.actor)
        except Refused as refused:
            say(form, refused)
        else:
            if other := queries.also_has_code(request.actor, client):
                messages.warning(request, _("Tunnus on vaihdettu. Sama tunnus on toisellakin merkinnällä. Ovatko he "
                                            "sama ihminen? Jos eivät ole, korjaa väärä tunnus."))
                return redirect("work:client_pair", client, other)
            messages.success(request, _("Tunnus on vaihdettu. Kaikki muu pysyi ennallaan.") if card.code
                             else _("Tunnus on lisätty."))
            return redirect("work:client_edit", client)
    return render(request, "clients/code.html", {"card": card, "form": form})

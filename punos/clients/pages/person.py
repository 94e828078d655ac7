"""A person's own details: looked at as a whole, edited one section at a time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.queries import categories_seen
from punos.access.routing import ActorRequest, page
from punos.clients import actions, queries
from punos.clients.pages import labels, presenters
from punos.clients.pages.forms import SECTION_FORMS, CodeForm
from punos.clients.rules.identity_code import CodeKind, Despite
from punos.clients.rules.sections import SECTIONS, Section
from punos.design_system.sending import Told, posted, sent
from punos.kernel.errors import Stale
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
    form = SECTION_FORMS[part](posted(request), initial=known, **more)
    mark, stale = request.POST.get("mark", "") if form.is_bound else queries.section_mark(card, part), None
    if led := sent(request, form, lambda data: actions.edit(client=client, section=part, values=data, mark=mark,
                                                            by=request.actor),
                   done=_("Tallennettu."), back=reverse("work:client_edit", args=[client])):
        return led
    if isinstance(form.refused, Stale):
        stale = presenters.versions(part, form.refused.current, form.cleaned_data)
        mark = queries.section_mark(form.refused.current, part)
    return render(request, "clients/section.html", {
        "card": card, "form": form, "heading": labels.SECTIONS[section], "mark": mark, "stale": stale})


@page(Permission.WORK, "GET", "POST")
def code(request: ActorRequest, client: UUID) -> HttpResponse:
    """She has another code now."""
    card = queries.get(request.actor, client)
    form = CodeForm(posted(request), born=card.birth_date, has_one=bool(card.code))

    def change(data: dict[str, Any]) -> Told | None:
        actions.change_code(client=client, identity_code=data["identity_code"], kind=CodeKind(data["kind"]),
                            was_error=data.get("was_error", False),
                            despite=Despite(said) if (said := data.get("despite")) else None, by=request.actor)
        other = queries.also_has_code(request.actor, client)
        if other is None:
            return None
        messages.warning(request, _("Tunnus on vaihdettu. Sama tunnus on toisellakin merkinnällä. Ovatko he "
                                    "sama ihminen? Jos eivät ole, korjaa väärä tunnus."))
        return Told("", reverse("work:client_pair", args=[client, other]))

    done = _("Tunnus on vaihdettu. Kaikki muu pysyi ennallaan.") if card.code else _("Tunnus on lisätty.")
    return sent(request, form, change, done=done, back=reverse("work:client_edit", args=[client])) or render(
        request, "clients/code.html", {"card": card, "form": form})

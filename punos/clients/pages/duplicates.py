"""Two records that may be one person: looked at side by side, merged, taken apart again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import actions, queries
from punos.clients.pages import labels, presenters
from punos.clients.pages.forms import MergeForm
from punos.clients.rules.sections import SECTIONS, Section
from punos.design_system.pressing import pressed
from punos.design_system.sending import Told, posted, sent
from punos.lawfulness.categories import Category

TAKEN = [field for section, fields in SECTIONS.items() for field in fields if section is not Section.CONTACT]


@page(Permission.WORK)
def suspicions(request: ActorRequest) -> HttpResponse:
    """Which of the people I may see may have two records?"""
    pairs = [{"pair": pair, "reasons": presenters.reasons(pair)}
             for pair in actions.look_for_duplicates(by=request.actor)]
    return render(request, "clients/duplicates.html", {"pairs": pairs})


@page(Permission.WORK, "GET", "POST")
def two(request: ActorRequest, first: UUID, second: UUID) -> HttpResponse:
    """Are they one person? Both side by side, and what merging does before it is done."""
    pair = queries.pair(request.actor, first, second)
    if (kept := queries.merged_into(first)) == queries.merged_into(second):
        messages.info(request, _("Nämä on jo yhdistetty. Voit perua yhdistämisen tällä sivulla."))
        return redirect("work:client_edit", kept)
    people = [(str(card.id), presenters.whole(card)) for card in (pair.first, pair.second)]
    differing = [(field, labels.FIELDS[field]) for field in TAKEN
                 if getattr(pair.first, field) and getattr(pair.second, field)
                 and getattr(pair.first, field) != getattr(pair.second, field)]
    form = MergeForm(posted(request), people=people, fields=differing, suggested=presenters.suggestion(pair))

    def merge(data: dict[str, Any]) -> Told:
        kept, merged = _kept_and_merged(data["kept"], first, second)
        actions.merge(kept=kept, merged=merged, take=data.get("take", ()), reason=data["reason"], by=request.actor)
        return Told(_("Merkinnät on yhdistetty. Voit perua yhdistämisen tällä sivulla."),
                    reverse("work:client_edit", args=[kept]))

    if led := sent(request, form, merge, done="", back=""):
        return led
    for card in (pair.first, pair.second):
        actions.read(client=card.id, categories=[Category.IDENTITY], part="duplicates", by=request.actor)
    return render(request, "clients/pair.html", {
        "pair": pair, "form": form, "rows": presenters.side_by_side(pair, request.actor),
        "heads": [presenters.which(card) for card in (pair.first, pair.second)], "reasons": presenters.reasons(pair),
        "in_the_way": _in_the_way(form, pair)})


def _kept_and_merged(chosen: str, first: UUID, second: UUID) -> tuple[UUID, UUID]:
    """Which record stays, and which becomes part of it."""
    return (first, second) if UUID(chosen) == first else (second, first)


def _in_the_way(form: MergeForm, pair: queries.Pair) -> list[tuple[str, UUID]]:
    """Whose open case must be closed first, and which one, when a merge was refused for two of them."""
    if form.refused is None or not form.refused.ways:
        return []
    names = {card.id: card.letter_name for card in (pair.first, pair.second)}
    of = _kept_and_merged(form.cleaned_data["kept"], pair.first.id, pair.second.id)
    return [(names[card], case) for card, case in zip(of, form.refused.ways, strict=True)]


@page(Permission.WORK, "POST")
def apart(request: ActorRequest, first: UUID, second: UUID) -> HttpResponse:
    """They are two people: do not suggest them again."""
    return pressed(request, lambda: actions.keep_apart(first=first, second=second, by=request.actor),
                   done=_("Kirjattu: he ovat kaksi eri ihmistä. Heitä ei enää ehdoteta."),
                   back=reverse("work:duplicates"))


@page(Permission.WORK, "GET", "POST")
def undo(request: ActorRequest, client: UUID, merge: UUID) -> HttpResponse:
    """They were two people after all: asked once more, then both are as they were."""
    card = queries.get(request.actor, client)
    row = next((row for row in queries.merges_of(request.actor, client) if row.id == merge), None)
    if row is None:
        raise Http404
    if request.method == "POST":
        return pressed(request, lambda: actions.undo_merge(merge=merge, by=request.actor),
                       done=_("Yhdistäminen on peruttu. Molemmat merkinnät ovat kuten ennen."),
                       back=reverse("work:client_edit", args=[client]))
    return render(request, "clients/merge_undo.html", {"card": card, "row": row})

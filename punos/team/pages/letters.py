"""The letter to one who does not sign in here: printed, given, and her answer written down by who invited her."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.team import actions, queries
from punos.team.pages.presenters import member_shown

LANGUAGES = ("fi", "sv", "en")


@page(Permission.WORK, "GET", "POST")
def letter(request: ActorRequest, membership: UUID) -> HttpResponse:
    """Who invites her to whose team, for what, what she is told until when, and whom she calls to say yes or no."""
    found = queries.membership(request.actor, membership)
    if found.account_id is not None or found.ended_at is not None:
        return redirect("work:team", found.client_id)
    if request.method == "POST":
        try:
            messages.success(request, _act(request, membership))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("work:team", found.client_id)
    asked = request.GET.get("lang", "")
    language = asked if asked in LANGUAGES else (get_language() or "fi")[:2]
    audit.record("team.read", by=request.actor, client=found.client_id, categories=[Category.COORDINATION])
    with translation.override(language):
        return render(request, "team/letter.html", {
            "member": member_shown(request.actor, found), "written_in": language, "languages": LANGUAGES,
            "client": found.client_id, "inviter": accounts.card(found.invited_by_id),
            "name": clients.letter_name(found.client_id) if Category.IDENTITY in found.categories else "",
            "printed": found.letter_printed_at})


def _act(request: ActorRequest, membership: UUID) -> str:
    if "yes" in request.POST:
        actions.record_answer(membership=membership, by=request.actor)
        return str(_("Vastaus on kirjattu: hän on mukana."))
    if "no" in request.POST:
        actions.end(membership=membership, by=request.actor)
        return str(_("Vastaus on kirjattu: hän ei tule mukaan. Jäsenyys on päättynyt."))
    actions.give_letter(membership=membership, by=request.actor)
    return str(_("Kirje on merkitty annetuksi. Kirjaa vastaus, kun hän soittaa."))

"""Guidance without a name, in two clicks: what about, and to where."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.intake import actions
from punos.intake.codes import Sender
from punos.intake.pages.forms import GuidanceForm
from punos.kernel.errors import Refused
from punos.kernel.ids import new_id


@page(Permission.WORK, "GET", "POST")
def guidance_new(request: ActorRequest) -> HttpResponse:
    """Choose the topic; the button is the place. After it the page is ready for the next one."""
    form = GuidanceForm(request.POST or None, initial={"asker": Sender.CLIENT})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_guidance(topic=form.cleaned_data["topic"], to_unit=form.to_unit(), guidance=_token(request),
                                  asker=form.cleaned_data["asker"] or Sender.CLIENT, by=request.actor)
            messages.success(request, _("Ohjaus on kirjattu."))
            return redirect("work:guidance_new")
        except Refused as refused:
            form.refuse(refused)
    places = [(str(unit.pk), accounts.named(unit)) for unit in accounts.queues(limit=24)]
    return render(request, "intake/guidance_new.html", {"form": form, "places": places, "guidance": new_id()})


def _token(request: ActorRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("guidance", ""))
    except ValueError:
        return None

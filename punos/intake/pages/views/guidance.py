"""Guidance without a name, in two clicks: what about, and to where."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.design_system.sending import posted, sent
from punos.intake import actions
from punos.intake.codes import Sender
from punos.intake.pages.forms import GuidanceForm
from punos.kernel.ids import new_id


@page(Permission.WORK, "GET", "POST")
def guidance_new(request: ActorRequest) -> HttpResponse:
    """Choose the topic; the button is the place. After it the page is ready for the next one."""
    form = GuidanceForm(posted(request), initial={"asker": Sender.CLIENT})
    if led := sent(request, form, lambda data: actions.give_guidance(
            topic=data["topic"], to_unit=form.to_unit(), guidance=_token(request),
            asker=data["asker"] or Sender.CLIENT, by=request.actor),
            done=_("Ohjaus on kirjattu."), back=reverse("work:guidance_new")):
        return led
    places = [(str(unit.pk), accounts.named(unit)) for unit in accounts.queues(limit=24)]
    return render(request, "intake/guidance_new.html", {"form": form, "places": places, "guidance": new_id()})


def _token(request: ActorRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("guidance", ""))
    except ValueError:
        return None

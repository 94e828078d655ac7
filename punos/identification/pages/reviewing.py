"""The review queue: every one looks the same until a human has judged. And objections."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.permissions import Permission
from punos.access.reading import shown
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.clients.pages.whose import whose
from punos.design_system.formats import number_text
from punos.design_system.sending import posted, sent
from punos.identification import actions, queries
from punos.identification.models import Flag
from punos.identification.pages import words
from punos.identification.pages.named_forms import JUDGEMENTS, JudgeForm, ObjectionForm
from punos.kernel import clock
from punos.lawfulness.categories import Category
from punos.population.ruleset import from_data

JUDGED = dict(JUDGEMENTS) | {"objected": _("Asiakas vastusti")}


@page(Permission.REVIEW_FLAGS)
def queue(request: ActorRequest) -> HttpResponse:
    """What there is to look at, in random order, without names: a name is read when one is opened."""
    found = queries.queue(request.actor)
    rows = [{"flag": row, "judged": JUDGED.get(row.judgement, ""), "run": row.run} for row in found.rows]
    return render(request, "identification/queue.html", {"rows": rows, "left": found.left})


@page(Permission.REVIEW_FLAGS, "GET", "POST")
def flag(request: ActorRequest, flag_id: UUID) -> HttpResponse:
    """One person: what her contacts show. What the rules said opens only after the human's own judgement."""
    found, name = queries.flag(request.actor, flag_id)
    form = JudgeForm(posted(request))
    if led := sent(request, form, lambda data: actions.judge(flag=flag_id, by=request.actor, **data), done="",
                   back=reverse("work:flag", args=[flag_id])):
        return led
    audit.record("identification.look_at", by=request.actor, client=found.client_id, about=found,
                 basis=f"{found.run.statute} {found.run.section}")
    return render(request, "identification/flag.html", {
        "flag": found, "name": name, "run": found.run, "form": form, "facts": facts_of(found),
        "judged": JUDGED.get(found.judgement, ""), "next": queries.next_after(request.actor, found),
        "reasons": reasons_of(found) if found.judgement else []})


def facts_of(found: Flag) -> list[dict[str, str]]:
    """Every signal with its value, in the same order for everybody."""
    return [{"label": str(label), "value": number_text(found.signals[name], words.language())}
            for name, label in words.FACTS.items() if found.signals.get(name) is not None]


def reasons_of(found: Flag) -> list[str]:
    """Why the rules suggested her, with the values; empty when they did not."""
    said = words.criterion_words(from_data(found.run.rules.content, found.run.rules.name))
    return [f"{said.get(reason['criterion'].split('/')[0], reason['criterion'])} "
            f"({number_text(reason['value'], words.language())})" for reason in found.reasons]


@page(Permission.REVIEW_FLAGS, "GET", "POST")
def flag_objection(request: ActorRequest, flag_id: UUID) -> HttpResponse:
    """She objects when she is told: recorded by the reviewer, and her row closes."""
    found, name = queries.flag(request.actor, flag_id)
    return _objecting(request, found.client_id, name, reverse("work:flags"))


@page(Permission.WORK, "GET", "POST")
def objection(request: ActorRequest, client: UUID) -> HttpResponse:
    """Her objection, by whoever knows her."""
    access.require(request.actor, client, Category.IDENTITY)
    return _objecting(request, client, clients.letter_name(client), reverse("work:client", args=[client]))


@page(Permission.OWN_MATTERS, "GET", "POST")
def my_objection(request: ActorRequest) -> HttpResponse:
    """Her own objection, in her own door; nothing else changes."""
    client = whose(request).client
    standing = queries.objection_of(request.actor, client)
    if request.method == "POST":
        if standing is None:
            actions.record_objection(client=client, received_on=clock.today(), by=request.actor)
            messages.success(request, _("Kirjattu. Sinua ei etsitä rekistereistä. Palvelusi jatkuvat ennallaan."))
        else:
            actions.take_back_objection(client=client, by=request.actor)
            messages.success(request, _("Vastustus on peruttu."))
        return redirect("my:objection")
    shown([client], Category.PERMISSIONS)
    return render(request, "identification/my_objection.html", {"standing": standing})


def _objecting(request: ActorRequest, client: UUID, name: str, back: str) -> HttpResponse:
    form = ObjectionForm(posted(request), initial={"received_on": clock.today()})
    standing: Any = None
    if access.may(request.actor, client, Category.IDENTITY):
        standing = queries.objection_of(request.actor, client)
    if request.method == "POST" and request.POST.get("act") == "take_back" and standing:
        actions.take_back_objection(client=client, by=request.actor)
        messages.success(request, _("Vastustus on peruttu."))
        return redirect(back)
    return sent(request, form, lambda data: actions.record_objection(client=client, by=request.actor, **data),
                done=_("Vastustus on kirjattu. Häntä ei oteta mukaan nimiajoihin."), back=back) or render(
        request, "identification/objection.html", {
        "form": form, "name": name, "back": back, "standing": standing})

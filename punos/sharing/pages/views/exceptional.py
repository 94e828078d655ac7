"""A look without a relation: asked for with a ground and a reason, open to the reviewer at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import audit
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as people
from punos.clients.actions import recognise
from punos.design_system.pressing import pressed
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.sharing import actions, queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import ExceptionalForm, PersonForm, ReviewForm

OWN = {"social": Category.SOCIAL, "health": Category.HEALTH}


@page(Permission.WORK, "GET", "POST")
def look_for(request: ActorRequest) -> HttpResponse:
    """Whom? By code and names together; the answer never tells whether she was known."""
    _own(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = recognise(identity_code=form.cleaned_data["identity_code"], by=request.actor,
                              family_name=form.cleaned_data["family_name"],
                              given_names=form.cleaned_data["given_names"])
            return redirect("work:exceptional", found)
        except Refused as refused:
            form.refuse(refused)
    return render(request, "sharing/exceptional_person.html", {"form": form})


@page(Permission.WORK, "GET", "POST")
def look(request: ActorRequest, client: UUID) -> HttpResponse:
    """Why, on what ground, which data, how long. The page is the same whoever the person is."""
    form = ExceptionalForm(request.POST or None, own=_own(request), initial={"hours": 2})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.exceptional_access(
                client=client, ground=values["ground"], reason=values["reason"], hours=values["hours"],
                categories=[*map(Category, values["categories"]), Category.IDENTITY], by=request.actor)
            messages.success(request, _("Näet tiedot nyt. Katselu on tarkistajan listalla ja näkyy asiakkaalle."))
            return redirect("work:client", client)
        except Refused as refused:
            form.refuse(refused)
    return render(request, "sharing/exceptional.html", {"form": form})


@page(Permission.WORK, "POST")
def end(request: ActorRequest, client: UUID) -> HttpResponse:
    """Ready before the time is up: the data close at once."""
    mine = queries.exceptional_in_force(request.actor, client)
    if mine is None:
        raise Unseen
    return pressed(request, lambda: actions.end_exceptional(access=mine.pk, by=request.actor),
                   done=_("Katselu on lopetettu."), back=reverse("work:today"))


@page(Permission.REVIEW_ACCESS, "GET", "POST")
def review(request: ActorRequest) -> HttpResponse:
    """Looks without a relation that nobody has reviewed: confirm, or question (which closes at once)."""
    form = ReviewForm(request.POST or None, auto_id=f"{request.POST.get('access', '')}-%s")
    if request.method == "POST" and form.is_valid():
        try:
            actions.review(access=form.cleaned_data["access"], confirmed=request.POST.get("do") == "confirm",
                           words=form.cleaned_data["words"], by=request.actor)
            messages.success(request, _("Tarkistus on kirjattu."))
            return redirect("work:review")
        except Refused as refused:
            form.refuse(refused)
    waiting = queries.to_review(request.actor)
    for item in waiting:
        audit.record("sharing.read_review", by=request.actor, client=item.client)
    return render(request, "sharing/review.html", {
        "form": form, "waiting": [{**look, "form": _form_of(look["item"], form)} for look in presenters.looks(waiting)],
        "done": presenters.looks(queries.to_review(request.actor, reviewed=True, limit=20))})


def _form_of(item: queries.Reviewable, sent: ReviewForm) -> ReviewForm:
    """Each look has its own form; the one that was sent keeps its words."""
    if sent.is_bound and sent.data.get("access") == str(item.id):
        return sent
    return ReviewForm(initial={"access": item.id}, auto_id=f"{item.id}-%s")


def _own(request: ActorRequest) -> Category:
    """The entries of her own register. Only social and health care may look like this."""
    unit = people.unit(request.actor.unit) if request.actor.unit else None
    if unit is None or unit.register not in OWN:
        raise Unseen
    return OWN[unit.register]

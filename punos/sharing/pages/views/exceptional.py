"""A look without a relation: asked for with a ground and a reason, open to the reviewer at once."""

from __future__ import annotations

from uuid import UUID

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
from punos.design_system.sending import posted, sent
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.sharing import actions, queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import ExceptionalForm, PersonForm, ReviewForm

OWN = {"social": Category.SOCIAL, "health": Category.HEALTH}


@page(Permission.WORK, "GET", "POST")
def look_for(request: ActorRequest) -> HttpResponse:
    """Whom? By code and names together; the answer never tells whether she was known."""
    _own(request)
    form = PersonForm(posted(request))
    return sent(request, form, lambda data: redirect("work:exceptional", recognise(by=request.actor, **data)),
                done="", back="") or render(request, "sharing/exceptional_person.html", {"form": form})


@page(Permission.WORK, "GET", "POST")
def look(request: ActorRequest, client: UUID) -> HttpResponse:
    """Why, on what ground, which data, how long. The page is the same whoever the person is."""
    form = ExceptionalForm(posted(request), own=_own(request), initial={"hours": 2})
    return sent(request, form, lambda data: actions.exceptional_access(
        client=client, by=request.actor,
        **data | {"categories": [*map(Category, data["categories"]), Category.IDENTITY]}),
        done=_("Näet tiedot nyt. Katselu on tarkistajan listalla ja näkyy asiakkaalle."),
        back=reverse("work:client", args=[client])) or render(request, "sharing/exceptional.html", {"form": form})


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
    form = ReviewForm(posted(request), auto_id=f"{request.POST.get('access', '')}-%s")
    if led := sent(request, form, lambda data: actions.review(confirmed=request.POST.get("do") == "confirm",
                                                              by=request.actor, **data),
                   done=_("Tarkistus on kirjattu."), back=reverse("work:review")):
        return led
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

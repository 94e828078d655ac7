"""With which account does she sign in? Asked of her, compared with her names, and tied only after seeing what opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as people
from punos.clients import actions as clients
from punos.clients import queries as known
from punos.clients.rules.signing_in import HowKnown, account_fits
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.sharing import queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import AccountForm
from punos.sharing.pages.views.given import put


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose account is asked for: names to compare it with, where one comes from, and what tying it does."""

    given_names: str
    family_name: str
    name: str
    title: str
    back: tuple[str, str]
    sees: Callable[[UUID], tuple[Category, ...]]
    tie: Callable[[UUID, HowKnown], None]


@page(Permission.WORK, "GET", "POST")
def own(request: ActorRequest, client: UUID) -> HttpResponse:
    """The client's own account: with it she sees what is hers."""
    _may_tie(request)
    card = known.get(request.actor, client)
    if card.account is not None:
        messages.info(request, _("Asiakkaalla on jo oma tunnus."))
        return redirect("work:client_edit", client)

    def tie(account: UUID, how: HowKnown) -> None:
        clients.link_account(client=client, account=account, known_how=how, by=request.actor)

    def sees(account: UUID) -> tuple[Category, ...]:
        return queries.preview_of_her_own(client=client, account=account, by=request.actor)

    return _ask(request, Whom(f"{card.given_names} {card.call_name}", card.family_name, card.letter_name,
                              _("Liitä asiakkaan oma tunnus"),
                              (reverse("work:client_edit", args=[client]), _("Henkilötiedot")), sees, tie))


@page(Permission.WORK, "GET", "POST")
def close_one(request: ActorRequest, client: UUID, tie: UUID) -> HttpResponse:
    """A close person's account: it opens nothing, but now the client can let her in."""
    _may_tie(request)
    found = next((row for row in known.ties_of(request.actor, client) if row.id == tie), None)
    if found is None:
        raise Unseen
    back = reverse("work:client_ties", args=[client])
    if found.account is not None:
        messages.info(request, _("Läheisellä on jo oma tunnus."))
        return redirect(back)
    given, _space, family = found.name.rpartition(" ")

    def link(account: UUID, how: HowKnown) -> None:
        clients.link_tie_account(tie=tie, account=account, known_how=how, by=request.actor)

    return _ask(request, Whom(given, family, found.name, _("Liitä läheisen tunnus"), (back, _("Läheiset")),
                              lambda account: (), link))


def _ask(request: ActorRequest, whom: Whom) -> HttpResponse:
    """First the login and how it is known; then what she will see; tied only by the second button."""
    form = AccountForm(request.POST or None)
    told = {"title": whom.title, "name": whom.name, "back": whom.back, "form": form}
    if request.method == "POST" and request.POST.get("step") != "edit" and form.is_valid():
        how = HowKnown(form.cleaned_data["known_how"])
        holder = people.holder_of(form.cleaned_data["login"])
        try:
            if holder is None or not account_fits(holder.given_name, holder.family_name, whom.given_names,
                                                  whom.family_name):
                raise Refused(_("Tällä käyttäjätunnuksella ei ole tunnusta, jonka nimi on sama. Tarkista "
                                "käyttäjätunnus hänen kanssaan."), field="login", code="no_such_account")
            if request.POST.get("step") == "tie":
                whom.tie(holder.account, how)
                messages.success(request, _("Tunnus on liitetty."))
                return redirect(whom.back[0])
            return render(request, "sharing/account_check.html", {
                **told, "login": form.cleaned_data["login"], "how": how.value,
                "how_words": dict(form.fields["known_how"].choices)[how.value],  # type: ignore[attr-defined]
                "sees": presenters.named(whom.sees(holder.account))})
        except Refused as refused:
            put(form, refused)
    return render(request, "sharing/account.html", told)


def _may_tie(request: ActorRequest) -> None:
    """Only those who work in social or health care meet these pages."""
    unit = people.unit(request.actor.unit) if request.actor.unit else None
    if unit is None or unit.register not in ("social", "health"):
        raise Unseen

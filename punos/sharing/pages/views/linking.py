"""With which account does she sign in? Asked of her, compared with her names, and tied only after seeing what opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import actions as accounts
from punos.accounts import queries as people
from punos.accounts.models import Kind
from punos.accounts.rules import VALID_FOR
from punos.clients import actions as clients
from punos.clients import queries as known
from punos.clients.rules.signing_in import HowKnown, account_fits
from punos.kernel import clock
from punos.kernel.errors import Refused, Unseen
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category
from punos.sharing import queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import AccountForm, NewAccountForm
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
    kind: Kind
    new: str


class AlreadyTied(Exception):
    """She has an account already. ``back``: where that is seen."""

    def __init__(self, words: str, back: str) -> None:
        self.words, self.back = words, back


@page(Permission.WORK, "GET", "POST")
def own(request: ActorRequest, client: UUID) -> HttpResponse:
    """The client's own account: with it she sees what is hers."""
    return _about(request, _ask, lambda: _client(request, client))


@page(Permission.WORK, "GET", "POST")
def own_new(request: ActorRequest, client: UUID) -> HttpResponse:
    """The client has no account yet: one is made, and she gets a start code for it."""
    return _about(request, _make, lambda: _client(request, client))


@page(Permission.WORK, "GET", "POST")
def close_one(request: ActorRequest, client: UUID, tie: UUID) -> HttpResponse:
    """A close person's account: it opens nothing, but now the client can let her in."""
    return _about(request, _ask, lambda: _close_one(request, client, tie))


@page(Permission.WORK, "GET", "POST")
def close_one_new(request: ActorRequest, client: UUID, tie: UUID) -> HttpResponse:
    """A close person has no account yet."""
    return _about(request, _make, lambda: _close_one(request, client, tie))


def _about(request: ActorRequest, answer: Callable[[ActorRequest, Whom], HttpResponse],
           find: Callable[[], Whom]) -> HttpResponse:
    _may_tie(request)
    try:
        whom = find()
    except AlreadyTied as tied:
        messages.info(request, tied.words)
        return redirect(tied.back)
    return answer(request, whom)


def _client(request: ActorRequest, client: UUID) -> Whom:
    card = known.get(request.actor, client)
    back = reverse("work:client_edit", args=[client])
    if card.account is not None:
        raise AlreadyTied(_("Asiakkaalla on jo oma tunnus."), back)

    def tie(account: UUID, how: HowKnown) -> None:
        clients.link_account(client=client, account=account, known_how=how, by=request.actor)

    def sees(account: UUID) -> tuple[Category, ...]:
        return queries.preview_of_her_own(client=client, account=account, by=request.actor)

    return Whom(f"{card.given_names} {card.call_name}", card.family_name, card.letter_name,
                _("Liitä asiakkaan oma tunnus"), (back, _("Henkilötiedot")), sees, tie, Kind.CLIENT,
                reverse("work:client_account_new", args=[client]))


def _close_one(request: ActorRequest, client: UUID, tie: UUID) -> Whom:
    found = next((row for row in known.ties_of(request.actor, client) if row.id == tie), None)
    if found is None:
        raise Unseen
    back = reverse("work:client_ties", args=[client])
    if found.account is not None:
        raise AlreadyTied(_("Läheisellä on jo oma tunnus."), back)
    given, _space, family = found.name.rpartition(" ")

    def link(account: UUID, how: HowKnown) -> None:
        clients.link_tie_account(tie=tie, account=account, known_how=how, by=request.actor)

    return Whom(given, family, found.name, _("Liitä läheisen tunnus"), (back, _("Läheiset")), lambda account: (), link,
                Kind.CLOSE_PERSON, reverse("work:client_tie_account_new", args=[client, tie]))


def _ask(request: ActorRequest, whom: Whom) -> HttpResponse:
    """First the login and how it is known; then what she will see; tied only by the second button."""
    form = AccountForm(request.POST or None)
    told = {"title": whom.title, "name": whom.name, "back": whom.back, "form": form, "new": whom.new}
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


def _make(request: ActorRequest, whom: Whom) -> HttpResponse:
    """An account of her own, tied at once, and the start code with which she chooses a password."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():  # refused halfway: no account is left behind
                made = accounts.create_account(login=data["login"], kind=whom.kind, family_name=whom.family_name,
                                               given_name=whom.given_names.split()[0], password=None,
                                               language=data["language"], by=request.actor)
                whom.tie(made.pk, HowKnown(data["known_how"]))
                code = accounts.give_start_code(account=made.pk, by=request.actor)
            return render(request, "accounts/start_code.html", {
                "name": whom.name, "login": made.login, "code": code, "until": clock.now() + VALID_FOR,
                "address": request.build_absolute_uri(reverse("welcome")), "layout": "layouts/work.html",
                "back": whom.back})
        except Refused as refused:
            put(form, refused)
    return render(request, "sharing/account_new.html", {
        "name": whom.name, "back": whom.back, "form": form, "sees": presenters.named(whom.sees(new_id()))})


def _may_tie(request: ActorRequest) -> None:
    """Only those who work in social or health care meet these pages."""
    unit = people.unit(request.actor.unit) if request.actor.unit else None
    if unit is None or unit.register not in ("social", "health"):
        raise Unseen

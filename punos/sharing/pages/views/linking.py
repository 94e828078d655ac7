"""With which account does she sign in? Asked of her, compared with her names, tied only after seeing what opens; made
where there is none, and opened again with a new start code for who has lost her way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
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
from punos.accounts.pages.start_code import code_shown
from punos.clients import queries as known
from punos.clients.rules.signing_in import Again, HowKnown, account_fits
from punos.design_system.sending import Told, posted, sent
from punos.kernel.errors import Refused, Unseen
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category
from punos.sharing import actions, queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import AccountForm, NewAccountForm, StartAgainForm


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose account is asked for, with the names to compare it with: the client's, a close one's (``tie``) or a
    representative's (``acts``: what she sees by what was recorded)."""

    client: UUID
    tie: UUID | None
    representative: UUID | None
    given_names: str
    family_name: str
    name: str
    account: UUID | None
    acts: tuple[Category, ...] = ()

    @property
    def kind(self) -> str:
        """Of which kind the words are."""
        return "close_one" if self.tie else "representative" if self.representative else "client"

    def address(self, name: str) -> str:
        """Of one of her pages: ``name`` is "", "_new" or "_again"."""
        if self.tie:
            return reverse(f"work:client_tie_account{name}", args=[self.client, self.tie])
        if self.representative:
            return reverse(f"work:client_representative_account{name}", args=[self.client, self.representative])
        return reverse(f"work:client_account{name}", args=[self.client])

    @property
    def back(self) -> tuple[str, str]:
        """Where one comes from."""
        if self.tie:
            return reverse("work:client_ties", args=[self.client]), _("Läheiset")
        if self.representative:
            return reverse("work:client_representatives", args=[self.client]), _("Edustajat")
        return reverse("work:client_edit", args=[self.client]), _("Henkilötiedot")

    def sees(self, request: ActorRequest, account: UUID) -> list[str]:
        """What the tie opens to her at once: to a close one nothing, to a representative what was recorded."""
        if self.kind == "client":
            return presenters.named(queries.preview_of_her_own(client=self.client, account=account, by=request.actor))
        return presenters.named(self.acts)

    def link(self, request: ActorRequest, account: UUID, how: HowKnown) -> None:
        """Tie the account to her."""
        actions.tie_account(client=self.client, tie=self.tie, representative=self.representative, account=account,
                            known_how=how, by=request.actor)


@page(Permission.WORK, "GET", "POST")
def account(request: ActorRequest, client: UUID, tie: UUID | None = None,
            representative: UUID | None = None) -> HttpResponse:
    """With which account she signs in: first the login and how it is known; then what she will see; tied only by the
    second button. The client's own opens what is hers, a representative's what was recorded, a close one's nothing:
    but now the client can let her in."""
    whom = _whom(request, client, tie, representative)
    if whom.account:
        return _has_one(request, whom)
    form = AccountForm(posted(request))
    titles = {"close_one": _("Liitä läheisen tunnus"), "representative": _("Liitä edustajan tunnus"),
              "client": _("Liitä asiakkaan oma tunnus")}
    told = {"title": titles[whom.kind], "name": whom.name, "kind": whom.kind,
            "back": whom.back, "form": form, "new": whom.address("_new"),
            "refused": queries.why_not_tied(request.actor, whom.client)}

    def tie_or_check(data: dict[str, Any]) -> HttpResponse | Told:
        how, holder = HowKnown(data["known_how"]), people.holder_of(data["login"])
        if holder is None or not account_fits(holder.given_name, holder.family_name, whom.given_names,
                                              whom.family_name):
            raise Refused(_("Tällä käyttäjätunnuksella ei ole tunnusta, jonka nimi on sama. Tarkista "
                            "käyttäjätunnus hänen kanssaan."), field="login", code="no_such_account")
        if request.POST.get("step") == "tie":
            whom.link(request, holder.account, how)
            return Told(_("Tunnus on liitetty."))
        return render(request, "sharing/account_check.html", {
            **told, "login": data["login"], "how": how.value,
            "how_words": dict(form.fields["known_how"].choices)[how.value],  # type: ignore[attr-defined]
            "sees": whom.sees(request, holder.account)})

    if request.POST.get("step") != "edit" and not told["refused"] and (
            led := sent(request, form, tie_or_check, done="", back=whom.back[0])):
        return led
    return render(request, "sharing/account.html", told)


@page(Permission.WORK, "GET", "POST")
def account_new(request: ActorRequest, client: UUID, tie: UUID | None = None,
                representative: UUID | None = None) -> HttpResponse:
    """An account of her own, tied at once, and the start code with which she chooses a password."""
    whom = _whom(request, client, tie, representative)
    if whom.account:
        return _has_one(request, whom)
    form = NewAccountForm(posted(request))
    refused = queries.why_not_tied(request.actor, whom.client)

    @transaction.atomic  # refused halfway: no account is left behind
    def make(data: dict[str, Any]) -> HttpResponse:
        made = accounts.create_account(login=data["login"],
                                       kind=Kind.CLIENT if whom.kind == "client" else Kind.CLOSE_PERSON,
                                       given_name=whom.given_names.split()[0], family_name=whom.family_name,
                                       password=None, language=data["language"], by=request.actor)
        whom.link(request, made.pk, HowKnown(data["known_how"]))
        paper = accounts.give_start_code(account=made.pk, by=request.actor)
        return code_shown(request, paper, name=whom.name, layout="layouts/work.html", back=whom.back)

    if not refused and (led := sent(request, form, make, done="", back="")):
        return led
    return render(request, "sharing/account_new.html", {
        "name": whom.name, "back": whom.back, "form": form, "refused": refused, "kind": whom.kind,
        "sees": whom.sees(request, new_id())})


@page(Permission.WORK, "GET", "POST")
def account_again(request: ActorRequest, client: UUID, tie: UUID | None = None,
                  representative: UUID | None = None) -> HttpResponse:
    """She has lost her password, or her code has run out. Who she is has been checked: the former sign-ins end, and
    the paper with the new code is hers."""
    whom = _whom(request, client, tie, representative)
    if whom.account is None:
        raise Unseen
    form = StartAgainForm(posted(request))
    told = {"name": whom.name, "back": whom.back, "form": form,
            "refused": queries.why_not_let_in(request.actor, whom.client, whom.tie or whom.representative)}

    def let_in(data: dict[str, Any]) -> HttpResponse:
        paper = actions.let_in_again(client=whom.client, tie=whom.tie, representative=whom.representative,
                                     why=Again(data["why"]), known_how=HowKnown(data["known_how"]), by=request.actor)
        return code_shown(request, paper, name=whom.name, layout="layouts/work.html", back=whom.back)

    if not told["refused"] and (led := sent(request, form, let_in, done="", back="")):
        return led
    return render(request, "sharing/account_again.html", told)


def _whom(request: ActorRequest, client: UUID, tie: UUID | None, representative: UUID | None) -> Whom:
    """The client herself, or the close one or the representative of hers that the address names. Only those who work
    in social or health care meet these pages."""
    unit = people.unit(request.actor.unit) if request.actor.unit else None
    if unit is None or unit.register not in ("social", "health"):
        raise Unseen
    if tie is None and representative is None:
        card = known.get(request.actor, client)
        return Whom(client, None, None, f"{card.given_names} {card.call_name}", card.family_name, card.letter_name,
                    card.account)
    found: known.TieRow | known.RepresentativeRow | None
    if representative:
        found = next((row for row in known.representatives_of(request.actor, client) if row.id == representative), None)
    else:
        found = next((row for row in known.ties_of(request.actor, client) if row.id == tie), None)
    if found is None:
        raise Unseen
    given, _space, family = found.name.rpartition(" ")
    acts = found.categories if isinstance(found, known.RepresentativeRow) else ()
    return Whom(client, tie, representative, given, family, found.name, found.account, tuple(map(Category, acts)))


def _has_one(request: ActorRequest, whom: Whom) -> HttpResponse:
    messages.info(request, {"close_one": _("Läheisellä on jo oma tunnus."),
                            "client": _("Asiakkaalla on jo oma tunnus."),
                            "representative": _("Edustajalla on jo oma tunnus.")}[whom.kind])
    return redirect(whom.back[0])

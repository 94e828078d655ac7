"""Inviting: first whom, then for what, seeing what and until when, with the preview before the button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import Permission
from punos.access.queries import may
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.clients import queries as clients
from punos.clients.pages.labels import TIES
from punos.design_system import formats
from punos.design_system.sending import Told, posted, sent
from punos.lawfulness.categories import Category, RecipientClass
from punos.operating_models.schema import SuggestedRole
from punos.sharing import queries as shared
from punos.team import actions, queries
from punos.team.models import Membership
from punos.team.pages import presenters
from punos.team.pages.forms import InviteForm, NamedForm, SearchForm, usual_end

NARROW = ("identity", "coordination", "plan")


@dataclass(frozen=True, slots=True)
class Whom:
    """The one who is invited: an account with a name and role, or nobody yet (a person without an account)."""

    account: UUID | None
    name: str
    role: str
    phone: str = ""
    word: str = ""  # what she is to the client, for a close one without an account


@page(Permission.WORK, "GET", "POST")
def invite(request: ActorRequest, client: UUID) -> HttpResponse:
    """Whom does she need? Suggestions come from the model and from those who already know her."""
    suggestions = queries.suggestions(request.actor, client)
    queries.members(request.actor, client)  # a stranger gets 404 also before a case is opened
    role = next((one.role for one in suggestions if one.role.code == request.GET.get("role")), None)
    whom = _whom(request, client)
    if whom is None:
        return _choose(request, client, suggestions, role)
    return _invite(request, client, whom, role)


def _whom(request: ActorRequest, client: UUID) -> Whom | None:
    wanted = request.GET.get("who", "")
    if wanted == "named":
        return Whom(None, "", "")
    try:
        account = UUID(wanted.removeprefix("tie:"))
    except ValueError:
        return None
    if wanted.startswith("tie:"):
        recorded = next((tie for tie in _close_ones(request, client) if tie.id == account), None)
        return Whom(None, recorded.name, str(_("läheinen")), recorded.phone, str(TIES[recorded.kind])) \
            if recorded else None
    card = accounts.card(account)
    if card and card.unit and accounts.can_work([account]):
        return Whom(account, card.name, ", ".join(filter(None, (card.title, card.unit_name))))
    tie = next((tie for tie in _close_ones(request, client) if tie.account == account), None)
    return Whom(account, tie.name, str(_("läheinen"))) if tie else None


def _close_ones(request: ActorRequest, client: UUID) -> list[clients.TieRow]:
    """The client's recorded close ones, for those who may see who they are."""
    return clients.ties_of(request.actor, client) if may(request.actor, client, Category.IDENTITY) else []


def _choose(request: ActorRequest, client: UUID, suggestions: list[queries.Suggestion],
            role: SuggestedRole | None) -> HttpResponse:
    form = SearchForm({"q": request.GET.get("q", "")})
    search = form.cleaned_data["q"] if form.is_valid() else ""
    here = reverse("work:team_invite", args=[client])

    def to(account: UUID | str, code: str) -> str:
        return f"{here}?{urlencode({'who': str(account), 'role': code})}"

    code = role.code if role else ""
    close = [(f"{tie.name}, {TIES[tie.kind]}", to(tie.account or f"tie:{tie.id}", "close_person"))
             for tie in _close_ones(request, client)]
    return render(request, "team/choose.html", {
        "client": client, "name": clients.letter_name(client), "form": form, "search": search, "role": role,
        "role_name": presenters.said(role.name) if role else "", "here": here,
        "found": [(card, to(card.account, code)) for card in accounts.search_people(search)] if search.strip() else [],
        "suggestions": [{"name": presenters.said(one.role.name), "purpose": presenters.said(one.role.purpose),
                         "people": [(card, to(card.account, one.role.code)) for card in one.people],
                         "search": f"{here}?{urlencode({'role': one.role.code})}#{_where(one.role)}"}
                        for one in suggestions],
        "close": close,
        "named": to("named", code or "close_person")})


def _where(role: SuggestedRole) -> str:
    """The part of the page where somebody for this role is looked for: a close one is not among professionals."""
    return "close" if role.recipient is RecipientClass.CLOSE_PERSON else "search"


def _invite(request: ActorRequest, client: UUID, whom: Whom, role: SuggestedRole | None) -> HttpResponse:
    choices, hints = presenters.category_choices()
    chosen = sorted(category.value for category in role.categories) if role else list(NARROW)
    initial = {"purpose": presenters.said(role.purpose) if role else "", "categories": chosen, "until": usual_end()}
    if not whom.account and whom.name:
        initial |= {"person_name": whom.name, "person_phone": whom.phone, "role": whom.word,
                    "recipient": RecipientClass.CLOSE_PERSON.value}
    form = (InviteForm if whom.account else NamedForm)(posted(request), choices=choices, hints=hints, initial=initial)

    def invite(data: dict[str, Any]) -> Told:
        made = actions.invite(client=client, account=whom.account, suggested_role=role.code if role else "",
                              by=request.actor, **data)
        return Told(_invited(made, data["until"]),
                    "" if made.account_id else reverse("work:team_letter", args=[made.pk]))

    if "preview" not in request.POST and (led := sent(request, form, invite, done="",
                                                      back=reverse("work:team", args=[client]))):
        return led
    if "preview" in request.POST and form.is_valid():
        chosen = form.cleaned_data["categories"]
    return render(request, "team/invite.html", {
        "client": client, "name": clients.letter_name(client), "whom": whom, "form": form,
        "role_name": presenters.said(role.name) if role else "",
        "preview": _preview(request, client, whom, form, chosen),
        "ways": presenters.ways_shown(form.refused.ways if form.refused else (), client, whom.account),
        "permissions": presenters.permission_address(client),
        "back": reverse("work:team_invite", args=[client])})


def _invited(made: Membership, wanted: date | None) -> str:
    """What was really done: an account finds the call in Punos, one without it needs the letter."""
    said = [str(_("Kutsu on lähetetty. Tiimi näkyy alla.") if made.account_id
                else _("Kutsu on kirjattu. Tulosta kirje."))]
    if wanted and made.until < wanted:
        said.append(_("Jäsenyys päättyy suostumuksen mukana: %(day)s.") % {
            "day": formats.date_text(made.until, (get_language() or "fi")[:2])})
    return " ".join(said)


def _preview(request: ActorRequest, client: UUID, whom: Whom, form: InviteForm,
             chosen: list[str]) -> dict[str, Any] | None:
    """What she would see from this, and what the law does not allow yet. A person without an account sees nothing."""
    if whom.account is None:
        return None
    data = getattr(form, "cleaned_data", {})
    until = data.get("until") or usual_end()
    wanted = [Category(code) for code in data.get("categories") or chosen if code in list(Category)]
    lines = shared.preview(client=client, account=whom.account, categories=wanted, until=until, by=request.actor)
    found = presenters.preview_of(lines, until, whom.name, whom.role)
    return {**found, "ways": presenters.ways_shown(found["ways"], client, whom.account)}

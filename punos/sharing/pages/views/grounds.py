"""What the law leaves to people: one's own statutory duty, and a question a public official decides."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as people
from punos.clients import queries as clients
from punos.design_system.sending import posted, sent
from punos.kernel.errors import Unseen
from punos.lawfulness.tables import SharingRule, sharing_rules
from punos.sharing import actions
from punos.sharing.pages.forms import DutyForm, RulingForm
from punos.sharing.pages.presenters import language


@page(Permission.WORK, "GET", "POST")
def duty(request: ActorRequest, client: UUID) -> HttpResponse:
    """My statutory duty cannot be done without data of the other register: which duty, which section, why."""
    name = clients.get(request.actor, client).letter_name
    form = DutyForm(posted(request))
    return sent(request, form, lambda data: actions.record_duty(client=client, account=request.actor.account,
                                                                by=request.actor, **data),
                done=_("Tehtävä ja sen peruste on kirjattu. Asiakas näkee merkinnän."),
                back=reverse("work:client", args=[client])) or render(request, "sharing/ground.html", {
        "form": form, "name": name, "client": client, "title": _("Kirjaa lakisääteinen tehtävä"), "question": "",
        "who": "", "section": "703/2023 53 § 5 mom.", "button": _("Kirjaa tehtävä")})


@page(Permission.WORK, "GET", "POST")
def ruling(request: ActorRequest, client: UUID) -> HttpResponse:
    """A question about one recipient that a public official decides; the address names the rule and the person."""
    name = clients.get(request.actor, client).letter_name
    rule, about = _rule(request.GET.get("rule", "")), _person(request.GET.get("account", ""))
    form = RulingForm(posted(request))
    return sent(request, form, lambda data: actions.rule_on(client=client, account=about.account, rule=rule.id,
                                                            by=request.actor, **data),
                done=_("Ratkaisu on kirjattu, ja se on heti voimassa."),
                back=reverse("work:client", args=[client])) or render(request, "sharing/ground.html", {
        "form": form, "name": name, "client": client, "title": _("Ratkaise, saako tiedot antaa"),
        "question": rule.text.in_language(language()),
        "who": ", ".join(filter(None, (about.name, about.title, about.unit_name))),
        "section": rule.section.as_section.in_language(language()), "button": _("Kirjaa ratkaisu")})


def _rule(code: str) -> SharingRule:
    found = next((rule for rule in sharing_rules() if rule.id == code and rule.who_may_decide is not None), None)
    if found is None:
        raise Unseen
    return found


def _person(text: str) -> people.PersonCard:
    try:
        found = people.card(UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise Unseen
    return found

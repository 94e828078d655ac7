"""Pages on which a case begins, and the two short findings of a professional."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.accounts import queries as accounts
from punos.cases import actions, noticing, pack, queries, rules
from punos.cases.models import FindingKind
from punos.cases.pages.forms import FindingForm, OpenCaseForm, SocialNeedForm
from punos.cases.pages.presenters import case_url
from punos.clients import queries as clients
from punos.design_system.sending import Told, posted, sent
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.operating_models import OperatingModel, all_models


@page(Permission.WORK, "GET", "POST")
def case_open(request: ActorRequest, client: UUID) -> HttpResponse:
    """Why would working together help? The list suggests, she says, a professional decides; who opens it answers."""
    access.require(request.actor, client, Category.IDENTITY)
    model, unknown = _model(request.POST.get("model") or request.GET.get("model") or settings.PUNOS_MODEL)
    form = OpenCaseForm(posted(request), model=model, initial={
        "contact": request.GET.get("contact"), "next_date": pack.first_date(model)})
    suggestion = None
    decide = request.POST.get("decide", "")
    if unknown and form.is_bound:
        form.refuse(unknown)
        decide = ""
    if decide == "suggest":
        suggestion = _suggestion(form, model)
    elif decide:
        if decide == "no":
            form.fields["next_date"].required = False
        if done := _decide(request, form, client, model, open_it=decide != "no"):
            return done
    seen = noticing.noticed(request.actor, client, model.code, request.POST.get("her_word", ""))
    if seen is not None:
        audit.record("cases.notice", by=request.actor, client=client, model=model.code, suggests=seen.suggests,
                     rules=seen.rules, categories=[Category.CONTACT, Category.COORDINATION])
    return render(request, "cases/open.html", {
        "noticed": seen, "client": client, "name": clients.letter_name(client), "model": model,
        "model_name": pack.said(model.name),
        "summary": pack.said(model.summary), "models": [(m.code, pack.said(m.name)) for m in all_models()],
        "form": form, "suggestion": suggestion,
        "questions": {f"q_{q.code}": pack.said(q.text) for q in model.help_list.questions}})


def _model(code: str) -> tuple[OperatingModel, Refused | None]:
    """The model of this code; the county's first one, and why, when there is no such model."""
    try:
        return pack.of(code), None
    except Refused as refused:
        return pack.of(settings.PUNOS_MODEL), refused


def _decide(request: ActorRequest, form: OpenCaseForm, client: UUID, model: OperatingModel, *,
            open_it: bool) -> HttpResponse | None:
    def decide(data: dict[str, Any]) -> Told | None:
        told: dict[str, Any] = {"client": client, "model": model.code, "answers": form.answers(),
                                "her_word": data["her_word"].replace("not_said", ""), "by": request.actor}
        if not open_it:
            actions.record_finding(found=False, reasons=data["why"], **told)
            return None
        case = actions.open_case(why=data["why"], next_date=data["next_date"], contact=data["contact"], **told)
        return Told(_("Yhteistyö alkoi. Vastaat kokonaisuudesta, kunnes joku ottaa sen vastaan."), case_url(case))

    return sent(request, form, decide, done=_("Kirjattu. Yhteistyö voidaan aloittaa myöhemmin."),
                back=reverse("work:client", args=[client]))


def _suggestion(form: OpenCaseForm, model: OperatingModel) -> dict[str, Any]:
    """The help-list's suggestion from what has been answered so far; nothing is stored."""
    form.is_valid()
    form.errors.clear()
    answers = {name.removeprefix("q_"): rules.Answer(value) for name in form.questions
               if (value := form.data.get(name, "")) in list(rules.Answer)}
    word = form.data.get("her_word", "")
    found = rules.suggest([q.code for q in model.help_list.questions], answers, model.help_list.threshold,
                          rules.HerWord(word) if word in list(rules.HerWord) else rules.HerWord.NOT_SAID)
    asked = {question.code: pack.said(question.text) for question in model.help_list.questions}
    return {"yes": found.yes, "by_her_word": found.by_her_word, "reasons": [asked[code] for code in found.reasons],
            "threshold": model.help_list.threshold, "count": len(found.reasons), "unanswered": len(found.unanswered)}


@page(Permission.WORK, "GET", "POST")
def social_need(request: ActorRequest, client: UUID) -> HttpResponse:
    """The prompt in the urgent-care assessment (THL 50 a §): is there an obvious social need?"""
    access.require(request.actor, client, Category.IDENTITY)
    form = SocialNeedForm(posted(request), units=accounts.queues(register="social"))

    def check(data: dict[str, Any]) -> Told | None:
        made = actions.check_social_need(
            client=client, obvious=bool(data["obvious"]), ground=data["ground"], why=data["why"],
            words=data["words"], unit=UUID(data["unit"]) if data["unit"] else None, by=request.actor)
        return Told(_("Kirjattu. Sosiaalihuolto sai yhteydenoton; vastaat siitä, kunnes se on otettu vastaan.")
                    ) if made.contact_id else None

    return sent(request, form, check, done=_("Kirjattu."), back=reverse("work:client", args=[client])) or render(
        request, "cases/social_need.html", {
        "client": client, "name": clients.letter_name(client), "form": form,
        "section": f"{rules.URGENT_ASSESSMENT}, {rules.GUIDE_OR_CONTACT}"})


@page(Permission.WORK, "GET", "POST")
def special_support(request: ActorRequest, client: UUID) -> HttpResponse:
    """Record a finding on special support. The newest holds, and the earlier ones stay."""
    access.require(request.actor, client, Category.COORDINATION)
    form = FindingForm(posted(request))
    case = queries.open_case_of(request.actor, client)
    return sent(request, form, lambda data: actions.record_finding(
        client=client, kind=FindingKind.SPECIAL_SUPPORT, by=request.actor, found=bool(data["found"]),
        reasons=data["reasons"]), done=_("Havainto on kirjattu."),
        back=case_url(case) if case else reverse("work:client", args=[client])) or render(
        request, "cases/special_support.html", {
        "client": client, "name": clients.letter_name(client), "form": form,
        "before": queries.finding_of(client, FindingKind.SPECIAL_SUPPORT)})

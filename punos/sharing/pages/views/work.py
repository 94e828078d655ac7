"""The professional's side: what she permits, her word written down, taken back on her behalf."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from punos import audit
from punos.access.action import try_out
from punos.access.permissions import Permission
from punos.access.queries import categories_seen
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.consent import actions
from punos.consent import queries as consent
from punos.consent.rules import State, Terms
from punos.design_system.sending import Told, posted, sent
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.sharing import aftermath, queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import TermsForm, WordForm
from punos.sharing.pages.subjects import SUBJECTS
from punos.sharing.pages.views import given

LANGUAGES = ("fi", "sv", "en")


@page(Permission.WORK)
def permissions(request: ActorRequest, client: UUID) -> HttpResponse:
    """What has she allowed and forbidden, and who sees what on which ground?"""
    rows = consent.instruments(request.actor, client, presenters.language())
    audit.record("sharing.read_permissions", by=request.actor, client=client, categories=["permissions"])
    return render(request, "sharing/work_permissions.html", {
        "client": client, "name": clients.letter_name(client),
        "rows": [(row, presenters.state_at_work(row)) for row in rows if row.in_force or row.state is State.ASKED],
        "ended": [(row, presenters.state_at_work(row)) for row in rows
                  if not row.in_force and row.state is not State.ASKED],
        "kind": presenters.kind_words, "seeing": presenters.seeing(queries.who_sees(request.actor, client))})


@page(Permission.WORK, "GET", "POST")
def permission_record(request: ActorRequest, client: UUID) -> HttpResponse:
    """Write her word down: what, how she said it, why here; or send her the question to answer herself."""
    card = clients.get(request.actor, client)
    chosen = given.subject_chosen(request)
    if chosen is None:
        return render(request, "sharing/choose.html", {
            "layout": "layouts/work.html", "subjects": SUBJECTS, "eyebrow": card.letter_name,
            "back": "work:client", "args": (client,)})
    what, subject = chosen
    form = TermsForm(posted(request), subject=subject, actor=request.actor, client=client,
                     known=given.people_around(request, client), at_work=True)
    represented = consent.standing(request.actor, client).has_representative
    word = WordForm(request.POST if request.POST.get("step") in ("check", "give") else None, represented=represented)
    language = card.service_language if card.service_language in LANGUAGES else "fi"
    if request.method == "POST" and request.POST.get("step") != "edit":
        answer = _step(request, client, form, word, language)
        if answer is not None:
            return answer
    return render(request, "sharing/give.html", {
        "layout": "layouts/work.html", "form": form, "word": word, "what": what, "subject": subject,
        "eyebrow": card.letter_name, "may_ask": card.account is not None})


def _step(request: ActorRequest, client: UUID, form: TermsForm, word: WordForm, language: str) -> HttpResponse | None:
    if not form.is_valid() or (request.POST.get("step") != "ask" and not word.is_valid()):
        return None
    try:
        terms = given.checked(form)
        if request.POST.get("step") == "ask":
            made = actions.ask(client=client, terms=terms, language=language, by=request.actor)
            messages.success(request, _("Kysymys on lähetetty. Asiakas vastaa, kun haluaa."))
            return _after(request, client, made.pk)
        if request.POST.get("step") == "give":
            permission = _write_down(request, client, terms, word, language)
            messages.success(request, _("Asiakkaan sana on kirjattu, ja se on heti voimassa.")
                             if word.cleaned_data["agrees"] else _("Kieltäytyminen on kirjattu. Mikään ei avaudu."))
            return _after(request, client, permission)
        try_out(lambda: _write_down(request, client, terms, word, language))  # refused now, not when it has been read
    except Refused as refused:
        (word if word.is_bound and refused.field in word.fields else form).refuse(refused, **given.FIELDS)
        return None
    agrees = word.cleaned_data["agrees"]
    preview = presenters.preview_of(queries.preview_given(client=client, terms=terms, by=request.actor), terms)
    gone = consent.replaced_by(request.actor, client, terms, language) if agrees else []
    return render(request, "sharing/check.html", {
        "layout": "layouts/work.html", "eyebrow": clients.letter_name(client),
        "sentence": given.read_out(request, client, terms, language), "aloud": True,
        "preview": preview if agrees else None, "replaced": presenters.replaced(gone, terms),
        "yes": _("Kirjaa: hän suostui") if agrees else _("Kirjaa: hän kieltäytyi"),
        "carried": given.carried(request)})


def _after(request: ActorRequest, client: UUID, permission: UUID) -> HttpResponse:
    """To what was written down; to the client's page when its writer does not see her permissions."""
    if Category.PERMISSIONS in categories_seen(request.actor, client):
        return redirect("work:permission", permission)
    return redirect("work:client", client)


def _write_down(request: ActorRequest, client: UUID, terms: Terms, word: WordForm, language: str) -> UUID:
    said = word.word(language)
    if word.cleaned_data["agrees"]:
        return actions.give(client=client, terms=terms, word=said, by=request.actor,
                            her_own_wish=word.cleaned_data["her_own_wish"]).pk
    return actions.refuse(client=client, terms=terms, word=said, by=request.actor).pk


@page(Permission.WORK, "GET", "POST")
def permission(request: ActorRequest, permission: UUID) -> HttpResponse:
    """One of them with its history; taken back on her behalf when she asks."""
    row = consent.instrument(request.actor, permission, presenters.language())
    represented = consent.standing(request.actor, row.client).has_representative
    form = WordForm(posted(request), withdrawing=True, represented=represented)

    def withdraw(_data: dict[str, Any]) -> Told:
        parting = aftermath.taken_back(request.actor, row.client, permission)
        actions.withdraw(instrument=permission, word=form.word(presenters.language()), by=request.actor)
        return Told(presenters.taken_back(parting))

    if led := sent(request, form, withdraw, done="", back=reverse("work:permission", args=[permission]),
                   renamed=given.FIELDS):
        return led
    audit.record("sharing.read_permission", by=request.actor, client=row.client, categories=["permissions"])
    preview = given.if_taken_back(request, row) if row.in_force else None
    return render(request, "sharing/work_permission.html", {
        "row": row, "name": clients.letter_name(row.client), "state": presenters.state_at_work(row), "form": form,
        "what": presenters.kind_words(row.kind), "withdraw": presenters.withdraw_words(row.kind), "preview": preview,
        "waiting": aftermath.waiting(request.actor, row.client) if row.in_force else [],
        "history": presenters.history(consent.versions(request.actor, permission))})

"""Her own door: what I have allowed, each as a sentence; give, take back, answer what I was asked."""

from __future__ import annotations

from dataclasses import replace
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
from punos.access.reading import shown
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.clients.pages.whose import whose
from punos.consent import actions
from punos.consent import queries as consent
from punos.consent.rules import State, Word, answered_by
from punos.design_system.sending import Told, posted, sent
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.sharing import aftermath, queries
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import TermsForm
from punos.sharing.pages.subjects import SUBJECTS
from punos.sharing.pages.views import given


@page(Permission.OWN_MATTERS)
def permissions(request: ActorRequest) -> HttpResponse:
    """What have I allowed and forbidden, and who sees what because of it?"""
    mine = whose(request)
    rows = consent.instruments(request.actor, mine.client, presenters.language())
    audit.record("sharing.read_permissions", by=request.actor, client=mine.client, categories=["permissions"])
    return render(request, "sharing/my_permissions.html", {
        "asked": [row for row in rows if row.state is State.ASKED],
        "in_force": [row for row in rows if row.in_force],
        "ended": [(row, presenters.state_words(row)) for row in rows
                  if not row.in_force and row.state is not State.ASKED],
        "kind": presenters.kind_words, "withdraw": presenters.withdraw_words,
        "seeing": presenters.seeing(queries.who_sees(request.actor, mine.client))})


@page(Permission.OWN_MATTERS, "GET", "POST")
def permission_give(request: ActorRequest) -> HttpResponse:
    """Choose what, say it, see who will see what until when, and only then say yes."""
    mine = whose(request)
    chosen = given.subject_chosen(request)
    if chosen is None:
        return render(request, "sharing/choose.html", {"layout": "layouts/my.html", "subjects": SUBJECTS,
                                                       "back": "my:permissions", "args": ()})
    what, subject = chosen
    shown([mine.client], Category.PERMISSIONS)
    form = TermsForm(posted(request), subject=subject, actor=request.actor, client=mine.client,
                     known=given.people_around(request, mine.client))

    def give_or_check(_data: dict[str, Any]) -> HttpResponse | Told:
        terms, language = given.checked(form), presenters.language()

        def give() -> UUID:
            return actions.give(client=mine.client, terms=terms, word=Word(language=language), by=request.actor).pk

        if request.POST.get("step") == "give":
            return Told(_("Kiitos. Tieto on tallessa, ja se on heti voimassa."),
                        reverse("my:permission", args=[give()]))
        try_out(give)  # refused now, not when she has read it
        preview = presenters.preview_of(queries.preview_given(client=mine.client, terms=terms, by=request.actor), terms)
        gone = consent.replaced_by(request.actor, mine.client, terms, language)
        return render(request, "sharing/check.html", {
            "layout": "layouts/my.html", "sentence": given.read_out(request, mine.client, terms, language),
            "preview": preview, "yes": answered_by(terms.kind, language), "carried": given.carried(request),
            "replaced": presenters.replaced(gone, terms)})

    if request.POST.get("step") != "edit" and (
            led := sent(request, form, give_or_check, done="", back="", renamed=given.FIELDS)):
        return led
    return render(request, "sharing/give.html", {"layout": "layouts/my.html", "form": form, "what": what,
                                                 "subject": subject, "back": "my:permission_give"})


@page(Permission.OWN_MATTERS, "GET", "POST")
def permission(request: ActorRequest, permission: UUID) -> HttpResponse:
    """One of them: the sentence, what would change, the button that takes it back (or the answer to a question)."""
    mine = whose(request)
    row = consent.instrument(request.actor, permission, presenters.language())
    if clients.merged_into(row.client) != mine.client:
        raise Unseen
    problem = ""
    if request.method == "POST":
        try:
            _do(request, row)
            return redirect("my:permission", permission)
        except Refused as refused:
            problem = str(refused.message)
    audit.record("sharing.read_permission", by=request.actor, client=row.client, categories=["permissions"])
    return render(request, "sharing/my_permission.html", {
        "row": row, "state": presenters.state_words(row), "problem": problem, "what": presenters.kind_words(row.kind),
        "withdraw": presenters.withdraw_words(row.kind), "yes": answered_by(row.kind, presenters.language()),
        "preview": _preview(request, row),
        "history": presenters.history(consent.versions(request.actor, permission))})


def _do(request: ActorRequest, row: consent.Row) -> None:
    word = Word(language=presenters.language())
    match request.POST.get("do"):
        case "withdraw":
            parting = aftermath.taken_back(request.actor, row.client, row.id)
            actions.withdraw(instrument=row.id, word=word, by=request.actor)
            messages.success(request, presenters.taken_back(parting))
        case "renew":
            actions.renew(instrument=row.id, word=word, by=request.actor)
            messages.success(request, presenters.given_again(
                aftermath.given_again(request.actor, row.client, row.terms),
                len(aftermath.waiting(request.actor, row.client))))
        case "agree" | "refuse" as said:
            actions.answer(instrument=row.id, agrees=said == "agree", word=word, by=request.actor)
            messages.success(request, _("Kiitos vastauksesta. Se on tallessa."))
        case _:
            raise Unseen


def _preview(request: ActorRequest, row: consent.Row) -> presenters.Preview:
    """What would change if she pressed the button."""
    if row.in_force:
        return given.if_taken_back(request, row)
    preview = presenters.preview_of(queries.preview_given(client=row.client, terms=row.terms, by=request.actor),
                                    row.terms)
    return replace(preview, not_back=tuple(aftermath.given_again(request.actor, row.client, row.terms)))

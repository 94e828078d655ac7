"""Saanko kertoa tämän? Three questions, one sentence, its section, and what would make it lawful. Open to all."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from punos.access.permissions import Permission
from punos.access.routing import page
from punos.kernel import clock
from punos.lawfulness.categories import RECIPIENT_NAMES, REGISTER_NAMES, RecipientClass, Register
from punos.lawfulness.may_i_tell import Answer, Situation, may_i_tell, situations_for
from punos.sharing.pages import presenters
from punos.sharing.pages.forms import LawForm

ASKED_ABOUT = [kind for kind in RecipientClass if kind not in (RecipientClass.CLIENT,)]


@page(Permission.OPEN)
def law(request: HttpRequest) -> HttpResponse:
    """Three questions with big choices; the answers stand in the address, so that it can be sent to a colleague."""
    language = presenters.language()
    to = _one_of(RecipientClass, request.GET.get("to"))
    origin = _one_of(Register, request.GET.get("from"))
    situations = situations_for(to) if to else ()
    form = LawForm(request.GET if origin or to else None, situations=[
        (choice.code, choice.text.in_language(language)) for choice in situations],
        registers=[(key, text.in_language(language)) for key, text in REGISTER_NAMES.items()],
        recipients=[(kind, RECIPIENT_NAMES[kind].in_language(language)) for kind in ASKED_ABOUT])
    answer = None
    if origin and to:
        offered = {choice.code for choice in situations}
        holds = {Situation(code) for code in request.GET.getlist("situation") if code in offered}
        answer = _shown(may_i_tell(origin, to, holds, at=clock.today()), request.GET, offered, language)
    return render(request, "sharing/law.html", {"form": form, "answer": answer, "has_situations": bool(situations)})


def _shown(answer: Answer, asked: QueryDict, offered: set[Situation], language: str) -> dict[str, Any]:
    return {
        "kind": answer.kind, "sentence": answer.sentence.in_language(language),
        "because": answer.because.in_language(language),
        "section": answer.section.in_language(language) if answer.section else "",
        "limits": [limit.text.in_language(language) for limit in answer.limits],
        "who": answer.who_may_decide.in_language(language) if answer.who_may_decide else "",
        "ways": [{**way, "href": _with(asked, [code for code in way["adds"] if code in offered])}
                 for way in presenters.ways(answer.ways)]}


def _with(asked: QueryDict, more: list[str]) -> str:
    """The address of the same question with these circumstances added; empty where a page cannot answer it."""
    if not more:
        return ""
    changed = asked.copy()
    for code in more:
        if code not in changed.getlist("situation"):
            changed.appendlist("situation", code)
    return "?" + changed.urlencode() + "#answer"


def _one_of(kind: Any, value: str | None) -> Any:
    try:
        return kind(value) if value else None
    except ValueError:
        return None

"""The plan on paper and as text to paste: for a kitchen wall, and for the record systems."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from punos.access.permissions import Permission
from punos.access.routing import ActorRequest, page
from punos.clients import queries as clients
from punos.lawfulness.categories import Category
from punos.plan import actions
from punos.plan.pages import presenters
from punos.plan.pages.plan import read
from punos.plan.pdf import SIZES, pdf_of
from punos.plan.sheet import LANGUAGES, sheet_of

ON_PAPER = (Category.PLAN, Category.OWN_WORDS)


def chosen_language(request: ActorRequest) -> str:
    """The language asked for, else the page's own."""
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else presenters.language()


def sheet_page(request: ActorRequest, client: UUID, back: str, pdf: str) -> HttpResponse:
    """The sheet as a page to print, in large print with ``?size=large``. ``back`` and ``pdf`` are addresses."""
    sheet = sheet_of(request.actor, client, chosen_language(request))
    actions.read_plan(client=client, categories=ON_PAPER, way="paper", by=request.actor)
    return render(request, "plan/sheet.html", {"sheet": sheet, "large": request.GET.get("size") == "large",
                                               "back": back, "pdf": pdf})


def pdf_page(request: ActorRequest, client: UUID) -> HttpResponse:
    """The sheet as PDF. The file's name tells nothing of whose it is."""
    sheet = sheet_of(request.actor, client, chosen_language(request))
    actions.read_plan(client=client, categories=ON_PAPER, way="pdf", by=request.actor)
    size = request.GET.get("size", "")
    return HttpResponse(pdf_of(sheet, size if size in SIZES else "a4"), content_type="application/pdf", headers={
        "Content-Disposition": 'inline; filename="plan.pdf"', "Cache-Control": "no-store"})


@page(Permission.WORK)
def sheet(request: ActorRequest, client: UUID) -> HttpResponse:
    """The plan as people put it on a fridge."""
    return sheet_page(request, client, reverse("work:plan", args=[client]), reverse("work:plan_pdf", args=[client]))


@page(Permission.WORK)
def pdf(request: ActorRequest, client: UUID) -> HttpResponse:
    """The same as PDF."""
    return pdf_page(request, client)


@page(Permission.WORK)
def texts(request: ActorRequest, client: UUID) -> HttpResponse:
    """Each register's part as text to paste: nobody writes twice."""
    found = read(request, client, "texts")
    return render(request, "plan/texts.html", {"client": client, "name": clients.letter_name(client),
                                               "texts": presenters.ready_texts(found)})

"""Changing the language: a plain form on every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language

from punos.access.permissions import Permission
from punos.access.routing import page


@page(Permission.OPEN, "POST")
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to the page the form was on (never to another site)."""
    return set_language(request)

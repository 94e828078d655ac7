"""Data that exist only in Finnish (a title, a unit without a Swedish name) say so on pages in other languages.

Whoever reads such a word out of the database tells it here (:func:`in_finnish`), and may then join it to whatever
text she likes. When the page is written, the word is marked in it with ``lang="fi"``, so that a screen reader says it
in Finnish (WCAG 3.1.2). Attributes, titles and choices of a list, which can hold no markup, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.html import escape
from django.utils.translation import get_language

_TOLD: ContextVar[set[str] | None] = ContextVar("punos_finnish_only", default=None)
_TAGS = re.compile(r"(<[^>]*>)")
_NO_MARKUP_IN = ("title", "option", "textarea", "script", "style", "noscript")
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")


def in_finnish(word: str) -> str:
    """The same word; on a page in another language it will be marked as Finnish."""
    told = _TOLD.get()
    if told is not None and len(word.strip()) > 1:
        told.add(word.strip())
    return word


def spoken(finnish: str, swedish: str) -> str:
    """In the language of the page, where it has been said in it; else in Finnish, and the page says so."""
    return swedish if swedish and (get_language() or "fi").startswith("sv") else in_finnish(finnish)


def marked(page: str, words: Iterable[str]) -> str:
    """The page with each of these words inside ``<span lang="fi">``, unless it already stands in a language of its
    own. The longest word is found first, and only whole."""
    known = sorted({str(escape(word)) for word in words}, key=len, reverse=True)
    if not known:
        return page
    whole = re.compile(r"(?<![\w&#])(" + "|".join(map(re.escape, known)) + r")(?!\w)", re.IGNORECASE)
    parts, closed_by = _TAGS.split(page), _Inside()
    for place, part in enumerate(parts):
        if place % 2:
            closed_by.meets(part)
        elif part and not closed_by.skipping:
            parts[place] = whole.sub(r'<span lang="fi">\1</span>', part)
    return "".join(parts)


class _Inside:
    """Are we inside an element that holds no markup or has a language of its own?"""

    def __init__(self) -> None:
        self._name, self._depth = "", 0

    @property
    def skipping(self) -> bool:
        return self._depth > 0

    def meets(self, tag: str) -> None:
        found = re.match(r"</?([a-zA-Z0-9]+)", tag)
        name = found[1].lower() if found else ""
        if not name or name in _VOID:
            return
        if self._depth:
            if name == self._name and not tag.endswith("/>"):
                self._depth += -1 if tag[1] == "/" else 1
        elif tag[1] != "/" and name != "html" and (name in _NO_MARKUP_IN or re.search(r"\slang=", tag)):
            self._name, self._depth = name, 1


class FinnishOnlyMiddleware:
    """Gathers what is told during a request and marks it in the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Django's way."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """After the view, since the words come from its queries and from the template."""
        told: set[str] = set()
        before = _TOLD.set(told)
        try:
            response = self.get_response(request)
        finally:
            _TOLD.reset(before)
        if told and isinstance(response, HttpResponse) and not (get_language() or "fi").startswith("fi") \
                and response.get("Content-Type", "").startswith("text/html"):
            response.content = marked(response.content.decode(response.charset), told)
        return response

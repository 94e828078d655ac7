"""A rule's own words in the language of the reader; numbers beside them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language

from punos.design_system.formats import number_text


def language() -> str:
    """The language of the page."""
    return get_language() or "fi"


def said(texts: Mapping[str, str], otherwise: str = "") -> str:
    """A text given in three languages, in the reader's."""
    return texts.get(language()[:2]) or texts.get("fi") or otherwise


def value_words(value: float) -> str:
    """The value behind a reason, in brackets; a plain yes needs no number."""
    return "" if value == 1 else f" ({number_text(value, language())})"

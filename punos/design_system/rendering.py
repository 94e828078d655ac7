"""What the component macros ask while they write a page: values of fields, tokens, differences of texts."""

from __future__ import annotations

import re
from contextlib import suppress
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import signing
from django.forms import BoundField
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.translation import get_language, gettext
from markupsafe import Markup, escape

from punos.design_system.finnish_only import in_finnish
from punos.design_system.tokens import new_token

STYLESHEETS = ("tokens", "base", "layout", "controls", "forms", "lists", "people", "states", "charts",
               "sheets")
VENDOR_STYLESHEETS = ("hds-design-tokens/all.min.css", "source-sans-3/wght.css")
_DRAFT_SALT = "punos.design_system.drafts"


def stylesheets() -> list[str]:
    """Addresses of the style sheets in order; those of packages only where they were installed."""
    addresses = []
    for name in VENDOR_STYLESHEETS:
        with suppress(ValueError):
            addresses.append(staticfiles_storage.url(name))
    return addresses + [staticfiles_storage.url(f"ds/{name}.css") for name in STYLESHEETS]


def csrf_token_for(request: HttpRequest | None) -> str:
    """The token that a form posts back; empty where there is no request (a document, a test of a macro)."""
    return get_token(request) if request is not None else ""


def draft_owner(request: HttpRequest | None) -> str:
    """Whose draft this is, without saying who: another person on the same computer never meets it."""
    account = _account(request)
    return signing.Signer(salt=_DRAFT_SALT).signature(account)[:12] if account else ""


def _account(request: HttpRequest | None) -> str:
    session = getattr(request, "session", None)
    return str(session.get(SESSION_KEY) or "") if session is not None else ""


class Typed(str):
    """A person's words on their way back into their field, where not a space of them may change."""

    __slots__ = ()


def shown_value(bound: BoundField) -> Typed:
    """What the field shows: what was typed if the form came back, else the first value. Never a password: a page
    that comes back must not hold it."""
    if bound.widget_type == "password":
        return Typed()
    value = bound.field.widget.format_value(bound.value())
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return Typed("" if value is None else value)


def selected_values(bound: BoundField) -> list[str]:
    """The chosen values of a select, as texts."""
    value = bound.field.widget.format_value(bound.value())
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]


def control_attrs(bound: BoundField) -> dict[str, Any]:
    """The widget's own attributes; the browser's own checks stay off, since ours say what to do."""
    attrs = {**bound.field.widget.attrs}
    for ours in ("required", "maxlength", "minlength", "class", "id"):
        attrs.pop(ours, None)
    if bound.field.disabled:
        attrs["disabled"] = True
    return attrs


def asked_if(bound: BoundField) -> str:
    """In words, for where no script hides it: after which answer this field is asked. Empty if it always is."""
    name, answers = getattr(bound.field, "asked_when", None) or ("", "")
    if not name:
        return ""
    other, wanted = bound.form[name], answers.split()
    if wanted == ["*"]:
        return gettext("Täytä, jos vastasit kohtaan: %(question)s") % {"question": other.label}
    if wanted == ["on"]:
        return gettext("Täytä, jos rastitit kohdan: %(question)s") % {"question": other.label}
    said = [f"”{label}”" for value, label in getattr(other.field, "choices", ()) if str(value) in wanted]
    return gettext("Täytä, jos vastasit: %(answers)s") % {"answers": ", ".join(said)} if said else ""


def urgent_numbers() -> list[tuple[str, str]]:
    """The county's own numbers for urgent matters (``PUNOS_URGENT_NUMBERS``), named in the language of the page."""
    language = (get_language() or "fi")[:2]
    return [(row.get(language) or in_finnish(row["fi"]), row["number"]) for row in settings.PUNOS_URGENT_NUMBERS]


def error_anchor(bound: BoundField) -> str:
    """The id an error leads to: the control, or the first choice of a group."""
    if getattr(bound.field.widget, "input_type", "") in ("radio", "checkbox") and hasattr(bound.field, "choices"):
        return f"{bound.auto_id}_0"
    return bound.auto_id


def text_difference(old: str, new: str) -> list[tuple[str, str]]:
    """Both texts as one run of (``same`` | ``removed`` | ``added``, words), word by word.

    Texts of over 2,000 words are compared line by line, so that the page stays quick.
    """
    splitter = r"(\s+)" if max(len(old), len(new)) < 12_000 else r"(\n)"
    before, after = re.split(splitter, old), re.split(splitter, new)
    parts: list[tuple[str, str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(("same", "".join(before[a:b])))
            continue
        parts += [("removed", "".join(before[a:b])), ("added", "".join(after[c:d]))]
    return [part for part in parts if part[1]]


def tint(name: str) -> int:
    """One of five quiet colours for a person's initials, the same every time."""
    return sum(place * ord(letter) for place, letter in enumerate(name, 1)) % 5


def paragraphs(text: str) -> Markup:
    """Typed text as paragraphs: an empty line parts them, a single line break is kept."""
    blocks = [block for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()) if block]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n"))) for block in blocks
    )


FUNCTIONS = {
    "asked_if": asked_if,
    "urgent_numbers": urgent_numbers,
    "csrf_token_for": csrf_token_for,
    "draft_owner": draft_owner,
    "shown_value": shown_value,
    "selected_values": selected_values,
    "control_attrs": control_attrs,
    "error_anchor": error_anchor,
    "new_token": new_token,
    "text_difference": text_difference,
    "tint": tint,
    "stylesheets": stylesheets,
}

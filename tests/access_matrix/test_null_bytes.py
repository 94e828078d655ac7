"""A null byte in any text field of any form: said beside the field, with every other character there to send again.

The forms are those that the pages themselves show: every route of the URL table is opened by one who comes in (the
route matrix says who), and each form on it is sent with a null byte in each field that is written in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from punos.demo.maija import Story
from punos.kernel import session
from tests.access_matrix.test_matrix import PEOPLE, ROUTES, arguments, browser_of, rows, story
from tests.cast import Cast

__all__ = ["story"]

WRITTEN_IN = {"text", "search", "tel", "email", "textarea"}
WHO = ("aino", "maija", "niko", "matti", "hanna", "tuomo", "mari", "pekka", "nobody")
SENT, KEPT = "Ä\x00iti", "Äiti"
# A search answers with what it found, without the byte: there is nothing to lose.
SEARCHES = {"work:clients"}
# The gallery shows what components look like; its forms lead nowhere.
SHOWS_ONLY = {"gallery:components", "gallery:door"}


@dataclass
class Sent:
    """One form of a page: where it goes, and its fields (name → (kind, id, what stands in it))."""

    action: str
    method: str
    fields: list[tuple[str, str, str, str]] = field(default_factory=list)

    @property
    def written_in(self) -> dict[str, str]:
        """name → id of the fields that somebody writes in."""
        return {name: ident for name, kind, ident, _value in self.fields if kind in WRITTEN_IN}

    def with_null_bytes(self) -> dict[str, list[str]]:
        """What is sent."""
        data: dict[str, list[str]] = {}
        for name, kind, _ident, value in self.fields:
            data.setdefault(name, []).append(SENT if kind in WRITTEN_IN else value)
        return data


class Forms(HTMLParser):
    """The forms of a page, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Sent] = []
        self.inside: Sent | None = None
        self.area: tuple[str, str] | None = None
        self.text = ""
        self.values: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Sent(told.get("action", ""), told.get("method", "get").lower())
            self.found.append(self.inside)
        elif tag == "textarea":
            self.area, self.text = (told.get("name", ""), told.get("id", "")), ""
        elif self.inside and tag == "input" and told.get("name"):
            kind = told.get("type", "text")
            self.values[told.get("id", "")] = told.get("value", "")
            if kind not in ("radio", "checkbox") or "checked" in told:
                self.inside.fields.append((told["name"], kind, told.get("id", ""), told.get("value", "")))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        if tag == "textarea" and self.area:
            name, ident = self.area
            self.values[ident] = self.text
            if self.inside:
                self.inside.fields.append((name, "textarea", ident, self.text))
            self.area = None


def lost(form: Sent, status: int, page: str) -> list[str]:
    """Which fields did not come back with their words and an advice beside them."""
    if status >= 500 or "\x00" in page:
        return [f"answered with {status}"]
    values = Forms(page).values
    if form.action in map(reverse, SEARCHES):
        return []
    return [name for name, ident in form.written_in.items()
            if f'id="{ident}-error"' not in page or values.get(ident, "").strip() != KEPT]


def sent_and_lost(browser: Client, address: str) -> tuple[int, list[str]]:
    """(how many forms were sent from this page, what was lost of them); whatever it did is undone."""
    with transaction.atomic():
        page = browser.get(address)
        transaction.set_rollback(True)
    if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
        return 0, []
    forms = [form for form in Forms(page.content.decode()).found if form.method == "post" and form.written_in]
    found = []
    for form in forms:
        with transaction.atomic():
            answer = browser.post(form.action or address, form.with_null_bytes())
            transaction.set_rollback(True)
        found += [f"{address} → {form.action or 'itself'}: {what}"
                  for what in lost(form, answer.status_code, answer.content.decode())]
    return len(forms), found


def test_every_text_field_of_every_form_says_it_and_keeps_what_was_written(
        story: tuple[Cast, Story], django_db_blocker: pytest.FixtureRequest) -> None:
    cast, told = story
    met = {name: dict(zip(PEOPLE, letters, strict=False)) for name, letters in rows().items()}
    count, found = 0, list[str]()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        browsers = {name: browser_of(cast, name) for name in WHO}
        for name, route in sorted(ROUTES.items()):
            who = next((person for person in WHO if met[name].get(person) == "o"), None)
            if who is None or name in SHOWS_ONLY or "GET" not in getattr(route.callback, "methods", ("GET",)):
                continue
            with session.purpose_of("sharing"):
                address = urlsplit(reverse(name, kwargs=arguments(route, told.maija) or None)).path
            sent, problems = sent_and_lost(browsers[who], address)
            count, found = count + sent, found + problems
    assert found == [], "\n".join(found)
    assert count > 40


def test_this_guard_sees_what_it_looks_for() -> None:
    page = ('<form method="post"><input name="a" id="id_a" value="">'
            '<p id="id_b-error">Lue</p><textarea name="b" id="id_b">\n</textarea></form>')
    (form,) = Forms(page).found
    assert form.with_null_bytes() == {"a": [SENT], "b": [SENT]}
    good = (f'<form method="post"><p id="id_a-error">Lue</p><input name="a" id="id_a" value="{KEPT}">'
            f'<p id="id_b-error">Lue</p><textarea name="b" id="id_b">\n{KEPT}</textarea></form>')
    assert lost(form, 200, good) == []
    assert lost(form, 200, good.replace('id="id_a-error"', "")) == ["a"]
    assert lost(form, 200, good.replace(f"\n{KEPT}", "\n")) == ["b"]
    assert lost(form, 302, "") == ["a", "b"] and lost(form, 500, "")

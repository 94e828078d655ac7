"""The translation pipeline finds what would leave a person with a missing or broken text."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from punos.design_system import texts

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext
HELLO = _("Hei, %(name)s")
def steps(n): return ngettext("%(num)s askel", "%(num)s askelta", n)
"""
PAGE = """{% extends "x" %}{{ ds.button(_("Ota vastaan")) }}{% trans %}
  Kaksi
  riviä
{% endtrans %}"""
WORDS: dict[str, list[Any]] = {
    "Hei, %(name)s": ["Hej %(name)s", "Hello %(name)s"],
    "%(num)s askel": [["%(num)s steg", "%(num)s steg"], ["%(num)s step", "%(num)s steps"]],
    "Ota vastaan": ["Ta emot", "Accept"],
    "Kaksi riviä": ["Två rader", "Two lines"],
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    for name, text in {"__init__.py": "", "words.py": CODE, "pages/templates/demo/page.html": PAGE}.items():
        file = tmp_path / "demo" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    texts.update(tmp_path)
    texts.fill(WORDS, tmp_path)
    return tmp_path


def swedish(package: Path) -> Path:
    return texts.catalogue_file(package / "demo", "sv")


def test_code_and_templates_are_collected_filled_and_found_whole(package: Path) -> None:
    assert texts.check(package) == []


def test_updating_again_changes_not_a_byte(package: Path) -> None:
    before = swedish(package).read_bytes()
    assert texts.update(package) == []
    assert swedish(package).read_bytes() == before


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (lambda text: text.replace('msgstr "Ta emot"', 'msgstr ""'), "missing"),
        (lambda text: text.replace('msgid "Ota vastaan"', '#, fuzzy\nmsgid "Ota vastaan"'), "fuzzy"),
        (lambda text: text.replace('msgid "Ota vastaan"', 'msgid "Ota heti vastaan"'), "unused"),
        (lambda text: text.replace("Hej %(name)s", "Hej %(namn)s"), "unknown placeholder"),
        (lambda text: text.replace("Hej %(name)s", "Hej du"), "placeholder lost"),
        (lambda text: text.replace('msgstr[1] "%(num)s steg"', 'msgstr[1] ""'), "missing"),
        (lambda text: text.replace("Ta emot", " Ta emot"), "blanks at the ends differ"),
    ],
)
def test_each_way_of_spoiling_a_catalogue_is_seen(package: Path, spoil: Callable[[str], str], kind: str) -> None:
    file = swedish(package)
    text = file.read_text()
    assert spoil(text) != text
    file.write_text(spoil(text))
    assert kind in {finding.kind for finding in texts.check(package)}


def test_one_text_translated_in_two_ways_is_seen_since_django_shows_only_one(package: Path) -> None:
    other = package / "other"
    other.mkdir()
    (other / "__init__.py").write_text('from x import gettext as _\nA = _("Ota vastaan")\n')
    assert texts.update(package) == []  # what one context has translated is offered to the other
    file = texts.catalogue_file(other, "sv")
    file.write_text(file.read_text().replace("Ta emot", "Acceptera"))
    assert any(finding.kind.startswith("translated otherwise") for finding in texts.check(package))


@pytest.mark.parametrize(
    "call", ['_(f"Hei {name}")', '_("Hei " + name)', '_("Hei %s" % name)', '_("Hei {}".format(name))',
             'ngettext("1 askel", f"{n} askelta", n)']
)  # fmt: skip
def test_a_text_put_together_before_translation_is_refused(package: Path, call: str) -> None:
    (package / "demo" / "bad.py").write_text(f"x = {call}\n")
    assert any(finding.place.endswith("bad.py") for finding in texts.check(package))


def test_compiled_texts_reach_the_page_in_each_language() -> None:
    texts.compile_all()
    with translation.override("sv"):
        assert translation.gettext("Kirjaudu ulos") == "Logga ut"
    with translation.override("en"):
        assert translation.gettext("Kirjaudu ulos") == "Sign out"
    with translation.override("fi"):
        assert translation.gettext("Kirjaudu ulos") == "Kirjaudu ulos"

"""Every component is in the cook-book and the gallery, escapes what it is given, and needs no class names in pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms as django_forms
from django.template import engines
from django.test import Client
from django.utils import translation

from punos.design_system.components import FILES
from punos.design_system.finnish_only import marked
from punos.design_system.forms import ChoiceCardsField, Form, ShortTextField
from punos.design_system.rendering import text_difference

HERE = Path(__file__).resolve().parents[1]
MACROS = sorted(name for macros in FILES.values() for name in macros)
PAGES = ["", "?form=wrong", "?form=filled", "work/", "my/?for=1", "lead/", "guide/", "document/"]
EVIL = '<script>alert("x")</script>'


def drawn(source: str, **context: object) -> str:
    return engines["jinja2"].from_string(source).render(context)


@pytest.mark.parametrize("file", sorted(FILES))
def test_the_list_of_components_is_what_the_files_hold(file: str) -> None:
    held = set(re.findall(r"{% macro (\w+)\(", (HERE / "templates" / "ds" / f"{file}.html").read_text()))
    assert set(FILES[file]) <= held


@pytest.mark.parametrize("name", sorted(set(MACROS) - {"icon", "braid", "hidden", "counter", "messages", "skip_link"}))
def test_each_component_has_a_place_in_the_cook_book(name: str) -> None:
    assert f"ds.{name}(" in (HERE / "README.md").read_text()


@pytest.mark.parametrize(
    "source",
    [
        "{{ ds.button(evil) }}", "{{ ds.button_link(evil, evil) }}", "{{ ds.title(evil, evil, evil) }}",
        "{{ ds.row(evil, evil, by=evil, holder=evil, note=evil) }}", "{{ ds.quote(evil, who=evil) }}",
        "{{ ds.person(evil, evil, unit=evil, phone=evil, email=evil, hours=evil) }}", "{{ ds.prose(evil) }}",
        "{{ ds.notice(evil, heading=evil) }}", "{{ ds.state(evil) }}",
        "{{ ds.summary_list([{'label': evil, 'value': evil}]) }}",
        "{{ ds.table(evil, [{'label': evil}], [[evil]]) }}",
        "{{ ds.compare([{'label': evil, 'theirs': evil, 'mine': ''}]) }}",
        "{{ ds.sharing_preview([{'name': evil, 'role': evil}], [evil], basis=evil) }}", "{{ evil|paragraphs }}",
        "{% call ds.card(evil) %}{{ evil }}{% endcall %}", "{% call ds.section(evil) %}{{ evil }}{% endcall %}",
    ],
)  # fmt: skip
def test_no_component_lets_markup_through(source: str) -> None:
    page = drawn(source, evil=EVIL)
    assert "<script" not in page and "script" in page


def test_a_misspelt_component_or_name_is_an_error_not_an_empty_page() -> None:
    for source in ("{{ ds.buton('x') }}", "{{ persn.name }}"):
        with pytest.raises(Exception, match=r"buton|persn"):
            drawn(source)


def test_a_heading_counts_only_what_is_there_and_a_row_without_an_action_leaves_no_gap() -> None:
    section = "{% call ds.section('Odottaa', count=number) %}x{% endcall %}"
    assert "count" in drawn(section, number=3) and "count" not in drawn(section, number=0)
    row = "{% call ds.row('Meri Maija') %}\n{% if acting %}{{ ds.button('Ota vastaan') }}{% endif %}\n{% endcall %}"
    assert '<div class="row-action"></div>' in drawn(row, acting=False)  # :empty in the styles: no line break inside
    assert "Ota vastaan" in drawn(row, acting=True)


@pytest.mark.parametrize("columns", [4, 5])
def test_a_table_too_wide_for_a_phone_stays_a_table_when_its_rows_become_blocks(columns: int) -> None:
    labels = [{"label": f"Sarake {number}"} for number in range(columns)]
    table = drawn("{{ ds.table('Tilanne', labels, [cells]) }}", labels=labels, cells=["a"] * columns)
    assert ("table--wide" in table) == (columns > 4)
    for role, times in {"table": 1, "row": 2, "columnheader": columns, "rowheader": 1, "cell": columns - 1}.items():
        assert table.count(f'role="{role}"') == (times if columns > 4 else 0), role
    assert all(f'data-label="Sarake {number}"' in table for number in range(1, columns))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "page", ["", "?form=wrong", "?form=filled", "work/", "my/?for=1", "lead/", "guide/", "document/"]
)
@pytest.mark.django_db
def test_each_layout_is_drawn_in_each_language_with_landmarks_and_unique_ids(
    client: Client, page: str, language: str
) -> None:
    answer = client.get(f"/guide/components/{page}", headers={"accept-language": language})
    html = answer.content.decode()
    assert answer.status_code == 200 and f'<html lang="{language}"' in html
    assert html.count("<main ") == 1 and html.count("<h1") == 1 and '<a class="skip-link" href="#main"' in html
    title = re.search(r"<title>(.*)</title>", html)
    assert title and title[1].endswith(" – Punos")
    assert ("?form=wrong" in page) == bool(re.match("Virhe:|Fel:|Error:", title[1]))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for target in re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', html):
        assert set(target.split()) <= set(ids), target
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=", html), "the Content-Security-Policy forbids it"


@pytest.mark.django_db
def test_the_error_summary_leads_to_fields_that_are_there(client: Client) -> None:
    html = client.get("/guide/components/?form=wrong").content.decode()
    summary = html[html.index('id="error-summary"') : html.index("</div>", html.index('id="error-summary"'))]
    anchors = re.findall(r'href="#([^"]+)"', summary)
    assert len(anchors) == 11
    assert all(f' id="{anchor}"' in html for anchor in anchors)


@pytest.mark.parametrize(
    ("old", "new"), [("Käyn kaupassa kerran.", "Käyn kaupassa kahdesti."), ("", "a"), ("a", ""), ("a b\nc", "a b\nc")]
)
def test_a_comparison_loses_nobodys_words(old: str, new: str) -> None:
    parts = text_difference(old, new)
    assert "".join(text for kind, text in parts if kind != "added") == old
    assert "".join(text for kind, text in parts if kind != "removed") == new


def test_the_same_page_in_three_languages_differs_in_words() -> None:
    pages = set()
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            pages.add(drawn("{{ ds.sharing_preview([{'name': 'A'}], ['b', 'c']) }}"))
    assert len(pages) == 3


@pytest.mark.django_db
def test_what_is_not_there_is_said_in_the_readers_language_and_leads_back(client: Client) -> None:
    for language, words in (("fi", "Sivua ei löytynyt"), ("sv", "Sidan hittades inte"), ("en", "Page not found")):
        answer = client.get("/nothing/here/", headers={"accept-language": language})
        assert answer.status_code == 404 and words in answer.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_neither_request_nor_database(name: str) -> None:
    page = engines["jinja2"].get_template(f"{name}.html").render()
    assert page.count("<h1") == 1 and "door-problem" in page


class Sometimes(Form):
    """Each way of asking a field only after some answers."""

    asked_when = {"help": ("danger", "yes maybe"), "words": ("signed", "on"), "more": ("danger", "*")}

    danger = ChoiceCardsField(label="Onko vaara?", choices=[("yes", "Kyllä"), ("maybe", "Ehkä"), ("no", "Ei")])
    signed = django_forms.BooleanField(label="Ei voi allekirjoittaa", required=False)
    help = ShortTextField(label="Mitä tehtiin?", required=False)
    words = ShortTextField(label="Kuka todisti?", required=False)
    more = ShortTextField(label="Lisää", required=False)


def test_a_field_asked_only_sometimes_says_when_where_no_script_hides_it() -> None:
    page = drawn("{{ ds.fields(form) }}", form=Sometimes())
    said = re.findall(r"<p class=\"hint\" data-when-said>([^<]+)</p>", page)
    assert said == ["Täytä, jos vastasit: ”Kyllä”, ”Ehkä”", "Täytä, jos rastitit kohdan: Ei voi allekirjoittaa",
                    "Täytä, jos vastasit kohtaan: Onko vaara?"]


def test_what_exists_only_in_finnish_is_marked_in_text_and_never_in_an_attribute() -> None:
    page = ('<html lang="sv"><title>Kotihoito</title><p title="Kotihoito">Aino, lääkäri · Kotihoito &amp; koti</p>'
            '<option>Kotihoito</option><p lang="fi">Kotihoito <b>lääkäri</b></p><i>lääkärit</i></html>')
    span = '<span lang="fi">{}</span>'.format
    assert marked(page, {"Kotihoito", "lääkäri", "Kotihoito & koti"}) == page.replace(
        "Aino, lääkäri · Kotihoito &amp; koti", f"Aino, {span('lääkäri')} · {span('Kotihoito &amp; koti')}")
    assert marked(page, {"amp", "title", "<p", ""} - {""}) == page


def test_the_error_summary_names_each_field_once() -> None:
    form = Sometimes({"danger": ""})
    form.add_error("help", "Kirjoita lyhyemmin.")
    said = re.findall(r"<li><a [^>]+>([^<]+)</a></li>", drawn("{{ ds.error_summary(form) }}", form=form))
    assert said == ["Valitse yksi: Onko vaara?", "Mitä tehtiin? – Kirjoita lyhyemmin."]

"""The summary says the same in every language, in words and figures that also a narrow screen and an ear get."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")

from punos.population.schema import CAUSES, REJECTIONS, SIGNALS
from punos.population.summary import html_page, terminal_text
from punos.population.summary_texts import LANGUAGES
from punos.population.summary_words import CAUSES as CAUSE_WORDS
from punos.population.summary_words import REJECTED
from punos.population.summary_words import SIGNALS as SIGNAL_WORDS
from punos.population.tests.support import row, run, write_csv


@pytest.fixture(scope="module")
def figures(tmp_path_factory: Any) -> dict[str, Any]:
    folder: Path = tmp_path_factory.mktemp("summary")
    rows = [
        row(n, service=service, demand=demand, cause=cause, sector="health")
        for n in range(100)
        for service, demand, cause in (("DOC", "wrong", "access"), ("LAB", "partial", ""))
    ]
    rows += [row(n, service="RARE", demand="wrong", cause="other") for n in (1, 2)]
    rows += [row("", service="DOC"), row(1, sector="?")]
    persons = folder / "persons.csv"
    persons.write_text("person_id,language\n" + "".join(f"{n},{'fi' if n % 3 else ''}\n" for n in range(100)), "utf-8")
    found: dict[str, Any] = run(folder, [write_csv(folder / "events.csv", rows)], persons=[str(persons)])["figures"]
    return found


def test_finnish_and_swedish_pages_have_no_english_and_no_codes(figures: dict[str, Any]) -> None:
    assert figures["notes"] and figures["not_computable"] and figures["rows"]["rejected"]
    for language in ("fi", "sv"):
        for said in (html_page(figures, language), terminal_text(figures, language)):
            for english in (
                "no data in", "left out", "judged without", "known only", "not in the table", "unknown", "not recorded",
                "missing_person", "unknown_sector", "handover", "previous window", "axis", "access<", "total<", "None",
                *[name for name in SIGNALS if "_" in name and name != "service_groups"],
            ):  # fmt: skip
                assert english not in re.sub(r" (class|role|scope)=\S+", "", said), (language, english)
    for words, codes in ((SIGNAL_WORDS, SIGNALS), (REJECTED, REJECTIONS), (CAUSE_WORDS, CAUSES)):
        assert set(codes) <= set(words) and all(len({*said}) >= 1 and all(said) for said in words.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hidden_figure_is_explained_once_beneath_its_table_and_never_called_small(
    figures: dict[str, Any], language: str
) -> None:
    shown = html_page(figures, language)
    for table in re.findall(r"<div class=scroll.*?</div>(?:<p class=small>[^<]*</p>)?", shown):
        hidden, beneath = "<td class=n>*</td>" in table, re.findall(r"</div><p class=small>\* ([^<]*)<", table)
        assert bool(beneath) == hidden
        assert (
            not hidden
            or {"fi": "muiden suojaksi", "sv": "skydda andra", "en": "protect others"}[language] in (beneath[0])
        )
    assert "<td class=n>*</td>" in shown
    few = figures | {"suggested": None}
    assert {"fi": "tai piilotettu", "sv": "eller dolt", "en": "or hidden"}[language] in terminal_text(few, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_scrolls_in_itself_has_a_name_and_can_be_reached_by_keyboard(
    figures: dict[str, Any], language: str
) -> None:
    shown = html_page(figures, language)
    tables = re.findall(r'(<div class=scroll role="region" tabindex="0" aria-label="[^"]+">)?<table', shown)
    assert len(tables) >= 6 and all(tables)


def test_pictures_and_tables_have_the_same_numbers(figures: dict[str, Any]) -> None:
    shown = html_page(figures, "en")
    curve = figures["concentration"]["contacts"]["lorenz"]
    points = re.search(r'polyline points="([^"]*)"', shown)
    assert points and len(points[1].split()) == len(curve) == 21
    for percent, share in curve:
        assert f'<th scope="row">{percent}</th><td class=n>{share * 100:.1f}\u00a0%</td>' in shown
    for size in figures["segments"].values():
        assert f'text-anchor="end">{"*" if size is None else f"{size:,}"}</text>' in shown

"""The county's own urgent numbers: read once at the start, shown where danger is asked about in each language."""

from __future__ import annotations

import json
from typing import Any

import pytest

from punos.config.urgent_numbers import EXAMPLE, read
from tests.access_matrix.test_matrix import browser_of
from tests.cast import Cast


@pytest.mark.parametrize("wrong", [
    "029 000 0000", '{"number": "112"}', '[{"number": "029 000 0000"}]', '[{"number": "soita", "fi": "Päivystys"}]',
    '[{"number": "1", "fi": "Päivystys"}]', "[7]",
    '[{"number": "029 000 0000", "fi": "Päivystys", "se": "Jour"}]'])  # fmt: skip
def test_a_number_that_leads_nowhere_stops_the_start_and_shows_a_right_one(wrong: str) -> None:
    with pytest.raises(SystemExit) as told:
        read(wrong)
    assert EXAMPLE in str(told.value)


@pytest.mark.django_db
@pytest.mark.parametrize(("person", "path"), [("pekka", "/work/contacts/new/"), ("maija", "/my/contacts/new/")])
def test_it_stands_beside_112_and_116_117_in_each_language(
        person: str, path: str, cast: Cast, settings: Any) -> None:
    settings.PUNOS_URGENT_NUMBERS = read(json.dumps(
        [{"number": "029 123 4567", "fi": "Sosiaalipäivystys", "sv": "Socialjouren i Lounatuuli"}]))
    pages = {language: browser_of(cast, person).get(path, headers={"accept-language": language}).content.decode()
             for language in ("fi", "sv", "en")}
    for page in pages.values():
        assert 'href="tel:+358291234567"' in page and 'href="tel:112"' in page and 'href="tel:116117"' in page
    assert "Socialjouren i Lounatuuli" in pages["sv"]
    assert '<span lang="fi">Sosiaalipäivystys</span>' in pages["en"]

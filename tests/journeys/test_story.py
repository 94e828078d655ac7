"""Maija's matters, told twice: by her on her own phone, and by those who work with her. Nothing is done in the dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from punos.demo.maija import Story, Telling
from punos.kernel import clock
from tests.cast import Cast
from tests.journeys.conftest import Person


@pytest.fixture
def told(people: Cast) -> Story:
    """Everything up to this week: contact, handover, case, permissions, team, plan."""
    return Telling(people, clock.now()).whole()


def test_maija_sees_who_helps_and_takes_a_permit_back_at_once(told: Story, person: Callable[..., Person]) -> None:
    maija = person("maija", width=390)
    maija.signs_in("maija@posti.example")
    maija.sees("Mitä tapahtuu seuraavaksi?", "Aino Aalto", "Vastaa kokonaisuudesta", "Niko Niemi",
               "Haluan asua kotona Matin kanssa.")

    niko = person("niko")
    niko.signs_in("niko@lounatuuli.example")
    niko.opens(f"/work/clients/{told.maija}/")
    niko.sees("Maija Meri", "Aino Aalto", "Haluan asua kotona Matin kanssa.")

    maija.opens("/my/permissions/")
    maija.sees("terveydenhuollon ammattihenkilöt", "Matti Meri")
    maija.opens_the_card_with("Asiaani hoitavat terveydenhuollon ammattihenkilöt")
    maija.sees("Jos perut tämän")
    maija.presses("Peru lupa")

    assert niko.opens(f"/work/clients/{told.maija}/").status == 404  # type: ignore[union-attr]
    niko.does_not_see("Maija", "Meri")

    aino = person("aino")
    aino.signs_in("aino@lounatuuli.example")
    aino.opens(f"/work/clients/{told.maija}/team/")
    aino.sees("Matti Meri", "Jaana Järvi")

    maija.opens("/my/log/")
    maija.sees("Peruit luvan", "sivuasi", "Aino Aalto, sosiaalityöntekijä")


def test_a_colleague_outside_the_team_sees_nothing_and_search_does_not_tell(told: Story,
                                                                             person: Callable[..., Person]) -> None:
    outi = person("outi")
    outi.signs_in("outi@lounatuuli.example")
    assert outi.opens(f"/work/clients/{told.maija}/").status == 404  # type: ignore[union-attr]
    outi.opens("/work/")
    outi.does_not_see("Meri")


def test_matti_sees_what_maija_has_opened_and_no_more(told: Story, person: Callable[..., Person]) -> None:
    matti = person("matti", width=390)
    matti.signs_in("matti@posti.example")
    matti.sees("Hei Matti", "Olet mukana tiimissä")
    matti.presses("Maija Meri")
    matti.sees("Haluan asua kotona Matin kanssa", "Aino Aalto", "Vastaa kokonaisuudesta", "Ovihälytin asennetaan",
               "Näet sen, minkä hän on sinulle avannut.")
    matti.does_not_see("Verenpaine", "Henkilötunnus")


PAGES_OF_AINO = ("/work/", "/work/clients/{maija}/", "/work/cases/{case}/", "/work/clients/{maija}/team/",
                 "/work/clients/{maija}/plan/", "/work/clients/{maija}/permissions/", "/work/contacts/", "/law/",
                 "/guide/services/", "/unit/", "/unit/absence/", "/unit/duty/")
PAGES_OF_MAIJA = ("/my/", "/my/plan/", "/my/team/", "/my/permissions/", "/my/contacts/", "/my/log/")


@pytest.mark.parametrize(("language", "width"), [("fi", 390), ("sv", 1280), ("en", 390)])
def test_every_page_of_the_thread_reads_well_in_each_language(told: Story, person: Callable[..., Person], language: str,
                                                              width: int) -> None:
    aino = person("aino", language=language, width=width)
    aino.signs_in("aino@lounatuuli.example")
    for page in PAGES_OF_AINO:
        aino.opens(page.format(maija=told.maija, case=told.case))
    maija = person("maija", language=language, width=390)
    maija.signs_in("maija@posti.example")
    for page in PAGES_OF_MAIJA:
        maija.opens(page)
    mari = person("mari", language=language, width=width)
    mari.signs_in("mari@lounatuuli.example")
    tuomo = person("tuomo", language=language, width=width)
    tuomo.signs_in("tuomo@lounatuuli.example")

"""The manager sees where services pile up and tries another threshold; a named run needs two, and a human looks."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from punos.access.purposes import Purpose
from punos.clients.actions import recognise
from punos.demo.county import people as invented
from punos.demo.planning import publish
from punos.identification import actions
from punos.identification.models import NamedRun
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from tests.cast import Cast
from tests.journeys.conftest import Person


@pytest.fixture
def published(people: Cast) -> Cast:
    """Two months of the invented population are published."""
    publish(people, months=2)
    return people


@pytest.mark.parametrize(("width", "language"), [(1280, "fi"), (390, "sv")])
def test_the_manager_looks_at_the_whole_and_tries_another_threshold(published: Cast, person: Callable[..., Person],
                                                                    width: int, language: str) -> None:
    mari = person("Mari", width=width, language=language)
    mari.signs_in("mari@lounatuuli.example")
    mari.opens("/lead/population/")
    if language == "sv":
        mari.sees("Befolkningens tjänster", "Behov och användning", "Felorsakad efterfrågan per orsak")
        mari.opens("/lead/population/what-if/")
        mari.opens("/lead/population/rules/")
        return
    mari.sees("Väestön palvelut", "Tarve ja käyttö", "Keskittyminen", "Häiriökysyntä palveluittain", "Iän mukaan")
    mari.presses("Kokeile toista kynnystä")
    mari.picks("Kynnys", "5 pistettä")
    mari.fills("Montako paikkaa on?", "100")
    mari.presses("Laske")
    mari.sees("Tällä asetuksella", "Tulisi mukaan", "Jäisi pois ei ketään", "Kun paikkoja on 100, kynnys on 12.",
              "Sama asetus eri kuukausina")
    mari.opens("/lead/population/rules/")
    mari.sees("Odottaa hyväksyntää")
    mari.page.get_by_text("Vertaa kahta versiota").click()
    mari.page.get_by_role("button", name="Vertaa", exact=True).click()
    mari.sees("Sääntöjen vertailu", "Kynnys: 7 → 6")
    mari.presses("Laske, kuinka moni tulisi mukaan ja jäisi pois")
    mari.sees("Keitä se koskisi", "Tulisi mukaan")


def test_it_all_works_without_scripts(published: Cast, person: Callable[..., Person]) -> None:
    mari = person("Mari", scripts=False)
    mari.signs_in("mari@lounatuuli.example")
    mari.opens("/lead/population/what-if/")
    mari.picks("Kynnys", "6 pistettä")
    mari.presses("Laske")
    mari.sees("Tällä asetuksella", "kynnys 6 pistettä")


def somebody(cast: Cast, count: int) -> list[UUID]:
    return [recognise(identity_code=code, given_names=given, family_name=family, by=cast.aino)
            for given, family, _born, code in invented(Random(4), count)]


def in_days(days: int) -> str:
    when = clock.today() + timedelta(days)
    return f"{when.day}.{when.month}.{when.year}"


def test_a_named_run_needs_two_and_then_a_human_who_looks_blind(published: Cast, person: Callable[..., Person]) -> None:
    tuomo, mari, pekka = person("Tuomo"), person("Mari"), person("Pekka", width=390)
    tuomo.signs_in("tuomo@lounatuuli.example")
    tuomo.presses("Nimiajot")
    tuomo.sees("Yhtään nimiajoa ei ole")
    tuomo.presses("Valmistele nimiajo")
    tuomo.presses("Kirjaa hyväksyttäväksi")
    tuomo.sees("Täytä kohta: Laki")
    tuomo.fills("Mihin nimiajoa tarvitaan?", "Keille yhteinen tuki järjestetään ensin.")
    tuomo.fills("Laki", "703/2023")
    tuomo.fills("Pykälä", "9 §")
    tuomo.fills("Vaikutustenarvioinnin tunnus", "DPIA 7/2026")
    tuomo.chooses("Oletussäännöt 3")
    tuomo.fills("Satunnaisotos niistä, joita säännöt eivät ehdota", "20")
    tuomo.fills("Viimeinen päivä", in_days(30))
    tuomo.chooses("Mari Mäki, esihenkilö")
    tuomo.chooses("Pekka Pelto, palveluohjaaja")
    tuomo.presses("Kirjaa hyväksyttäväksi")
    tuomo.sees("Nimiajo on pois päältä, kunnes hyväksyjä käynnistää sen.", "Odottaa hyväksyntää")
    tuomo.does_not_see("Hyväksy ja käynnistä")

    mari.signs_in("mari@lounatuuli.example")
    mari.presses("Nimiajot")
    mari.presses("Keille yhteinen tuki järjestetään ensin.")
    mari.presses("Hyväksy ja käynnistä")
    mari.sees("Nimiajo on päällä. Se päättyy itsestään.", "Päällä")

    with session.purpose_of("named_run"):
        run = NamedRun.objects.select_related("rules").get()
    found = [actions.Found(client, n < 3, 8 if n < 3 else 1, {"contacts": 40, "emergency": 5},
                           [{"criterion": "emergency", "value": 5.0}] if n < 3 else [])
             for n, client in enumerate(somebody(published, 24))]
    actions.load_people(run=run.pk, people=found, fingerprint=run.rules.fingerprint,
                        by=Actor.system(Purpose.NAMED_RUN))

    pekka.signs_in("pekka@lounatuuli.example")
    pekka.opens("/work/")
    pekka.sees("23 ihmistä odottaa arviotasi")
    pekka.opens("/work/flags/")
    pekka.presses("Katso")
    pekka.sees("Vuoden yhteydet palveluihin", "Päivystyskäynnit")
    pekka.does_not_see("ehdottivat katsottavaksi", "eivät ehdottaneet")
    pekka.chooses("Näistä tiedoista ei voi sanoa")
    pekka.fills("Mihin arviosi perustuu?", "Luvut eivät kerro arjesta.")
    pekka.presses("Kirjaa arvio")
    pekka.sees("Arvio", "Säännöt")
    pekka.presses("Seuraava")
    pekka.presses("Asiakas vastustaa etsimistä")
    pekka.presses("Kirjaa vastustus")
    pekka.sees("Vastustus on kirjattu.", "21 odottaa arviotasi.")

    tuomo.opens(f"/lead/named-runs/{run.pk}/")
    tuomo.sees("Mitä siitä on tullut")
    tuomo.page.get_by_text("Päätä nimiajo").first.click()
    tuomo.fills("Miksi nimiajo päätetään?", "Harjoitus on ohi.")
    tuomo.page.get_by_role("button", name="Päätä nimiajo").click()
    tuomo.page.wait_for_load_state()
    tuomo.sees("Nimiajo on päätetty. Ihmisiä ei enää näe kukaan.")
    pekka.opens("/work/flags/")
    pekka.sees("Ei katsottavaa")

"""Maija decides who may know: on her phone, by Aino's hand, and with the reviewer watching."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from punos.cases.actions import open_case
from punos.clients.actions import link_account, recognise
from punos.kernel import clock
from punos.sharing.tests.conftest import handed
from tests.cast import MAIJA_CODE, Cast
from tests.journeys.conftest import Person


@pytest.fixture
def maija(people: Cast) -> UUID:
    """Pekka handed Maija's contact to Aino, who answers for her; Maija signs in."""
    client = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=people.pekka)
    handed(client, people.pekka, people.aino)
    link_account(client=client, account=people.maija.account, by=people.aino)
    open_case(client=client, model="case_manager", why="Moni auttaa, kukaan ei näe kokonaisuutta.",
              next_date=clock.today() + timedelta(7), her_word="wants", by=people.aino)
    return client


def test_she_decides_on_her_phone_who_may_know(maija: UUID, person: Callable[..., Person]) -> None:
    her = person("Maija", width=390)
    her.signs_in("maija@posti.example")
    her.opens("/my/permissions/")
    her.sees("Sinä päätät, kuka saa tietää asioistasi", "Et ole vielä antanut lupia", "Aino Aalto")
    her.presses("Anna lupa tai kiellä")
    her.presses("Ammattilaiset saavat kertoa asioistani toisilleen")
    her.presses("Jatka: katso ensin, mitä tästä seuraa")
    her.sees("Valitse, kenelle tiedot saa kertoa.")
    her.chooses("Aino Aalto, sosiaalityöntekijä, Ikääntyneiden sosiaalityö")
    her.chooses("Terveydenhuollon kirjaukset")
    her.presses("Jatka: katso ensin, mitä tästä seuraa")
    her.sees("Tämän jälkeen yksi ihminen näkee yhden asian", "Voin perua luvan milloin vain.")
    her.presses("Annan luvan")
    her.sees("Voimassa", "Nämä ihmiset eivät enää näe")
    her.presses("Peru lupa")
    her.sees("Peruttu", "Voit antaa tämän uudelleen")
    her.presses("Anna uudelleen")
    her.sees("Tämä on taas voimassa")


def test_her_word_is_written_down_for_her(maija: UUID, person: Callable[..., Person]) -> None:
    aino = person("Aino")
    aino.signs_in("aino@lounatuuli.example")
    aino.opens(f"/work/clients/{maija}/")
    aino.presses("Avaa luvat ja kiellot")
    aino.sees("Lupia tai kieltoja ei ole")
    aino.presses("Kirjaa lupa tai kielto")
    aino.presses("Tiimi saa kokoontua asiakkaan asiassa")
    aino.chooses("Kyllä, hän suostui")
    aino.chooses("Suullisesti")
    aino.fills("Miksi se kirjataan hänen puolestaan?", "Ei käytä verkkoa, soitti tänään.")
    aino.presses("Jatka: katso ensin, mitä tästä seuraa")
    aino.sees("Lue tämä hänelle ensin", "Tiimini saa kokoontua minun asiassani.")
    aino.presses("Kirjaa: hän suostui")
    aino.sees("Voimassa", "Suullisesti · Ei käytä verkkoa, soitti tänään.")


def test_a_look_without_a_relation_has_a_reason_and_a_reviewer(maija: UUID, person: Callable[..., Person]) -> None:
    outi = person("Outi")
    outi.signs_in("outi@lounatuuli.example")
    outi.presses("Asiakkaat")
    outi.presses("Katso tietoja erityisestä syystä")
    outi.fills("Henkilötunnus", MAIJA_CODE)
    outi.fills("Sukunimi", "Meri")
    outi.fills("Etunimet", "Maija")
    outi.presses("Jatka")
    outi.presses("Avaa tiedot ja jätä merkintä")
    outi.chooses("Kiireellinen hoidon tai palvelun tarve, jota olen selvittämässä")
    outi.fills("Miksi tiedot ovat välttämättömiä juuri nyt?", "Naapuri soitti: Maija on yksin kotona eikä avaa ovea.")
    outi.chooses("Yhteydenotot")
    outi.presses("Avaa tiedot ja jätä merkintä")
    outi.sees("Maija Meri")
    tuomo = person("Tuomo")
    tuomo.signs_in("tuomo@lounatuuli.example")
    tuomo.opens("/work/review/")
    tuomo.sees("Outi Oja, sosiaaliohjaaja", "Naapuri soitti", "Meri Maija")
    tuomo.presses("Vahvista")
    tuomo.sees("Mikään ei odota")


def test_a_close_one_gets_an_account_and_the_client_lets_him_in(maija: UUID, person: Callable[..., Person]) -> None:
    aino, her = person("Aino"), person("Maija", width=390)
    aino.signs_in("aino@lounatuuli.example")
    aino.opens(f"/work/clients/{maija}/close-ones/")
    aino.chooses("Puoliso")
    aino.fills("Etunimi", "Matti")
    aino.fills("Sukunimi", "Meri")
    aino.presses("Kirjaa läheinen")
    aino.presses("Liitä tunnus")
    aino.fills("Mikä on hänen käyttäjätunnuksensa?", "maija@posti.example")
    aino.chooses("Hän kirjautui tunnuksella vieressäni")
    aino.presses("Jatka")
    aino.sees("Tällä käyttäjätunnuksella ei ole tunnusta, jonka nimi on sama.")
    aino.fills("Mikä on hänen käyttäjätunnuksensa?", "matti@posti.example")
    aino.presses("Jatka")
    aino.sees("Tarkista ennen liittämistä", "Hän ei vielä näe mitään.")
    aino.presses("Liitä tunnus")
    aino.sees("Tunnus on liitetty.")

    her.signs_in("maija@posti.example")
    her.opens("/my/permissions/new/?what=close_person")
    her.chooses("Matti Meri")
    her.chooses("Yhteinen suunnitelma")
    her.presses("Jatka: katso ensin, mitä tästä seuraa")
    her.presses("Suostun")
    her.opens("/my/permissions/")
    her.sees("Kuka näkee mitä?", "Aino Aalto")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_anybody_asks_what_the_law_says(person: Callable[..., Person], language: str, width: int) -> None:
    visitor = person("visitor", language=language, width=width)
    visitor.opens("/law/")
    visitor.opens("/law/?from=health&to=social_professional")
    visitor.opens("/law/?from=social&to=close_person&situation=client_says_yes")
    visitor.sees("703/2023")

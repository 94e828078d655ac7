"""Maija's matters get one who answers for them and a team she has a say in. Told from both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from punos.cases import actions as cases
from punos.clients.actions import link_account, recognise
from punos.consent.actions import give
from punos.consent.rules import ConsentFor, Kind, Manner, Terms, Word
from punos.intake.actions import record_contact
from punos.kernel import clock
from punos.lawfulness.categories import Category, RecipientClass
from punos.lawfulness.clocks import ClockPerson
from punos.team import actions as team
from tests.cast import MAIJA_CODE, Cast
from tests.journeys.conftest import PASSWORD, Person

SHARED = frozenset({Category.IDENTITY, Category.COORDINATION, Category.PLAN, Category.HEALTH, Category.OWN_WORDS})
Comes = Callable[..., Person]


@pytest.fixture
def comes(chromium: Browser, server: str) -> Iterator[Comes]:
    """Somebody of the cast opens a browser and signs in, going where she was going."""
    here: list[Person] = []

    def arrive(name: str, path: str = "/work/", *, language: str = "fi", width: int = 1280) -> Person:
        person = Person(chromium, server, f"{name}{width}", language=language, width=width)
        here.append(person)
        person.page.goto(server + path)
        person.page.get_by_role("textbox").first.fill(
            f"{name}@posti.example" if name == "maija" else f"{name}@lounatuuli.example")
        person.page.locator("input[type=password]").fill(PASSWORD)
        person.page.locator("main button").first.click()
        person.looks_around()
        return person

    yield arrive
    for person in here:
        person.leaves()


@pytest.fixture
def maija(people: Cast) -> UUID:
    """Pekka holds Maija's contact; she signs in herself and has said what may be shared."""
    client = recognise(identity_code=MAIJA_CODE, given_names="Maija Kaarina", call_name="Maija", family_name="Meri",
                       by=people.pekka)
    record_contact(client=client, channel="phone", sender="client", words="En jaksa enää yksin.", by=people.pekka)
    link_account(client=client, account=people.maija.account, by=people.pekka)
    for terms in (Terms(Kind.PERMIT, classes=frozenset({RecipientClass.HEALTH_PROFESSIONAL,
                                                        RecipientClass.SOCIAL_PROFESSIONAL}), categories=SHARED),
                  Terms(Kind.CONSENT, about=ConsentFor.CONVENE_TEAM)):
        give(client=client, terms=terms, word=Word(Manner.PORTAL, language="fi"), by=people.maija)
    return client


def test_one_answers_a_team_gathers_and_she_has_her_say(people: Cast, maija: UUID, comes: Comes) -> None:
    pekka = comes("pekka", f"/work/clients/{maija}/case/")
    pekka.fills("Miksi yhteistyö auttaisi?", "Maija hoitaa Mattia ja väsyy. Kukaan ei näe kokonaisuutta.")
    pekka.chooses("Hän haluaa, että autamme yhdessä")
    pekka.presses("Aloita yhteistyö")
    pekka.sees("Vastaat kokonaisuudesta", "Pekka Pelto", "Tunnistettu")

    pekka.opens(f"/work/clients/{maija}/team/invite/?q=Niko&role=home_care_nurse")
    pekka.presses("Valitse")
    pekka.sees("Tämän jälkeen yksi ihminen näkee nämä 5 asiaa")
    pekka.chooses("Häneltä kysyttiin, ja hän suostuu")
    pekka.presses("Kutsu tiimiin")
    pekka.sees("Niko Niemi", "Ei ole vielä vastannut")

    niko = comes("niko")
    niko.sees("Kutsu tiimiin")
    niko.presses("Vastaa")
    niko.presses("Olen mukana")
    niko.sees("Maija Meri", "Kuka vastaa kokonaisuudesta?")

    pekka.opens(f"/work/clients/{maija}/")
    pekka.presses("Avaa yhteistyö")
    pekka.presses("Siirrä vastuu")
    pekka.fills("Hae nimellä", "Aino")
    pekka.presses("Hae henkilöitä ja yksiköitä")
    pekka.chooses("Aino Aalto")
    pekka.fills("Miksi siirrät vastuun?", "Tuen tarve on sosiaalityössä.")
    pekka.presses("Tarjoa vastuuta")
    pekka.sees("Odottaa vastaanottajaa: Aino Aalto", "Vastaa, kunnes siirto on otettu vastaan")

    aino = comes("aino")
    aino.presses("Vastaa")
    aino.sees("Otatko vastuun kokonaisuudesta?", "Lähettäjä Pekka Pelto", "Vastaanottaja Aino Aalto")
    aino.presses("Ota vastaan")
    aino.sees("Vastaat nyt kokonaisuudesta.", "Aino Aalto (sinä)")

    her = comes("maija", "/my/team/", width=390)
    her.sees("Kuka minua auttaa?", "Aino Aalto", "Niko Niemi")
    her.presses("Poista tiimistä")
    her.sees("Tämän jälkeen hän ei näe")
    her.presses("Poista tiimistä")
    her.does_not_see("Niko Niemi")
    gone = niko.page.goto(f"{niko.address}/work/clients/{maija}/")
    assert gone is not None and gone.status == 404


@pytest.mark.parametrize(("language", "width"), [("sv", 390), ("en", 1280)])
def test_every_page_can_be_used_in_the_other_languages(people: Cast, maija: UUID, comes: Comes, language: str,
                                                       width: int) -> None:
    case = cases.open_case(client=maija, model="case_manager", next_date=clock.today() + timedelta(days=7),
                           why="Maija hoitaa Mattia ja väsyy.", her_word="wants", by=people.pekka,
                           answers={"many_services": "yes", "memory": "yes", "informal_carer": "yes"}).pk
    cases.name_worker(case=case, account=people.aino.account, role="own_worker", by=people.pekka)
    cases.name_worker(case=case, account=people.pekka.account, role="responsible_worker", by=people.pekka)
    cases.start_clocks(case=case, event="contact", on=clock.today(), person=ClockPerson(born=date(1941, 3, 15)),
                       by=people.pekka)
    joined = team.invite(client=maija, account=people.niko.account, purpose="Seuraa vointia kotona", wish="agrees",
                         until=clock.today() + timedelta(days=180), categories=["identity", "coordination", "plan"],
                         suggested_role="home_care_nurse", by=people.pekka).pk
    team.convene(client=maija, at=clock.now() + timedelta(days=5), purpose="Sovitaan kotiavusta", by=people.pekka)
    offer = cases.offer(case=case, account=people.aino.account, reason="Sosiaalityö", by=people.pekka).pk
    pekka = comes("pekka", language=language, width=width)
    for page in ("", "stage/", "next-date/", "worker/", "clock/", "close/"):
        pekka.opens(f"/work/cases/{case}/{page}")
    for page in ("case/", "social-need/", "special-support/", "relationship/", "team/", "team/invite/", "team/meet/",
                 "team/invite/?who=named", f"team/invite/?who={people.jaana.account}&role=ngo_actor"):
        pekka.opens(f"/work/clients/{maija}/{page}")
    for page in (f"team/{joined}/end/", f"team/{joined}/extend/", f"case-handovers/{offer}/"):
        pekka.opens(f"/work/{page}")
    aino = comes("aino", f"/work/case-handovers/{offer}/decline/", language=language, width=width)
    aino.opens(f"/work/case-handovers/{offer}/")
    comes("niko", f"/work/team/{joined}/", language=language, width=width)
    her = comes("maija", "/my/team/", language=language, width=width)
    her.opens(f"/my/team/{joined}/remove/")

"""Maija's plan: her words first, small steps, her answer, a paper for the fridge; and two who write at once."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from punos.access import actions as grants
from punos.cases.actions import begin_relationship, open_case
from punos.clients.actions import link_account, recognise
from punos.intake.actions import record_contact
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from tests.cast import MAIJA_CODE, Cast
from tests.journeys.conftest import Person


@pytest.fixture
def maija(people: Cast) -> UUID:
    """Aino answers for Maija, who signs in; Niko works with her."""
    client = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=people.aino)
    record_contact(client=client, channel="phone", sender="client", words="En jaksa enää yksin.", by=people.aino)
    link_account(client=client, account=people.maija.account, by=people.aino)
    case = open_case(client=client, model="case_manager", why="Moni auttaa, kukaan ei näe kokonaisuutta.",
                     next_date=clock.today() + timedelta(7), her_word="wants", by=people.aino)
    begin_relationship(client=client, service_task="older_people", basis="handling", began_on=clock.today(),
                       case=case.pk, by=people.aino)
    grants.open_grants(client=client, account=people.niko.account, rule="test", section="703/2023 9 §", facts={},
                       categories=[Category.IDENTITY, Category.PLAN, Category.OWN_WORDS, Category.HEALTH],
                       basis_kind="statute", relation="test", relation_id=None, by=Actor.system("sharing"))
    return client


def in_days(days: int) -> str:
    when = clock.today() + timedelta(days)
    return f"{when.day}.{when.month}.{when.year}"


def test_a_plan_grows_from_her_words_to_her_yes(maija: UUID, person: Callable[..., Person]) -> None:
    her, aino = person("Maija", width=390), person("Aino")
    her.signs_in("maija@posti.example")
    her.opens("/my/plan/")
    her.sees("Minun suunnitelmani", "Tavoitteista ei ole vielä sovittu")
    her.presses("Kerro, mikä on tärkeää")
    her.fills("Mikä sinulle on tärkeää?", "Oma koti ja kissa. Lapsenlapset sunnuntaisin 😀")
    her.presses("Kerro tiimille")
    her.sees("Kiitos. Tiimisi näkee sanasi.", "Oma koti ja kissa.")

    aino.signs_in("aino@lounatuuli.example")
    aino.opens(f"/work/clients/{maija}/")
    aino.sees("Oma koti ja kissa.", "Tavoitteista ei ole vielä sovittu.")
    aino.presses("Avaa suunnitelma")
    aino.sees("Asiakassuunnitelmasta puuttuu vielä", "Vahvuudet kysytään ensin.")
    aino.presses("Kirjaa, missä hän onnistuu")
    aino.fills("Missä onnistuu ja mistä saa voimaa", "Laulaa kuorossa. Tuntee kaupungin kuin taskunsa.")
    aino.presses("Tallenna rivi")
    aino.opens(f"/work/clients/{maija}/plan/")
    aino.presses("Kirjoita tavoite")
    aino.fills("Mitä hän tavoittelee?", "Haluan nähdä lapsenlapset joka viikko.")
    aino.presses("Tallenna tavoite")
    aino.presses("Sovi pieni askel")
    aino.presses("Sovi askel")
    aino.sees("Mikä on pieni askel", "Kuka tekee")
    aino.fills("Mikä on pieni askel?", "Soitan Liisalle ja kysyn lauantaista.")
    aino.chooses("Maija Meri itse")
    aino.fills("Mihin mennessä?", in_days(3))
    aino.presses("Sovi askel")
    aino.sees("Askel on sovittu.", "Soitan Liisalle ja kysyn lauantaista.")
    aino.presses("Tallenna versio hyväksyttäväksi")
    aino.presses("Tallenna versio hyväksyttäväksi")
    aino.sees("Versio 1 odottaa asiakkaan vastausta")

    her.opens("/my/plan/")
    her.presses("Tein tämän")
    her.fills("Kuinka se meni?", "Liisa tulee.")
    her.presses("Tein tämän")
    her.sees("Hienoa! Askel on tehty.", "Tehty")
    her.presses("Lue ja vastaa")
    her.chooses("Hyväksyn sen")
    her.presses("Lähetä vastaus")
    her.sees("Kiitos vastauksesta.", "Suunnitelma on hyväksytty")
    her.presses("Tulosta jääkaapin oveen")
    her.sees("Minun suunnitelmani", "Haluan nähdä lapsenlapset joka viikko.", "Aino Aalto")

    aino.opens(f"/work/clients/{maija}/plan/")
    aino.sees("hyväksytty")
    for page in ("assessment", "versions", "texts", "print", "print/?size=large", "review", "words"):
        aino.opens(f"/work/clients/{maija}/plan/{page}" + ("" if "?" in page else "/"))
    aino.opens(f"/work/clients/{maija}/plan/versions/")
    aino.presses("Versio 1")
    aino.sees("Hyväksyi suunnitelman", "Asiakas itse, Punoksessa")
    aino.presses("Anna asiakirjana: Asiakassuunnitelma (sosiaalihuolto)")
    aino.sees("Asiakirjaa ei vielä annettu", "1301/2014 39 §")


def test_two_write_at_once_and_nobodys_words_are_lost(maija: UUID, person: Callable[..., Person]) -> None:
    aino, niko = person("Aino"), person("Niko", width=390)
    aino.signs_in("aino@lounatuuli.example")
    niko.signs_in("niko@lounatuuli.example")
    aino.opens(f"/work/clients/{maija}/plan/goals/")
    aino.fills("Mitä hän tavoittelee?", "Oma koti.")
    aino.presses("Tallenna tavoite")
    for somebody in (aino, niko):
        somebody.opens(f"/work/clients/{maija}/plan/")
        somebody.presses("Muuta sanoja")
    aino.fills("Mitä hän tavoittelee?", "Oma koti ja kissa.")
    aino.presses("Tallenna tavoite")
    niko.fills("Mitä hän tavoittelee?", "Oma koti ja piha.")
    niko.presses("Tallenna tavoite")
    niko.sees("tallensi tämän välissä", "Oma koti ja kissa.", "Oma koti ja piha.")
    niko.fills("Mitä hän tavoittelee?", "Oma koti, kissa ja piha.")
    niko.presses("Tallenna tavoite")
    niko.sees("Tavoite on tallennettu.", "Oma koti, kissa ja piha.")


@pytest.mark.parametrize(("language", "words"), [("sv", ["Plan", "Fråga vad som är viktigt"]),
                                                 ("en", ["Plan", "Ask what matters"])])
def test_the_plan_reads_in_swedish_and_english_without_scripts(maija: UUID, person: Callable[..., Person],
                                                               language: str, words: list[str]) -> None:
    aino = person("Aino", language=language, scripts=False)
    aino.signs_in("aino@lounatuuli.example")
    aino.opens(f"/work/clients/{maija}/plan/")
    aino.sees(*words)
    for page in ("assessment", "versions", "texts", "print", "goals", "words", "review"):
        aino.opens(f"/work/clients/{maija}/plan/{page}/")

"""The whole thread in one go, told from both sides and in each language; and once without a screen on her side."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from punos.clients.actions import recognise
from punos.kernel import clock
from punos.lawfulness.categories import MEANINGS, Category
from punos.sharing.tests.conftest import handed
from tests.cast import MAIJA_CODE, Cast
from tests.journeys.conftest import Person

Sits = Callable[..., Person]


def in_days(days: int) -> str:
    when = clock.today() + timedelta(days)
    return f"{when.day}.{when.month}.{when.year}"


def calls_and_is_heard(who: Person, words: str) -> str:
    """Maija calls; whoever answers writes it down and keeps it. Returns her id."""
    who.opens("/work/contacts/new/")
    who.chooses("Ei, kukaan ei ole vaarassa")
    who.fills("Mitä hän sanoo?", words)
    who.fills("Asiakkaan sukunimi", "Meri")
    who.fills("Asiakkaan etunimet", "Maija")
    who.fills("Henkilötunnus", MAIJA_CODE)
    who.chooses("Minä")
    who.presses("Kirjaa yhteydenotto")
    who.sees(words)
    found = re.search(r"/work/clients/([0-9a-f-]{36})/", who.page.content())
    assert found, "the contact leads to her page"
    return found[1]


def begins_to_answer_for_the_whole(who: Person, client: str) -> None:
    """A case under the county's model, because she wants it."""
    who.opens(f"/work/clients/{client}/")
    who.presses("Aloita yhteistyö")
    who.fills("Miksi yhteistyö auttaisi?", "Maija väsyy. Kukaan ei näe kokonaisuutta.")
    who.chooses("Hän haluaa, että autamme yhdessä")
    who.presses("Aloita yhteistyö")
    who.sees("Yhteistyö alkoi. Vastaat kokonaisuudesta, kunnes joku ottaa sen vastaan.")


def calls_niko_to_the_team(who: Person, client: str) -> None:
    who.opens(f"/work/clients/{client}/team/invite/?q=Niko&role=home_care_nurse")
    who.presses("Valitse")
    who.chooses("Häneltä kysyttiin, ja hän suostuu")
    who.presses("Kutsu tiimiin")
    who.sees("Niko Niemi", "Ei ole vielä vastannut")


def agrees_on_goal_and_step(who: Person, client: str) -> None:
    """One goal in her words, one small step that she does herself, and a version for her to answer."""
    who.opens(f"/work/clients/{client}/plan/")
    who.presses("Kirjaa, missä hän onnistuu")
    who.fills("Missä onnistuu ja mistä saa voimaa", "Laulaa kuorossa.")
    who.presses("Tallenna rivi")
    who.opens(f"/work/clients/{client}/plan/goals/")
    who.fills("Mitä hän tavoittelee?", "Haluan nähdä lapsenlapset joka viikko.")
    who.presses("Tallenna tavoite")
    who.presses("Sovi pieni askel")
    who.fills("Mikä on pieni askel?", "Soitan Liisalle ja kysyn lauantaista.")
    who.page.locator("input[name=doer][value=client]").check(force=True)
    who.fills("Mihin mennessä?", in_days(3))
    who.presses("Sovi askel")
    who.sees("Askel on sovittu.", "Soitan Liisalle ja kysyn lauantaista.")
    who.presses("Tallenna versio hyväksyttäväksi")
    who.presses("Tallenna versio hyväksyttäväksi")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_one_team_one_plan_and_one_who_answers(people: Cast, person: Sits, language: str) -> None:
    """Maija calls; somebody answers; she decides on her phone who may know; a team and a plan come of it."""
    pekka, maija = person("pekka", language=language), person("maija", language=language, width=390)
    pekka.signs_in("pekka@lounatuuli.example")
    client = calls_and_is_heard(pekka, "En jaksa enää yksin.")
    handed(recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=people.outi),
           people.outi, people.pekka)  # a colleague's word, without which nobody opens her eyes (ADR 0071)
    begins_to_answer_for_the_whole(pekka, client)
    pekka.opens(f"/work/clients/{client}/account/")
    pekka.fills("Mikä on hänen käyttäjätunnuksensa?", "maija@posti.example")
    pekka.chooses("Tunnen hänet, ja hän kertoi tunnuksen itse")
    pekka.presses("Jatka")
    pekka.presses("Liitä tunnus")

    maija.signs_in("maija@posti.example")
    maija.sees("Pekka Pelto", "Vastaa kokonaisuudesta")
    for subject in ("Tiimini saa kokoontua asiassani", "Ammattilaiset saavat kertoa asioistani toisilleen"):
        maija.opens("/my/permissions/")
        maija.presses("Anna lupa tai kiellä")
        maija.presses(subject)
        if subject.startswith("Ammattilaiset"):
            maija.chooses("Kaikki terveydenhuollon ammattihenkilöt, jotka hoitavat asiaani")
            for category in (Category.IDENTITY, Category.COORDINATION, Category.PLAN, Category.OWN_WORDS):
                maija.page.get_by_label(MEANINGS[category].name.in_language(language)).first.check(force=True)
        maija.presses("Jatka: katso ensin, mitä tästä seuraa")
        maija.page.locator("main form button").first.click()
        maija.looks_around()
        maija.sees("Voimassa")

    calls_niko_to_the_team(pekka, client)
    niko = person("niko", language=language, width=390)
    niko.signs_in("niko@lounatuuli.example")
    niko.presses("Vastaa")
    niko.presses("Olen mukana")
    niko.sees("Maija Meri", "Kuka vastaa kokonaisuudesta?")

    maija.opens("/my/plan/words/")
    maija.fills("Mikä sinulle on tärkeää?", "Oma koti ja kissa.")
    maija.presses("Kerro tiimille")
    agrees_on_goal_and_step(pekka, client)
    maija.opens("/my/plan/")
    maija.presses("Tein tämän")
    maija.presses("Tein tämän")
    maija.presses("Lue ja vastaa")
    maija.chooses("Hyväksyn sen")
    maija.presses("Lähetä vastaus")
    maija.sees("Kiitos vastauksesta.", "Suunnitelma on hyväksytty")
    niko.opens(f"/work/clients/{client}/")
    niko.sees("Oma koti ja kissa.", "Haluan nähdä lapsenlapset joka viikko.")
    pekka.opens(f"/work/clients/{client}/timeline/")
    pekka.sees("En jaksa enää yksin.", "Askel on tehty")
    maija.opens("/my/log/")
    maija.sees("sivuasi", "kutsui jonkun tiimiisi")


def test_a_client_who_never_touches_a_screen(people: Cast, person: Sits) -> None:
    """Everything goes by phone, on paper and by word of mouth; she decides as much as anybody."""
    aino = person("aino")
    aino.signs_in("aino@lounatuuli.example")
    client = calls_and_is_heard(aino, "En näe ruutua enkä osaa. Soittakaa minulle.")
    aino.presses("Lupaa soitto")
    aino.fills("Mihin numeroon?", "040 555 0190")
    aino.presses("Lupaa soitto")
    aino.presses("Merkitse soitto")
    aino.chooses("Soitettiin, puhuttiin")
    aino.presses("Merkitse soitto")
    begins_to_answer_for_the_whole(aino, client)

    aino.opens(f"/work/clients/{client}/permissions/new/")
    aino.presses("Tiimi saa kokoontua asiakkaan asiassa")
    aino.chooses("Kyllä, hän suostui")
    aino.chooses("Suullisesti")
    aino.page.get_by_label("Hän ei voi allekirjoittaa").check(force=True)
    aino.fills("Todistajan nimi", "Liisa Lahti")
    aino.fills("Miksi se kirjataan hänen puolestaan?", "Ei näe ruutua. Luin lauseen hänelle puhelimessa.")
    aino.presses("Jatka: katso ensin, mitä tästä seuraa")
    aino.sees("Lue tämä hänelle ensin", "Tiimini saa kokoontua minun asiassani.")
    aino.presses("Kirjaa: hän suostui")
    aino.sees("Voimassa", "Liisa Lahti")

    aino.opens(f"/work/clients/{client}/plan/words/")
    aino.fills("Mikä hänelle on tärkeää?", "Oma koti ja kissa.")
    aino.chooses("Puhelimessa")
    aino.presses("Tallenna hänen sanansa")
    agrees_on_goal_and_step(aino, client)
    aino.opens(f"/work/clients/{client}/plan/print/?size=large")
    aino.sees("Haluan nähdä lapsenlapset joka viikko.", "Aino Aalto")
    aino.opens(f"/work/clients/{client}/plan/versions/")
    aino.presses("Versio 1")
    aino.presses("Kirjaa asiakkaan vastaus")
    aino.chooses("Hyväksyy")
    aino.chooses("Puhelimessa")
    aino.fills("Kuka oli todistamassa?", "Liisa Lahti")
    aino.presses("Tallenna vastaus")
    aino.sees("Vastaus on tallennettu.")

    aino.opens(f"/work/clients/{client}/permissions/")
    aino.opens_the_card_with("Tiimini saa kokoontua minun asiassani.")
    aino.chooses("Suullisesti")
    aino.fills("Miksi se kirjataan hänen puolestaan?", "Soitti ja perui.")
    aino.presses("Peru suostumus")
    aino.sees("Peruttu")

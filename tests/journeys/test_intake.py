"""A contact's way, told from both sides: who answers is never in doubt, and nobody is bounced in the dark."""

from __future__ import annotations

from playwright.sync_api import Browser

from punos.clients.actions import link_account, recognise
from punos.intake import actions
from tests.cast import MAIJA_CODE, Cast
from tests.journeys.conftest import Person


def test_a_phone_call_finds_somebody_who_answers(server: str, people: Cast, chromium: Browser) -> None:
    pekka = Person(chromium, server, "pekka")
    pekka.signs_in("pekka@lounatuuli.example")
    pekka.opens("/work/contacts/")
    pekka.presses("Kirjaa yhteydenotto")
    pekka.is_not_asked("Mitä tehtiin heti?", "Kenelle tarjoat?")
    pekka.chooses("Kyllä, väkivallan uhka")
    pekka.is_asked("Mitä tehtiin heti?")
    pekka.chooses("Ei, kukaan ei ole vaarassa")
    pekka.is_not_asked("Mitä tehtiin heti?")
    pekka.fills("Mitä hän sanoo?", "Mieheni muisti pettää. En jaksa yksin.")
    pekka.fills("Asiakkaan sukunimi", "Meri")
    pekka.fills("Asiakkaan etunimet", "Maija")
    pekka.fills("Henkilötunnus", "150341-926J")
    pekka.chooses("Tarjoan toiselle")
    pekka.is_asked("Kenelle tarjoat?")
    pekka.fills("Etsi ihminen tai yksikkö nimellä", "aino aalto")
    pekka.presses("Kirjaa yhteydenotto")
    pekka.sees("Maija Meri", "”Mieheni muisti pettää. En jaksa yksin.”",
               "Siirto odottaa. Lähettäjä: Pekka Pelto. Vastaanottaja: Aino Aalto. "
               "Vastaa, kunnes siirto on otettu vastaan: Pekka Pelto.")

    aino = Person(chromium, server, "aino", width=390)
    aino.signs_in("aino@lounatuuli.example")
    aino.opens("/work/contacts/")
    aino.presses("Avaa")
    aino.sees("Siirto odottaa. Lähettäjä: Pekka Pelto.")
    aino.presses("Palauta ja ehdota")
    aino.sees("Valitse yksi: Miksi et voi ottaa tätä")
    aino.chooses("Asia kuuluu toiseen palveluun")
    aino.picks("Tai valitse yksikkö", "Ikääntyneiden sosiaalityö · nyt vastaa Aino Aalto")
    aino.presses("Palauta ja ehdota")
    aino.sees("Palautit asian. Lähettäjä näkee syyn ja ehdotuksesi.")

    pekka.opens("/work/contacts/")
    pekka.sees("Palautui: siirtoa ei otettu vastaan")
    pekka.presses("Meri Maija")
    pekka.sees("Asia kuuluu toiseen palveluun", "Vastaat tästä edelleen.", "Ehdotus: Ikääntyneiden sosiaalityö")
    pekka.presses("Lupaa soitto")
    pekka.fills("Mihin numeroon?", "040 555 0190")
    pekka.presses("Lupaa soitto")
    pekka.presses("Merkitse soitto")
    pekka.chooses("Soitettiin, puhuttiin")
    pekka.presses("Merkitse soitto")
    pekka.opens("/work/contacts/")
    pekka.presses("Meri Maija")
    pekka.presses("Siirrä")
    pekka.presses("Tarjoa siirtoa")
    pekka.sees("Siirto odottaa. Lähettäjä: Pekka Pelto. Vastaanottaja: Ikääntyneiden sosiaalityö.")

    outi = Person(chromium, server, "outi")
    outi.signs_in("outi@lounatuuli.example")
    outi.opens("/work/contacts/")
    outi.presses("Avaa")
    outi.presses("Ota vastaan")
    outi.sees("Otit asian vastaan. Vastaat siitä nyt.", "Outi Oja", "Tarjottu eteenpäin 2 kertaa")
    outi.presses("Päätä")
    outi.chooses("Hän sai ohjauksen oikeaan paikkaan")
    outi.presses("Päätä yhteydenotto")
    outi.sees("Yhteydenotto on päätetty.")


def test_guidance_takes_two_clicks_and_the_pages_work_on_a_phone_without_scripts(
        server: str, people: Cast, chromium: Browser) -> None:
    pekka = Person(chromium, server, "pekka-phone", width=390, scripts=False)
    pekka.signs_in("pekka@lounatuuli.example")
    pekka.opens("/work/contacts/guidance/new/")
    pekka.chooses("Muisti")
    pekka.presses("Muistipoliklinikka")
    pekka.sees("Ohjaus on kirjattu.")
    for path in ("/work/contacts/", "/work/contacts/new/", "/work/contacts/calls/"):
        pekka.opens(path)


def test_the_same_pages_read_in_swedish_and_english(server: str, people: Cast, chromium: Browser) -> None:
    for language in ("sv", "en"):
        pekka = Person(chromium, server, "pekka", language=language)
        pekka.signs_in("pekka@lounatuuli.example")
        for path in ("/work/contacts/", "/work/contacts/new/", "/work/contacts/calls/", "/work/contacts/guidance/new/"):
            pekka.opens(path)
        pekka.does_not_see("Yhteydenotot", "Luvatut soitot", "Onko joku")


def test_maija_asks_once_and_sees_who_has_it(server: str, people: Cast, chromium: Browser) -> None:
    client = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=people.pekka)
    actions.record_contact(words="Hän soitti ja pyysi tunnuksia.", channel="phone", client=client, by=people.pekka)
    link_account(client=client, account=people.maija.account, by=people.pekka)
    maija = Person(chromium, server, "maija", width=390)
    maija.signs_in("maija@posti.example")
    maija.opens("/my/contacts/new/")
    maija.sees("Onko joku vaarassa juuri nyt?", "Soita heti 112", "Nyt vastaa Pekka Pelto, palveluohjaaja.")
    maija.presses("Lähetä pyyntö")
    maija.sees("Valitse yksi: Onko joku vaarassa juuri nyt")
    maija.chooses("Ei")
    maija.fills("Kirjoita, missä tarvitset apua", "Kaatuilen aamuisin.")
    maija.chooses("Kyllä, saatte kysyä")
    maija.presses("Lähetä pyyntö")
    maija.sees("Viestisi on perillä.", "”Kaatuilen aamuisin.”", "Pekka Pelto", "Saat vastauksen viimeistään")
    pekka = Person(chromium, server, "pekka-queue")
    pekka.signs_in("pekka@lounatuuli.example")
    pekka.opens("/work/contacts/")
    pekka.presses("Ota vastaan")
    pekka.sees("Vastaat nyt tästä yhteydenotosta.", "”Kaatuilen aamuisin.”", "Kyllä · Verkossa itse",
               "Aiemmat yhteydenotot")


def test_a_sign_in_that_runs_out_while_she_types_is_said_beside_the_form_and_no_word_is_lost(
        server: str, people: Cast, chromium: Browser) -> None:
    pekka = Person(chromium, server, "pekka")
    pekka.signs_in("pekka@lounatuuli.example")
    pekka.opens("/work/contacts/new/")
    words = "Hän kertoi pitkään siitä, mitä yöllä tapahtui."
    kept = [cookie for cookie in pekka.context.cookies() if cookie["name"] != "sessionid"]
    pekka.context.clear_cookies()
    pekka.context.add_cookies(kept)  # type: ignore[arg-type]
    pekka.page.fill("#id_words", words)
    pekka.page.locator("#id_words").press("End")
    pekka.page.locator("#sign-in-again a").wait_for()
    assert pekka.page.locator("input[name=password]").count() == 0, "no sign-in form inside her form"
    assert pekka.page.input_value("#id_words") == words
    assert "next=%2Fwork%2Fcontacts%2Fnew%2F" in (pekka.page.get_attribute("#sign-in-again a", "href") or "")
    pekka.said.clear()

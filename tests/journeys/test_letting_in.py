"""A new colleague's first day, and a client's first sign-in: made, given hand to hand, begun on one's own phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID

from punos.intake.actions import accept, offer
from tests.cast import Cast
from tests.journeys.conftest import Person

HERS = "en blå båt vid stranden"


def code_seen_by(person: Person) -> str:
    found = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}", person.page.locator("main").inner_text())
    assert found
    return found[0]


def test_a_colleague_begins_in_swedish_on_her_phone_and_leaves(people: Cast, person: Callable[..., Person]) -> None:
    hanna = person("hanna")
    hanna.signs_in("hanna@lounatuuli.example")
    hanna.presses("Yksiköt")
    hanna.presses("Lisää organisaatio")
    hanna.fills("Nimi", "Kuvitteellinen kotipalvelu Oy")
    hanna.picks("Toimiala", "Sosiaalihuolto")
    hanna.presses("Tallenna")
    hanna.presses("Lisää yksikkö")
    hanna.picks("Organisaatio", "Kuvitteellinen kotipalvelu Oy")
    hanna.fills("Nimi", "Kotiapu")
    hanna.presses("Tallenna")
    hanna.sees("Valitse yksi: Mihin rekisteriin yksikkö kirjaa")
    hanna.picks("Mihin rekisteriin yksikkö kirjaa?", "Sosiaalihuollon asiakastiedot")
    hanna.presses("Tallenna")
    hanna.presses("Kotiapu")
    hanna.presses("Työntekijät")
    hanna.presses("Lisää työntekijä")
    for label, text in (("Etunimi", "Sari"), ("Sukunimi", "Saari"), ("Käyttäjätunnus", "sari@lounatuuli.example"),
                        ("Nimike", "lähihoitaja")):
        hanna.fills(label, text)
    for label, option in (("Yksikkö", "Kotiapu"), ("Rooli", "Ammattilainen"), ("Ammatti", "Lähihoitaja")):
        hanna.picks(label, option)
    hanna.presses("Luo tunnus ja aloituskoodi")
    code = code_seen_by(hanna)

    sari = person("sari", language="sv", width=390)
    sari.opens("/welcome/")
    for label, text in (("Käyttäjätunnus", "sari@lounatuuli.example"), ("Aloituskoodi", code.lower()),
                        ("Valitse salasana", HERS), ("Salasana uudelleen", HERS)):
        sari.fills(label, text)
    sari.presses("Tallenna salasana")
    sari.sees("Salasana on tallessa. Kirjaudu nyt sisään sillä.")
    sari.signs_in("sari@lounatuuli.example", HERS)
    sari.opens("/work/")

    hanna.presses("Valmis")
    hanna.sees("Sari Saari", "Kotiapu", "Kyllä")
    hanna.presses("Sulje tunnus")
    hanna.sees("Päätä ensin hänen työnsä yksiköissä")
    hanna.presses("Päätä")
    hanna.presses("Päätä työ tänään")
    hanna.presses("Sulje tunnus")
    hanna.sees("Tunnus on suljettu.")
    hanna.opens("/guide/keep/people/?q=sari")
    hanna.sees("Suljettu")
    sari.page.goto(sari.address + "/work/")
    assert "/sign-in/" in sari.page.url


def test_a_client_gets_an_account_at_the_visit(people: Cast, person: Callable[..., Person]) -> None:
    pekka = person("pekka")
    pekka.signs_in("pekka@lounatuuli.example")
    pekka.opens("/work/contacts/new/")
    pekka.chooses("Ei, kukaan ei ole vaarassa")
    pekka.fills("Mitä hän sanoo?", "Haluan nähdä omat asiani.")
    pekka.fills("Asiakkaan sukunimi", "Ranta")
    pekka.fills("Asiakkaan etunimet", "Helmi Inkeri")
    pekka.presses("Kirjaa yhteydenotto")
    client = re.search(r"/work/clients/([0-9a-f-]{36})/", pekka.page.content())
    contact = re.search(r"/work/contacts/([0-9a-f-]{36})", pekka.page.url)
    assert client and contact
    pekka.opens(f"/work/clients/{client[1]}/account/")
    pekka.sees("Et voi antaa tätä tunnusta", "Siirrä asia työparille")
    offered = offer(contact=UUID(contact[1]), account=people.aino.account, note="Käyt hänen luonaan", by=people.pekka)
    accept(handover=offered.pk, by=people.aino)
    pekka.leaves()

    aino = person("aino")
    aino.signs_in("aino@lounatuuli.example")
    aino.opens(f"/work/clients/{client[1]}/account/")
    aino.presses("Hänellä ei ole vielä tunnusta")
    aino.fills("Millä käyttäjätunnuksella hän kirjautuu?", "helmi@posti.example")
    aino.chooses("Tunnen hänet")
    aino.presses("Luo tunnus ja aloituskoodi")
    code = code_seen_by(aino)
    aino.leaves()

    helmi = person("helmi", width=390)
    helmi.opens("/welcome/")
    for label, text in (("Käyttäjätunnus", "helmi@posti.example"), ("Aloituskoodi", code),
                        ("Valitse salasana", "kolme sanaa peräkkäin"), ("Salasana uudelleen", "kolme sanaa peräkkäin")):
        helmi.fills(label, text)
    helmi.presses("Tallenna salasana")
    helmi.signs_in("helmi@posti.example", "kolme sanaa peräkkäin")
    helmi.opens("/my/")
    helmi.sees("Helmi")

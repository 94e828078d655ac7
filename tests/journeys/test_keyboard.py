"""The mouse is put away: from the call to the step that is done with keys alone, and focus is never lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.cast import MAIJA_CODE, Cast
from tests.journeys.conftest import Person
from tests.journeys.test_whole_thread import in_days

HERE = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    const ringed = part => part && getComputedStyle(part).outlineStyle !== 'none'
        && parseFloat(getComputedStyle(part).outlineWidth) >= 2;
    return {
        tag: here.tagName, id: here.id, name: here.name || '', value: here.value || '', checked: !!here.checked,
        words: (here.getAttribute('aria-label') || here.labels?.[0]?.innerText || here.innerText || '')
            .trim().replace(/\\s+/g, ' '),
        inside: !!here.closest('main'),
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight
            && (ringed(here) || ringed(here.closest('.choice')) || ringed(here.closest('.card--link'))),
    };
}"""
"""Where the keys go now, what it is called, and whether a person sees that they go there."""


class AtTheKeys(Person):
    """Somebody who never touches the mouse. Each stop of the Tab key is checked: it is in view, with a ring."""

    def here(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(HERE)
        return found

    def tabs(self, key: str = "Tab") -> dict[str, Any]:
        self.page.keyboard.press(key)
        here = self.here()
        assert here["seen"] or here["tag"] == "BODY", f"{self.name} does not see where she is: {here}"
        return here

    def comes_to(self, words: str, *, at_most: int = 60) -> dict[str, Any]:
        """Tab until a thing is called so; a list of choices is one stop, and arrows go through it."""
        stops = []
        for _ in range(at_most):
            here = self.tabs()
            if here["words"].startswith(words):
                return here
            stops.append(here["words"][:40])
        raise AssertionError(f"{self.name} never comes to {words!r} on {self.page.url}: {stops}")

    def writes(self, label: str, text: str) -> None:
        self.comes_to(label)
        self.page.keyboard.insert_text(text)

    def takes(self, choice: str, *, down: int = 0) -> None:
        """Space takes the choice she has come to; arrows take one further down."""
        if self.here()["words"] != choice:
            self.comes_to(choice)
        self.page.keyboard.press("Space")
        for _ in range(down):
            self.page.keyboard.press("ArrowDown")
        assert self.here()["checked"], f"{self.name} could not take {choice!r}: {self.here()}"

    def enters(self, words: str) -> None:
        """Enter on what is called so leads to the next page."""
        self.comes_to(words)
        with self.page.expect_event("load"):
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()

    def is_told_what_to_mend(self, words: str) -> None:
        """The list of what is to be mended has the keys; its first line leads to the field."""
        assert self.here()["id"] == "error-summary", self.here()
        assert words in self.tabs()["words"]
        self.page.keyboard.press("Enter")


@pytest.fixture
def pekka(people: Cast, chromium: Browser, server: str) -> Iterator[AtTheKeys]:
    yield from sits_down(chromium, server, "pekka", 1280)


@pytest.fixture
def aino(people: Cast, chromium: Browser, server: str) -> Iterator[AtTheKeys]:
    yield from sits_down(chromium, server, "aino", 390)


def sits_down(chromium: Browser, server: str, name: str, width: int) -> Iterator[AtTheKeys]:
    person = AtTheKeys(chromium, server, name, width=width)
    person.signs_in(f"{name}@lounatuuli.example")
    yield person
    person.leaves()


def test_from_the_call_to_the_step_that_is_done(people: Cast, pekka: AtTheKeys, aino: AtTheKeys) -> None:
    pekka.opens("/work/")
    assert pekka.tabs()["words"] == "Siirry sisältöön"
    pekka.page.keyboard.press("Enter")
    assert pekka.tabs()["inside"], "past the menu in two keys"
    pekka.page.keyboard.press("/")
    assert pekka.here()["name"] == "q", "the slash opens the search"
    writes_a_call_down_and_offers_it(pekka)

    aino.opens("/work/")
    aino.enters("Vastaa – Meri Maija")
    aino.enters("Ota vastaan")
    aino.enters("Asiakkaan sivu")
    aino.enters("Aloita yhteistyö")
    aino.writes("Miksi yhteistyö auttaisi?", "Maija väsyy. Kukaan ei näe kokonaisuutta.")
    aino.takes("Hän haluaa, että autamme yhdessä")
    aino.enters("Aloita yhteistyö")
    aino.sees("Vastaat kokonaisuudesta")

    aino.enters("Asiakkaan sivulle")
    aino.enters("Kirjaa lupa tai kielto")
    aino.enters("Tiimi saa kokoontua asiakkaan asiassa")
    aino.takes("Kyllä, hän suostui")
    aino.takes("Suullisesti")
    aino.writes("Miksi se kirjataan hänen puolestaan?", "Soitti, ei käytä verkkoa.")
    aino.enters("Jatka: katso ensin, mitä tästä seuraa")
    aino.enters("Kirjaa: hän suostui")
    aino.sees("Voimassa")
    agrees_on_a_step_and_marks_it_done(aino)


def writes_a_call_down_and_offers_it(pekka: AtTheKeys) -> None:
    pekka.opens("/work/contacts/new/")
    pekka.enters("Kirjaa yhteydenotto")
    pekka.is_told_what_to_mend("Onko joku vaarassa juuri nyt?")
    pekka.takes("Ei, kukaan ei ole vaarassa")
    pekka.writes("Mitä hän sanoo?", "En jaksa enää yksin.")
    pekka.writes("Asiakkaan sukunimi", "Meri")
    pekka.writes("Asiakkaan etunimet", "Maija")
    pekka.writes("Henkilötunnus", MAIJA_CODE)
    pekka.takes("Minä", down=2)
    pekka.comes_to("Etsi ihminen tai yksikkö nimellä")
    with pekka.page.expect_response(re.compile("/contacts/receivers/")):
        pekka.page.keyboard.type("Aino")
    pekka.page.locator("#id_receiver option", has_text="Aino Aalto").first.wait_for(state="attached")
    assert pekka.here()["value"] == "Aino", "what was fetched has not taken the keys from where she writes"
    pekka.comes_to("Kenelle tarjoat?")
    pekka.page.keyboard.type("Aino A")
    pekka.enters("Kirjaa yhteydenotto")
    pekka.sees("Siirto odottaa. Lähettäjä: Pekka Pelto. Vastaanottaja: Aino Aalto.")


def agrees_on_a_step_and_marks_it_done(aino: AtTheKeys) -> None:
    aino.enters("Asiakkaan sivulle")
    aino.enters("Avaa suunnitelma")
    aino.enters("Kirjoita tavoite")
    aino.writes("Mitä hän tavoittelee?", "Haluan nähdä lapsenlapset joka viikko.")
    aino.enters("Tallenna tavoite")
    aino.page.go_back()
    aino.enters("Tallenna tavoite")
    goals = aino.page.get_by_role("link", name="Sovi pieni askel").count()
    assert goals == 1, "gone back to and sent again it is the same goal"
    aino.enters("Sovi pieni askel")
    aino.enters("Sovi askel")
    aino.is_told_what_to_mend("Mikä on pieni askel?")
    aino.page.keyboard.insert_text("Soitan Liisalle ja kysyn lauantaista.")
    aino.takes("Maija Meri itse")
    aino.writes("Mihin mennessä?", in_days(3))
    aino.enters("Sovi askel")
    aino.enters("Merkitse tehdyksi")
    aino.enters("Merkitse tehdyksi")
    aino.sees("Hienoa, askel on tehty.")

    aino.enters("Asiakkaan sivulle")
    for pressed, goes_on in (("Näytä tapahtumat", "Kaikki"), ("Askeleet", "Askeleet")):
        aino.comes_to(pressed)
        aino.page.keyboard.press("Enter")  # what is fetched keeps the keys where they were
        aino.page.locator("#happened a[aria-current]:focus", has_text=goes_on).wait_for()

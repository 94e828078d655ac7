"""The pages about a person, as a professional, a colleague and a stranger meet them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from punos.accounts.models import Account
from punos.audit.models import Entry
from punos.clients import queries
from punos.clients.models import Client
from punos.clients.pages import urls
from punos.clients.pages.panels import client_panel
from punos.clients.rules.identity_code import artificial_code
from punos.clients.rules.sections import Section
from punos.clients.tests.people import BORN, EVERYTHING, all_seeing, eyes_of, let_see, recorded, stored, whole_life
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LONG = "ä" * 5_000_000


def browser_of(actor: Actor) -> Browser:
    """Somebody signed in."""
    browser = Browser()
    with eyes_of(actor):
        browser.force_login(Account.objects.get(pk=actor.account))
    return browser


def _address(name: str, client: UUID, other: UUID) -> str:
    route = next(route for route in urls.work if route.name == name)
    wanted: dict[str, Any] = {"client": client, "first": client, "second": other, "section": "name", "tie": uuid4(),
                              "representative": uuid4(), "merge": uuid4()}
    return reverse(f"work:{name}", kwargs={key: wanted[key] for key in route.pattern.converters})


PAGES = [str(route.name) for route in urls.work]
OF_SOMEBODY = [str(route.name) for route in urls.work if route.pattern.converters]


@pytest.mark.parametrize("name", OF_SOMEBODY)
def test_a_stranger_gets_the_same_404_for_a_known_person_and_for_nobody(cast: Cast, name: str) -> None:
    maija, matti = whole_life(cast.aino)
    browser = browser_of(cast.eero)
    for address in (_address(name, maija, matti), _address(name, uuid4(), uuid4())):
        assert browser.get(address).status_code in (404, 405), address
        assert browser.post(address, {"kind": "child", "given_names": "X"}).status_code in (404, 405), address


@pytest.mark.parametrize("name", [name for name in PAGES if name not in {
    "client_tie_end", "client_representative_end", "client_capacity_end", "client_apart", "client_merge_undo"}])
def test_every_page_opens_for_those_who_may_see_her(cast: Cast, name: str) -> None:
    maija, matti = whole_life(cast.aino)
    answer = browser_of(cast.aino).get(_address(name, maija, matti))
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


def test_the_search_says_the_same_of_a_known_stranger_and_of_nobody(cast: Cast) -> None:
    recorded(cast.pekka)
    eero = browser_of(cast.eero)
    pages = {text: eero.post("/work/clients/", {"q": text}).content.decode() for text in ("150341-926J", "020516C903K")}
    for text, page in pages.items():
        assert "Kirjaa yhteydenotto" in page
        assert text in page
    said = {re.sub(r'name="(_once|csrf\w+|_words_of)" value="[^"]*"', "", page.replace(text, "")).split("<main")[1]
            for text, page in pages.items()}
    assert len(said) == 1
    assert "Tulokset" not in browser_of(cast.pekka).get("/work/clients/", {"q": "mer"}).content.decode()
    assert "Meri Maija" in browser_of(cast.pekka).post("/work/clients/", {"q": "mer"}).content.decode()


@pytest.mark.parametrize(("told", "words"), [
    ({"identity_code": "010190-900R"}, "viimeinen merkki ei sovi"),
    ({"identity_code": "310290-900P"}, "ei ole syntymäpäivä"),
    ({"identity_code": "131052-308T"}, "keksityillä tunnuksilla"),
    ({"identity_code": "abc"}, "11 merkkiä"),
    ({"birth_date": "31.2.2000"}, "kuukaudessa 2/2000 on 29 päivää"),
    ({"birth_date": "1.1.2190"}, "vuosien 1850 ja 2150"),
    ({"family_name": "😀"}, "nimi kirjaimin"),
    ({"family_name": LONG}, "liian pitkä"),
    ({"given_names": "", "family_name": ""}, "ainakin etunimi tai sukunimi"),
    ({"phone": "soita"}, "Kirjoita numero numeroina"),
])
def test_bad_input_is_answered_beside_the_field_with_every_word_kept(cast: Cast, told: dict[str, str],
                                                                    words: str) -> None:
    fields = {"identity_code": "", "given_names": "Åsa-Märtä", "family_name": "Öljy", "service_language": "sv", **told}
    answer = browser_of(cast.pekka).post("/work/clients/new/", fields)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "error-summary" in page
    if "given_names" not in told:
        assert "Åsa-Märtä" in page
    with all_seeing():
        assert not Client.objects.exists()


def test_a_new_person_leads_on_to_a_contact_whether_she_was_known_or_not(cast: Cast) -> None:
    told = {"identity_code": "150341-926J", "given_names": "Maija", "family_name": "Meri", "service_language": "fi"}
    first, second = (browser_of(actor).post("/work/clients/new/", told) for actor in (cast.pekka, cast.eero))
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]


def test_two_editors_see_both_versions_and_the_second_may_still_save(cast: Cast) -> None:
    client = recorded(cast.pekka)
    let_see(cast.aino, client)
    address = reverse("work:client_section", args=[client, "name"])
    with eyes_of(cast.pekka):
        mark = queries.section_mark(queries.get(cast.pekka, client), Section.NAME)
    names = {"given_names": "Maija", "call_name": "", "family_name": "Meri-Aalto", "mark": mark}
    assert browser_of(cast.pekka).post(address, names).status_code == 302
    aino = browser_of(cast.aino)
    answer = aino.post(address, {**names, "family_name": "Merinen"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Kaksi versiota" in page
    assert "Meri-Aalto" in page.replace("<del>", "").replace("</del>", "")
    assert 'value="Merinen"' in page
    fresh = page.split('name="mark" value="')[1].split('"')[0]
    assert aino.post(address, {**names, "family_name": "Merinen", "mark": fresh}).status_code == 302
    with eyes_of(cast.aino):
        assert queries.letter_name(client) == "Maija Merinen"


def test_merging_is_previewed_done_and_undone_on_the_page(cast: Cast) -> None:
    maija = recorded(cast.pekka)
    double = recorded(cast.pekka, given_names="Maja", call_name="", identity_code=None, birth_date=date(1941, 3, 15))
    pekka = browser_of(cast.pekka)
    assert "Syntymäaika on sama." in pekka.get("/work/clients/duplicates/").content.decode()
    pair = reverse("work:client_pair", args=[maija, double])
    assert "Mitä yhdistäminen tekee" in pekka.get(pair).content.decode()
    before = stored(cast.pekka)
    answer = pekka.post(pair, {"kept": str(maija), "reason": "Tarkistettu puhelimessa"})
    assert answer.status_code == 302
    assert pekka.get(reverse("work:client", args=[double])).headers["Location"] == reverse("work:client", args=[maija])
    with eyes_of(cast.pekka):
        merge = queries.merges_of(cast.pekka, maija)[0].id
    undo = reverse("work:client_merge_undo", args=[maija, merge])
    assert pekka.get(undo).status_code == 200
    assert pekka.post(undo).status_code == 302
    after = stored(cast.pekka)
    assert {k: v for k, v in after.items() if k != "Merge"} == {k: v for k, v in before.items() if k != "Merge"}


def test_a_representative_a_tie_and_a_finding_are_recorded_on_their_pages(cast: Cast) -> None:
    client = recorded(cast.aino, *EVERYTHING)
    aino = browser_of(cast.aino)
    sent = {
        "client_ties": {"kind": "spouse", "given_names": "Matti", "family_name": "Meri", "phone": "040 555 0191"},
        "client_representatives": {
            "kind": "authorised", "given_names": "Matti", "family_name": "Meri", "matters": ["services"],
            "categories": ["plan"], "valid_from": "1.1.2026", "valid_until": "31.12.2030", "checked_how": "suomifi"},
        "client_capacity": {"concerns": ["disclosure"], "grounds": "Keskustelu kotona", "review_on": _in_days(60)},
        "client_protection": {"valid_from": _in_days(0), "until": _in_days(365)},
    }
    for name, fields in sent.items():
        answer = aino.post(reverse(f"work:{name}", args=[client]), fields)
        assert answer.status_code == 302, answer.content.decode()[:4000]
    page = aino.get(reverse("work:client", args=[client])).content.decode()
    for words in ("Matti Meri", "valtuutettu", "puoliso", "Turvakielto", "Asiointikieli: suomi"):
        assert words in page, words


def _in_days(days: int) -> str:
    day = date.fromordinal(clock.today().toordinal() + days)
    return f"{day.day}.{day.month}.{day.year}"


def test_the_panel_costs_one_query_and_every_reading_is_in_the_journal(cast: Cast) -> None:
    maija, _matti = whole_life(cast.aino)
    with eyes_of(cast.aino), CaptureQueriesContext(connection) as captured:
        panel = client_panel(cast.aino, maija, frozenset({Category.IDENTITY}))
    assert panel is not None
    assert len([q for q in captured if "FROM" in q["sql"] and "clients_" in q["sql"]]) == 1
    assert [row["name"] for row in panel.representatives] == ["Matti Meri"]
    browser_of(cast.aino).get(reverse("work:client_protection", args=[maija]))
    with eyes_of(cast.aino):
        last = Entry.objects.filter(action="clients.read_page", client=maija).order_by("-id")[0]
    assert last.details == {"categories": ["protected_address"], "part": "protected_address"}


def test_nothing_about_the_address_is_on_any_page_of_one_who_may_not_see_it(cast: Cast) -> None:
    maija, matti = whole_life(cast.aino)
    let_see(cast.outi, maija, Category.IDENTITY, Category.PERMISSIONS, Category.SOCIAL)
    let_see(cast.outi, matti)
    outi = browser_of(cast.outi)
    for address in [_address(name, maija, matti) for name in PAGES] + [reverse("work:client", args=[maija])]:
        page = outi.get(address).content.decode()
        for secret in ("Rantatie", "Rauma", "405550190", "555 0190", "555 0191"):
            assert secret not in page, address


def test_a_missing_code_is_said_not_listed_and_is_added_not_changed(cast: Cast) -> None:
    client = recorded(cast.pekka, identity_code=None)
    pekka = browser_of(cast.pekka)
    page = pekka.get(f"/work/clients/{client}/edit/").content.decode()
    assert "Tunnusta ei ole kirjattu." in page and "ei tunnusta" not in page and "Vaihda tunnus" not in page
    address = f"/work/clients/{client}/code/"
    assert "Miksi tunnus vaihtuu?" not in pekka.get(address).content.decode()
    sent = {"identity_code": artificial_code(BORN, 926), "kind": "official", "_once": "a"}
    after = pekka.post(address, sent, follow=True).content.decode()
    assert "Tunnus on lisätty." in after and after.count("150341-926J") == 1 and "ei tunnusta" not in after
    assert "Miksi tunnus vaihtuu?" in pekka.get(address).content.decode()

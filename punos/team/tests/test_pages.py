"""The pages of a team, from the professional's side and from hers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse

from punos.cases import actions as cases
from punos.cases.models import Case
from punos.clients.actions import add_tie
from punos.intake.tests.conftest import door_of
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.team import actions, queries
from punos.team.models import Gathering, Membership
from punos.team.pages import panels
from punos.team.tests.conftest import consent_to_matti, consent_to_meet, consent_to_neighbour, later, permit
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NURSE = [Category.IDENTITY, Category.COORDINATION, Category.PLAN]


def signed_in(actor: Actor) -> Browser:
    """A browser in which this person is signed in."""
    return door_of(actor)


def day(days: int = 60) -> str:
    when = later(days)
    return f"{when.day}.{when.month}.{when.year}"


def read(browser: Browser, address: str, status: int = 200) -> str:
    page = browser.get(address)
    assert page.status_code == status, page.content.decode()[:2000]
    return page.content.decode()


def niko_joins(cast: Cast, client: UUID) -> Membership:
    permit(cast, client, *NURSE)
    return actions.invite(client=client, account=cast.niko.account, purpose="Seuraa vointia kotona", until=later(),
                          categories=NURSE, wish="agrees", suggested_role="home_care_nurse", by=cast.pekka)


def test_an_invitation_is_previewed_before_it_is_sent(cast: Cast, maija: UUID, case: Case) -> None:
    pekka, address = signed_in(cast.pekka), reverse("work:team_invite", args=[maija])
    assert "Kotihoidon sairaanhoitaja" in read(pekka, address)
    assert "Niko Niemi" in read(pekka, f"{address}?q=Niko&role=home_care_nurse")
    form = f"{address}?who={cast.niko.account}&role=home_care_nurse"
    first = read(pekka, form)
    assert "Seuraa vointia ja lääkehoitoa kotona." in first and "Jotakin puuttuu" in first
    fields: dict[str, Any] = {"purpose": "Seuraa vointia", "categories": ["identity", "coordination", "plan"],
                              "until": day(), "wish": "agrees"}
    refused = pekka.post(form, fields)
    assert refused.status_code == 200 and "Näin se olisi mahdollista" in refused.content.decode()
    permit(cast, maija, *NURSE)
    preview = pekka.post(form, {**fields, "preview": "1"}).content.decode()
    assert "Tämän jälkeen yksi ihminen näkee nämä 3 asiaa" in preview
    assert pekka.post(form, fields).status_code == 302
    team = read(pekka, reverse("work:team", args=[maija]))
    assert "Niko Niemi" in team and "Ei ole vielä vastannut" in team and "703/2023" in team


def test_the_member_answers_from_today(cast: Cast, maija: UUID, case: Case) -> None:
    joined, niko = niko_joins(cast, maija), signed_in(cast.niko)
    with session.acting_as(cast.niko):
        assert panels.today_rows(cast.niko).waiting[0].url == reverse("work:team_member", args=[joined.pk])
    address = reverse("work:team_member", args=[joined.pk])
    assert "Pekka Pelto" in read(niko, address)
    read(signed_in(cast.outi), address, status=404)
    assert "Kirjoita lyhyesti" in niko.post(address, {"leave": "1", "note": ""}).content.decode()
    assert niko.post(address, {"join": "1"}).status_code == 302
    with session.acting_as(cast.niko):
        assert not panels.today_rows(cast.niko).waiting


def test_she_sees_who_helps_her_and_takes_one_out(cast: Cast, maija: UUID, case: Case) -> None:
    joined, her = niko_joins(cast, maija), signed_in(cast.maija)
    page = read(her, reverse("my:team"))
    assert "Pekka Pelto" in page and "Niko Niemi" in page and "Poista tiimistä" in page
    address = reverse("my:team_remove", args=[joined.pk])
    assert "Perustiedot" in read(her, address)
    read(signed_in(cast.matti), address, status=404)
    assert her.post(address).status_code == 302
    assert "Niko Niemi" not in read(her, reverse("my:team"))


def test_a_recorded_close_one_is_chosen_and_not_typed_and_another_spelling_is_the_same_person(
        cast: Cast, maija: UUID, case: Case) -> None:
    pekka, address = signed_in(cast.pekka), reverse("work:team_invite", args=[maija])
    tie = add_tie(client=maija, kind="other", given_names="Niilo", family_name="Naapuri", by=cast.pekka)
    consent_to_neighbour(cast, maija, Category.PLAN)
    page = read(pekka, address)
    assert "Niilo Naapuri, muu läheinen" in page and "Läheinen tai muu, joka ei ole luettelossa" in page
    assert "role=close_person#close" in page.replace("&amp;", "&")
    form = f"{address}?who=tie:{tie.pk}&role=close_person"
    assert 'value="Niilo Naapuri"' in pekka.get(form).content.decode()
    fields: dict[str, Any] = {"purpose": "Auttaa", "categories": ["plan"], "until": day(), "wish": "chooses",
                              "recipient": "close_person", "role": "naapuri"}
    assert pekka.post(form, {**fields, "person_name": "niilo  naapuri"}).status_code == 302
    again = pekka.post(f"{address}?who=named", {**fields, "person_name": "NIILO Naapuri"})
    assert again.status_code == 200 and "Hän on jo tiimissä." in again.content.decode()
    team = read(pekka, reverse("work:team", args=[maija]))
    assert "Niilo Naapuri" in team and "niilo" not in team
    read(pekka, f"{address}?who=tie:{maija}")


def test_a_husband_and_a_neighbour_come_by_their_own_ways(cast: Cast, maija: UUID, case: Case) -> None:
    pekka, address = signed_in(cast.pekka), reverse("work:team_invite", args=[maija])
    add_tie(client=maija, kind="spouse", given_names="Matti", family_name="Meri", account=cast.matti.account,
            by=cast.pekka)
    consent_to_matti(cast, maija, Category.IDENTITY, Category.PLAN)
    consent_to_neighbour(cast, maija, Category.IDENTITY, Category.PLAN)
    assert "Matti Meri" in read(pekka, address)
    fields: dict[str, Any] = {"purpose": "Auttaa", "categories": ["identity", "plan"], "until": day(),
                              "wish": "chooses"}
    assert pekka.post(f"{address}?who={cast.matti.account}&role=close_person", fields).status_code == 302
    named = f"{address}?who=named"
    assert "ei näe mitään" in read(pekka, named)
    sent = pekka.post(named, {**fields, "person_name": "Niilo Naapuri", "recipient": "close_person",
                              "role": "naapuri"})
    letter = str(sent["Location"])
    assert letter in read(pekka, reverse("work:today"))
    assert "Sinut on kutsuttu mukaan auttamaan" in read(pekka, letter) and "Maija Meri" in read(pekka, letter)
    assert 'lang="sv"' in read(pekka, f"{letter}?lang=sv")
    assert pekka.post(letter, {"given": "1"}).status_code == 302
    assert "Kirjaa vastaus" in read(pekka, reverse("work:today"))
    assert pekka.post(letter, {"yes": "1"}).status_code == 302
    assert letter not in read(pekka, reverse("work:today"))
    team = read(pekka, reverse("work:team", args=[maija]))
    assert "Matti Meri" in team and "Niilo Naapuri" in team and "Saa kirjeen tai tulosteen" in team
    assert "Niilo Naapuri" in read(signed_in(cast.maija), reverse("my:team"))


def test_the_page_says_what_is_missing_before_the_team_may_meet(cast: Cast, maija: UUID, case: Case) -> None:
    pekka, address = signed_in(cast.pekka), reverse("work:team_convene", args=[maija])
    page = read(pekka, address)
    assert "suostumus tiimin kokoontumiseen puuttuu" in page and "Vastuutyöntekijää ei ole vielä nimetty" in page
    fields = {"day": day(5), "time": "9.30", "purpose": "Kotiapu", "client_takes_part": "yes"}
    assert "suostumus tiimin kokoontumiseen puuttuu" in pekka.post(address, fields).content.decode()
    cases.name_worker(case=case.pk, account=cast.pekka.account, role="responsible_worker", by=cast.pekka)
    consent_to_meet(cast, maija)
    assert pekka.post(address, fields).status_code == 302
    with session.acting_as(cast.maija):
        at = Gathering.objects.get(client=maija).at.astimezone(clock.HELSINKI)
    assert (at.date(), at.hour, at.minute) == (later(5), 9, 30)
    assert "Kotiapu" in read(signed_in(cast.maija), reverse("my:team"))


def test_ending_and_renewing(cast: Cast, maija: UUID, case: Case) -> None:
    joined, pekka = niko_joins(cast, maija), signed_in(cast.pekka)
    assert pekka.post(reverse("work:team_extend", args=[joined.pk]), {"until": day(90)}).status_code == 302
    assert "päättyy heti" in read(pekka, reverse("work:team_end", args=[joined.pk]))
    assert pekka.post(reverse("work:team_end", args=[joined.pk]), {"note": ""}).status_code == 302
    assert "Ei enää tarvittu" in read(pekka, reverse("work:team", args=[maija]))


@pytest.mark.parametrize("name", ["work:team", "work:team_invite", "work:team_convene"])
def test_a_stranger_finds_no_team(cast: Cast, maija: UUID, case: Case, name: str) -> None:
    read(signed_in(cast.outi), reverse(name, args=[maija]), status=404)
    read(signed_in(cast.pekka), reverse(name, args=[maija]))


def test_the_clients_page_and_timeline_show_the_team(cast: Cast, maija: UUID, case: Case,
                                                    django_assert_max_num_queries: Any) -> None:
    niko_joins(cast, maija)
    with session.acting_as(cast.pekka):
        with django_assert_max_num_queries(5):  # two of them let the database know for what it is asked
            panel = panels.client_panel(cast.pekka, maija, frozenset(Category))
        assert panel and panel.accounts == {cast.niko.account}
        assert len(panels.timeline(cast.pekka, maija, frozenset(Category))) == 1
        assert queries.members(cast.pekka, maija)[0].account_id == cast.niko.account
    page = read(signed_in(cast.pekka), reverse("work:client", args=[maija]))
    assert "Tiimi" in page and "Niko Niemi" in page and "Kuka vastaa kokonaisuudesta?" in page


def test_a_close_one_answers_and_leaves_in_her_own_door(cast: Cast, maija: UUID, case: Case) -> None:
    add_tie(client=maija, kind="spouse", given_names="Matti", family_name="Meri", account=cast.matti.account,
            by=cast.pekka)
    seen = [Category.IDENTITY, Category.PLAN]
    consent_to_matti(cast, maija, *seen)
    joined = actions.invite(client=maija, account=cast.matti.account, role="puoliso", purpose="Auttaa arjessa",
                            until=later(), categories=seen, wish="chooses", by=cast.pekka)
    matti, pekka, address = signed_in(cast.matti), signed_in(cast.pekka), reverse("my:team_called", args=[joined.pk])
    team = reverse("work:team", args=[maija])
    assert "Ei ole vielä vastannut" in read(pekka, team)
    assert address in read(matti, reverse("my:home")) and address in read(matti, reverse("my:close", args=[maija]))
    assert matti.post(address, {"join": "1", "note": ""}).status_code == 302
    assert "Ei ole vielä vastannut" not in read(pekka, team)
    assert matti.post(address, {"leave": "1", "note": ""}).status_code == 200
    assert matti.post(address, {"leave": "1", "note": "En jaksa nyt"}).status_code == 302
    assert matti.get(reverse("my:close", args=[maija])).status_code == 404
    assert "En jaksa nyt" in read(pekka, reverse("work:team_departure", args=[joined.pk]))

"""The pages of a case, as the professional meets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.test import Client as Browser
from django.urls import reverse

from punos.access.actions import close_grants
from punos.accounts.queries import cards
from punos.cases import actions, pack, queries
from punos.cases.models import Case, Finding, Handover, ReturnNotice, StageEntry
from punos.cases.pages import panels, presenters
from punos.cases.tests.conftest import soon
from punos.design_system.rows import TodayRows
from punos.intake.actions import record_contact
from punos.intake.tests.conftest import door_of
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def signed_in(actor: Actor) -> Browser:
    """A browser in which this person is signed in."""
    return door_of(actor)


def day(days: int = 7) -> str:
    when = soon(days)
    return f"{when.day}.{when.month}.{when.year}"


def read(browser: Browser, name: str, *args: Any, status: int = 200) -> str:
    page = browser.get(reverse(name, args=args))
    assert page.status_code == status, page.content.decode()[:2000]
    return page.content.decode()


def send(browser: Browser, name: str, *args: Any, **fields: Any) -> Any:
    return browser.post(reverse(name, args=args), fields)


def test_opening_from_the_page_keeps_every_word_until_it_succeeds(cast: Cast, client_id: UUID) -> None:
    aino = signed_in(cast.aino)
    assert "Apulista" in read(aino, "work:case_open", client_id)
    fields = {"why": "Päivä ja yö sekaisin", "her_word": "not_said", "q_memory": "yes", "q_money": "yes",
              "q_loneliness": "yes", "next_date": "1.1.2020", "decide": "open"}
    refused = send(aino, "work:case_open", client_id, **fields)
    assert refused.status_code == 200 and "Päivä ja yö sekaisin" in refused.content.decode()
    suggested = send(aino, "work:case_open", client_id, **{**fields, "decide": "suggest"}).content.decode()
    assert "Ehdotus: yhteistyö voi auttaa" in suggested and "Päivä ja yö sekaisin" in suggested
    opened = send(aino, "work:case_open", client_id, **{**fields, "next_date": day()})
    assert opened.status_code == 302
    page = aino.get(opened["Location"]).content.decode()
    assert "Aino Aalto" in page and "Tunnistettu" in page and "Vaikeuttaako muistisairaus" in page


def test_a_model_that_does_not_exist_opens_the_countys_own_and_opens_no_case(cast: Cast, client_id: UUID) -> None:
    aino = signed_in(cast.aino)
    page = aino.get(reverse("work:case_open", args=[client_id]), {"model": "zzz"})
    assert page.status_code == 200 and "Apulista" in page.content.decode()
    fields = {"why": "Päivä ja yö sekaisin", "her_word": "not_said", "next_date": day(), "decide": "open"}
    refused = send(aino, "work:case_open", client_id, model="zzz", **fields)
    assert refused.status_code == 200 and "Tällaista toimintamallia ei ole." in refused.content.decode()
    assert "Päivä ja yö sekaisin" in refused.content.decode()


def test_deciding_not_to_begin_is_recorded_too(cast: Cast, client_id: UUID) -> None:
    aino = signed_in(cast.aino)
    done = send(aino, "work:case_open", client_id, why="Kotihoito riittää nyt", her_word="not_said", decide="no")
    assert done.status_code == 302
    with session.acting_as(cast.aino):
        assert Finding.objects.get(client=client_id).found is False
        assert not Case.objects.filter(client=client_id).exists()


def test_both_sides_see_the_same_sentence_and_one_accepts(cast: Cast, case: Case) -> None:
    pekka, niko = signed_in(cast.pekka), signed_in(cast.niko)
    found = send(pekka, "work:case_handover", case.pk, search="Niko", find="1", reason="Hoito painottuu")
    assert "Niko Niemi" in found.content.decode() and "Hoito painottuu" in found.content.decode()
    sent = send(pekka, "work:case_handover", case.pk, receiver=f"account:{cast.niko.account}", reason="Hoito painottuu")
    assert sent.status_code == 302
    with session.acting_as(cast.pekka):
        offer = Handover.objects.get(case=case, outcome="")
    for page in (read(pekka, "work:case", case.pk), read(niko, "work:case_offer", offer.pk)):
        assert "Pekka Pelto" in page and "Niko Niemi" in page and "Vastaa, kunnes siirto on otettu vastaan" in page
    with session.acting_as(cast.niko):
        assert [row.client for row in panels.today_rows(cast.niko).waiting] == [case.client_id]
    assert send(niko, "work:case_offer", offer.pk).status_code == 302
    assert "Niko Niemi" in read(niko, "work:case", case.pk)
    late = send(niko, "work:case_offer", offer.pk).content.decode()
    assert "Vastaat jo kokonaisuudesta." in late


def test_a_decline_asks_why_and_who_on_the_same_page(cast: Cast, case: Case) -> None:
    niko = signed_in(cast.niko)
    offer = actions.offer(case=case.pk, account=cast.niko.account, reason="x", by=cast.pekka)
    assert "En ehdi ottaa asiaa nyt" in read(niko, "work:case_decline", offer.pk)
    empty = send(niko, "work:case_decline", offer.pk, reason="no_capacity")
    assert empty.status_code == 200 and "Kuka voisi vastata" in empty.content.decode()
    found = send(niko, "work:case_decline", offer.pk, reason="no_capacity", search="Aino", find="1").content.decode()
    assert "Aino Aalto" in found
    sent = send(niko, "work:case_decline", offer.pk, reason="no_capacity", search="Aino",
                suggested=f"account:{cast.aino.account}")
    assert sent.status_code == 302


@pytest.mark.parametrize("name", ["work:case", "work:case_stage", "work:case_next_date", "work:case_worker",
                                  "work:case_handover", "work:case_close", "work:case_clock"])
def test_every_page_of_a_case_opens_for_its_holder_and_is_nowhere_for_a_stranger(cast: Cast, case: Case,
                                                                               name: str) -> None:
    read(signed_in(cast.pekka), name, case.pk)
    read(signed_in(cast.outi), name, case.pk, status=404)


def test_the_small_deeds_of_a_day(cast: Cast, case: Case) -> None:
    pekka = signed_in(cast.pekka)
    assert send(pekka, "work:case_stage", case.pk, stage="asked", note="Kysytty").status_code == 302
    assert send(pekka, "work:case_next_date", case.pk, next_date=day(3)).status_code == 302
    assert send(pekka, "work:case_touch", case.pk).status_code == 302
    assert send(pekka, "work:case_clock", case.pk, event="contact", on=day(0)).status_code == 302
    assert send(pekka, "work:special_support", case.client_id, found="yes", reasons="Muisti").status_code == 302
    refused = send(pekka, "work:case_worker", case.pk, account=f"account:{cast.pekka.account}", role="own_worker")
    assert "virkasuhteinen sosiaalityöntekijä" in refused.content.decode()
    assert send(pekka, "work:case_worker", case.pk, account=f"account:{cast.pekka.account}",
                role="responsible_worker").status_code == 302
    assert send(pekka, "work:relationship_begin", case.client_id, service_task="older_people",
                basis="handling", began_on=day(0)).status_code == 302
    page = read(pekka, "work:case", case.pk)
    assert "1301/2014 36\u00a0§" in page and "vastuutyöntekijä" in page
    assert "Iäkkäiden palvelut: alkoi" in page
    with session.acting_as(cast.pekka):
        worker, row = queries.workers_of(case)[0], queries.clocks_of(case)[0]
    assert send(pekka, "work:case_clock_met", row.pk).status_code == 302
    assert send(pekka, "work:case_worker_end", worker.pk, reason="Vaihtuu").status_code == 302


def test_closing_shows_what_is_open_and_reopening_brings_the_history_back(cast: Cast, case: Case) -> None:
    pekka = signed_in(cast.pekka)
    send(pekka, "work:case_clock", case.pk, event="contact", on=day(0))
    before = read(pekka, "work:case_close", case.pk)
    assert "Tämä on vielä kesken" in before and "Voit päättää yhteistyön, kun tämä on kunnossa" in before
    assert f'/work/cases/{case.pk}/#clocks' in before and 'name="reason"' not in before  # no form that can only refuse
    refused = send(pekka, "work:case_close", case.pk, reason="goals_reached", criteria=["goals_looked_at"],
                   acknowledged="on")
    assert "Lain määräaika on kesken" in refused.content.decode()
    with session.acting_as(cast.pekka):
        running, = queries.clocks_of(case)
    offered = actions.offer(case=case.pk, account=cast.aino.account, reason="x", by=cast.pekka)
    assert "Odota siirtoon vastausta" in read(pekka, "work:case_close", case.pk)
    assert "Ei enää lasketa" not in read(signed_in(cast.aino), "work:case", case.pk)
    read(signed_in(cast.aino), "work:case_clock_lapse", running.pk, status=404)  # she sees the case, and does not act
    actions.withdraw(handover=offered.pk, by=cast.pekka)
    assert send(pekka, "work:case_clock_lapse", running.pk, why="").status_code == 200
    assert send(pekka, "work:case_clock_lapse", running.pk, why="Perui hakemuksensa").status_code == 302
    page = read(pekka, "work:case", case.pk)
    assert "Ei enää lasketa" in page and "Perui hakemuksensa" in page
    assert 'name="reason"' in read(pekka, "work:case_close", case.pk)
    assert send(pekka, "work:case_close", case.pk, reason="goals_reached", criteria=["goals_looked_at"],
                acknowledged="on").status_code == 302
    assert "Päätetty" in read(pekka, "work:case", case.pk)
    for form in ("stage", "next_date", "worker", "handover", "close", "clock"):
        instead = read(pekka, f"work:case_{form}", case.pk)
        assert "Päätettyyn yhteistyöhön ei kirjata enää mitään" in instead and "<form" not in instead.split("<main")[1]
        assert reverse("work:case_reopen", args=[case.pk]) in instead, form
    assert "Avaa yhteistyö uudelleen" in read(pekka, "work:case_reopen", case.pk)
    assert send(pekka, "work:case_reopen", case.pk, note="Tarve palasi", next_date=day()).status_code == 302
    assert pekka.get(reverse("work:case_reopen", args=[case.pk])).status_code == 302  # it goes on: nothing to open
    assert "Tarve palasi" in read(pekka, "work:case", case.pk)


def test_an_obvious_social_need_leads_to_a_contact(cast: Cast, client_id: UUID) -> None:
    niko = signed_in(cast.niko)
    assert "50\u00a0a\u00a0§" in read(niko, "work:social_need", client_id)
    without = send(niko, "work:social_need", client_id, obvious="yes", words="Jääkaappi tyhjä")
    assert "millä perusteella" in without.content.decode().lower()
    why = send(niko, "work:social_need", client_id, obvious="yes", words="Jääkaappi tyhjä", ground="unable",
               unit=str(cast.units["coordination"]))
    assert "ilman suostumusta" in why.content.decode()
    sent = send(niko, "work:social_need", client_id, obvious="yes", words="Jääkaappi tyhjä", ground="consent",
                unit=str(cast.units["coordination"]))
    assert sent.status_code == 302


def test_today_shows_my_cases_and_what_is_late_or_quiet(cast: Cast, case: Case) -> None:
    with session.acting_as(cast.pekka):
        rows = panels.today_rows(cast.pekka)
        assert [str(row.what) for row in rows.mine] == ["Tunnistettu"] and not rows.late
    with clock.at(clock.now() + timedelta(days=40)), session.acting_as(cast.pekka):
        late = panels.today_rows(cast.pekka).late
        assert late[0].late and late[0].client == case.client_id
    with session.acting_as(cast.outi):
        assert panels.today_rows(cast.outi) == TodayRows([], [], [], [])


def test_the_clients_page_says_who_answers_in_one_query(cast: Cast, case: Case,
                                                        django_assert_num_queries: Any) -> None:
    with session.acting_as(cast.pekka):
        with django_assert_num_queries(1):
            panel = panels.client_panel(cast.pekka, case.client_id, frozenset(Category))
        assert panel and panel.accounts == {cast.pekka.account}
        assert len(panels.timeline(cast.pekka, case.client_id, frozenset(Category))) == 1
        assert "Pekka Pelto" in render_to_string(panel.template, {"panel": panel, "people": cards(panel.accounts)})
    with session.acting_as(cast.outi):
        assert panels.timeline(cast.outi, case.client_id, frozenset()) == []


def test_who_comes_back_reaches_the_one_who_answered_for_her(cast: Cast, case: Case) -> None:
    actions.close(case=case.pk, reason="client_wished", note="Riittää", acknowledged=True, by=cast.pekka)
    contact = record_contact(words="Tarvitsen taas apua", channel="phone", client=case.client_id, by=cast.aino)
    with session.acting_as(cast.pekka):
        notice = ReturnNotice.objects.get(account=cast.pekka.account)
        assert notice.contact_id == contact.pk
        assert "uudelleen" in str(panels.today_rows(cast.pekka).waiting[0].what)
    read(signed_in(cast.outi), "work:case_return", notice.pk, status=404)
    assert "tunnet historian" in read(signed_in(cast.pekka), "work:case_return", notice.pk)
    assert send(signed_in(cast.pekka), "work:case_return", notice.pk).status_code == 302
    with session.acting_as(cast.pekka):
        assert queries.waiting_for(cast.pekka) == []


def test_who_came_back_and_is_in_anothers_hands_is_told_without_a_name_and_why(cast: Cast, case: Case) -> None:
    pekka = signed_in(cast.pekka)
    actions.close(case=case.pk, reason="goals_reached", criteria=["goals_looked_at"], acknowledged=True, by=cast.pekka)
    contact = record_contact(words="Taas", channel="phone", client=case.client_id, by=cast.aino)
    close_grants(client=case.client_id, account=cast.pekka.account, reason="handed_over", by=Actor.system("sharing"))
    with session.acting_as(cast.pekka):
        notice = ReturnNotice.objects.get(contact=contact.pk)
    today = read(pekka, "work:today")
    assert "Entinen asiakkaasi" in today and "asiaa hoitaa toinen" in today and "Meri" not in today
    page = read(pekka, "work:case_return", notice.pk)
    assert "Siksi et näe, kuka hän on" in page and str(contact.pk) not in page
    assert send(pekka, "work:case_return", notice.pk).url == "/work/"
    assert "Entinen asiakkaasi" not in read(pekka, "work:today")


def test_a_contact_becomes_a_case_and_closes(cast: Cast, client_id: UUID) -> None:
    contact = record_contact(words="Apua kotiin", channel="phone", client=client_id, by=cast.aino)
    done = send(signed_in(cast.aino), "work:case_open", client_id, why="Monta auttajaa", her_word="wants",
                next_date=day(), decide="open", contact=str(contact.pk))
    assert done.status_code == 302
    with session.acting_as(cast.aino):
        contact.refresh_from_db()
        case = Case.objects.get(client=client_id)
        assert [row.rule for row in queries.clocks_of(case)] == ["assessment-start"]
    assert (contact.ending, contact.case, case.from_contact_id) == ("became_case", case.pk, contact.pk)


def test_a_case_from_a_contact_to_health_care_starts_no_time_of_social_care(cast: Cast, client_id: UUID) -> None:
    """The case asks the same rule as the contact's own page, which shows no such time either."""
    contact = record_contact(words="Haava ei parane", channel="phone", client=client_id, register="health",
                             by=cast.aino)
    assert send(signed_in(cast.aino), "work:case_open", client_id, why="Monta auttajaa", her_word="wants",
                next_date=day(), decide="open", contact=str(contact.pk)).status_code == 302
    with session.acting_as(cast.aino):
        assert not queries.clocks_of(Case.objects.get(client=client_id))


def test_a_stage_that_comes_again_is_before_her_and_what_was_done_before_a_reopening_is_history() -> None:
    model, first = pack.of("case_manager"), clock.now()
    codes = [stage.code for stage in model.stages if not stage.is_closed]

    def states(*been: str, again: int | None = None) -> list[str]:
        entries = [StageEntry(stage=code, entered_at=first + timedelta(days=n)) for n, code in enumerate(been)]
        opened = None if again is None else first + timedelta(days=again)
        shown = presenters.stage_steps(model, entries, False, opened)
        return [step["state"] for step in shown]

    ahead = ["coming"] * len(codes)
    assert states(*codes[:3]) == ["done", "done", "current", *ahead[3:]]
    assert states(*codes, codes[-2]) == ["done"] * (len(codes) - 2) + ["current", "coming"]
    assert states(*codes[:4], codes[1], again=4) == ["coming", "current", *ahead[2:]]
    entries = [StageEntry(stage=code, entered_at=first + timedelta(days=n)) for n, code in enumerate(codes[:3])]
    closed = [step["state"] for step in presenters.stage_steps(model, entries, True, first + timedelta(days=2))]
    assert closed == ["done"] * 3 + ["unreached"] * (len(codes) - 3)  # nothing is coming in a closed case

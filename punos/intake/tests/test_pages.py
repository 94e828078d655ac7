"""The pages of intake, as their users meet them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from punos.clients.models import Client as Person
from punos.intake import actions
from punos.intake.models import Callback, ContactNotice, GuidanceNote, Handover
from punos.intake.pages import panels
from punos.intake.tests.conftest import assert_whole, door_of, holder_of, sees
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.holding import Holder
from punos.kernel.ids import new_id
from punos.kernel.session import acting_as, purpose_of
from punos.lawfulness.clocks import add_months
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LANGUAGES = ("fi", "sv", "en")


def text_of(response: Any) -> str:
    """The words of a page, as read."""
    assert response.status_code == 200, response.status_code
    plain = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(plain)).replace("\u00a0", " ")


def note(**more: str) -> dict[str, str]:
    """A phone note with the fewest words that will do."""
    return {"contact": str(new_id()), "urgency": "none", "words": "En enää jaksa yksin.", "sender": "client",
            "channel": "phone", "onward": "me", "_once": str(new_id()), **more}


def post(door: Client, path: str, **fields: str) -> HttpResponse:
    """Send a form."""
    response: Any = door.post(path, {"_once": str(new_id()), **fields})
    return response


def latest(table: Any) -> Any:
    with purpose_of("holding"):
        return table.objects.order_by("-id").first()


def test_a_phone_note_needs_one_page_and_its_writer_answers_for_it(cast: Cast, maija: UUID) -> None:
    door = door_of(cast.pekka)
    page = text_of(door.get("/work/contacts/new/"))
    assert page.index("Onko joku vaarassa juuri nyt?") < page.index("Mitä hän sanoo?"), "urgent need is asked first"
    assert "Asiakasohjaus · nyt vastaa Pekka Pelto" in page
    answer = door.post("/work/contacts/new/", note())
    assert answer.status_code == 302
    shown = text_of(door.get(answer["Location"]))
    assert "”En enää jaksa yksin.”" in shown and "Pekka Pelto" in shown and "Nimi ei tiedossa" in shown
    assert holder_of(latest(ContactNotice).pk) == Holder(account=cast.pekka.account)


def test_what_is_wrong_stands_beside_its_field_and_every_word_comes_back(cast: Cast, maija: UUID) -> None:
    door = door_of(cast.pekka)
    for fields, words in (
            (note(words=""), "Mitä hän sanoo"), (note(urgency=""), "Onko joku vaarassa"),
            (note(urgency="danger"), "Kerro, mitä tehtiin heti."), (note(onward="offer"), "Valitse, kenelle tarjoat"),
            (note(identity_code="150341-926X"), "kirjoitusvirhe"), (note(words="\u200b\x07\u202e"), "Mitä hän sanoo"),
            (note(words="ä" * 5_000_000), "liian pitkä"), (note(onward="offer", person="Xyz Åäö"), "ei löydy ketään")):
        answer = door.post("/work/contacts/new/", {"asks": "Kotiapua 🙂 åäö", **fields})
        page = answer.content.decode()
        assert answer.status_code == 200 and words in unescape(page), words
        assert "Kotiapua 🙂 åäö" in page
    with purpose_of("holding"):
        assert not ContactNotice.objects.exists()


def test_going_back_and_writing_something_else_is_a_contact_of_its_own(cast: Cast, maija: UUID) -> None:
    """Each sent twice under the id the page was drawn with: two contacts, and neither message is lost."""
    for actor, path, help_given in ((cast.maija, "/my/contacts/new/", ""), (cast.pekka, "/work/contacts/new/", "here")):
        door, drawn = door_of(actor), note(client_agrees="yes")
        with purpose_of("holding"):
            before = ContactNotice.objects.count()
        for words, urgency in (("Kysymys", "none"), ("Apua, kaaduin", "danger")) * 2:
            sent = post(door, path, **{**drawn, "words": words, "urgency": urgency, "urgent_help": help_given,
                                       "_once": str(new_id())})
            assert sent.status_code == 302, text_of(sent)
        with purpose_of("holding"):
            made = list(ContactNotice.objects.order_by("recorded_at").values_list("words", "urgency"))[before:]
        assert made == [("Kysymys", "none"), ("Apua, kaaduin", "danger")]


def test_a_name_typed_whole_is_a_receiver_and_its_beginning_brings_a_choice(cast: Cast, maija: UUID) -> None:
    door = door_of(cast.pekka)
    page = door.post("/work/contacts/new/", note(onward="offer", person="niko"))
    assert "Niko Niemi, sairaanhoitaja" in text_of(page)
    assert "Niko Niemi" in text_of(post(door, "/work/contacts/receivers/", person="niko"))
    door.post("/work/contacts/new/", note(onward="offer", person="niko niemi"))
    made = latest(Handover)
    assert made.receiver == Holder(account=cast.niko.account)


def shown_in(day: date) -> str:
    return f"{day.day}.{day.month}."


def test_the_seven_working_days_of_the_law_are_counted_from_the_contact_itself(
        cast: Cast, maija: UUID, settings: Any) -> None:
    """1301/2014 36 § 2: of an old person, when she or somebody close to her asks; as the county reads it."""
    today = clock.today()

    def page(born: date | None = None, at: datetime | None = None, **facts: Any) -> str:
        with clock.at(at or clock.now()):
            made = actions.record_contact(words="Apua.", channel="phone", client=maija, by=cast.pekka, **facts)
            if born:
                with purpose_of("sharing"):
                    Person.objects.filter(pk=maija).update(birth_date=born)
        return door_of(cast.pekka).get(f"/work/contacts/{made.pk}/").content.decode()

    within = "viimeistään seitsemäntenä arkipäivänä"
    assert within in (shown := page()) and shown_in(clock.add_working_days(today, 7)) in shown
    assert "myöhässä" in page(at=clock.now() - timedelta(days=30))
    assert within in page(sender="close_person") and within not in page(sender="professional")
    assert within not in page(born=add_months(today, -75 * 12)), "past the birthday, as the statute's words stand"
    settings.PUNOS_OVER_75 = "reached"
    assert within in page()


def test_both_sides_of_a_handover_read_the_same_sentence(cast: Cast, maija: UUID) -> None:
    contact = actions.record_contact(words="Aamut ovat vaikeita.", channel="phone", client=maija, by=cast.pekka)
    sender, receiver = door_of(cast.pekka), door_of(cast.niko)
    sent = post(sender, f"/work/contacts/{contact.pk}/offer/", receiver=f"u:{cast.units['home_care']}", note="Kiitos.")
    sentence = ("Siirto odottaa. Lähettäjä: Pekka Pelto. Vastaanottaja: Kotihoito, Pohjoinen. "
                "Vastaa, kunnes siirto on otettu vastaan: Pekka Pelto.")
    for door in (sender, receiver):
        assert sentence in text_of(door.get(sent["Location"]))
    assert "Meri Maija" in text_of(receiver.get("/work/contacts/"))
    assert "Odottaa vastaanottajaa: Kotihoito, Pohjoinen" in text_of(sender.get("/work/contacts/"))
    taken = post(receiver, sent["Location"], answer="accept")
    assert taken.status_code == 302
    assert holder_of(contact.pk) == Holder(account=cast.niko.account)
    assert sender.get(f"/work/contacts/{contact.pk}/").status_code == 404


def test_a_decline_on_the_same_page_asks_why_and_who_instead(cast: Cast, maija: UUID) -> None:
    contact = actions.record_contact(words="Aamut ovat vaikeita.", channel="phone", client=maija, by=cast.aino)
    offer = actions.offer(contact=contact.pk, unit=cast.units["home_care"], by=cast.aino)
    door, path = door_of(cast.niko), f"/work/contacts/handovers/{offer.pk}/"
    assert "Asia kuuluu toiseen palveluun" in text_of(door.get(path))
    assert "Ehdota, kuka voisi ottaa" in text_of(post(door, path, answer="decline", reason="no_capacity"))
    done = post(door, path, answer="decline", reason="no_capacity", words="Jono on täynnä.",
                suggestion=f"u:{cast.units['memory_clinic']}")
    assert done.status_code == 302
    shown = text_of(door_of(cast.aino).get(f"/work/contacts/{contact.pk}/"))
    assert "Ei voinut ottaa: Niko Niemi" in shown and "Jono on täynnä." in shown
    assert "Ehdotti: Muistipoliklinikka." in shown and "Toinen tarjous: Asiakasohjaus" in shown
    assert "Tarjottu eteenpäin 2 kertaa" in shown


def test_the_second_of_two_who_accept_is_told_who_was_first(cast: Cast, maija: UUID) -> None:
    contact = actions.record_contact(words="Apua.", channel="phone", client=maija, by=cast.pekka)
    offer = actions.offer(contact=contact.pk, unit=cast.units["social_work"], by=cast.pekka)
    path = f"/work/contacts/handovers/{offer.pk}/"
    late = door_of(cast.outi)
    assert late.get(path).status_code == 200
    actions.accept(handover=offer.pk, by=cast.aino)
    after: Any = late.post(path, {"answer": "accept", "_once": str(new_id())}, follow=True)
    assert "Aino Aalto otti tämän vastaan klo" in text_of(after)
    again = text_of(late.get(path))
    assert "Aino Aalto otti tämän vastaan" in again and "Meri" not in again and "Apua." not in again


def test_a_stranger_meets_404_on_every_address_of_a_contact(cast: Cast, maija: UUID) -> None:
    contact = actions.record_contact(words="Apua.", channel="phone", client=maija, by=cast.pekka)
    offer = actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    call = actions.promise_callback(contact=contact.pk, promised_by=clock.now() + timedelta(hours=3), by=cast.pekka)
    paths = [f"/work/contacts/{contact.pk}/{end}" for end in
             ("", "offer/", "complete/", "agreement/", "client/", "next/", "call/", "close/")]
    paths += [f"/work/contacts/handovers/{offer.pk}/", f"/work/contacts/calls/{call.pk}/"]
    for person in (cast.eero, cast.outi):
        door = door_of(person)
        assert [door.get(path).status_code for path in paths] == [404] * len(paths)
        assert post(door, f"/work/contacts/{contact.pk}/take/").status_code == 404
        assert "Meri" not in text_of(door.get("/work/contacts/"))
    assert [door_of(cast.maija).get(path).status_code for path in paths] == [404] * len(paths), "not her door"
    mine = door_of(cast.pekka)
    assert [mine.get(path, follow=True).status_code for path in paths] == [200] * len(paths)


def test_a_promised_call_stays_on_the_list_until_it_was_made(cast: Cast, maija: UUID) -> None:
    contact = actions.record_contact(words="Soittakaa.", channel="phone", client=maija, sender_phone="+358405550190",
                                     by=cast.pekka)
    door = door_of(cast.pekka)
    tomorrow = clock.today() + timedelta(days=1)
    day = f"{tomorrow.day}.{tomorrow.month}.{tomorrow.year}"
    assert "Valitse aika" not in text_of(door.get(f"/work/contacts/{contact.pk}/call/"))
    assert post(door, f"/work/contacts/{contact.pk}/call/", day=day, time="9.30",
                phone="040 555 0190").status_code == 302
    call = latest(Callback)
    with clock.at(call.promised_by + timedelta(minutes=5)):
        door = door_of(cast.pekka)
        assert "Aika on mennyt: soita nyt" in text_of(door.get("/work/contacts/calls/"))
        assert "Sovi uusi aika" in text_of(post(door, f"/work/contacts/calls/{call.pk}/", outcome="no_answer"))
        later = clock.today() + timedelta(days=1)
        assert post(door, f"/work/contacts/calls/{call.pk}/", outcome="no_answer", time="10",
                    day=f"{later.day}.{later.month}.{later.year}").status_code == 302
        assert "Luvattu" in text_of(door.get("/work/contacts/calls/"))


def test_a_contact_is_completed_named_and_closed_on_small_pages(cast: Cast, maija: UUID) -> None:
    door = door_of(cast.pekka)
    path = door.post("/work/contacts/new/", note())["Location"]
    assert post(door, f"{path}complete/", asks="Kotihoitoa", asked_before="Terveysasema").status_code == 302
    assert post(door, f"{path}agreement/", client_agrees="yes", agreement_manner="spoken", ground="").status_code == 302
    assert "Kerro, miten" in text_of(post(door, f"{path}agreement/", client_agrees="no", ground=""))
    assert post(door, f"{path}client/", family_name="Meri", given_names="Maija",
                identity_code="150341-926J").status_code == 302
    shown = text_of(door.get(path))
    assert "Maija Meri" in shown and "Kotihoitoa" in shown and "Terveysasema" in shown and "Suullisesti" in shown
    day = clock.today() + timedelta(days=3)
    assert post(door, f"{path}next/", next_date=f"{day.day}.{day.month}.{day.year}").status_code == 302
    assert post(door, f"{path}close/", ending="dealt_with", words="Sovittu.").status_code == 302
    assert "Päätetty" in text_of(door.get(path))
    for form in ("close", "next", "offer", "call"):  # she goes back to what she had open
        assert "Yhteydenotto on jo päätetty." in text_of(door.get(f"{path}{form}/", follow=True)), form
    assert door_of(cast.outi).get(f"{path}close/").status_code == 404
    assert_whole(latest(ContactNotice).pk)


def test_guidance_without_a_name_takes_a_topic_and_a_place(cast: Cast, maija: UUID) -> None:
    door = door_of(cast.pekka)
    page = text_of(door.get("/work/contacts/guidance/new/"))
    assert "Kotihoito, Pohjoinen" in page
    token = str(new_id())
    for _twice in range(2):
        assert post(door, "/work/contacts/guidance/new/", topic="memory", to=str(cast.units["memory_clinic"]),
                    guidance=token).status_code == 302
    given = latest(GuidanceNote)
    assert GuidanceNote.objects.count() == 1 and given.to_unit_id == cast.units["memory_clinic"]


def test_a_client_asks_for_help_and_sees_who_has_it_and_when_she_gets_an_answer(cast: Cast, maija: UUID) -> None:
    from punos.clients.actions import link_account

    actions.record_contact(words="Ensimmäinen soitto.", channel="phone", client=maija, by=cast.pekka)
    link_account(client=maija, account=cast.maija.account, by=cast.pekka)
    door = door_of(cast.maija)
    page = text_of(door.get("/my/contacts/new/"))
    assert "Kirjoita, missä tarvitset apua" in page and "Nyt vastaa Pekka Pelto, palveluohjaaja." in page
    sent = post(door, "/my/contacts/new/", contact=str(new_id()), urgency="none", words="Kaatuilen aamuisin.",
                client_agrees="yes")
    assert sent.status_code == 302
    shown = text_of(door.get("/my/contacts/"))
    assert "Kaatuilen aamuisin." in shown and "Pekka Pelto" in shown and "Saat vastauksen viimeistään" in shown
    contact = latest(ContactNotice)
    assert contact.client_id == maija and contact.agreement_manner == "portal"
    assert holder_of(contact.pk) == Holder(unit=cast.units["coordination"])
    assert sees(cast.pekka, contact.pk)


def test_what_has_been_offered_shows_to_whom_and_is_taken_back_on_the_same_page(cast: Cast, maija: UUID) -> None:
    contact = actions.record_contact(words="Apua.", channel="phone", client=maija, by=cast.pekka)
    offered = actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    door = door_of(cast.pekka)
    for answer in (door.get(f"/work/contacts/{contact.pk}/offer/"),
                   post(door, f"/work/contacts/{contact.pk}/offer/", receiver=f"a:{cast.aino.account}")):
        assert answer["Location"] == f"/work/contacts/handovers/{offered.pk}/"
    shown = text_of(door.get(f"/work/contacts/handovers/{offered.pk}/"))
    assert "Niko Niemi" in shown and "Peru siirto" in shown and "Peru se ensin" in shown


def test_a_promised_call_without_a_number_shows_the_clients_own(cast: Cast, maija: UUID) -> None:
    with purpose_of("sharing"):
        Person.objects.filter(pk=maija).update(phone="+358405550190")
    contact = actions.record_contact(words="Soittakaa.", channel="visit", client=maija, by=cast.pekka)
    made = actions.promise_callback(contact=contact.pk, promised_by=clock.now() + timedelta(hours=2), by=cast.pekka)
    door = door_of(cast.pekka)
    for path in ("/work/contacts/calls/", f"/work/contacts/calls/{made.pk}/"):
        shown = text_of(door.get(path))
        assert "40 555 0190" in shown and "Numeroa ei ole kirjattu" not in shown, shown


def test_who_is_in_danger_reads_first_what_to_do_now_and_then_a_promise_that_can_be_kept(
        cast: Cast, maija: UUID) -> None:
    door = door_of(cast.maija)
    assert post(door, "/my/contacts/new/", contact=str(new_id()), urgency="danger", words="Apua, kaaduin.",
                client_agrees="yes").status_code == 302
    whole = door.get("/my/contacts/")
    shown = text_of(whole).partition("Viestisi on perillä.")[2]
    now, promise = shown.index("Soita heti 112."), shown.index("Saat vastauksen viimeistään")
    assert now < shown.index("Apua, kaaduin.") < promise, shown
    assert "Vastaus luvattiin" not in shown and "tel:112" in whole.content.decode()
    made = latest(ContactNotice)
    assert clock.now() < made.answer_by <= clock.now() + timedelta(hours=1)


def test_one_who_is_nobodys_client_yet_asks_all_the_same_and_sees_who_has_it(cast: Cast, maija: UUID) -> None:
    door = door_of(cast.matti)
    assert "Et ole vielä ottanut yhteyttä" in text_of(door.get("/my/contacts/"))
    assert post(door, "/my/contacts/new/", contact=str(new_id()), urgency="none", words="Vaimoni ei pärjää.",
                client_agrees="yes").status_code == 302
    shown = text_of(door.get("/my/contacts/"))
    assert "Vaimoni ei pärjää." in shown and "Pekka Pelto" in shown
    contact = latest(ContactNotice)
    assert (contact.client_id, contact.sender, contact.client_agrees) == (None, "close_person", "not_asked")
    assert not sees(cast.maija, contact.pk) and not sees(cast.aino, contact.pk)
    actions.name_client(contact=contact.pk, client=maija, by=cast.pekka)
    assert not sees(cast.matti, contact.pk), "from here on it is hers, and he sees what she lets him see"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_reads_in_three_languages(cast: Cast, maija: UUID, language: str) -> None:
    contact = actions.record_contact(words="Apua.", channel="phone", client=maija, by=cast.pekka)
    actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    door = door_of(cast.pekka, language)
    finnish = text_of(door_of(cast.pekka).get(f"/work/contacts/{contact.pk}/"))
    shown = text_of(door.get(f"/work/contacts/{contact.pk}/"))
    assert "Apua." in shown
    assert (shown == finnish) == (language == "fi")


def queries_of(actor: Actor, path: str, count: Any) -> int:
    door = door_of(actor)
    door.get(path)
    with count as counted:
        assert door.get(path).status_code == 200
    return len(counted)


def test_the_worklist_costs_the_same_with_one_row_and_with_twenty(
        cast: Cast, maija: UUID, django_assert_max_num_queries: Any) -> None:
    for _one in range(2):
        actions.record_contact(words="Apua.", channel="phone", client=maija, by=cast.pekka)
    few = queries_of(cast.pekka, "/work/contacts/", django_assert_max_num_queries(40))
    for _one in range(18):
        actions.record_contact(words="Apua.", channel="phone", client=maija, by=cast.pekka)
    assert queries_of(cast.pekka, "/work/contacts/", django_assert_max_num_queries(40)) == few


def test_today_and_the_clients_page_show_intakes_share(cast: Cast, maija: UUID, django_assert_num_queries: Any) -> None:
    contact = actions.record_contact(words="Aamut ovat vaikeita.", channel="phone", client=maija, by=cast.pekka)
    actions.promise_callback(contact=contact.pk, promised_by=clock.now() + timedelta(hours=3), by=cast.pekka)
    offer = actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    with acting_as(cast.niko), django_assert_num_queries(2):
        waits = panels.today_rows(cast.niko).waiting
    assert [(row.client, row.url) for row in waits] == [(maija, f"/work/contacts/handovers/{offer.pk}/")]
    with acting_as(cast.pekka), django_assert_num_queries(2):
        rows = panels.today_rows(cast.pekka)
    assert [str(row.text) for row in rows.soon] == ["Luvattu soitto"] and len(rows.mine) == 1
    page = text_of(door_of(cast.pekka).get(f"/work/clients/{maija}/"))
    assert "Avoimet yhteydenotot" in page and "Odottaa vastaanottajaa" in page
    assert "Yhteydenotto: Puhelin" in text_of(door_of(cast.pekka).get(f"/work/clients/{maija}/timeline/"))


def test_a_matter_with_a_promised_call_is_one_line_before_the_call_and_when_it_is_late(cast: Cast, maija: UUID) -> None:
    now = clock.now()
    contact = actions.record_contact(words="Aamut ovat vaikeita.", channel="phone", client=maija, by=cast.pekka)
    actions.promise_callback(contact=contact.pk, promised_by=now + timedelta(hours=1), by=cast.pekka)
    actions.set_next_date(contact=contact.pk, next_date=clock.today(), by=cast.pekka)
    for hours, lists in ((0, (1, 0)), (3, (0, 1))):
        with clock.at(now + timedelta(hours=hours)), acting_as(cast.pekka):
            rows = panels.today_rows(cast.pekka)
        assert (len(rows.soon), len(rows.late)) == lists

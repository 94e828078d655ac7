"""Signing in: by password and one-time code; nobody is nobody; a lapsed sign-in gives the text back to its writer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from punos.accounts import actions as accounts
from punos.accounts.models import Account, LapsedForm
from punos.audit.models import Entry
from punos.intake.models import ContactNotice
from punos.kernel import session
from tests.cast import Cast, gather

PASSWORD = "kolme tavallista sanaa"


@pytest.fixture
def people(db: None) -> Iterator[Cast]:
    cache.clear()
    yield gather(password=PASSWORD)


def test_the_right_password_opens_her_own_door_and_is_journaled(people: Cast) -> None:
    browser = Client()
    answer = browser.post("/sign-in/", {"login": "AINO@lounatuuli.example", "password": PASSWORD})
    assert answer.status_code == 302
    assert browser.get("/").headers["Location"] == "/work/"
    with session.acting_as(people.aino):
        assert Entry.objects.filter(action="accounts.sign_in").count() == 1


@pytest.mark.parametrize(("login", "password"), [("aino@lounatuuli.example", "väärä"), ("nobody@x.example", PASSWORD),
                                                 ("", "")])
def test_a_wrong_one_is_refused_with_the_same_words(people: Cast, login: str, password: str) -> None:
    browser = Client()
    answer = browser.post("/sign-in/", {"login": login, "password": password})
    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_a_one_time_code_is_asked_for_once_it_is_set_up(people: Cast) -> None:
    with session.acting_as(people.aino):
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(Account.objects.get(pk=people.aino.account), secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mfa_authenticator")
        assert cursor.fetchone()[0] == 0, "nobody reads a secret"
    browser = Client()
    first = browser.post("/sign-in/", {"login": "aino@lounatuuli.example", "password": PASSWORD})
    assert first.headers["Location"] == "/sign-in/code/ask/"
    assert "_auth_user_id" not in browser.session
    assert browser.post("/sign-in/code/ask/", {"code": "000000"}).status_code == 200
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert browser.post("/sign-in/code/ask/", {"code": code}).status_code == 302
    assert browser.get("/").headers["Location"] == "/work/"


def test_where_codes_are_required_a_password_alone_opens_nothing(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.REQUIRE_ONE_TIME_CODE", True)
    browser = Client()
    browser.post("/sign-in/", {"login": "aino@lounatuuli.example", "password": PASSWORD})
    assert browser.get("/work/").headers["Location"] == "/sign-in/code/"


def test_setting_codes_up_on_the_first_day_opens_the_door_at_once(
        own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Her password was typed a moment ago, and the code has just been: neither is asked again."""
    cache.clear()
    with transaction.atomic():
        gather(password=PASSWORD)
    monkeypatch.setattr("django.conf.settings.REQUIRE_ONE_TIME_CODE", True)
    browser = Client()
    browser.post("/sign-in/", {"login": "aino@lounatuuli.example", "password": PASSWORD})
    page = browser.get("/sign-in/code/set-up/")
    assert page.status_code == 200
    secret = browser.session["mfa.totp.secret"]
    wrong = browser.post("/sign-in/code/set-up/", {"code": "000000"})
    assert wrong.status_code == 200 and browser.get("/work/").status_code == 302
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    assert browser.post("/sign-in/code/set-up/", {"code": code}).status_code == 302
    assert browser.get("/work/").status_code == 200


def lapse(browser: Client) -> None:
    """The session runs out; the browser keeps its other cookies."""
    browser.get("/sign-in/code/")
    del browser.cookies["sessionid"]


def test_a_text_sent_after_the_sign_in_ran_out_comes_back_to_her(people: Cast) -> None:
    browser = Client()
    browser.post("/sign-in/", {"login": "aino@lounatuuli.example", "password": PASSWORD})
    lapse(browser)
    long_text = "Maija kertoi tänään pitkästi. " * 200
    answer = browser.post("/sign-in/password/", {"words": long_text, "csrfmiddlewaretoken": "x"})
    assert answer.headers["Location"] == "/sign-in/?next=%2Fsign-in%2Fresume%2F&kept=1"
    assert "Tekstisi on tallessa" in browser.get(answer.headers["Location"]).content.decode()
    session.become(None)
    assert LapsedForm.objects.count() == 0, "nobody may read it meanwhile"
    browser.post(answer.headers["Location"], {"login": "aino@lounatuuli.example", "password": PASSWORD})
    page = browser.get("/sign-in/resume/")
    assert page.status_code == 200
    assert long_text.strip() in page.content.decode().replace("\n", " ")


def test_nothing_is_promised_of_a_text_that_was_not_kept(people: Cast) -> None:
    answer = Client().post("/sign-in/password/", {"words": "Kirjoitettu selaimessa, joka ei tunne kirjoittajaa."})
    assert answer.headers["Location"] == "/sign-in/?next=%2Fsign-in%2Fresume%2F"
    assert "tallessa" not in Client().get(answer.headers["Location"]).content.decode()


def test_a_text_never_comes_back_to_somebody_else(people: Cast) -> None:
    browser = Client()
    browser.post("/sign-in/", {"login": "aino@lounatuuli.example", "password": PASSWORD})
    lapse(browser)
    browser.post("/sign-in/password/", {"words": "Salainen teksti Maijasta, joka on pitkä."})
    browser.post("/sign-in/", {"login": "outi@lounatuuli.example", "password": PASSWORD})
    assert browser.get("/sign-in/resume/").status_code == 302
    with session.acting_as(people.outi):
        assert LapsedForm.objects.count() == 0


def test_a_script_in_the_background_keeps_nothing_and_brings_no_sign_in_page_into_the_form(people: Cast) -> None:
    """Two tabs after the sign-in ran out: the long text of one, then a search that the other makes while she types."""
    browser = Client()
    browser.post("/sign-in/", {"login": "aino@lounatuuli.example", "password": PASSWORD})
    lapse(browser)
    words = {"contact": "01a20459-ac5b-74bc-800b-9d58c43e82c0", "_once": "a",
             "words": "Hän kertoi pitkään, mitä yöllä tapahtui. "}
    browser.post("/work/contacts/new/", words)
    asked = browser.post("/work/contacts/receivers/", {"person": "n" * 40}, headers={
        "HX-Request": "true", "HX-Current-URL": "http://testserver/work/contacts/new/?client=1"})
    assert asked.status_code == 401 and "<form" not in asked.content.decode()
    assert "/sign-in/?next=%2Fwork%2Fcontacts%2Fnew%2F%3Fclient%3D1" in asked.content.decode()
    browser.post("/work/contacts/new/", {**words, "_once": "b"})
    browser.post("/sign-in/password/", {"words": "Toinen, lyhyempi teksti samalta illalta."})
    assert browser.post("/sign-in/", {"login": "aino@lounatuuli.example", "password": PASSWORD}).status_code == 302
    assert browser.get("/").headers["Location"] == "/sign-in/resume/"
    page = browser.get("/sign-in/resume/").content.decode()
    assert page.count("mitä yöllä tapahtui.") == page.count("samalta illalta.") == 2, "quoted, and sent along"
    assert page.count("01a20459-ac5b-74bc-800b-9d58c43e82c0") == 1, "an id is no words of hers"
    with session.acting_as(people.aino):
        first, second = LapsedForm.objects.order_by("kept_at")
    sent = browser.post("/work/contacts/new/", {
        **words, "urgency": "none", "sender": "client", "channel": "phone", "onward": "me", "_resumed": str(first.pk)})
    assert sent.status_code == 302
    browser.post("/sign-in/resume/", {"form": str(second.pk)})
    assert browser.get("/").headers["Location"] == "/work/", "what was sent or left is not offered again"


def test_the_page_of_people_to_be_leads_back_to_where_she_was_going_and_nowhere_else(people: Cast) -> None:
    browser = Client()
    asked = browser.get("/sign-in/?next=/sign-in/resume/").content.decode()
    assert "/sign-in/demo/?next=/sign-in/resume/" in asked
    people_to_be = browser.get("/sign-in/demo/?next=/sign-in/resume/").content.decode()
    assert 'name="next" value="/sign-in/resume/"' in people_to_be
    for wanted, led_to in (("/sign-in/resume/", "/sign-in/resume/"), ("https://muu.example/", "/"), ("", "/")):
        sent = Client().post("/sign-in/demo/", {"person": str(people.aino.account), "next": wanted})
        assert sent.headers["Location"] == led_to


def test_nothing_is_kept_when_the_browser_does_not_know_whose_it_is(people: Cast) -> None:
    browser = Client()
    browser.post("/sign-in/password/", {"words": "x" * 100})
    with session.acting_as(people.aino):
        assert LapsedForm.objects.count() == 0


def test_changing_ones_password_ends_the_other_sign_ins_and_keeps_this_one(people: Cast) -> None:
    """On allauth's own page: who is inside with the old password elsewhere is out, and it is in the journal."""
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        browser.post("/sign-in/", {"login": "maija@posti.example", "password": PASSWORD})
        assert browser.get("/my/").status_code == 200
    new = {"password1": "sininen vene rannassa", "password2": "sininen vene rannassa"}
    assert here.post("/sign-in/password/", {"oldpassword": PASSWORD, **new}).status_code == 302
    assert here.get("/my/").status_code == 200 and elsewhere.get("/my/").status_code == 302
    with session.acting_as(people.maija):
        assert Entry.objects.filter(account=people.maija.account, action="accounts.change_password").count() == 1


def test_one_of_two_units_says_in_which_she_is_now_and_writes_for_that_one(people: Cast) -> None:
    """The chooser is found in the menu under her name; one of a single unit has no use for it."""
    browser = Client()
    browser.post("/sign-in/", {"login": "aino@lounatuuli.example", "password": PASSWORD})
    assert "Vaihda yksikköä" not in browser.get("/work/").content.decode()
    other = people.units["memory_clinic"]
    accounts.join_unit(account=people.aino.account, unit=other, role="professional", title="sosiaalityöntekijä",
                       by=people.hanna)
    assert "Vaihda yksikköä" in browser.get("/work/").content.decode()
    page = browser.get("/sign-in/unit/").content.decode()
    assert page.count("checked") == 1
    refused = browser.post("/sign-in/unit/", {"unit": str(people.units["coordination"])})
    assert refused.status_code == 200 and "field--wrong" in refused.content.decode()
    assert browser.post("/sign-in/unit/", {"unit": str(other)}).status_code == 302
    browser.post("/work/contacts/new/", {"contact": str(uuid4()), "words": "En jaksa.", "sender": "client",
                                         "channel": "phone", "urgency": "none", "onward": "me",
                                         "client_agrees": "not_asked"})
    with session.acting_as(people.aino):
        assert ContactNotice.objects.get().recorded_unit_id == other

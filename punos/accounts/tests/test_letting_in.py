"""How people get in: an administrator makes an account, a start code lets her choose her password, once."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from punos.accounts import actions, keeping, queries, rules
from punos.accounts.models import Absence, Account, Kind, Membership, StartCode, Unit
from punos.audit.models import Entry
from punos.demo.maija import Telling
from punos.kernel import clock, session
from punos.kernel.errors import Refused, Unseen
from tests.access_matrix.test_matrix import browser_of
from tests.cast import Cast

PASSWORD = "sininen vene rannassa"


def welcome(login: str, code: str, password: str = PASSWORD, again: str | None = None) -> Client:
    browser = Client()
    browser.answer = browser.post("/welcome/", {  # type: ignore[attr-defined]
        "login": login, "code": code, "password": password, "again": again or password})
    return browser


def signs_in(login: str, password: str = PASSWORD) -> bool:
    answer = Client().post("/sign-in/", {"login": login, "password": password})
    return answer.status_code == 302 and answer.headers["Location"] == "/"


def code_on(page: bytes) -> str:
    found = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}", page.decode())
    assert found
    return found[0]


@given(st.data())
def test_a_code_is_read_however_it_is_typed(data: st.DataObject) -> None:
    code = rules.new_code(lambda letters: data.draw(st.sampled_from(letters)))
    typed = "".join(data.draw(st.sampled_from([letter, letter.lower(), f" {letter}"])) for letter in code)
    assert rules.kept(typed) == rules.kept(code) == rules.kept(code.replace("-", ""))
    other = code[:-1] + next(letter for letter in rules.LETTERS if letter != code[-1])
    assert rules.kept(other) != rules.kept(code)


@pytest.mark.django_db
def test_an_administrator_lets_a_colleague_in_and_she_begins_with_her_code(cast: Cast) -> None:
    hanna = browser_of(cast, "hanna")
    shown = hanna.post("/guide/keep/people/new/", {
        "given_name": "Sari", "family_name": "Saari", "login": "Sari@lounatuuli.example", "phone": "040 555 0199",
        "language": "sv", "unit": str(cast.units["home_care"]), "role": "professional", "title": "lähihoitaja",
        "profession": "practical_nurse", "since": clock.today().strftime("%d.%m.%Y")})
    code = code_on(shown.content)
    assert not signs_in("sari@lounatuuli.example")
    assert welcome("sari@lounatuuli.example", code.lower()).answer.status_code == 302  # type: ignore[attr-defined]
    assert signs_in("sari@lounatuuli.example")
    assert b"sopivat" not in shown.content and code.encode() not in hanna.get("/guide/keep/people/?q=saari").content
    with session.purpose_of("sign_in"):
        assert queries.actor_of("sari@lounatuuli.example").units == {cast.units["home_care"]}


@pytest.mark.django_db
def test_a_code_opens_once_for_its_own_login_within_two_weeks_and_only_the_newest(cast: Cast) -> None:
    login = "aino@lounatuuli.example"
    first = actions.give_start_code(account=cast.aino.account, by=cast.hanna).code
    code = actions.give_start_code(account=cast.aino.account, by=cast.hanna).code
    for name, typed in (("outi@lounatuuli.example", code), (login, first), (login, "AAAA-BBBB-CCCC"), ("nobody", code)):
        assert "eivät sovi yhteen" in welcome(name, typed).answer.content.decode()  # type: ignore[attr-defined]
    with clock.at(clock.now() + rules.VALID_FOR + timedelta(minutes=1)):
        assert "vanhentunut" in welcome(login, code).answer.content.decode()  # type: ignore[attr-defined]
    weak = welcome(login, code, "lyhyt").answer.content.decode()  # type: ignore[attr-defined]
    unlike = welcome(login, code, PASSWORD, "jotain muuta aivan").answer.content.decode()  # type: ignore[attr-defined]
    assert PASSWORD not in unlike and "lyhyt\"" not in weak, "a password never comes back in the page"
    assert "12" in weak and "eivät ole samat" in unlike and not signs_in(login)
    welcome(login, code)
    assert signs_in(login)
    welcome(login, code, "aivan toinen salasana")
    assert signs_in(login)


@pytest.mark.django_db
def test_a_code_taken_back_opens_nothing(cast: Cast) -> None:
    code = actions.give_start_code(account=cast.aino.account, by=cast.hanna).code
    actions.end_start_code(account=cast.aino.account, by=cast.hanna)
    with pytest.raises(Refused):
        actions.start_with_code(login="aino@lounatuuli.example", code=code, password=PASSWORD, by=cast.aino)
    with session.purpose_of("sign_in"):
        assert not StartCode.objects.filter(ended_at=None).exists()


@pytest.mark.django_db
def test_only_an_administrator_lets_professionals_in_and_nobody_herself(cast: Cast) -> None:
    for by in (cast.aino, cast.mari, cast.tuomo, cast.maija):
        with pytest.raises(Unseen):
            actions.give_start_code(account=cast.outi.account, by=by)
        with pytest.raises(Unseen):
            actions.join_unit(account=by.account, unit=cast.units["memory_clinic"], role="professional", title="x",
                              by=by)
        with pytest.raises(Unseen):
            actions.create_account(login="x", kind=Kind.PROFESSIONAL, given_name="X", family_name="X", password=None,
                                   by=by)
    with pytest.raises(Refused):
        actions.give_start_code(account=cast.hanna.account, by=cast.hanna)


@pytest.mark.django_db
def test_the_database_itself_lets_nobody_write_herself_into_a_unit(cast: Cast) -> None:
    """Whoever writes a membership could use its unit's grants: not left to the actions alone."""
    there = cast.units["memory_clinic"]
    for by in (cast.aino, cast.mari, cast.tuomo, cast.maija):
        with session.acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            Membership.objects.create(account_id=by.account, unit_id=there, role="professional", title="x",
                                      valid_from=clock.today())
        with session.acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            Absence.objects.create(account_id=cast.eero.account, substitute_id=by.account, begins=clock.today(),
                                   ends=clock.today())
        for whose in (by.account, cast.eero.account):  # nor turns what she has into another role or unit
            with session.acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
                Membership.objects.filter(account=whose).update(unit=there, role="manager")
    with session.acting_as(cast.hanna):
        assert Membership.objects.filter(account=cast.eero.account, unit=there).exists()


@pytest.mark.django_db
def test_a_closed_account_is_out_at_once_and_who_still_works_is_not_closed(cast: Cast) -> None:
    login, aino = "aino@lounatuuli.example", cast.aino.account
    welcome(login, actions.give_start_code(account=aino, by=cast.hanna).code)
    inside = browser_of(cast, "aino")
    assert inside.get("/work/").status_code == 200
    with pytest.raises(Refused):
        actions.close_account(account=aino, by=cast.hanna)
    with session.acting_as(cast.hanna):
        membership = Membership.objects.get(account=aino)
    actions.leave_unit(membership=membership.pk, successor=cast.outi.account, by=cast.hanna)
    actions.close_account(account=aino, by=cast.hanna)
    assert inside.get("/work/").status_code == 302 and not signs_in(login)
    with pytest.raises(Refused):
        actions.give_start_code(account=aino, by=cast.hanna)
    actions.reopen_account(account=aino, by=cast.hanna)
    assert signs_in(login)


@pytest.mark.django_db
def test_one_unit_always_takes_every_contact_and_names_are_not_shared(cast: Cast) -> None:
    hanna = browser_of(cast, "hanna")
    page = hanna.post(f"/guide/keep/units/{cast.units['coordination']}/", {"name": "Palveluohjaus", "phone": ""})
    assert "Yhden yksikön pitää ottaa vastaan" in page.content.decode()
    kept = {"name": "Palveluohjaus", "phone": "09 555 0100", "is_coordinator_queue": "on"}
    assert hanna.post(f"/guide/keep/units/{cast.units['coordination']}/", kept).status_code == 302
    with session.acting_as(cast.hanna):
        changed = queries.unit(cast.units["coordination"])
        assert changed and (changed.name, changed.is_queue) == ("Palveluohjaus", True)
        county = next(place for place in keeping.organisations() if len(place.units) > 1)
    twice = {"organisation": str(county.id), "name": county.units[0].name, "register": "social"}
    assert "Tämänniminen on jo olemassa" in hanna.post("/guide/keep/units/new/", twice).content.decode()
    assert hanna.post("/guide/keep/units/new/", {**twice, "name": "Ilta-asema", "is_queue": "on"}).status_code == 302


@pytest.mark.django_db
def test_the_queue_of_every_contact_is_one_and_never_another_controllers(cast: Cast) -> None:
    hanna = browser_of(cast, "hanna")
    with session.acting_as(cast.hanna):
        rows = {unit.name: unit for unit in queries.units()}
        ngo = actions.create_organisation(name="Tukiyhdistys", sector="third_sector", separate_controller=True,
                                          by=cast.hanna)
    ticked = {"is_queue": "on", "is_coordinator_queue": "on", "register": "social", "organisation": str(ngo.pk)}
    for path, name in ((f"/guide/keep/units/{rows['Kelan palvelupiste'].pk}/", "Kelan palvelupiste"),
                       ("/guide/keep/units/new/", "Tuen toimisto")):
        refused = hanna.post(path, {**ticked, "name": name})
        assert refused.status_code == 200 and "oma sosiaali- tai terveydenhuollon yksikkö" in refused.content.decode()
    care = rows["Ikääntyneiden sosiaalityö"]
    taken = hanna.post("/guide/keep/units/new/", {**ticked, "name": care.name, "organisation": care.organisation_id})
    assert taken.status_code == 200, "refused for its name, and nothing of it is done"
    assert coordinators(cast) == [cast.units["coordination"]]
    moved = hanna.post(f"/guide/keep/units/{care.pk}/", {**ticked, "name": care.name})
    assert moved.status_code == 302 and coordinators(cast) == [care.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=cast.units["coordination"]).update(is_coordinator_queue=True)


def coordinators(cast: Cast) -> list[UUID]:
    with session.acting_as(cast.hanna):
        return [unit.pk for unit in queries.units() if unit.is_coordinator_queue]


def test_the_first_administrator_is_founded_once_on_an_empty_instance(
        own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["accounts", "found", "--county", "Kuvitteellinen hyvinvointialue", "--unit", "Palveluohjaus", "--login",
             "eka@alue.example", "--given-name", "Eka", "--family-name", "Alku"]
    call_command(*asked)
    welcome("eka@alue.example", code_on(capsys.readouterr().out.encode()))
    assert signs_in("eka@alue.example")
    with pytest.raises(CommandError, match="already"):
        call_command(*asked)
    with session.purpose_of("sign_in"):
        assert Account.objects.count() == 1


@pytest.mark.django_db
def test_a_new_password_ends_every_sign_in_with_the_old_one(cast: Cast) -> None:
    inside, other = browser_of(cast, "aino"), browser_of(cast, "outi")
    assert inside.get("/work/").status_code == 200
    welcome("aino@lounatuuli.example", actions.give_start_code(account=cast.aino.account, by=cast.hanna).code)
    assert inside.get("/work/").status_code == 302 and other.get("/work/").status_code == 200


@pytest.mark.django_db
def test_an_administrator_gives_herself_no_unit_and_a_professional_takes_over_no_clients_account(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.join_unit(account=cast.hanna.account, unit=cast.units["memory_clinic"], role="professional",
                          title="x", by=cast.hanna)
    actions.give_start_code(account=cast.maija.account, by=cast.pekka)  # the first one, of a new account
    for by in (cast.pekka, cast.eero):
        with pytest.raises(Unseen):
            actions.give_start_code(account=cast.maija.account, by=by)
        with pytest.raises(Unseen):
            actions.end_start_code(account=cast.maija.account, by=by)
    actions.give_start_code(account=cast.maija.account, by=cast.hanna)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "9" * 30, "²"])
def test_a_page_that_is_none_is_answered(cast: Cast, page: str) -> None:
    assert browser_of(cast, "hanna").get("/guide/keep/people/", {"page": page}).status_code == 200


@pytest.mark.django_db
def test_a_typing_error_is_mended_and_a_login_stays_hers_alone(cast: Cast) -> None:
    hanna, inside = browser_of(cast, "hanna"), browser_of(cast, "aino")
    page = f"/guide/keep/people/{cast.aino.account}/correct/"
    typed = {"given_name": "Aino", "family_name": "Ylitalo", "login": "Outi@lounatuuli.example",
             "phone": "040 555 0199"}
    taken = hanna.post(page, typed).content.decode()
    assert "on jo käytössä" in taken and 'id="id_login-error"' in taken
    assert hanna.post(page, typed | {"login": " Aino.Ylitalo@lounatuuli.example "}).status_code == 302
    assert inside.get("/work/").status_code == 200, "a name is no reason to sign in again"
    mended = keeping.worker(cast.aino.account)
    assert (mended.name, mended.login) == ("Aino Ylitalo", "aino.ylitalo@lounatuuli.example")
    assert [row.name for row in keeping.workers("ylita")[0]] == ["Aino Ylitalo"]
    for by, whom in ((cast.mari, cast.aino), (cast.aino, cast.aino), (cast.hanna, cast.maija)):
        with pytest.raises(Unseen):
            actions.correct_account(account=whom.account, login="x", given_name="X", family_name="X", by=by)
    with session.acting_as(cast.hanna):
        written = Entry.objects.get(action="accounts.correct_account")
    assert written.details["fields"] == ["family_name", "login", "phone"]


@pytest.mark.django_db
def test_who_answers_for_something_ends_her_work_only_when_somebody_receives_it(cast: Cast) -> None:
    """The administrator is told how much there is, and of nobody whose it is."""
    maija = Telling(cast, clock.now()).whole()
    with session.purpose_of("sign_in"):
        her = Membership.objects.get(account=cast.aino.account)
    hanna, page = browser_of(cast, "hanna"), f"/guide/keep/people/{cast.aino.account}/work/{her.pk}/end/"
    told = hanna.get(page).content.decode()
    assert "Asiakkaita, joiden kokonaisuudesta hän vastaa" in told and "Meri" not in told
    assert str(maija.maija) not in told
    refused = hanna.post(page, {"successor": ""}).content.decode()
    assert "Valitse, kuka jatkaa." in refused and 'id="id_successor-error"' in refused
    assert hanna.post(page, {"successor": str(cast.outi.account)}).status_code == 302
    with session.purpose_of("sign_in"):
        free = Membership.objects.get(account=cast.eero.account)
    nothing = f"/guide/keep/people/{cast.eero.account}/work/{free.pk}/end/"
    assert "Hän ei vastaa nyt mistään" in hanna.get(nothing).content.decode()
    assert hanna.post(nothing, {"successor": ""}).status_code == 302


@pytest.mark.django_db
def test_who_goes_on_in_another_unit_of_the_same_register_takes_her_matters_along(cast: Cast) -> None:
    Telling(cast, clock.now()).whole()
    with session.purpose_of("sign_in"):
        her = Membership.objects.get(account=cast.aino.account)
    with pytest.raises(Refused) as refused:
        actions.leave_unit(membership=her.pk, by=cast.hanna)
    assert refused.value.code == "still_open"
    actions.join_unit(account=cast.aino.account, unit=cast.units["coordination"], role="professional",
                      title="sosiaalityöntekijä", by=cast.hanna)
    actions.leave_unit(membership=her.pk, by=cast.hanna)
    with session.acting_as(cast.hanna):
        assert [work.until for work in keeping.worker(cast.aino.account).works] == [clock.today(), None]

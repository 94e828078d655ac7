"""Who has lost her way in gets a new start code from one who answers for her, and from nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from punos.accounts import actions as accounts
from punos.cases import actions as cases
from punos.cases.tests.conftest import soon
from punos.clients.actions import add_tie, link_account, link_tie_account, recognise
from punos.clients.rules.signing_in import Again, HowKnown
from punos.demo.maija import Story, Telling
from punos.intake.tests.conftest import door_of
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.portal.pages.log import lines
from punos.sharing import actions
from punos.sharing.tests.conftest import contact_for
from punos.sharing.tests.test_pages import LANGUAGES, post, text_of
from tests.cast import MAIJA_CODE, MATTI_CODE, Cast

pytestmark = pytest.mark.django_db
SURE: dict[str, Any] = {"why": Again.FORGOTTEN, "known_how": HowKnown.DOCUMENT}
NEW = "kolme sanaa peräkkäin"


@pytest.fixture
def story(cast: Cast) -> Story:
    """Pekka took Maija's contact and handed her to Aino; Niko is in the team; Matti is her close one."""
    return Telling(cast, clock.now()).whole()


def code_for(client: UUID, by: Actor, **more: Any) -> accounts.OnPaper:
    return actions.let_in_again(client=client, by=by, **SURE, **more)


def test_who_answers_for_her_gives_a_code_and_the_client_is_told_and_her_old_sign_ins_end(
        story: Story, cast: Cast) -> None:
    inside, door = door_of(cast.maija), door_of(cast.aino)
    address = f"/work/clients/{story.maija}/account/again/"
    assert address in door.get(f"/work/clients/{story.maija}/edit/").content.decode()
    assert "valitsee sillä salasanan" in text_of(door.get(address)) and inside.get("/my/").status_code == 200
    shown = text_of(post(door, address, **SURE))
    code = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}", shown)
    assert code and "maija@posti.example" in shown
    assert inside.get("/my/").status_code == 302, "whoever was signed in is out at once"
    hers = Client()
    begins = {"login": "maija@posti.example", "code": code[0], "password": NEW}
    assert hers.post("/welcome/", {**begins, "again": NEW}).status_code == 302
    assert hers.post("/sign-in/", {"login": begins["login"], "password": NEW}).status_code == 302
    for _visit in range(2):
        told = text_of(hers.get("/my/"))
        assert "Sinulle annettiin uusi aloituskoodi" in told and "Aino Aalto, sosiaalityöntekijä" in told
    with clock.at(clock.now() + timedelta(days=31)), session.acting_as(cast.maija):
        assert any("uuden aloituskoodin" in str(line.what) and "Aino Aalto" in line.who
                   for line in lines(cast.maija, story.maija))


def test_nobody_else_gives_her_a_code_whatever_she_writes_down_herself(story: Story, cast: Cast) -> None:
    """A stranger who knows the identity code records a contact and opens what she may: still no way in."""
    address = f"/work/clients/{story.maija}/account/again/"
    for by in (cast.outi, cast.eero, cast.kaisa, cast.mari, cast.hanna, cast.tuomo, cast.maija):
        assert door_of(by).get(address).status_code == 404, by.name
        with pytest.raises((Refused, Unseen)):
            code_for(story.maija, by)
    accounts.give_start_code(account=cast.maija.account, by=cast.hanna)  # she has begun
    known = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.outi)
    contact_for(known, cast.outi)
    for by in (cast.outi, cast.niko):  # one who wrote a contact down herself, one of the team who answers for nothing
        with session.acting_as(by), pytest.raises((Refused, Unseen)):
            code_for(story.maija, by)
        with session.purpose_of("sign_in"), pytest.raises(Unseen):
            accounts.give_start_code(account=cast.maija.account, by=by)
    refused = text_of(post(door_of(cast.outi), address, **SURE))
    assert "Et voi antaa tätä koodia" in refused and "maija@posti.example" not in refused


def test_who_opened_a_case_by_herself_gives_a_code_once_another_has_named_her(cast: Cast) -> None:
    client = recognise(identity_code=MATTI_CODE, given_names="Matti Olavi", family_name="Meri", by=cast.aino)
    contact_for(client, cast.aino)
    link_account(client=client, account=cast.matti.account, by=cast.aino)
    opened = cases.open_case(client=client, model="case_manager", why="Apua arkeen", next_date=soon(), by=cast.aino)
    with session.acting_as(cast.aino), pytest.raises(Refused) as refused:
        code_for(client, cast.aino)
    assert refused.value.code == "not_hers_to_give"
    cases.name_worker(case=opened.pk, account=cast.outi.account, role="responsible_worker", by=cast.aino)
    with session.acting_as(cast.outi):
        assert code_for(client, cast.outi).login == "matti@posti.example"


def test_a_close_ones_code_is_given_only_by_who_answers_for_all_she_could_see(story: Story, cast: Cast) -> None:
    """Maija's worker does not take over an account with which its owner sees her own or another's matters."""
    with session.acting_as(cast.aino):
        helmi = accounts.create_account(login="helmi@posti.example", kind="close_person", given_name="Helmi",
                                        family_name="Meri", password="sininen vene rannassa", by=cast.aino)
        tie = add_tie(client=story.maija, kind="child", given_names="Helmi", family_name="Meri", by=cast.aino)
        link_tie_account(tie=tie.pk, account=helmi.pk, by=cast.aino)
        assert code_for(story.maija, cast.aino, tie=tie.pk).login == "helmi@posti.example"
    hers = recognise(identity_code="010160-9010", given_names="Helmi", family_name="Meri", by=cast.pekka)
    contact_for(hers, cast.pekka)
    link_account(client=hers, account=helmi.pk, by=cast.pekka)
    with session.acting_as(cast.aino), pytest.raises(Refused) as refused:
        code_for(story.maija, cast.aino, tie=tie.pk)
    assert refused.value.code == "not_hers_to_give"
    with session.acting_as(cast.aino), pytest.raises(Refused):
        actions.let_in_again(client=story.maija, why=Again.RAN_OUT, known_how=HowKnown.SIGNED_IN, by=cast.aino)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_reads_in_every_language(story: Story, cast: Cast, language: str) -> None:
    assert text_of(door_of(cast.aino, language).get(f"/work/clients/{story.maija}/account/again/"))

"""Tying an account to a person: asked of her, compared with her names, seen before it is done."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from punos.access.queries import categories_seen
from punos.accounts import queries as accounts
from punos.clients import queries
from punos.clients.actions import add_tie, link_account, link_tie_account, name_representative, recognise
from punos.clients.rules.representation import Checked, Matter, RepresentativeKind
from punos.clients.rules.signing_in import HowKnown
from punos.intake.tests.conftest import door_of
from punos.kernel import session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.sharing import actions
from punos.sharing.tests.conftest import contact_for, handed
from punos.sharing.tests.test_pages import LANGUAGES, post, text_of
from tests.cast import MAIJA_CODE, MATTI_CODE, Cast

pytestmark = pytest.mark.django_db
SURE: dict[str, Any] = {"login": " Matti@posti.example ", "known_how": "document"}


@pytest.fixture
def matti(cast: Cast) -> UUID:
    """Matti has asked for help himself; Outi handed him to Pekka. He does not sign in yet."""
    client = recognise(identity_code=MATTI_CODE, given_names="Matti Olavi", family_name="Meri", by=cast.outi)
    handed(client, cast.outi, cast.pekka)
    return client


def known_from_another(client: UUID, cast: Cast) -> None:
    """Outi recorded what Maija said, too, and Pekka took it on."""
    assert recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.outi) == client
    handed(client, cast.outi, cast.pekka)


def seen(actor: Actor, client: UUID) -> frozenset[Category]:
    with session.acting_as(actor):
        return categories_seen(actor, client)


def test_a_client_sees_her_own_data_once_her_account_is_tied_and_what_was_told_before_is_what_she_sees(
        matti: UUID, cast: Cast) -> None:
    door, address = door_of(cast.pekka), f"/work/clients/{matti}/account/"
    assert address in door.get(f"/work/clients/{matti}/edit/").content.decode()
    check = text_of(post(door, address, **SURE))
    assert "Tarkista ennen liittämistä" in check and "Sosiaalihuollon kirjaukset" in check
    assert seen(cast.matti, matti) == frozenset(), "looking is not doing"
    assert post(door, address, step="tie", **SURE).status_code == 302
    assert seen(cast.matti, matti) == frozenset(Category)
    assert text_of(door_of(cast.matti).get("/my/permissions/"))
    assert door.get(address).status_code == 302, "she has one now"


def test_a_close_ones_account_opens_nothing_but_the_client_can_choose_her(maija: UUID, cast: Cast) -> None:
    known_from_another(maija, cast)
    with session.acting_as(cast.pekka):
        tie = add_tie(client=maija, kind="spouse", given_names="Matti", family_name="Meri", by=cast.pekka)
    door, address = door_of(cast.pekka), f"/work/clients/{maija}/close-ones/{tie.pk}/account/"
    assert address in door.get(f"/work/clients/{maija}/close-ones/").content.decode()
    assert "Hän ei vielä näe mitään." in text_of(post(door, address, **SURE))
    assert post(door, address, step="tie", **SURE).status_code == 302
    assert seen(cast.matti, maija) == frozenset()
    with session.acting_as(cast.pekka):
        assert [row.account for row in queries.ties_of(cast.pekka, maija)] == [cast.matti.account]
    assert "Matti Meri" in text_of(door_of(cast.maija).get("/my/permissions/new/?what=close_person"))
    assert door.get(address).status_code == 302


@pytest.mark.parametrize("login", ["maija@posti.example", "nobody@posti.example", "pekka@lounatuuli.example",
                                   "matti", "'; DROP TABLE x --", "ä" * 254])
def test_an_account_of_another_name_reads_the_same_as_none_at_all(matti: UUID, cast: Cast, login: str) -> None:
    page = post(door_of(cast.pekka), f"/work/clients/{matti}/account/", step="tie", login=login, known_how="known")
    assert "ei ole tunnusta, jonka nimi on sama" in text_of(page)


def test_only_those_of_social_and_health_care_who_know_her_tie_accounts(matti: UUID, maija: UUID, cast: Cast) -> None:
    with session.acting_as(cast.pekka):
        tie = add_tie(client=maija, kind="spouse", given_names="Matti", family_name="Meri", by=cast.pekka)
    for stranger in (cast.eero, cast.outi, cast.kaisa, cast.jaana, cast.maija, cast.tuomo):
        for address in (f"/work/clients/{matti}/account/", f"/work/clients/{maija}/close-ones/{tie.pk}/account/"):
            assert door_of(stranger).get(address).status_code == 404, stranger.name
            assert post(door_of(stranger), address, step="tie", **SURE).status_code == 404, stranger.name


def test_who_only_wrote_a_contact_down_gives_nobody_the_clients_eyes(maija: UUID, cast: Cast) -> None:
    """An identity code and a contact of one's own making must not open everything that others have written of her."""
    known = recognise(identity_code=MATTI_CODE, given_names="Matti Olavi", family_name="Meri", by=cast.outi)
    contact_for(known, cast.outi)
    with session.acting_as(cast.outi):
        tie = add_tie(client=known, kind="spouse", given_names="Maija", family_name="Meri", by=cast.outi)
    base = f"/work/clients/{known}/"
    for address in (f"{base}account/", f"{base}account/new/", f"{base}close-ones/{tie.pk}/account/"):
        told = {**SURE, "login": "uusi@posti.example", "language": "fi", "step": "tie"}
        for page in (door_of(cast.outi).get(address), post(door_of(cast.outi), address, **told)):
            assert "Et voi antaa tätä tunnusta" in text_of(page), address
    for of in (None, tie.pk):
        with pytest.raises(Refused) as refused:
            actions.tie_account(client=known, tie=of, account=cast.matti.account, known_how=HowKnown.KNOWN,
                                by=cast.outi)
        assert refused.value.code == "not_hers_to_give"
    assert seen(cast.matti, known) == frozenset()
    handed(known, cast.outi, cast.pekka)
    with pytest.raises(Unseen):
        actions.tie_account(client=known, tie=uuid4(), account=cast.matti.account, known_how=HowKnown.KNOWN,
                            by=cast.pekka)
    actions.tie_account(client=known, account=cast.matti.account, known_how=HowKnown.KNOWN, by=cast.pekka)
    assert seen(cast.matti, known) == frozenset(Category)


def test_nobody_becomes_a_clients_own_eyes_with_her_work_account(maija: UUID, matti: UUID, cast: Cast) -> None:
    with session.acting_as(cast.pekka):
        tie = add_tie(client=maija, kind="spouse", given_names="Pekka", family_name="Pelto", by=cast.pekka)
    attempts: list[Any] = [
        lambda: link_account(client=matti, account=cast.pekka.account, by=cast.pekka),
        lambda: link_tie_account(tie=tie.pk, account=cast.pekka.account, by=cast.pekka),
        lambda: name_representative(client=matti, kind=RepresentativeKind.GUARDIAN, given_names="Pekka",
                                    family_name="Pelto", account=cast.pekka.account, matters=[Matter.DISCLOSURE],
                                    categories=[Category.HEALTH], checked_how=Checked.GUARDIANSHIP_REGISTER,
                                    by=cast.pekka)]
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code in ("for_work", "own")
    assert Category.HEALTH not in seen(cast.pekka, matti)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_read_in_every_language(matti: UUID, cast: Cast, language: str) -> None:
    door, address = door_of(cast.pekka, language), f"/work/clients/{matti}/account/"
    assert text_of(door.get(address)) and text_of(post(door, address, **SURE))


def test_who_has_no_account_gets_one_with_a_code_for_her_own_password(matti: UUID, cast: Cast) -> None:
    """Made, tied and opened at the same table; a login that is another's leaves nothing behind."""
    door, address = door_of(cast.pekka), f"/work/clients/{matti}/account/new/"
    assert "Sosiaalihuollon kirjaukset" in text_of(door.get(address)), "what opens is seen first"
    taken = post(door, address, login="maija@posti.example", language="fi", known_how="document")
    assert "on jo käytössä" in text_of(taken)
    shown = text_of(post(door, address, login="matti.meri@posti.example", language="fi", known_how="document"))
    code = re.search(r"[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}", shown)
    assert code and "matti.meri@posti.example" in shown
    begins = {"login": "matti.meri@posti.example", "code": code[0], "password": "kolme sanaa peräkkäin"}
    his = Client()
    assert his.post("/welcome/", {**begins, "again": begins["password"]}).status_code == 302
    assert his.post("/sign-in/", {"login": begins["login"], "password": begins["password"]}).status_code == 302
    assert his.get("/my/permissions/").status_code == 200
    assert door.get(address).status_code == 302, "he has one now"


def test_a_close_one_gets_an_account_that_opens_nothing(maija: UUID, cast: Cast) -> None:
    known_from_another(maija, cast)
    with session.acting_as(cast.pekka):
        tie = add_tie(client=maija, kind="spouse", given_names="Matti", family_name="Meri", by=cast.pekka)
    door, address = door_of(cast.pekka), f"/work/clients/{maija}/close-ones/{tie.pk}/account/new/"
    assert "Hän ei vielä näe mitään." in text_of(door.get(address))
    assert "Aloituskoodi" in text_of(post(door, address, login="m@posti.example", language="sv", known_how="known"))
    with session.purpose_of("sign_in"):
        made = accounts.actor_of("m@posti.example")
    assert made.roles == {"close_person"} and seen(made, maija) == frozenset()


def guardian_of(client: UUID, by: Actor) -> UUID:
    """Matti is her guardian in care and in who may know what."""
    return name_representative(client=client, kind=RepresentativeKind.GUARDIAN, given_names="Matti",
                               family_name="Meri", matters=[Matter.CARE, Matter.DISCLOSURE],
                               categories=[Category.PLAN], checked_how=Checked.GUARDIANSHIP_REGISTER, by=by).pk


def test_a_representative_signs_in_with_his_own_account_and_acts_for_her(maija: UUID, cast: Cast) -> None:
    known_from_another(maija, cast)
    his = guardian_of(maija, cast.pekka)
    door, address = door_of(cast.pekka), f"/work/clients/{maija}/representatives/{his}/account/"
    assert address in door.get(f"/work/clients/{maija}/representatives/").content.decode()
    check = text_of(post(door, address, **SURE))
    assert "toimii asiakkaan puolesta niin kuin on kirjattu" in check and "Yhteinen suunnitelma" in check
    assert seen(cast.matti, maija) == frozenset(), "looking is not doing"
    assert post(door, address, step="tie", **SURE).status_code == 302
    assert {Category.PLAN, Category.PERMISSIONS} <= seen(cast.matti, maija)
    acting = door_of(cast.matti)
    home, permissions = (text_of(acting.get(f"/my/{page}")) for page in ("", "permissions/"))
    assert "Maija Meri" in home and "Ihmiset, jotka auttavat" in home, "it is not he who is spoken of"
    assert "Hoida läheisen asioita" not in home, "there is nobody else"
    assert "Päätät hänen puolestaan" in permissions and "Lupia ei ole vielä annettu" in permissions
    assert door.get(address).status_code == 302, "he has one now"
    assert f"{address}again/" in door.get(f"/work/clients/{maija}/representatives/").content.decode()
    assert "Aloituskoodi" in text_of(post(door, f"{address}again/", why="forgotten", known_how="document"))


def test_a_representative_gets_an_account_of_his_own_and_only_by_anothers_word(maija: UUID, cast: Cast) -> None:
    his = guardian_of(maija, cast.pekka)  # who only wrote her contact down
    address = f"/work/clients/{maija}/representatives/{his}/account/new/"
    asked = {"login": "m@posti.example", "language": "fi", "known_how": "document"}
    assert "Et voi antaa tätä tunnusta" in text_of(post(door_of(cast.pekka), address, **asked))
    known_from_another(maija, cast)
    assert "Aloituskoodi" in text_of(post(door_of(cast.pekka), address, **asked))
    with session.purpose_of("sign_in"):
        made = accounts.actor_of("m@posti.example")
    assert made.roles == {"close_person"} and Category.PLAN in seen(made, maija)

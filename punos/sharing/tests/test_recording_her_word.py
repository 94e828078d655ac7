"""What a professional writes down in the client's name never opens more to herself, and what the client gave stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import override

from punos.access.queries import categories_seen
from punos.cases.actions import open_case
from punos.clients.actions import add_tie
from punos.consent import actions as consent
from punos.consent import queries as said
from punos.consent.models import Instrument
from punos.consent.rules import Event, Kind, Manner, Reach, Terms, Word
from punos.intake.tests.conftest import door_of
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category, RecipientClass
from punos.sharing.tests.conftest import contact_for, handed
from punos.sharing.tests.test_pages import LANGUAGES, post, text_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ORAL = Word(Manner.ORAL, reason="Soitti, ei käytä verkkoa.")
RECORDED: dict[str, Any] = {"what": "permit", "agrees": "yes", "manner": "oral", "reason": "Soitti.",
                            "valid_until": ""}


def seen(actor: Actor, client: UUID) -> frozenset[Category]:
    with session.acting_as(actor):
        return categories_seen(actor, client)


def in_force(client: UUID, cast: Cast) -> list[Terms]:
    with session.acting_as(cast.maija):
        return [item.terms for item in said.in_force(client)]


def permit(*names: Actor, **more: Any) -> Terms:
    told: dict[str, Any] = {"accounts": frozenset(one.account for one in names), "categories": frozenset(
        {Category.SOCIAL, Category.CONTACT})}
    return Terms(Kind.PERMIT, **told | more)


@pytest.mark.parametrize("case_of_his_own", [False, True])
@pytest.mark.parametrize("to", ["himself", "his unit", "everybody in health care"])
def test_a_stranger_opens_nothing_to_himself_on_his_own_word(to: str, case_of_his_own: bool, maija: UUID, cast: Cast
                                                             ) -> None:
    """Neither at once nor by a case that he opens afterwards."""
    contact_for(maija, cast.eero)
    if case_of_his_own:
        open_case(client=maija, model="case_manager", why="Moni auttaa.", next_date=clock.today() + timedelta(7),
                  her_word="wants", by=cast.eero)
    assert cast.eero.unit
    whom: dict[str, dict[str, Any]] = {
        "himself": {"accounts": frozenset({cast.eero.account})},
        "his unit": {"accounts": frozenset(), "units": frozenset({cast.eero.unit})},
        "everybody in health care": {
            "accounts": frozenset(), "classes": frozenset({RecipientClass.HEALTH_PROFESSIONAL})}}
    before = seen(cast.eero, maija)
    with pytest.raises(Refused) as refused:
        consent.give(client=maija, terms=permit(**whom[to]), word=ORAL, by=cast.eero)
    assert refused.value.code == "not_hers_to_record"
    assert in_force(maija, cast) == [] and seen(cast.eero, maija) == before


def test_he_does_not_open_it_by_answering_or_by_taking_a_prohibition_back(maija: UUID, cast: Cast) -> None:
    contact_for(maija, cast.eero)
    asked = consent.ask(client=maija, terms=permit(cast.eero), by=cast.eero)
    with pytest.raises(Refused) as refused:
        consent.answer(instrument=asked.pk, agrees=True, word=ORAL, by=cast.eero)
    assert refused.value.code == "not_hers_to_record"
    consent.give(client=maija, terms=permit(cast.eero), word=Word(), by=cast.maija)
    no = consent.give(client=maija, terms=Terms(Kind.PROHIBITION, reach=Reach.SOCIAL_CONTROLLER), word=ORAL,
                      by=cast.eero)
    with pytest.raises(Refused) as refused:
        consent.withdraw(instrument=no.pk, word=ORAL, by=cast.eero)
    assert refused.value.code == "not_hers_to_record"


def test_he_does_not_prepare_it_under_a_prohibition_that_she_may_take_back(maija: UUID, cast: Cast) -> None:
    contact_for(maija, cast.eero)
    consent.give(client=maija, terms=Terms(Kind.PROHIBITION, reach=Reach.SOCIAL_CONTROLLER), word=Word(), by=cast.maija)
    with pytest.raises(Refused) as refused:
        consent.give(client=maija, terms=permit(cast.eero), word=ORAL, by=cast.eero)
    assert refused.value.code == "not_hers_to_record"


def test_what_opens_nothing_more_to_the_writer_is_always_written_down(maija: UUID, cast: Cast) -> None:
    contact_for(maija, cast.eero)
    consent.refuse(client=maija, terms=permit(cast.eero), word=ORAL, by=cast.eero)
    consent.give(client=maija, terms=permit(cast.outi), word=ORAL, by=cast.eero)
    consent.give(client=maija, terms=Terms(Kind.PROHIBITION, reach=Reach.PATIENT_ALL), word=ORAL, by=cast.eero)
    assert len(in_force(maija, cast)) == 2


def test_who_was_brought_to_answer_for_her_writes_it_down(maija: UUID, cast: Cast) -> None:
    health = permit(cast.aino, categories=frozenset({Category.HEALTH}))
    contact_for(maija, cast.aino)
    with pytest.raises(Refused):
        consent.give(client=maija, terms=health, word=ORAL, by=cast.aino)
    handed(maija, cast.pekka, cast.aino)
    consent.give(client=maija, terms=health, word=ORAL, by=cast.aino)
    assert in_force(maija, cast) == [health]


def test_what_she_gave_is_not_changed_by_one_who_does_not_see_it(maija: UUID, cast: Cast) -> None:
    last = clock.today() + timedelta(30)
    hers, wider, narrower = (permit(cast.aino, categories=frozenset(found)) for found in (
        {Category.HEALTH}, {Category.HEALTH, Category.CONTACT}, {Category.IDENTITY}))
    hers = replace(hers, valid_until=last)
    given = consent.give(client=maija, terms=hers, word=Word(), by=cast.maija)
    handed(maija, cast.pekka, cast.aino)
    beside = consent.give(client=maija, terms=wider, word=ORAL, by=cast.aino)
    assert beside.pk != given.pk and set(in_force(maija, cast)) == {hers, wider}
    consent.give(client=maija, terms=narrower, word=Word(), by=cast.maija)
    assert in_force(maija, cast) == [narrower], "her own next word about it leaves one"


def test_what_is_replaced_is_read_beside_what_replaces_it(maija: UUID, cast: Cast) -> None:
    last = clock.today() + timedelta(30)
    given = consent.give(client=maija, terms=permit(cast.outi, valid_until=last), word=Word(), by=cast.maija)
    handed(maija, cast.pekka, cast.aino)
    open_case(client=maija, model="case_manager", why="Moni auttaa.", next_date=clock.today() + timedelta(7),
              her_word="wants", by=cast.aino)
    door, address = door_of(cast.aino), f"/work/clients/{maija}/permissions/new/"
    wider = {**RECORDED, "recipient": [f"a:{cast.outi.account}"], "categories": ["social", "contact", "plan"]}
    page = text_of(post(door, address, step="check", **wider))
    until = f"{last.day}.{last.month}.{last.year}"
    assert "Korvaa voimassa olevan luvan:" in page and f"Lupa on voimassa {until} asti." in page
    assert f"Nyt viimeinen päivä on {until}, jatkossa viimeistä päivää ei ole." in page
    done = post(door, address, step="give", **wider)
    assert str(given.pk) in done.url and door.get(done.url).status_code == 200
    with session.acting_as(cast.maija):
        assert [one.event for one in said.versions(cast.maija, given.pk)] == [Event.CHANGED, Event.GIVEN]


@override("fi")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_who_may_write_it_down_and_leads_to_where_the_writer_may_be(
        language: str, maija: UUID, cast: Cast) -> None:
    contact_for(maija, cast.eero)
    door, address = door_of(cast.eero, language), f"/work/clients/{maija}/permissions/new/"
    for step in ("check", "give"):
        page = post(door, address, step=step, **RECORDED, recipient=[f"a:{cast.eero.account}"], categories=["social"])
        words = {"fi": "nimennyt vastaamaan hänen asiastaan", "sv": "har utsett att ansvara",
                 "en": "has named to answer"}
        assert words[language] in text_of(page)
    for fields in ({"what": "prohibition", "reach": "patient_all"}, {"what": "convene_team"}):
        done = post(door, address, step="give", **RECORDED | fields)
        assert done.status_code == 302 and door.get(done.url).status_code == 200


def test_what_would_be_refused_is_refused_before_it_is_read_to_her_and_leaves_nothing(
        maija: UUID, cast: Cast) -> None:
    contact_for(maija, cast.aino)
    address = f"/work/clients/{maija}/permissions/new/"
    fields = {"what": "convene_team", "manner": "oral", "reason": "Puhelimessa."}
    door = door_of(cast.aino)
    post(door, address, step="give", **fields, agrees="no")
    with session.purpose_of("consent"):
        before = Instrument.objects.count()
    page = text_of(post(door, address, step="check", **fields, agrees="yes"))
    assert "Kysy uudelleen aikaisintaan" in page and "Lue tämä hänelle ensin" not in page
    page = text_of(post(door, address, step="check", **fields, agrees="yes", her_own_wish="on"))
    assert "Lue tämä hänelle ensin" in page and in_force(maija, cast) == []
    with session.purpose_of("consent"):
        assert Instrument.objects.count() == before


def test_a_recorded_close_one_is_chosen_by_name_and_gets_a_consent_of_her_own(maija: UUID, cast: Cast) -> None:
    contact_for(maija, cast.aino)
    liisa, reino = (add_tie(client=maija, kind="child", given_names=name, family_name="Lahti", by=cast.aino).pk
                    for name in ("Liisa", "Reino"))
    asked = {"what": "close_person", "categories": ["plan"], "valid_until": ""}
    address = "/my/permissions/new/"
    door = door_of(cast.maija)
    assert "Liisa Lahti" in text_of(door.get(f"{address}?what=close_person"))
    for two in ({"recipient": [f"t:{liisa}", f"t:{reino}"]},
                {"recipient": [f"t:{liisa}"], "person_name": "Sisko Salo"}):
        assert "Valitse yksi läheinen kerrallaan." in text_of(post(door, address, step="check", **asked, **two))
    assert post(door, address, step="give", **asked, recipient=[f"t:{liisa}"]).status_code == 302
    assert [terms.person_name for terms in in_force(maija, cast)] == ["Liisa Lahti"]

"""A protected address is open to one person for one named task until one day, and to nobody else (661/2009 37 §)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from punos.access.models import Decision, Grant
from punos.audit.models import Entry
from punos.cases import actions as cases
from punos.cases.tests.conftest import soon
from punos.clients import actions as clients
from punos.clients import queries as about
from punos.demo.maija import Story, Telling
from punos.intake.tests.conftest import door_of
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.portal.pages.log import lines
from punos.sharing import actions, address_needs
from punos.sharing.models import Ground
from punos.sharing.tests.conftest import contact_for
from punos.sharing.tests.test_actions import seen
from punos.sharing.tests.test_pages import LANGUAGES, post, text_of
from punos.team import actions as team
from punos.team.models import Membership
from tests.cast import MATTI_CODE, Cast

pytestmark = pytest.mark.django_db
STREET = "Rantatie"
WHY = "Lääkkeet jaetaan kotona joka viikko."


@pytest.fixture
def story(cast: Cast) -> Story:
    """Aino answers for Maija, brought to it by Pekka; Niko is in the team. Maija's address is under an order."""
    told = Telling(cast, clock.now()).whole()
    clients.protect_address(client=told.maija, valid_from=clock.today(), until=clock.today() + timedelta(1000),
                            by=cast.aino)
    return told


def needs(client: UUID, account: UUID, by: Actor, **more: Any) -> Ground:
    told: dict[str, Any] = {"task": "care_at_home", "reason": WHY, "until": clock.today() + timedelta(30)}
    return actions.record_address_need(client=client, account=account, by=by, **told | more)


def sees_the_address(actor: Actor, client: UUID) -> bool:
    """Asked of the grant and of the database, which agree."""
    with session.acting_as(actor):
        try:
            found = about.protected_address(actor, client)
        except Unseen:
            return False
    assert found is not None and found.street.startswith(STREET)
    return True


def refused(code: str, doing: Callable[[], object]) -> None:
    with pytest.raises(Refused) as found, transaction.atomic():
        doing()
    assert found.value.code == code


def test_one_person_sees_it_until_the_day_and_nobody_else_does(story: Story, cast: Cast) -> None:
    others = (cast.aino, cast.outi, cast.eero, cast.pekka, cast.kaisa, cast.jaana, cast.matti, cast.mari, cast.hanna)
    assert not sees_the_address(cast.niko, story.maija)
    needs(story.maija, cast.niko.account, cast.aino)
    assert sees_the_address(cast.niko, story.maija) and sees_the_address(cast.maija, story.maija)
    assert not any(sees_the_address(other, story.maija) for other in others)
    with session.acting_as(cast.niko):
        grant = Grant.objects.get(client=story.maija, category=Category.PROTECTED_ADDRESS, closed_at=None)
    with session.acting_as(cast.maija):
        made = Decision.objects.get(pk=grant.decision_id)
        row = Entry.objects.get(action="sharing.record_address_need", client=story.maija)
    assert (row.details["task"], row.details["account"]) == ("care_at_home", str(cast.niko.account))
    assert WHY not in str(row.details)
    assert (made.rule, made.section) == ("protected-address-for-task", "661/2009 37 §")
    assert made.facts["ground"] == "care_at_home" and WHY not in str(made.facts)
    for days, open_still in ((30, True), (31, False)):
        with clock.at(clock.now() + timedelta(days=days)):
            assert sees_the_address(cast.niko, story.maija) is open_still, days


def test_it_closes_at_once_when_who_answers_for_her_takes_it_back(story: Story, cast: Cast) -> None:
    made = needs(story.maija, cast.niko.account, cast.aino)
    for other in (cast.outi, cast.niko, cast.mari):
        with pytest.raises(Unseen), transaction.atomic():
            actions.end_address_need(need=made.pk, by=other)
    actions.end_address_need(need=made.pk, by=cast.aino)
    assert not sees_the_address(cast.niko, story.maija)
    refused("taken", lambda: actions.end_address_need(need=made.pk, by=cast.aino))


def test_it_closes_with_what_it_stood_on_and_does_not_come_back_by_itself(story: Story, cast: Cast) -> None:
    """Out of the team, or the order over: a new team or a new order needs a new word."""
    needs(story.maija, cast.niko.account, cast.aino)
    with session.acting_as(cast.aino):
        member = Membership.objects.get(client=story.maija, account=cast.niko.account)
    team.end(membership=member.pk, by=cast.aino)
    assert not sees_the_address(cast.niko, story.maija)
    actions.open_for_member(client=story.maija, account=cast.niko.account, categories=[Category.IDENTITY],
                            relation_id=member.pk, by=cast.aino)
    assert seen(cast.niko, story.maija) == {Category.IDENTITY}
    needs(story.maija, cast.niko.account, cast.aino)
    assert sees_the_address(cast.niko, story.maija)
    refused("by_task", lambda: clients.end_protection(client=story.maija, by=cast.niko))
    with clock.at(clock.now() + timedelta(days=20)):
        with patch("punos.clients.actions.protecting.sees_by_task_only", return_value=False):
            clients.end_protection(client=story.maija, by=cast.niko)
        clients.protect_address(client=story.maija, valid_from=clock.today(), until=clock.today() + timedelta(1000),
                                by=cast.aino)
        assert not sees_the_address(cast.niko, story.maija)


def test_it_is_opened_by_who_answers_for_her_to_somebody_else_in_the_team(story: Story, cast: Cast) -> None:
    maija, niko, outi = story.maija, cast.niko.account, cast.outi.account
    refused("not_in_team", lambda: needs(maija, outi, cast.aino))
    refused("not_in_team", lambda: needs(maija, cast.jaana.account, cast.aino))  # in the team, of an association
    refused("own", lambda: needs(maija, cast.aino.account, cast.aino))
    for stranger in (cast.outi, cast.eero, cast.mari, cast.hanna, cast.jaana):
        with pytest.raises((Unseen, Refused)), transaction.atomic():
            needs(maija, niko, stranger)
    refused("missing", lambda: needs(maija, niko, cast.aino, task="curiosity"))
    refused("missing", lambda: needs(maija, niko, cast.aino, reason=" "))
    refused("order", lambda: needs(maija, niko, cast.aino, until=clock.today() + timedelta(91)))
    refused("order", lambda: needs(maija, niko, cast.aino, until=clock.today() - timedelta(1)))
    cases.name_worker(case=story.case, account=outi, role="responsible_worker", by=cast.aino)
    needs(maija, outi, cast.aino)  # in her matter now
    needs(maija, niko, cast.outi)  # and brought to it by another: her word opens too
    assert sees_the_address(cast.outi, maija) and sees_the_address(cast.niko, maija)
    with session.acting_as(cast.aino):
        assert {need.account for need in address_needs.in_force(cast.aino, maija)} == {niko, outi}


def test_nobody_opens_an_address_alone_with_what_she_wrote_down_herself(cast: Cast) -> None:
    client = clients.recognise(identity_code=MATTI_CODE, given_names="Matti Olavi", family_name="Meri",
                               street="Rantatie 4 A 2", by=cast.aino)
    contact_for(client, cast.aino)
    case = cases.open_case(client=client, model="case_manager", why="Apua arkeen", next_date=soon(), by=cast.aino)
    refused("no_order", lambda: needs(client, cast.outi.account, cast.aino))
    clients.protect_address(client=client, valid_from=clock.today(), until=clock.today() + timedelta(30), by=cast.aino)
    cases.name_worker(case=case.pk, account=cast.outi.account, role="responsible_worker", by=cast.aino)
    refused("not_hers_to_open", lambda: needs(client, cast.outi.account, cast.aino))
    assert not sees_the_address(cast.outi, client)


def test_the_pages_open_it_show_it_to_the_one_and_tell_the_client(story: Story, cast: Cast) -> None:
    path, address = f"/work/clients/{story.maija}/address/", f"/work/clients/{story.maija}/protection/"
    aino, niko = door_of(cast.aino), door_of(cast.niko)
    assert path in aino.get(address).content.decode() and STREET not in text_of(niko.get(address))
    answer = post(aino, path, account=str(cast.niko.account), task="care_at_home", reason=WHY,
                  until=_day(clock.today() + timedelta(30)))
    assert answer.status_code == 302, text_of(answer)
    assert "Niko" in text_of(aino.get(path)) and "Hoito tai apu kotona: " + WHY in text_of(aino.get(path))
    assert STREET in niko.get(address).content.decode()
    told = text_of(door_of(cast.maija).get("/my/permissions/"))
    assert f"Tehtävä vaatii osoitteen: Hoito tai apu kotona: {WHY}" in told and "661/2009 37 §" in told
    with session.acting_as(cast.maija):
        log = [(line.who, str(line.what)) for line in lines(cast.maija, story.maija)]
    assert any("Aino" in who and "vaatii suojatun osoitteesi" in what for who, what in log)
    nowhere_else(story, aino, [address, path, f"/work/clients/{story.maija}/permissions/"])
    nowhere_else(story, niko, [])
    with session.acting_as(cast.aino):
        need = address_needs.in_force(cast.aino, story.maija)[0]
    assert post(door_of(cast.outi), f"{path}{need.id}/end/").status_code == 404
    assert "Kukaan ei näe osoitetta" in text_of(aino.post(f"{path}{need.id}/end/", follow=True))
    assert STREET not in text_of(niko.get(address))


def nowhere_else(story: Story, door: Client, more: list[str]) -> None:
    """Neither on her pages, lists, plan nor paper, not even for the one whose task needs it: only where it is read."""
    hers = f"/work/clients/{story.maija}/"
    for path in ("/work/", hers, f"{hers}edit/", f"{hers}plan/", f"{hers}plan/print/", f"{hers}plan/texts/",
                 f"{hers}team/", *more):
        answer = door.get(path)
        assert answer.status_code == 200 and STREET.encode() not in answer.content, (path, answer.status_code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_reads_in_every_language_for_who_may_see_her_permissions(
        story: Story, cast: Cast, language: str) -> None:
    path = f"/work/clients/{story.maija}/address/"
    assert text_of(door_of(cast.aino, language).get(path))
    assert {door_of(other).get(path).status_code for other in (cast.niko, cast.outi)} == {404}


def _day(day: Any) -> str:
    return f"{day.day}.{day.month}.{day.year}"

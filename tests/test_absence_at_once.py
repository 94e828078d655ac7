"""A substitute stands in from the moment it is recorded until the moment it ends, with every listener connected and
without the worker's jobs."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest

from punos.access.queries import categories_seen
from punos.accounts import actions as accounts
from punos.accounts.models import Absence
from punos.accounts.queries import PersonCard, card
from punos.cases import actions as cases
from punos.clients.actions import recognise
from punos.demo.maija import Telling
from punos.design_system import formats
from punos.intake import actions as intake
from punos.intake.models import ContactNotice, Handover, Holding
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.sharing.tests.conftest import contact_for
from tests.access_matrix.test_matrix import browser_of
from tests.cast import MAIJA_CODE, Cast

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def sees(actor: Actor, client: UUID) -> frozenset[Category]:
    with session.acting_as(actor):
        return categories_seen(actor, client)


def sees_contact(actor: Actor, contact: UUID) -> bool:
    with session.acting_as(actor):
        return ContactNotice.objects.filter(pk=contact).exists()


@pytest.fixture
def maija(cast: Cast) -> UUID:
    return recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.pekka)


def away(cast: Cast, who: Actor, substitute: Actor, by: Actor | None = None) -> Absence:
    return accounts.record_absence(account=who.account, substitute=substitute.account, begins=clock.today(),
                                   ends=clock.today() + WEEK, by=by or who)


def test_a_substitute_sees_a_case_at_once_and_no_more_when_the_holder_is_back(cast: Cast, maija: UUID) -> None:
    contact = contact_for(maija, cast.pekka)
    case = cases.open_case(client=maija, model="case_manager", why="Moni auttaa.", her_word="wants",
                           next_date=clock.today() + WEEK, contact=contact.pk, by=cast.pekka)
    cases.accept(handover=cases.offer(case=case.pk, account=cast.aino.account, reason="Sosiaalityö",
                                      by=cast.pekka).pk, by=cast.aino)
    assert sees(cast.outi, maija) == frozenset()
    absence = away(cast, cast.aino, cast.outi, by=cast.mari)
    assert sees(cast.outi, maija) >= {Category.COORDINATION, Category.PLAN}
    cases.set_next_date(case=case.pk, next_date=clock.today() + WEEK, by=cast.outi)
    accounts.end_absence(absence=absence.pk, by=cast.aino)
    assert sees(cast.outi, maija) == frozenset()
    with pytest.raises(Unseen):
        cases.set_next_date(case=case.pk, next_date=clock.today() + WEEK, by=cast.outi)
    assert sees(cast.mari, maija) == frozenset()


@pytest.mark.parametrize("known", [True, False])
def test_what_she_holds_and_was_offered_is_her_substitutes_at_once_and_no_more_when_she_is_back(
        cast: Cast, maija: UUID, known: bool) -> None:
    held, offered = (contact_for(maija if known else None, by) for by in (cast.aino, cast.pekka))  # type: ignore[arg-type]
    intake.offer(contact=offered.pk, account=cast.aino.account, by=cast.pekka)
    assert not sees_contact(cast.outi, held.pk) and not sees_contact(cast.outi, offered.pk)
    absence = away(cast, cast.aino, cast.outi)
    assert sees_contact(cast.outi, held.pk) and sees_contact(cast.outi, offered.pk)
    accounts.end_absence(absence=absence.pk, by=cast.aino)
    assert not sees_contact(cast.outi, held.pk) and not sees_contact(cast.outi, offered.pk)


def test_who_stood_in_for_the_receiver_sees_nothing_when_the_offer_has_ended(cast: Cast, maija: UUID) -> None:
    offered = contact_for(maija, cast.pekka)
    made = intake.offer(contact=offered.pk, account=cast.aino.account, by=cast.pekka)
    away(cast, cast.aino, cast.outi)
    intake.withdraw_offer(handover=made.pk, by=cast.pekka)
    assert not sees_contact(cast.outi, offered.pk)


def test_an_absence_that_has_ended_by_the_calendar_ends_the_standing_in_before_any_job_has_looked(cast: Cast) -> None:
    held = contact_for(None, cast.aino)  # type: ignore[arg-type]
    offered = contact_for(None, cast.pekka)  # type: ignore[arg-type]
    made = intake.offer(contact=offered.pk, account=cast.aino.account, by=cast.pekka)
    absence = away(cast, cast.aino, cast.outi)
    with session.acting_as(cast.aino):  # as it is a minute after midnight: the rows still say who stood in
        Absence.objects.filter(pk=absence.pk).update(begins=clock.today() - WEEK,
                                                     ends=clock.today() - timedelta(days=1))
    with session.purpose_of("holding"):
        assert Holding.objects.get(contact=held, ends=None).substitute_id == cast.outi.account
        assert Handover.objects.get(contact=offered).substitute_id == cast.outi.account
    assert not sees_contact(cast.outi, held.pk) and not sees_contact(cast.outi, offered.pk)
    with pytest.raises(Unseen):
        intake.take(contact=held.pk, by=cast.outi)
    with pytest.raises(Unseen):
        intake.accept(handover=made.pk, by=cast.outi)


def test_an_absence_to_come_opens_nothing_today(cast: Cast, maija: UUID) -> None:
    held = contact_for(maija, cast.aino)
    accounts.record_absence(account=cast.aino.account, substitute=cast.outi.account, begins=clock.today() + WEEK,
                            ends=clock.today() + WEEK, by=cast.aino)
    assert not sees_contact(cast.outi, held.pk)


def test_the_client_and_her_workers_read_who_is_away_until_when_and_who_stands_in(cast: Cast) -> None:
    story = Telling(cast, clock.now()).whole()
    away(cast, cast.aino, cast.outi)
    until = f"{(clock.today() + WEEK):%-d.%-m.%Y}"
    outi = card_of(cast.outi)
    for path in ("/my/", "/my/team/"):
        page = page_of(cast, "maija", path)
        assert f"Poissa {until} asti" in page and f"Sijainen: {outi.name}, {outi.title}" in page
        assert number(outi) in page and number(card_of(cast.aino)) not in page
    sheet = page_of(cast, "maija", "/my/plan/print/")
    assert f"poissa {until} asti" in sheet and f"{outi.title}, sijaisena {until} asti" in sheet
    theirs = page_of(cast, "niko", f"/work/clients/{story.maija}/")
    assert f"Poissa {until} asti" in theirs and f"Sijaisena {until} asti" in theirs


def card_of(actor: Actor) -> PersonCard:
    with session.acting_as(actor):
        found = card(actor.account)
    assert found
    return found


def number(person: PersonCard) -> str:
    return formats.phone_text(person.phone)


def page_of(cast: Cast, who: str, path: str) -> str:
    answer = browser_of(cast, who).get(path, headers={"accept-language": "fi"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())

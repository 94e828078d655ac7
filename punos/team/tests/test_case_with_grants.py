"""A case with everything wired: what each of those who answer for it sees, and when they stop seeing it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from punos.access.queries import categories_seen
from punos.accounts import actions as accounts
from punos.cases import actions, queries
from punos.cases.models import Case
from punos.cases.tests.conftest import meet_clocks
from punos.clients.actions import recognise
from punos.intake.actions import record_contact
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from punos.team.tests.conftest import later
from tests.cast import MAIJA_CODE, Cast

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)


def sees(actor: Actor, client: UUID) -> frozenset[Category]:
    with session.acting_as(actor):
        return categories_seen(actor, client)


def test_the_receiver_sees_enough_to_answer_and_after_accepting_what_the_work_takes(cast: Cast, maija: UUID,
                                                                                  case: Case) -> None:
    assert Category.COORDINATION not in sees(cast.aino, maija)
    offer = actions.offer(case=case.pk, account=cast.aino.account, reason="Sosiaalityö", by=cast.pekka)
    assert sees(cast.aino, maija) == {Category.IDENTITY, Category.CONTACT, Category.COORDINATION}
    actions.accept(handover=offer.pk, by=cast.aino)
    assert sees(cast.aino, maija) >= {Category.COORDINATION, Category.PLAN, Category.SOCIAL}
    with session.acting_as(cast.aino):
        assert [row.case for row in queries.my_cases(cast.aino)] == [case.pk]
    assert Category.SOCIAL not in sees(cast.pekka, maija)


def test_a_substitute_sees_and_acts_while_the_holder_is_away(cast: Cast, maija: UUID, case: Case) -> None:
    keeper = Actor.system("holding")
    away = accounts.record_absence(account=cast.pekka.account, substitute=cast.aino.account, begins=clock.today(),
                                   ends=clock.today(), by=cast.hanna)
    actions.set_next_date(case=case.pk, next_date=later(3), by=cast.aino)
    with transaction.atomic():
        accounts.end_absence(absence=away.pk, by=cast.hanna)
        assert sees(cast.aino, maija) == frozenset()
        transaction.set_rollback(True)
    assert actions.keep_substitutes(by=keeper) == 0
    with clock.at(clock.now() + timedelta(days=2)):
        assert actions.keep_substitutes(by=keeper) == 1
        with pytest.raises(Unseen):
            actions.set_next_date(case=case.pk, next_date=later(3), by=cast.aino)


def test_who_comes_back_opens_her_history_to_the_one_who_knew_it(cast: Cast) -> None:
    with clock.at(clock.now() - MONTH):
        maija = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.pekka)
        first = record_contact(client=maija, channel="phone", sender="client", words="Apua", by=cast.pekka)
        case = actions.open_case(client=maija, model="case_manager", why="Syy", next_date=later(7), contact=first.pk,
                                 her_word="wants", by=cast.pekka)
        meet_clocks(case.pk, cast.pekka)
        actions.close(case=case.pk, reason="client_wished", note="Riittää", acknowledged=True, by=cast.pekka)
    with pytest.raises(Unseen), session.acting_as(cast.pekka):
        queries.case(cast.pekka, case.pk)
    record_contact(client=maija, channel="phone", sender="client", words="Tarvitsen taas apua", by=cast.aino)
    with session.acting_as(cast.pekka):
        assert [row.client for row in queries.waiting_for(cast.pekka) if row.is_return] == [maija]
        assert queries.case(cast.pekka, case.pk).closed_at is not None
    actions.reopen(case=case.pk, note="Tarve palasi", next_date=later(40), by=cast.pekka)
    assert Category.PLAN in sees(cast.pekka, maija)

"""The manager's page counts what stands in the database now, for the units she leads and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from punos.accounts import actions as accounts
from punos.clients.actions import recognise
from punos.insight import queries
from punos.intake import actions as intake
from punos.kernel import clock, session
from tests.access_matrix.test_matrix import browser_of
from tests.cast import Cast


def contacts(cast: Cast, number: int) -> None:
    for one in range(number):
        client = recognise(given_names="Testi", family_name=f"Asukas{'abcdefghij'[one]}", by=cast.pekka)
        intake.record_contact(words="Apua arkeen.", channel="phone", client=client, by=cast.aino,
                              unit=cast.units["social_work"] if one % 2 else None)


@pytest.mark.django_db
def test_a_manager_sees_how_many_wait_and_since_when_and_never_a_small_number(cast: Cast) -> None:
    with clock.at(clock.now() - timedelta(days=3)):
        contacts(cast, 1)
    with session.acting_as(cast.mari):
        few = queries.flow(cast.mari).units
    assert [unit.name for unit in few] == ["Ikääntyneiden sosiaalityö"]
    assert few[0].waiting.hidden and few[0].oldest is None and few[0].cases.value == 0
    contacts(cast, 6)
    with session.acting_as(cast.mari):
        shown = queries.flow(cast.mari).units[0]
    assert shown.waiting.value == 7
    assert shown.oldest is not None and clock.now() - shown.oldest > timedelta(days=2)


@pytest.mark.django_db
def test_she_sees_her_own_units_on_the_page_and_another_leads_none(cast: Cast) -> None:
    contacts(cast, 6)
    page = browser_of(cast, "mari").get("/lead/").content.decode()
    assert "Ikääntyneiden sosiaalityö" in page and ">6<" in page.replace("</td>", "<")
    with session.acting_as(cast.aino):
        assert queries.flow(cast.aino).units == []
    accounts.join_unit(account=cast.mari.account, unit=cast.units["coordination"], role="manager", title="esihenkilö",
                       by=cast.hanna)
    with session.acting_as(cast.mari):
        assert len(queries.flow(cast.mari).units) == 2

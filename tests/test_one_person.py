"""One person across contexts, with every listener connected: what she, her representative and her worker see as she is
recorded, represented, found to have two records, merged and taken apart."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from punos.access.queries import categories_seen
from punos.clients import actions, queries
from punos.clients.rules.representation import Checked, Matter, RepresentativeKind
from punos.intake.actions import record_contact
from punos.kernel.actor import Actor
from punos.kernel.session import acting_as
from punos.lawfulness.categories import Category
from punos.sharing.tests.conftest import handed
from tests.cast import MAIJA_CODE, Cast

pytestmark = pytest.mark.django_db
NOTED = {Category.IDENTITY, Category.CONTACT}


def sees(actor: Actor, client: UUID) -> frozenset[Category]:
    with acting_as(actor):
        return categories_seen(actor, client)


def met(cast: Cast) -> tuple[UUID, UUID]:
    """Maija rings twice; the second time nobody asks for her code and her name is heard wrong."""
    maija = actions.recognise(given_names="Maija", family_name="Meri", identity_code=MAIJA_CODE, by=cast.pekka)
    double = actions.recognise(given_names="Maja", family_name="Meri", birth_date=date(1941, 3, 15), by=cast.pekka)
    for client in (maija, double):
        assert sees(cast.pekka, client) == frozenset()
        record_contact(words="En enää jaksa yksin.", channel="phone", client=client, by=cast.pekka)
        assert sees(cast.pekka, client) == NOTED
    return maija, double


def test_two_records_of_one_person_become_one_and_two_again(cast: Cast) -> None:
    maija, double = met(cast)
    actions.link_account(client=maija, account=cast.maija.account, by=cast.pekka)
    assert [{pair.first.id, pair.second.id} for pair in actions.look_for_duplicates(by=cast.pekka)] == [{maija, double}]
    before = sees(cast.maija, double)
    merge = actions.merge(kept=double, merged=maija, reason="Sama ääni, sama osoite", by=cast.pekka)
    with acting_as(cast.maija):
        assert queries.client_of_account(cast.maija.account) == double
    assert sees(cast.maija, double) == sees(cast.maija, maija)
    actions.undo_merge(merge=merge.pk, by=cast.pekka)
    assert sees(cast.maija, double) == before == frozenset()
    with acting_as(cast.maija):
        assert queries.client_of_account(cast.maija.account) == maija
    assert sees(cast.pekka, maija) == sees(cast.pekka, double) == NOTED


def test_whoever_may_act_for_her_sees_what_that_covers_and_no_longer_than_that(cast: Cast) -> None:
    maija, double = met(cast)
    handed(actions.recognise(given_names="Maija", family_name="Meri", identity_code=MAIJA_CODE, by=cast.outi),
           cast.outi, cast.pekka)
    named = actions.name_representative(
        client=maija, kind=RepresentativeKind.AUTHORISED, given_names="Matti", family_name="Meri",
        matters=[Matter.SERVICES], categories=[Category.IDENTITY, Category.PLAN], checked_how=Checked.SUOMIFI,
        account=cast.matti.account, by=cast.pekka)
    assert sees(cast.matti, maija) == {Category.IDENTITY, Category.PLAN}
    assert sees(cast.matti, double) == frozenset()
    with acting_as(cast.matti):
        assert [row.name for row in queries.represented_by(cast.matti.account)] == ["Maija Meri"]
    actions.end_representative(representative=named.pk, by=cast.pekka)
    assert sees(cast.matti, maija) == frozenset()

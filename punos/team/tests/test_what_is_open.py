"""The team's page and the meeting's say what is open now, to whom it is not, and what mends it."""

from __future__ import annotations

from uuid import UUID

import pytest

from punos.cases.models import Case
from punos.consent.actions import withdraw
from punos.lawfulness.categories import Category
from punos.team import actions
from punos.team.tests.conftest import in_portal, later, permit
from punos.team.tests.test_pages import read, signed_in
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_member_whose_ground_is_gone_is_named_with_what_she_does_not_see(cast: Cast, maija: UUID, case: Case
                                                                           ) -> None:
    asked = [Category.IDENTITY, Category.COORDINATION, Category.PLAN]
    permitted = permit(cast, maija, *asked)
    actions.invite(client=maija, account=cast.niko.account, purpose="Seuraa vointia kotona", until=later(),
                   categories=asked, wish="agrees", suggested_role="home_care_nurse", by=cast.pekka)
    door = signed_in(cast.pekka)
    assert "Ei näe nyt" not in read(door, f"/work/clients/{maija}/team/")
    withdraw(instrument=permitted.pk, word=in_portal(), by=cast.maija)
    page = read(door, f"/work/clients/{maija}/team/")
    assert "Ei näe nyt: Perustiedot" in page and f"/work/clients/{maija}/permissions/new/" in page
    meeting = read(door, f"/work/clients/{maija}/team/meet/")
    assert "perustetta saada tietoja" in meeting and "Niko Niemi" in meeting[meeting.index("perustetta"):]

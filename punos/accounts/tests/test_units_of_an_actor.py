"""Only those who work with clients use their unit's grants: not its manager, administrator or reviewer."""

import pytest
from django.db import connection

from punos.access.permissions import ROLES, Permission
from punos.accounts.queries import cards
from punos.accounts.sign_in import enter
from punos.kernel import session
from tests.cast import Cast


@pytest.mark.django_db
def test_a_unit_is_ours_only_in_a_role_that_works_with_clients(cast: Cast) -> None:
    for person in ("pekka", "aino", "niko", "tuomo", "hanna", "mari"):
        actor = enter(getattr(cast, person).account)
        with connection.cursor() as cursor:
            cursor.execute("SELECT access_units()")
            in_database = set(cursor.fetchone()[0])
        assert actor is not None
        works = any(Permission.WORK in ROLES[role].permissions for role in actor.roles)
        assert in_database == set(actor.units) == ({actor.unit} if works else set())


@pytest.mark.django_db
def test_people_stand_in_the_order_asked_for(cast: Cast) -> None:
    """A list that is another each time makes everybody look for a name twice, and press a wrong one."""
    accounts = [getattr(cast, person).account for person in ("outi", "aino", "pekka", "niko")]
    with session.acting_as(cast.aino):
        for order in (accounts, accounts[::-1], [*accounts[2:], *accounts[:3]]):
            assert list(cards([None, *order])) == list(dict.fromkeys(order))

"""Who the database takes us for belongs to one transaction, on a connection that others use after us."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from punos.kernel import session
from punos.kernel.actor import Actor
from punos.kernel.ids import new_id


def taken_for() -> tuple[int, str, str, str]:
    """The server's process and the three settings that policies read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), " + ", ".join(
            f"coalesce(current_setting('app.{name}', true), '')" for name in ("account", "units", "purpose")))
        found: tuple[int, str, str, str] = cursor.fetchone()
        return found


def test_whoever_comes_next_on_the_same_connection_is_nobody(own_database: str) -> None:
    actor = Actor(account=new_id(), unit=None, units=frozenset({new_id()}), roles=frozenset())
    with session.acting_as(actor), session.purpose_of("sharing"):
        process, account, units, purpose = taken_for()
        assert account == str(actor.account) and len(units) > 2 and purpose == "sharing"
    assert taken_for() == (process, "", "", "")
    with pytest.raises(ZeroDivisionError), session.acting_as(actor):
        raise ZeroDivisionError
    assert taken_for() == (process, "", "", "")
    with transaction.atomic():
        session.become(actor)
    assert taken_for() == (process, "", "", "")


def test_nobody_acts_outside_a_transaction(own_database: str) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        session.become(None)


@pytest.mark.django_db
def test_the_one_before_comes_back_after_a_block_and_after_a_failure_in_it() -> None:
    first, second = (Actor(account=new_id(), unit=None, units=frozenset(), roles=frozenset()) for _ in "ab")
    with session.acting_as(first):
        with session.acting_as(second), session.purpose_of("sharing"):
            assert session.current_account() == str(second.account)
        assert taken_for()[1:] == (str(first.account), "{}", "")
        with pytest.raises(ZeroDivisionError), session.acting_as(second):
            raise ZeroDivisionError
        assert taken_for()[1:] == (str(first.account), "{}", "")

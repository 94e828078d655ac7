"""What the database itself refuses, whatever the program above it believes: broken chains and foreign eyes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from punos.intake import actions
from punos.intake.models import Handover
from punos.intake.tests.conftest import assert_whole, chain_of
from punos.kernel import clock
from punos.kernel.ids import new_id
from punos.kernel.session import acting_as, purpose_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TABLES = ("intake_contact", "intake_holding", "intake_handover", "intake_callback")


@pytest.fixture
def contact(cast: Cast, maija: UUID) -> UUID:
    """A contact that Niko took from Pekka, with an open offer onward and a promised call."""
    made = actions.record_contact(words="Apua.", channel="phone", client=maija, offer_account=cast.niko.account,
                                  by=cast.pekka)
    with purpose_of("holding"):
        offer = Handover.objects.get(contact=made)
    actions.accept(handover=offer.pk, by=cast.niko)
    actions.promise_callback(contact=made.pk, promised_by=clock.now() + timedelta(hours=3), by=cast.niko)
    actions.offer(contact=made.pk, account=cast.eero.account, by=cast.niko)
    assert_whole(made.pk)
    return made.pk


@contextmanager
def hostile(cast: Cast) -> Iterator[None]:
    """A bug or an intruder in the chain's own mechanism: signed in, with its purpose, past every action."""
    with acting_as(cast.pekka), purpose_of("holding"):
        yield


def run(sql: str, *values: UUID) -> int:
    """Raw SQL as the web role, checked to the end: what is deferred to the commit is asked now."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        count = cursor.rowcount
        connection.check_constraints()
    return count


BROKEN_BY_ONE_STATEMENT = {
    "nobody holds": "UPDATE intake_holding SET ends = now() WHERE contact_id = %s AND ends IS NULL",
    "closed, still held": "UPDATE intake_contact SET closed_at = now(), closed_by_id = recorded_by_id, "
                          "ending = 'guided' WHERE id = %s",
    "nobody, said to be closed": "UPDATE intake_holding SET ends = now(), closes = true WHERE contact_id = %s "
                                 "AND ends IS NULL",
    "no next date": "UPDATE intake_holding SET next_date = NULL WHERE contact_id = %s AND ends IS NULL",
    "another holder in her place": "UPDATE intake_holding SET account_id = (SELECT recorded_by_id FROM intake_contact "
                                   "WHERE id = contact_id) WHERE contact_id = %s AND ends IS NULL",
    "history rewritten": "UPDATE intake_holding SET next_date = current_date WHERE contact_id = %s "
                         "AND ends IS NOT NULL",
    "an end moved": "UPDATE intake_holding SET ends = ends + interval '1 hour' WHERE contact_id = %s "
                    "AND ends IS NOT NULL",
    "a beginning moved": "UPDATE intake_holding SET begins = begins + interval '1 second' WHERE contact_id = %s "
                         "AND ends IS NULL",
    "no holder at all": "UPDATE intake_holding SET account_id = NULL WHERE contact_id = %s AND ends IS NULL",
    "answered by nobody": "UPDATE intake_handover SET outcome = 'accepted' WHERE contact_id = %s AND outcome = ''",
    "a no without a reason": "UPDATE intake_handover SET outcome = 'declined', answered_at = now(), answered_by = "
                             "offered_by WHERE contact_id = %s AND outcome = ''",
    "closed without why": "UPDATE intake_contact SET closed_at = now() WHERE id = %s",
}


@pytest.mark.parametrize("flaw", BROKEN_BY_ONE_STATEMENT)
def test_no_statement_breaks_a_chain(cast: Cast, contact: UUID, flaw: str) -> None:
    before = chain_of(contact)
    with hostile(cast), pytest.raises(IntegrityError):
        assert run(BROKEN_BY_ONE_STATEMENT[flaw], contact) > 0, "the statement must reach a row to be refused"
    assert chain_of(contact) == before


COPY = ("INSERT INTO intake_holding (id, contact_id, client_id, register, account_id, begins, ends, opens, closes, "
        "next_date, taken_by) SELECT %s, contact_id, client_id, register, account_id, {begins}, {ends}, {opens}, "
        "false, current_date, taken_by FROM intake_holding WHERE contact_id = %s AND ends IS NULL")


@pytest.mark.parametrize(("begins", "ends", "opens"), [
    ("now() + interval '1 second'", "NULL", "false"),
    ("now() + interval '1 second'", "NULL", "true"),
    ("begins - interval '2 days'", "begins - interval '1 day'", "true"),
    ("begins - interval '1 day'", "begins + interval '1 day'", "true"),
])
def test_no_second_holder_and_no_period_beside_the_chain(
        cast: Cast, contact: UUID, begins: str, ends: str, opens: str) -> None:
    with hostile(cast), pytest.raises(IntegrityError):
        run(COPY.format(begins=begins, ends=ends, opens=opens), new_id(), contact)


def test_a_contact_without_a_holder_cannot_be_stored(cast: Cast, contact: UUID) -> None:
    with hostile(cast), pytest.raises(IntegrityError, match="no holder"):
        run("INSERT INTO intake_contact (id, client_id, channel, register, received_at, recorded_at, recorded_by_id, "
            "sender, sender_name, sender_phone, words, asks, asked_before, urgency, urgent_help, client_agrees, "
            "agreement_manner, ground, ground_words, answer_by, ending, ending_words) SELECT %s, client_id, channel, "
            "register, received_at, recorded_at, %s, sender, '', '', words, '', '', urgency, '', client_agrees, '', "
            "'', '', answer_by, '', '' FROM intake_contact WHERE id = %s", new_id(), cast.pekka.account, contact)


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_intake_are_seen_by_nobody_without_an_actor_and_by_no_stranger(
        cast: Cast, contact: UUID, table: str) -> None:
    query = f"SELECT count(*) FROM {table}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.account', '', true), set_config('app.units', '', true), "
                       "set_config('app.purpose', '', true)")
        cursor.execute(query)
        assert cursor.fetchone() == (0,)
    for stranger in (cast.outi, cast.kaisa, cast.matti, cast.mari, cast.hanna, cast.tuomo):
        with acting_as(stranger), connection.cursor() as cursor:
            cursor.execute(query)
            assert cursor.fetchone() == (0,), stranger.name
    with acting_as(cast.niko), connection.cursor() as cursor:
        cursor.execute(query)
        assert cursor.fetchone() != (0,)


@pytest.mark.parametrize("table", TABLES)
def test_two_hostile_sessions_a_stranger_and_a_colleague_change_nothing(
        cast: Cast, contact: UUID, table: str) -> None:
    for hostile_actor in (cast.outi, cast.kaisa):
        with acting_as(hostile_actor):
            assert run(f"UPDATE {table} SET client_id = NULL") == 0
            assert run(f"DELETE FROM {table}") == 0
    with acting_as(cast.niko):
        assert run(f"DELETE FROM {table}") == 0, "not even by those who see it"
    assert_whole(contact)


@pytest.mark.parametrize("table", ["intake_holding", "intake_handover"])
def test_even_the_holder_moves_nothing_past_the_actions(cast: Cast, contact: UUID, table: str) -> None:
    with acting_as(cast.niko):
        assert run(f"UPDATE {table} SET client_id = NULL") == 0
        with pytest.raises(DatabaseError, match="row-level security"):
            run(COPY.format(begins="now()", ends="NULL", opens="false"), new_id(), contact)

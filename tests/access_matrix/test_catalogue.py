"""Every table of the database is either under row-level security or on a reviewed list with its reason.

A table that is new is on neither, and fails here. For each protected table two hostile sessions run as the web role,
in raw SQL, on the whole of Maija's story: one in which nobody acts, and one in which a professional acts who has no
relation to her.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, connections, transaction
from psycopg.errors import InsufficientPrivilege

from punos.access.actions import open_grants
from punos.demo.maija import Story, Telling
from punos.kernel import clock, session
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category
from tests.cast import Cast, gather

# Tables that hold nothing about a client, or that must be read before anybody acts. Each with its reason: a person
# reviews every line added here.
REVIEWED = {
    "accounts_organisation": "employers and associations",
    "accounts_unit": "units and their phone numbers",
    "audit_block": "hashes and counts of sealed blocks",
    "auth_group": "Django's own, not used: roles are memberships",
    "auth_group_permissions": "Django's own, not used",
    "auth_permission": "Django's own, not used",
    "design_system_sentform": "digests of forms already sent and the address their sender was led to: ids, no word",
    "identification_rulesetversion": "rule sets word for word: data about rules",
    "identification_storedrun": "aggregates of the population, cells under five hidden: no row of a person",
    "identification_shownsetting": "rounded sizes that were shown to managers",
    "django_content_type": "Django's own names of tables",
    "django_migrations": "which migrations have run",
    "django_session": "signed-in sessions, read before anybody acts; the key is a secret of the browser, and the "
                      "content is signed and names an account, never a client",
    "account_emailaddress": "allauth's; this program keeps no e-mail addresses of accounts",
    "account_emailconfirmation": "allauth's; not used",
}
REVIEWED_BEGINNINGS = {
    "procrastinate_": "jobs: the name of a task and ids, never a word about a client (guard on logs and jobs)",
    "directory_": "services, areas and contact points, open to all",
}
READ_BY_EVERYBODY_SIGNED_IN = {
    "accounts_membership": "who works where in which role; the county's own list of professionals, no client is in it",
    "accounts_account": "professionals' names and roles, for showing beside all they answer for; clients' and close "
                        "people's accounts are not among them",
    "accounts_absence": "who stands in for whom",
    "accounts_dutyshift": "who answers for a queue",
    "intake_guidancenote": "guidance without a name: a topic and a time",
}

WRITTEN_BY_EVERYBODY_SIGNED_IN = {
    "INSERT clients_client": "a person met for the first time: the row before any grant, with its own id",
    "UPDATE accounts_account": "her own account only",
    "UPDATE accounts_membership": "the end of her own work in a unit; no other column of it",
}


def tables() -> list[tuple[str, bool, bool]]:
    """(name, row-level security on, forced also on the owner) of every table, from the catalogue itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c "
                       "JOIN pg_namespace n ON n.oid = c.relnamespace "
                       "WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
                       "ORDER BY 1")
        return cursor.fetchall()


def is_reviewed(table: str) -> bool:
    return table in REVIEWED or any(table.startswith(beginning) for beginning in REVIEWED_BEGINNINGS)


def rows_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[tuple[Cast, Story]]:
    """Maija's whole story, so that there is something to steal; rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        cast = gather()
        yield cast, Telling(cast, clock.now()).whole()
        transaction.set_rollback(True)


def unprotected() -> set[str]:
    """Tables that nothing protects and nobody has reviewed."""
    return {name for name, secured, _ in tables() if not secured and not is_reviewed(name)}


def loosely_protected() -> set[str]:
    """Protected tables that their owner may still read, or that do not say who may read and write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, array_agg(cmd) FROM pg_policies GROUP BY 1")
        policies = dict(cursor.fetchall())
    return {name for name, secured, forced in tables()
            if secured and not (forced and {"SELECT", "INSERT", "UPDATE"} <= set(policies.get(name, [])))}


def bare_about_clients() -> set[str]:
    """Tables with a client's column that nothing protects."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' "
                       "AND column_name IN ('client_id', 'client')")
        about_clients = {row[0] for row in cursor.fetchall()}
    return about_clients - {name for name, secured, _ in tables() if secured}


@pytest.mark.django_db
def test_every_table_is_protected_or_reviewed() -> None:
    assert unprotected() == set(), "Protect them in a migration, or give a reason in REVIEWED"
    known = {name for name, _, _ in tables()}
    assert REVIEWED.keys() - known == set(), "these tables are gone"
    both = {name for name, secured, _ in tables() if secured and name in REVIEWED}
    assert both == set(), "protected tables need no reason here"


@pytest.mark.django_db
def test_protection_binds_the_owner_too_and_every_protected_table_says_who_may_read_and_write() -> None:
    assert loosely_protected() == set()


@pytest.mark.django_db
def test_a_table_with_a_client_has_her_own_column_and_is_protected() -> None:
    assert bare_about_clients() == set()


def test_these_guards_see_a_table_that_was_forgotten(own_database: str) -> None:
    """One without protection, and one whose protection was begun and not finished."""
    with connections["owner"].cursor() as owner:
        for table in ("stray_note", "half_note"):
            owner.execute(f"CREATE TABLE {table} (id uuid, client_id uuid, words text)")
            owner.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO punos_web")
            owner.execute(f"INSERT INTO {table} (words) VALUES ('secret')")
        owner.execute("ALTER TABLE half_note ENABLE ROW LEVEL SECURITY")
    assert unprotected() == {"stray_note"} and bare_about_clients() == {"stray_note"}
    assert loosely_protected() == {"half_note"}
    assert (rows_in("stray_note"), rows_in("half_note")) == (1, 0)
    with transaction.atomic():
        row = bait("stray_note", new_id())
        assert all(got_through(how, "stray_note", row) for how in ("INSERT", "UPDATE", "DELETE"))
        assert not any(got_through(how, "half_note", row) for how in ("INSERT", "UPDATE", "DELETE"))


def test_nobody_reads_nothing_from_any_protected_table(story: tuple[Cast, Story],
                                                       django_db_blocker: pytest.FixtureRequest) -> None:
    """First hostile session: the web role, nobody acting. No row of any protected table."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        session.become(None)
        found = {name: count for name, secured, _ in tables() if secured and (count := rows_in(name))}
        transaction.set_rollback(True)
    assert found == {}


def test_one_without_a_relation_reads_nothing_about_any_client(story: tuple[Cast, Story],
                                                               django_db_blocker: pytest.FixtureRequest) -> None:
    """Second hostile session: Eero, a physician elsewhere. What he reads is his own journal and the shared lists."""
    cast, _ = story
    with django_db_blocker.unblock(), session.acting_as(cast.eero):  # type: ignore[attr-defined]
        found = {name: count for name, secured, _ in tables()
                 if secured and name not in READ_BY_EVERYBODY_SIGNED_IN and (count := rows_in(name))}
        with connection.cursor() as cursor:
            cursor.execute("SELECT kind, count(*) FROM accounts_account GROUP BY 1")
            kinds = dict(cursor.fetchall())
    assert found == {}
    assert set(kinds) == {"professional"}, "clients' accounts are nobody else's to read"


def test_there_was_something_to_steal(story: tuple[Cast, Story], django_db_blocker: pytest.FixtureRequest) -> None:
    """The same look as Maija and as the purpose of sharing finds rows: the silence above is not an empty database."""
    cast, told = story
    with django_db_blocker.unblock(), session.acting_as(cast.maija):  # type: ignore[attr-defined]
        hers = {name for name, secured, _ in tables() if secured and rows_in(name)}
    assert {"clients_client", "consent_instrument", "intake_contact", "cases_case", "access_grant", "audit_entry",
            "sharing_tie"} <= hers
    assert told.maija


@pytest.mark.parametrize("hostile", ["nobody", "stranger"])
def test_no_hostile_session_writes_into_any_protected_table(hostile: str, story: tuple[Cast, Story],
                                                            django_db_blocker: pytest.FixtureRequest) -> None:
    """Each protected table is written to, changed and emptied in raw SQL, with rows of Maija's own story as bait."""
    cast, told = story
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        protected = [name for name, secured, _ in tables() if secured]
        with session.acting_as(cast.maija):
            baits = {name: bait(name, told.maija) for name in protected}
        session.become(cast.eero if hostile == "stranger" else None)
        through = {f"{how} {name}" for name in protected for how in ("INSERT", "UPDATE", "DELETE")
                   if got_through(how, name, baits[name])}
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_account SET language = language")
            assert cursor.rowcount <= 1, "her own account only"
        transaction.set_rollback(True)
    assert through == (set(WRITTEN_BY_EVERYBODY_SIGNED_IN) if hostile == "stranger" else set())


def bait(table: str, client: UUID) -> str:
    """A row about her as JSON: one of the story where she sees one, else only hers by its columns."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t LIMIT 1')
        found = cursor.fetchone()
        row = json.loads(found[0]) if found else {"client_id": str(client), "client": str(client), "category": "social"}
        cursor.execute("SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = 'id'",
                       [table])
        return json.dumps(row | {"id": str(new_id()) if cursor.fetchone() == ("uuid",) else 2**40})


def got_through(how: str, table: str, row: str) -> bool:
    """Whether the session wrote anything. A constraint that speaks after the policies have let it in counts too."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if how == "INSERT":
                cursor.execute(f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s)', [row])
            elif how == "DELETE":
                cursor.execute(f'DELETE FROM "{table}"')
            else:
                cursor.execute("SELECT column_name FROM information_schema.column_privileges WHERE table_name = %s "
                               "AND grantee = current_user AND privilege_type = 'UPDATE' LIMIT 1", [table])
                column = cursor.fetchone()
                if column is None:
                    return False
                cursor.execute(f'UPDATE "{table}" SET "{column[0]}" = "{column[0]}"')
            return cursor.rowcount > 0
    except ProgrammingError as refused:
        assert isinstance(refused.__cause__, InsufficientPrivilege), refused
        return False
    except (IntegrityError, InternalError):
        return True


@pytest.mark.django_db
def test_no_action_opens_a_grant_without_the_purpose_of_sharing(cast: Cast) -> None:
    from punos.clients.actions import recognise

    client = recognise(given_names="Oona", family_name="Otso", by=cast.eero)
    with session.acting_as(cast.eero), pytest.raises(ProgrammingError), transaction.atomic():
        open_grants(client=client, categories=[Category.IDENTITY], account=cast.eero.account, rule="x", section="x",
                    basis_kind="task", facts={}, relation="team", relation_id=None, by=cast.eero)


@pytest.mark.django_db
def test_the_database_counts_days_in_finland() -> None:
    """Its own clock is UTC: at half past midnight in Helsinki a bare current_date is still yesterday."""
    with connection.cursor() as cursor:
        cursor.execute("""SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND prosrc ~* 'current_date|localtimestamp|now\\(\\)::date'
            AND NOT coalesce(proconfig, '{}') @> ARRAY['TimeZone=Europe/Helsinki']
            UNION ALL SELECT tablename || ': ' || policyname FROM pg_policies
            WHERE concat(qual, with_check) ~* 'current_date|localtimestamp|now\\(\\)::date'""")
        assert [name for (name,) in cursor.fetchall()] == []

"""Raw SQL as the web role: a stranger, and nobody at all, see and change nothing in any table of this context."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from punos.audit.models import Entry
from punos.clients import actions, queries
from punos.clients.models import CloseContact, TieToClient
from punos.clients.rules.identity_code import CodeKind
from punos.clients.tests.people import all_seeing, eyes_of, let_see, recorded, stored, whole_life
from punos.kernel import clock, session
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TABLES = [model._meta.db_table for model in apps.get_app_config("clients").get_models()]


def _rows(sql: str) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            return len(cursor.fetchall()) if cursor.description else cursor.rowcount
    except DatabaseError:
        return 0


@pytest.mark.parametrize("table", TABLES)
def test_a_stranger_and_nobody_see_and_change_nothing(cast: Cast, table: str) -> None:
    whole_life(cast.aino)
    with eyes_of(cast.aino):
        assert _rows(f"SELECT 1 FROM {table}") > 0
    for stranger in (None, cast.eero, cast.outi):
        with eyes_of(cast.aino):
            session.become(stranger)
            assert _rows(f"SELECT 1 FROM {table}") == 0
            assert _rows(f"SELECT 1 FROM {table} FOR UPDATE") == 0
            assert _rows(f"UPDATE {table} SET id = id") == 0
            assert _rows(f"DELETE FROM {table}") == 0
            if table != "clients_client":  # a person is recorded before any grant on her
                assert _rows(f"INSERT INTO {table} SELECT * FROM {table}") == 0


def test_rows_of_a_person_cannot_be_written_by_those_who_do_not_see_her(cast: Cast) -> None:
    maija, _matti = whole_life(cast.aino)
    attempts: list[tuple[str, Callable[[], object]]] = [
        ("code", lambda: actions.change_code(client=maija, identity_code="010190-900P", kind=CodeKind.OFFICIAL,
                                            by=cast.eero)),
        ("tie", lambda: actions.add_tie(client=maija, kind="child", given_names="X", by=cast.eero)),
        ("order", lambda: actions.end_protection(client=maija, by=cast.eero)),
        ("finding", lambda: actions.end_finding(client=maija, by=cast.eero)),
        ("nobody", lambda: actions.add_tie(client=uuid4(), kind="child", given_names="X", by=cast.eero)),
    ]
    before = stored(cast.aino)
    for _name, attempt in attempts:
        with pytest.raises(Unseen):
            attempt()
    assert stored(cast.aino) == before


def test_an_address_under_an_order_is_nowhere_but_where_the_task_needs_it(cast: Cast) -> None:
    maija, _matti = whole_life(cast.aino)
    let_see(cast.outi, maija, Category.IDENTITY, Category.PERMISSIONS, Category.SOCIAL, Category.PLAN)
    everything = repr(stored(cast.outi))
    for secret in ("Rantatie", "Rauma", "405550190", "405550191"):
        assert secret not in everything
    with eyes_of(cast.outi):
        assert queries.get(cast.outi, maija).is_protected
        assert [tie.contact_hidden for tie in queries.ties_of(cast.outi, maija)] == [True, True]
        with pytest.raises(Unseen):
            queries.protected_address(cast.outi, maija)
    with eyes_of(cast.aino):
        found = queries.protected_address(cast.aino, maija)
    assert found is not None
    assert (found.street, found.city, found.phone) == ("Rantatie 1", "Rauma", "+358405550190")


def test_the_database_itself_keeps_the_address_out_of_the_ordinary_columns(cast: Cast) -> None:
    maija, _matti = whole_life(cast.aino)
    with eyes_of(cast.aino):
        assert _rows(f"UPDATE clients_client SET street = 'Rantatie 1' WHERE id = '{maija}'") == 0


def test_whoever_records_an_order_no_longer_sees_the_address(cast: Cast) -> None:
    client = recorded(cast.pekka, street="Rantatie 1")
    actions.add_tie(client=client, kind="child", given_names="Meeri", phone="+358405550191", same_household=True,
                    by=cast.pekka)
    actions.protect_address(client=client, valid_from=clock.today(), until=clock.today().replace(year=2030),
                            by=cast.pekka)
    assert "Rantatie" not in repr(stored(cast.pekka)) and "0191" not in repr(stored(cast.pekka))
    with all_seeing():
        assert CloseContact.objects.get().category == Category.PROTECTED_ADDRESS


def test_that_a_close_person_is_a_client_is_told_only_to_those_who_may_see_both(cast: Cast) -> None:
    maija, matti = whole_life(cast.aino)
    let_see(cast.outi, maija)
    with eyes_of(cast.outi):
        ties = queries.ties_of(cast.outi, maija)
        assert {tie.name for tie in ties} == {"Matti Meri", "Meeri Meri"}
        assert {tie.other for tie in ties} == {None}
        assert not TieToClient.objects.exists()
        assert queries.names([maija, matti]) == {maija: "Meri Maija"}
    let_see(cast.outi, matti)
    with eyes_of(cast.outi):
        assert {tie.other for tie in queries.ties_of(cast.outi, maija)} == {None, matti}


def test_the_grounds_of_a_finding_stay_in_their_register(cast: Cast) -> None:
    maija, _matti = whole_life(cast.aino)
    let_see(cast.niko, maija, Category.PERMISSIONS, Category.HEALTH)
    with eyes_of(cast.niko):
        finding = queries.finding_of(cast.niko, maija)
    assert finding is not None
    assert (finding.concerns, finding.grounds) == (("disclosure",), "")
    with eyes_of(cast.aino):
        assert "Muistisairaus" in (queries.finding_of(cast.aino, maija) or finding).grounds


def test_search_answers_a_stranger_as_if_nobody_were_known(cast: Cast) -> None:
    client = recorded(cast.pekka)
    unknown = "020516C903K"
    answers = [actions.look_for(text=text, by=cast.eero) for text in ("150341-926J", unknown, "meri", "ei ketään")]
    assert answers == [[], [], [], []]
    for text in ("150341-926j", "Meri", "maij", "kaar mer", "MERI M"):
        assert [hit.client for hit in actions.look_for(text=text, by=cast.pekka)] == [client], text


def test_a_search_forgives_missing_dots_but_puts_exact_letters_first(cast: Cast) -> None:
    names = [("Ville", "Mäki"), ("Ville", "Maki")]
    dotted, plain = (recorded(cast.pekka, given_names=given, call_name="", family_name=family, identity_code=None,
                              birth_date=date(1950, 1, 1)) for given, family in names)
    assert [hit.client for hit in actions.look_for(text="maki", by=cast.pekka)] == [plain, dotted]
    assert [hit.client for hit in actions.look_for(text="mäki", by=cast.pekka)] == [dotted, plain]


def test_the_journal_gets_how_many_were_found_and_never_what_was_typed(cast: Cast) -> None:
    recorded(cast.pekka)
    actions.look_for(text="Meri Maija", by=cast.pekka)
    actions.look_for(text="150341-926J", by=cast.pekka)
    with eyes_of(cast.pekka):
        rows = list(Entry.objects.filter(action="clients.search").order_by("id").values_list("details", "client"))
    assert rows == [({"kind": "name", "hits": 1}, None), ({"kind": "code", "hits": 1}, None)]

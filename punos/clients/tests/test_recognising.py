"""A person is found or made, and nobody can tell which."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from punos.audit.models import Entry
from punos.clients import actions, queries
from punos.clients.events import ClientCreated
from punos.clients.models import Client, IdentityCode
from punos.clients.rules.identity_code import artificial_code
from punos.clients.tests.people import BORN, MAIJA, all_seeing, eyes_of, let_see, recorded
from punos.kernel import events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CODE = artificial_code(BORN, 926)


def _tell(by: Actor, **told: Any) -> Any:
    return actions.recognise(**{**MAIJA, "identity_code": CODE, **told}, by=by)


def test_the_same_code_and_name_lead_to_the_same_person_whoever_asks(cast: Cast) -> None:
    assert _tell(cast.pekka) == _tell(cast.eero) == _tell(cast.eero, given_names="Maija", family_name="Virtanen")


def test_whoever_is_told_an_id_sees_nothing_by_it(cast: Cast) -> None:
    client = _tell(cast.eero)
    with eyes_of(cast.eero):
        assert queries.names([client]) == {}
        assert not Client.objects.exists()
        assert not IdentityCode.objects.exists()


def test_a_code_with_somebody_elses_name_never_leads_to_her(cast: Cast) -> None:
    maija = _tell(cast.pekka)
    stranger = _tell(cast.eero, given_names="Veikko", call_name="", family_name="Suo")
    assert stranger != maija
    assert _tell(cast.outi, given_names="Veikko", call_name="", family_name="Suo") == stranger


def test_that_a_code_is_disputed_is_told_only_to_those_who_may_see_both(cast: Cast) -> None:
    maija = _tell(cast.pekka)
    stranger = _tell(cast.eero, given_names="Veikko", call_name="", family_name="Suo")
    let_see(cast.eero, stranger)
    with eyes_of(cast.eero):
        assert [(row.code, row.disputed) for row in queries.codes_of(cast.eero, stranger)] == [(CODE, False)]
    let_see(cast.eero, maija)
    with eyes_of(cast.eero):
        assert [(row.code, row.disputed) for row in queries.codes_of(cast.eero, stranger)] == [(CODE, True)]


def test_without_a_code_every_person_is_new(cast: Cast) -> None:
    assert _tell(cast.pekka, identity_code=None) != _tell(cast.pekka, identity_code=None)


def test_a_temporary_code_leads_back_to_its_person(cast: Cast) -> None:
    local = "1.2.246.10.12345678.22.2026.17"
    assert (_tell(cast.pekka, identity_code=local, temporary=True)
            == _tell(cast.outi, identity_code=local, temporary=True))


def test_codes_that_differ_only_in_the_middle_belong_to_two_people(cast: Cast) -> None:
    assert _tell(cast.pekka) != _tell(cast.pekka, identity_code=CODE.replace("-", "Y"))


def test_what_is_on_record_is_never_overwritten(cast: Cast) -> None:
    client = recorded(cast.pekka, phone="+358405550190")
    _tell(cast.eero, phone="+358999", street="Muualla 1")
    with eyes_of(cast.pekka):
        card = queries.get(cast.pekka, client)
    assert (card.phone, card.street) == ("+358405550190", "")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(individual=st.integers(900, 999), born=st.dates(date(1920, 1, 1), date(2020, 1, 1)))
def test_found_and_made_do_the_same_work_and_write_the_same_journal(cast: Cast, individual: int, born: date) -> None:
    """Statement by statement (savepoints aside, which end in release or rollback), and row by row."""
    told = {"identity_code": artificial_code(born, individual)}

    def trace() -> tuple[list[str], list[Any], int]:
        with CaptureQueriesContext(connection, ) as captured, events.overheard(ClientCreated) as made:
            client = _tell(cast.eero, **told)
        verbs = [q["sql"].split()[0] + " " + (q["sql"].split('"')[1] if '"' in q["sql"] else "")
                 for q in captured if "SAVEPOINT" not in q["sql"]]
        with eyes_of(cast.eero):
            row = Entry.objects.order_by("-id").first()
        assert row is not None and row.client == client
        return verbs, [row.action, row.details, row.object_type, row.basis, row.purpose], len(made)

    first, second = trace(), trace()
    assert first[:2] == second[:2]
    assert second[2] == 0


def test_an_id_does_not_tell_when_the_person_was_recorded(cast: Cast) -> None:
    assert {_tell(cast.pekka, identity_code=None).version for _ in range(3)} == {4}


@pytest.mark.parametrize(("told", "field"), [
    ({"identity_code": "010190-900Q"}, "identity_code"),
    ({"identity_code": "310290-900P"}, "identity_code"),
    ({"identity_code": "131052-308T"}, "identity_code"),
    ({"identity_code": "x" * 5_000_000}, "identity_code"),
    ({"identity_code": "010190-900P\x00"}, "identity_code"),
    ({"family_name": "😀"}, "family_name"),
    ({"family_name": "Meri\x00"}, "family_name"),
    ({"given_names": "M" * 5_000_000, "call_name": ""}, "given_names"),
    ({"call_name": "Liisa"}, "call_name"),
    ({"birth_date": date(2190, 1, 1)}, "birth_date"),
    ({"birth_date": date(1942, 3, 15)}, "birth_date"),
    ({"given_names": "", "call_name": "", "family_name": " "}, "family_name"),
    ({"street": "Katu\x00"}, "street"),
    ({"city": "Ö" * 5_000_000}, "city"),
])
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_written(cast: Cast, told: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        _tell(cast.pekka, **told)
    assert refused.value.field == field
    with all_seeing():
        assert not Client.objects.exists()


def test_letters_of_every_kind_are_kept(cast: Cast) -> None:
    client = recorded(cast.pekka, given_names="Áilu Øyvind", call_name="", family_name="Näkkäläjärvi-O’Brien",
                      identity_code=None)
    with eyes_of(cast.pekka):
        assert queries.names([client]) == {client: "Näkkäläjärvi-O’Brien Áilu"}
        assert queries.letter_name(client) == "Áilu Näkkäläjärvi-O’Brien"

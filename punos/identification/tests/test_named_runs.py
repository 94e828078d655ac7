"""A named run: off unless the law's conditions are recorded; a human looks at everybody, blind; then it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from punos.access.permissions import ROLES, Permission
from punos.access.purposes import Purpose
from punos.audit.models import Entry
from punos.cases.tests.conftest import give, make_client
from punos.identification import actions, queries
from punos.identification.models import Flag, NamedRun, Objection, Reviewer
from punos.identification.pages import panels
from punos.identification.tests.conftest import RULES, SYSTEM, read, signed_in
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from tests.cast import Cast

pytestmark = pytest.mark.django_db
protect = import_module("punos.identification.migrations.0002_protect")
KEEPER = Actor.system(Purpose.NAMED_RUN)
Prepare = Callable[..., NamedRun]


@pytest.fixture
def prepare(cast: Cast) -> Prepare:
    """Tuomo prepares, Mari is to approve, Pekka to look."""
    stored = actions.store_rules(content=RULES, name="test", by=SYSTEM)
    actions.approve_rules(version=stored.pk, by=cast.mari)

    def prepare(**more: Any) -> NamedRun:
        told: dict[str, Any] = {
            "purpose": "Iäkkäiden tuen suunnittelu", "statute": "552/2019", "section": "41 §",
            "assessment": "DPIA 7/2026", "version": stored.pk, "sample": 20,
            "ends_on": clock.today() + timedelta(30), "approver": cast.mari.account,
            "reviewers": [cast.pekka.account], "by": cast.tuomo}
        return actions.prepare_named_run(**told | more)
    return prepare


def someone(cast: Cast, count: int) -> list[UUID]:
    return [make_client(cast.aino) for _ in range(count)]


def found(client: UUID, suggested: bool = True) -> actions.Found:
    return actions.Found(client, suggested, 4 if suggested else 0, {"services": 5, "emergency": 3},
                         [{"criterion": "many", "value": 5.0}] if suggested else [])


def load(run: NamedRun, people: list[actions.Found], fingerprint: str = "") -> actions.Loaded:
    return actions.load_people(run=run.pk, people=people, fingerprint=fingerprint or read().fingerprint, by=KEEPER)


def view(actor: Actor, run: NamedRun) -> queries.NamedRunView:
    with session.acting_as(actor):
        return queries.named_run(actor, run.pk)


def seen_by(actor: Actor) -> int:
    with session.acting_as(actor):
        return Flag.objects.count()


@pytest.mark.parametrize("missing", ["purpose", "statute", "section", "assessment"])
def test_it_is_not_prepared_without_basis_and_assessment(missing: str, prepare: Prepare) -> None:
    with pytest.raises(Refused) as refused:
        prepare(**{missing: " "})
    assert refused.value.field == missing


def test_the_database_refuses_what_the_form_would_have_refused(prepare: Prepare, cast: Cast) -> None:
    run = prepare()
    for change in ("statute = ''", "section = ''", "assessment = ''", "purpose = ''", "ends_on = '2000-01-01'",
                   "approver_id = prepared_by_id", "sample = 5", "loaded_at = now()", "ends_on = ends_on + 300"):
        with pytest.raises(DatabaseError), transaction.atomic(), session.acting_as(cast.mari), \
                connection.cursor() as cursor:
            cursor.execute(f"UPDATE identification_namedrun SET {change} WHERE id = %s", [run.pk])


def test_nobody_makes_herself_a_reviewer_and_the_database_knows_who_switches(prepare: Prepare, cast: Cast) -> None:
    """Whoever writes SQL of her own as the web role still cannot name herself to a run."""
    run = prepare()
    for stranger in (cast.aino, cast.pekka, cast.hanna, cast.maija):
        with pytest.raises(DatabaseError), transaction.atomic(), session.acting_as(stranger):
            Reviewer.objects.create(run=run, account_id=stranger.account)
        with session.acting_as(stranger), connection.cursor() as cursor:
            cursor.execute("UPDATE identification_namedrun SET outcome = '{}'")
            assert cursor.rowcount == 0
    roles = {code for code, role in ROLES.items() if Permission.NAMED_RUN in role.permissions}
    assert ", ".join(f"'{role}'" for role in ROLES if role in roles) in protect.SWITCHES


def test_only_those_who_may_prepare_and_only_others_approve(prepare: Prepare, cast: Cast) -> None:
    for stranger in (cast.aino, cast.hanna, cast.maija, cast.pekka):
        with pytest.raises(Unseen):
            prepare(by=stranger)
    flaws: list[dict[str, Any]] = [
        {"approver": cast.tuomo.account}, {"approver": cast.aino.account}, {"reviewers": []},
        {"reviewers": [cast.outi.account]}, {"version": uuid4()}]
    for flaw in flaws:
        with pytest.raises(Refused):
            prepare(**flaw)
    run = prepare()
    with pytest.raises(Refused):
        actions.approve_named_run(run=run.pk, by=cast.tuomo)
    assert not view(cast.mari, run).on
    actions.approve_named_run(run=run.pk, by=cast.mari)
    assert view(cast.tuomo, run).on
    with pytest.raises(Refused):
        actions.approve_named_run(run=run.pk, by=cast.mari)


def test_nobody_is_taken_in_while_it_is_off_or_by_other_rules(prepare: Prepare, cast: Cast) -> None:
    run, people = prepare(), [found(client) for client in someone(cast, 2)]
    with pytest.raises(Refused) as refused:
        load(run, people)
    assert refused.value.code == "off"
    actions.approve_named_run(run=run.pk, by=cast.mari)
    with pytest.raises(Refused) as refused:
        load(run, people, "another")
    assert refused.value.code == "other_rules"
    with clock.at(clock.now() + timedelta(40)), pytest.raises(Refused):
        load(run, people)


def test_a_reviewer_judges_everybody_blind_and_only_she_sees_them(prepare: Prepare, cast: Cast) -> None:
    run, people = prepare(), someone(cast, 30)
    actions.approve_named_run(run=run.pk, by=cast.mari)
    told = load(run, [found(client, n < 5) for n, client in enumerate(people)] + [found(uuid4())])
    assert (told.queued, told.objected, told.unknown) == (25, 0, 1)
    assert seen_by(cast.pekka) == 25
    assert [seen_by(one) for one in (cast.aino, cast.mari, cast.tuomo, cast.hanna, cast.maija)] == [0] * 5
    browser = signed_in(cast.pekka)
    listing = browser.get("/work/flags/").content.decode()
    assert "Meri" not in listing and listing.count("Katsomatta") == 25
    with session.acting_as(cast.pekka):
        flagged, other = Flag.objects.filter(suggested=True).first(), Flag.objects.filter(suggested=False).first()
        assert panels.today_rows(cast.pekka).waiting and not panels.today_rows(cast.aino).waiting
    assert flagged and other
    for row in (flagged, other):
        text = browser.get(f"/work/flags/{row.pk}/").content.decode()
        assert "Maija Meri" in text and "Monta palvelua" not in text and "ehdottivat" not in text
    with session.purpose_of("sharing"):
        looks = Entry.objects.filter(action="identification.look_at", client=flagged.client_id)
        assert [look.basis for look in looks] == ["552/2019 41 §"]
    assert browser.post(f"/work/flags/{flagged.pk}/", {"judgement": "no_need"}).status_code == 200, "without a reason"
    browser.post(f"/work/flags/{flagged.pk}/", {"judgement": "may_help", "reason": "Monta auttajaa, ei kokonaisuutta."})
    text = browser.get(f"/work/flags/{flagged.pk}/").content.decode()
    assert "ehdottivat katsottavaksi" in text and "Monta palvelua" in text and "Mikään ei avautunut" in text
    with pytest.raises(Refused):
        actions.judge(flag=flagged.pk, judgement="no_need", reason="Toisin", by=cast.pekka)
    assert view(cast.mari, run).outcome["flags_may_help"] == 1
    assert signed_in(cast.aino).get(f"/work/flags/{other.pk}/").status_code == 404


def test_when_it_ends_its_people_are_out_of_sight_and_then_destroyed(prepare: Prepare, cast: Cast) -> None:
    run = prepare(ends_on=clock.today())
    actions.approve_named_run(run=run.pk, by=cast.mari)
    load(run, [found(client) for client in someone(cast, 3)])
    with session.acting_as(cast.pekka):
        row = queries.queue(cast.pekka).rows[0]
    with clock.at(clock.now() + timedelta(days=1)), session.acting_as(cast.pekka):
        assert queries.queue(cast.pekka).rows == []
        with pytest.raises(Unseen):
            actions.judge(flag=row.pk, judgement="no_need", reason="Myöhässä", by=cast.pekka)
    with clock.at(clock.now() + timedelta(days=1)):
        assert actions.forget_ended(by=KEEPER) == 1
    with session.purpose_of("named_run"):
        assert not Flag.objects.exists()
    assert view(cast.mari, run).outcome["flags"] == 3


def test_stopping_hides_them_at_once(prepare: Prepare, cast: Cast) -> None:
    run = prepare()
    actions.approve_named_run(run=run.pk, by=cast.mari)
    load(run, [found(client) for client in someone(cast, 2)])
    with pytest.raises(Refused):
        actions.stop_named_run(run=run.pk, reason="", by=cast.tuomo)
    actions.stop_named_run(run=run.pk, reason="Peruste ei kestä.", by=cast.tuomo)
    assert seen_by(cast.pekka) == 0
    with pytest.raises(Refused):
        actions.stop_named_run(run=run.pk, reason="Uudelleen", by=cast.tuomo)


def test_an_objection_closes_her_row_and_keeps_her_out_of_later_runs(prepare: Prepare, cast: Cast) -> None:
    first, second = prepare(), prepare()
    her, another = someone(cast, 2)
    give(her, cast.aino, Category.IDENTITY)
    for run in (first, second):
        actions.approve_named_run(run=run.pk, by=cast.mari)
    load(first, [found(her), found(another)])
    with pytest.raises(Unseen):
        actions.record_objection(client=her, received_on=clock.today(), by=cast.eero)
    with pytest.raises(Refused):
        actions.record_objection(client=her, received_on=clock.today() + timedelta(2), by=cast.aino)
    made = actions.record_objection(client=her, received_on=clock.today(), words="En halua.", by=cast.aino)
    assert made.recorded_by_id == cast.aino.account
    with session.acting_as(cast.pekka):
        assert Flag.objects.get(client=her).judgement == "objected"
        assert not Objection.objects.exists(), "her words are for those who know her"
    assert load(second, [found(her), found(another)]).objected == 1
    with pytest.raises(Refused):
        actions.record_objection(client=her, received_on=clock.today(), by=cast.aino)
    actions.take_back_objection(client=her, by=cast.aino)
    third = prepare()
    actions.approve_named_run(run=third.pk, by=cast.mari)
    assert load(third, [found(her)]).objected == 0


def test_a_reviewer_records_an_objection_that_is_said_to_her(prepare: Prepare, cast: Cast) -> None:
    run, (her,) = prepare(), someone(cast, 1)
    actions.approve_named_run(run=run.pk, by=cast.mari)
    load(run, [found(her)])
    with session.acting_as(cast.pekka):
        row = Flag.objects.get()
    today = clock.today()
    browser = signed_in(cast.pekka)
    browser.post(f"/work/flags/{row.pk}/objection/", {"received_on": f"{today.day}.{today.month}.{today.year}"})
    with session.acting_as(cast.pekka):
        assert queries.queue(cast.pekka).left == 0 and len(queries.queue(cast.pekka).rows) == 1
    assert "Asiakas vastusti" in browser.get("/work/flags/").content.decode()


def test_the_pages_lead_from_preparing_to_approving(prepare: Prepare, cast: Cast) -> None:
    version = prepare().rules_id
    browser = signed_in(cast.tuomo)
    last = clock.today() + timedelta(20)
    sent = browser.post("/lead/named-runs/new/", {
        "purpose": "Tuen suunnittelu", "statute": "552/2019", "section": "41 §", "assessment": "DPIA 7", "sample": "25",
        "rules": str(version), "ends_on": f"{last.day}.{last.month}.{last.year}", "approver": str(cast.mari.account),
        "reviewers": [str(cast.pekka.account)]})
    assert sent.status_code == 302, sent.content.decode()
    address = sent.headers["Location"]
    assert "Odottaa hyväksyntää" in browser.get(address).content.decode()
    assert "Hyväksy ja käynnistä" not in browser.get(address).content.decode()
    approver = signed_in(cast.mari)
    assert [signed_in(one).get("/lead/named-runs/count/").json() for one in (cast.mari, cast.tuomo)] == [
        {"count": 2}, {"count": 0}]
    assert approver.get("/lead/named-runs/").content.decode().count("Odottaa sinua") == 2
    assert "Hyväksy ja käynnistä" in approver.get(address).content.decode()
    approver.post(f"{address}approve/")
    assert approver.get("/lead/named-runs/count/").json() == {"count": 1}
    assert "Päällä" in approver.get("/lead/named-runs/").content.decode()
    approver.post(f"{address}stop/", {"reason": "Valmis"})
    assert "Päätetty" in approver.get(address).content.decode()

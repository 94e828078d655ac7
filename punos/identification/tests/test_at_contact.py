"""At contact the professional sees what the population's rules see: one definition, equal on the same person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.access.purposes import Purpose
from punos.audit.models import Entry
from punos.cases import queries as cases
from punos.cases.actions import begin_relationship, end_relationship
from punos.cases.tests.conftest import give
from punos.clients.actions import recognise
from punos.identification import actions, queries
from punos.identification.contact import RECORDED, Noticed, case_signals, event_of, most_passes
from punos.identification.models import RuleSetVersion
from punos.identification.tests.conftest import signed_in
from punos.intake.actions import decline, offer, record_contact
from punos.intake.queries import contacts_of
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.operating_models import load
from punos.population.ruleset import from_data, from_model
from tests.cast import MAIJA_CODE, Cast

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system(Purpose.POPULATION)
MODELS = ("case_manager", "moty", "my_team", "service_concept", "systemic_teamwork")


@pytest.fixture(autouse=True)
def approved(cast: Cast) -> None:
    """The manager has approved the rules as they stand in each model's files."""
    for model in MODELS:
        actions.approve_rules(version=actions.take_in_model_rules(model=model, by=cast.mari).pk, by=cast.mari)


def turns_to_us(cast: Cast, times: int, *, sender: str = "client", passes: int = 0) -> UUID:
    """Maija turns to us again and again; the last matter is offered on."""
    client = recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri", by=cast.pekka)
    contact = None
    for number in range(times):
        with clock.at(clock.now() - timedelta(days=20 * (times - number))):
            contact = record_contact(client=client, words="En tiedä, kenelle soittaa.", channel="phone", sender=sender,
                                     client_agrees="yes", agreement_manner="spoken", by=cast.pekka)
    for _ in range(passes):
        assert contact is not None
        made = offer(contact=contact.pk, unit=cast.units["social_work"], note="Teille?", by=cast.pekka)
        decline(handover=made.pk, reason="belongs_elsewhere", words="Ei meille.",
                suggest_unit=cast.units["coordination"], by=cast.aino)
    return client


def noticed(actor: Actor, client: UUID, **more: bool) -> Noticed:
    with session.acting_as(actor):
        found = queries.noticed(actor, client, "case_manager", **more)
    assert found is not None
    return found


def changed(version: str, **more: Any) -> dict[str, Any]:
    """The model's rules with other words."""
    return dict(load("case_manager").identification) | {"version": version} | more


def test_her_wish_or_a_professionals_concern_suggests_and_little_else_does(cast: Cast) -> None:
    client = turns_to_us(cast, 3)
    assert not noticed(cast.pekka, client).suggested
    assert noticed(cast.pekka, client, wishes=True).suggested
    with clock.at(clock.now()):
        record_contact(client=client, words="Huoli jaksamisesta.", channel="phone", sender="professional",
                       client_agrees="yes", agreement_manner="spoken", by=cast.pekka)
    found = noticed(cast.pekka, client)
    assert found.suggested and ("concern", 1.0) in found.reasons
    assert "need_not_met" in found.left_out, "Punos records no failure demand: not known, never nought"


def test_many_unplanned_contacts_are_a_reason_with_their_number(cast: Cast) -> None:
    client = turns_to_us(cast, 13)
    assert ("often/unplanned", 13.0) in noticed(cast.pekka, client).reasons
    with clock.at(clock.now() + timedelta(days=200)):
        assert not noticed(cast.pekka, client).reasons, "what lies further back than the window is no reason"


def test_a_stranger_notices_nothing(cast: Cast) -> None:
    client = turns_to_us(cast, 13)
    assert noticed(cast.eero, client).reasons == ()
    assert signed_in(cast.eero).get(f"/work/clients/{client}/case/").status_code == 404


def test_a_changed_file_changes_nothing_at_contact_until_a_manager_has_approved_it(
        cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    client = turns_to_us(cast, 13)
    before = noticed(cast.pekka, client)
    assert not before.suggested and before.threshold == 6
    (tmp_path / "case_manager").mkdir()
    (tmp_path / "case_manager" / "own.yaml").write_text('identification: {version: "9", threshold: 2}\n')
    monkeypatch.setenv("PUNOS_PACKS", str(tmp_path))
    assert load("case_manager").identification["threshold"] == from_model("case_manager").threshold == 2
    assert noticed(cast.pekka, client) == before
    manager = signed_in(cast.mari)
    assert "tiedostossa versio 9, ei vielä tallennettu" in manager.get("/lead/population/rules/").content.decode()
    manager.post("/lead/population/rules/take-in/case_manager/")
    stored = RuleSetVersion.objects.get(version="9")
    assert noticed(cast.pekka, client) == before, "stored is not approved"
    browser, address = signed_in(cast.pekka), f"/work/clients/{client}/case/"
    assert "versio 3, hyväksytty" in browser.get(address).content.decode()
    manager.post(f"/lead/population/rules/{stored.pk}/approve/")
    after = noticed(cast.pekka, client)
    assert after.suggested and (after.score, after.threshold) == (before.score, 2)
    assert "versio 9, hyväksytty" in browser.get(address).content.decode()
    with session.purpose_of("sharing"):
        told = [entry.details["rules"] for entry in Entry.objects.filter(action="cases.notice").order_by("id")]
    assert told[-1] == str(stored.pk) != told[0], "the journal says by which version"


def test_without_approved_rules_nothing_is_judged_and_the_page_says_so(
        cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    client = turns_to_us(cast, 13)
    with session.acting_as(cast.pekka):
        assert queries.noticed(cast.pekka, client, "unknown") is None
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.yaml").write_text("{code: own, based_on: case_manager}\n")
    monkeypatch.setenv("PUNOS_PACKS", str(tmp_path))
    browser = signed_in(cast.pekka)
    assert "ei ole vielä hyväksynyt" in browser.get(f"/work/clients/{client}/case/?model=own").content.decode()
    assert "ei ole vielä hyväksynyt" not in browser.get(f"/work/clients/{client}/case/").content.decode()
    with pytest.raises(Unseen):
        actions.take_in_model_rules(model="unknown", by=cast.mari)
    with pytest.raises(Unseen):
        actions.take_in_model_rules(model="moty", by=cast.pekka)


def test_the_same_name_and_version_with_other_words_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.store_rules(content=changed("3", threshold=2), name="case_manager", by=SYSTEM)
    assert refused.value.code == "version_taken"


def test_plans_are_the_service_tasks_with_a_relationship_and_nothing_else(cast: Cast) -> None:
    """1301/2014 39 §: each asks for a client plan. Cases do not count: all of them share her one plan in Punos."""
    client = turns_to_us(cast, 1)
    give(client, cast.aino, Category.IDENTITY, Category.CONTACT, Category.COORDINATION)

    def plans() -> int | None:
        with session.acting_as(cast.aino):
            return cases.parallel_plans(cast.aino, client)

    assert plans() is None and "several_plans" in noticed(cast.aino, client).left_out, "not recorded: not known"
    begun = [begin_relationship(client=client, service_task=task, basis="handling", began_on=clock.today(),
                                by=cast.aino) for task in ("working_age", "older_people")]
    assert plans() == 2 and ("several_plans", 2.0) in noticed(cast.aino, client).reasons
    end_relationship(relationship=begun[0].pk, ended_on=clock.today(), entry="Palvelu päättyi.", by=cast.aino)
    assert plans() == 1 and "several_plans" not in noticed(cast.aino, client).left_out
    assert not noticed(cast.aino, client).reasons


@given(st.dictionaries(st.uuids(), st.integers(1, 5), max_size=4), st.integers(1, 5), st.integers(1, 5))
def test_a_case_and_the_contact_it_began_with_are_one_matter(contacts: dict[UUID, int], one: int, other: int) -> None:
    began = next(iter(contacts), None)
    found = most_passes(contacts, [(uuid4(), began, one), (uuid4(), None, other)])
    assert found == max([*contacts.values(), (contacts[began] if began else 0) + one, other])


@pytest.mark.parametrize("model", MODELS)
def test_the_population_run_and_the_contact_say_the_same_of_the_same_person(model: str, cast: Cast,
                                                                            tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    from punos.population.tests.support import run, write_csv

    client = turns_to_us(cast, 14, passes=1)
    give(client, cast.pekka, Category.COORDINATION)
    for task in ("working_age", "older_people"):
        begin_relationship(client=client, service_task=task, basis="handling", began_on=clock.today(), by=cast.pekka)
    stored, today = queries.approved_rules(model), clock.today()
    assert stored is not None
    rules = from_data(stored.content, stored.name)
    assert rules.fingerprint == from_model(model).fingerprint, "the engine reads the same words"
    with session.acting_as(cast.pekka):
        rows = contacts_of(cast.pekka, client, 100)
        here = queries.noticed(cast.pekka, client, model)
    assert len(rows) == 14 and here is not None
    signals = case_signals(plans=2, workers=0, passes=1, by_professional=False, wishes=False)
    events = [event_of(on=row.received_at.astimezone(clock.HELSINKI).date(), register=row.register,
                       channel=row.channel, unit=str(row.recorded_unit_id)) for row in rows]
    sent = [{"person_id": "maija", "at": event.at.isoformat(), **{name: getattr(event, name) for name in RECORDED}}
            for event in events]
    persons = write_csv(tmp_path / "persons.csv", [{"person_id": "maija", **signals}], ["person_id", *signals])
    there = run(tmp_path, [write_csv(tmp_path / "events.csv", sent)], rules, persons=[str(persons)], as_of=today)
    person = there["people"]["maija"]
    assert (person["suggested"], person["score"]) == (here.suggested, here.score) and here.reasons
    assert [(r["criterion"], r["value"]) for r in person["reasons"]] == list(here.reasons)
    answered = {criterion["id"] for criterion in there["figures"]["rules"]["criteria"]}
    assert {c.id for c in rules.criteria} - answered == set(here.left_out)


def test_the_page_shows_the_reasons_and_leaves_the_word_to_her(cast: Cast) -> None:
    client = turns_to_us(cast, 13, sender="professional")
    browser = signed_in(cast.pekka)
    page = browser.get(f"/work/clients/{client}/case/").content.decode()
    assert "Yhteydenotot viittaavat siihen" in page and "Ammattilaisella on huoli" in page and "(13)" in page
    no = browser.post(f"/work/clients/{client}/case/", {"decide": "suggest", "her_word": "does_not_want"})
    assert "Yhteydenotot viittaavat siihen" not in no.content.decode(), "her word goes before the rules"

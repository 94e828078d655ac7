"""At contact the professional sees what the population's rules see: one definition, equal on the same person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from punos.clients.actions import recognise
from punos.identification import queries
from punos.identification.contact import RECORDED, Noticed, case_signals, event_of, notice
from punos.identification.tests.conftest import signed_in
from punos.intake.actions import decline, offer, record_contact
from punos.intake.queries import contacts_of
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.population.ruleset import from_model
from tests.cast import MAIJA_CODE, Cast

pytestmark = pytest.mark.django_db
MODELS = ("case_manager", "moty", "my_team", "service_concept", "systemic_teamwork")


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
        decline(handover=made.pk, reason="not_ours", words="Ei meille.", suggest_unit=cast.units["coordination"],
                by=cast.aino)
    return client


def noticed(actor: Actor, client: UUID, **more: bool) -> Noticed:
    with session.acting_as(actor):
        return queries.noticed(actor, client, "case_manager", **more)


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


@pytest.mark.parametrize("model", MODELS)
def test_the_population_run_and_the_contact_say_the_same_of_the_same_person(model: str, cast: Cast,
                                                                            tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    from punos.population.tests.support import run, write_csv

    client = turns_to_us(cast, 14)
    rules, today = from_model(model), clock.today()
    signals = case_signals(plans=2, workers=1, passes=3, by_professional=False, wishes=False)
    with session.acting_as(cast.pekka):
        rows = contacts_of(cast.pekka, client, 100)
    assert len(rows) == 14
    events = [event_of(on=row.received_at.astimezone(clock.HELSINKI).date(), register=row.register,
                       channel=row.channel, unit=str(row.recorded_unit_id)) for row in rows]
    here = notice(events, signals, rules, today)
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

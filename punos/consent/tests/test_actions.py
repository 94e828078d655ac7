"""Asking, giving, refusing, withdrawing: in her own door, by a professional's hand, and against each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from punos.audit.models import Entry as JournalRow
from punos.clients.actions import find_incapacity, name_representative
from punos.clients.rules.representation import Checked, Concern, Matter, RepresentativeKind
from punos.consent import actions, queries
from punos.consent.events import InstrumentGiven, InstrumentRefused, InstrumentWithdrawn
from punos.consent.models import Entry, Instrument
from punos.consent.rules import ConsentFor, Event, Giver, Kind, Manner, Reach, State, Terms, Word
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.lawfulness.categories import Category
from punos.sharing.tests.conftest import handed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ORAL = Word(Manner.ORAL, reason="Soitti, ei käytä verkkoa.")


def permit(cast: Cast, **changes: Any) -> Terms:
    told: dict[str, Any] = {"accounts": frozenset({cast.niko.account}),
                            "categories": frozenset({Category.IDENTITY, Category.SOCIAL})}
    return Terms(Kind.PERMIT, **told | changes)


CONVENE = Terms(Kind.CONSENT, about=ConsentFor.CONVENE_TEAM)
NOT_OUT = Terms(Kind.PROHIBITION, reach=Reach.PATIENT_ALL)


def state(cast: Cast, instrument: UUID) -> State:
    with session.acting_as(cast.maija):
        return queries.instrument(cast.maija, instrument, "fi").state


def test_she_gives_reads_withdraws_and_takes_it_back_again(maija: UUID, cast: Cast) -> None:
    given = actions.give(client=maija, terms=permit(cast), word=Word(), by=cast.maija)
    actions.withdraw(instrument=given.pk, word=Word(), by=cast.maija)
    assert state(cast, given.pk) is State.WITHDRAWN
    actions.renew(instrument=given.pk, word=Word(language="sv"), by=cast.maija)
    assert state(cast, given.pk) is State.IN_FORCE
    with session.acting_as(cast.maija):
        history = queries.versions(cast.maija, given.pk)
    assert [v.event for v in history] == [Event.RENEWED, Event.WITHDRAWN, Event.GIVEN]
    assert history[-1].sentence.startswith("Niko Niemi (sairaanhoitaja, Kotihoito, Pohjoinen) saa tietää minusta")
    assert history[0].sentence.startswith("Niko Niemi (sairaanhoitaja, Kotihoito, Pohjoinen) får veta")
    assert {v.by for v in history} == {cast.maija.account}


def test_the_same_form_twice_gives_once_and_other_content_is_a_new_version(maija: UUID, cast: Cast) -> None:
    once, twice = (actions.give(client=maija, terms=permit(cast), word=Word(), by=cast.maija) for _ in range(2))
    assert once.pk == twice.pk
    narrower = permit(cast, categories=frozenset({Category.IDENTITY}))
    assert actions.give(client=maija, terms=narrower, word=Word(), by=cast.maija).pk == once.pk
    with session.acting_as(cast.maija):
        assert [v.event for v in queries.versions(cast.maija, once.pk)] == [Event.CHANGED, Event.GIVEN]
        assert queries.in_force(maija)[0].terms == narrower


def test_by_a_professionals_hand_it_says_how_why_and_who_was_there(maija: UUID, cast: Cast) -> None:
    made = actions.give(client=maija, terms=CONVENE, by=cast.pekka, word=Word(
        Manner.ORAL, reason="Ei pysty allekirjoittamaan.", witness="Liisa Lahti", cannot_sign=True))
    with session.acting_as(cast.maija):
        version = queries.versions(cast.maija, made.pk)[0]
        assert queries.agreed_to(maija, ConsentFor.CONVENE_TEAM) is not None
    assert (version.manner, version.witness, version.giver, version.by) == (
        "oral", "Liisa Lahti", "client", cast.pekka.account)


def test_whoever_wrote_it_down_reads_it_while_she_knows_her_and_nobody_else_without_a_grant(
        maija: UUID, cast: Cast) -> None:
    mine = actions.give(client=maija, terms=CONVENE, word=ORAL, by=cast.pekka)
    hers = actions.give(client=maija, terms=NOT_OUT, word=Word(), by=cast.maija)
    with session.acting_as(cast.pekka):
        assert queries.instrument(cast.pekka, mine.pk, "fi").in_force
        with pytest.raises(Unseen):
            queries.instrument(cast.pekka, hers.pk, "fi")
        with pytest.raises(Unseen):
            queries.instruments(cast.pekka, maija, "fi")
    with session.acting_as(cast.eero):
        assert not Entry.objects.exists() and not Instrument.objects.exists()


def test_a_stranger_can_neither_ask_nor_write_down(maija: UUID, cast: Cast) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: actions.ask(client=maija, terms=CONVENE, by=cast.eero),
        lambda: actions.give(client=maija, terms=CONVENE, word=ORAL, by=cast.eero),
        lambda: actions.refuse(client=maija, terms=CONVENE, word=ORAL, by=cast.eero)]
    for act in attempts:
        with pytest.raises(Unseen):
            act()


def test_a_professional_cannot_answer_in_her_door(maija: UUID, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.give(client=maija, terms=CONVENE, word=Word(), by=cast.pekka)
    assert refused.value.code == "not_yours"


def test_after_a_no_nobody_asks_within_the_quiet_time_unless_she_takes_it_up(
        maija: UUID, cast: Cast, settings: Any) -> None:
    asked = actions.ask(client=maija, terms=CONVENE, by=cast.pekka)
    with events.overheard(InstrumentRefused) as heard:
        actions.answer(instrument=asked.pk, agrees=False, word=Word(), by=cast.maija)
    assert [event.instrument for event in heard] == [asked.pk]
    attempts: list[Callable[[], object]] = [
        lambda: actions.ask(client=maija, terms=CONVENE, by=cast.pekka),
        lambda: actions.give(client=maija, terms=CONVENE, word=ORAL, by=cast.pekka)]
    for act in attempts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "asked_too_soon"
    with clock.at(clock.now() + timedelta(days=settings.PUNOS_CONSENT_QUIET_DAYS)):
        actions.ask(client=maija, terms=CONVENE, by=cast.pekka)
    actions.give(client=maija, terms=CONVENE, word=ORAL, her_own_wish=True, by=cast.pekka)
    assert state(cast, asked.pk) is State.IN_FORCE


def test_she_may_say_yes_after_a_no_on_any_day(maija: UUID, cast: Cast) -> None:
    asked = actions.ask(client=maija, terms=CONVENE, by=cast.pekka)
    actions.answer(instrument=asked.pk, agrees=False, word=Word(), by=cast.maija)
    actions.answer(instrument=asked.pk, agrees=True, word=Word(), by=cast.maija)
    assert state(cast, asked.pk) is State.IN_FORCE


def test_an_expired_permit_is_not_in_force_and_can_be_renewed(maija: UUID, cast: Cast) -> None:
    today = clock.today()
    given = actions.give(client=maija, terms=permit(cast, valid_until=today), word=Word(), by=cast.maija)
    with clock.at(clock.now() + timedelta(days=1)):
        assert state(cast, given.pk) is State.EXPIRED
        with session.acting_as(cast.maija):
            assert queries.in_force(maija) == []
        actions.renew(instrument=given.pk, terms=permit(cast, valid_until=today + timedelta(90)), word=Word(),
                      by=cast.maija)
        assert state(cast, given.pk) is State.IN_FORCE


@pytest.fixture
def aino(maija: UUID, cast: Cast) -> Actor:
    """Aino answers for the whole, so she may see the permissions and make a finding."""
    from punos.cases.actions import open_case
    from punos.sharing.tests.conftest import contact_for

    contact_for(maija, cast.aino)
    open_case(client=maija, model="case_manager", why="Moni auttaa.", next_date=clock.today() + timedelta(7),
              her_word="wants", by=cast.aino)
    return cast.aino


def test_under_a_finding_she_gives_nothing_that_opens_but_says_no_and_withdraws(
        maija: UUID, cast: Cast, aino: Actor) -> None:
    before = actions.give(client=maija, terms=permit(cast), word=Word(), by=cast.maija)
    find_incapacity(client=maija, concerns=[Concern.DISCLOSURE], grounds="Ei ymmärrä, mitä lupa tarkoittaa.",
                    review_on=clock.today() + timedelta(60), by=aino)
    for by, word in ((cast.maija, Word()), (aino, ORAL), (cast.pekka, ORAL)):  # Pekka does not see the finding
        with pytest.raises(Refused) as refused:
            actions.give(client=maija, terms=CONVENE, word=word, by=by)
        assert refused.value.code == "cannot_assess"
    actions.give(client=maija, terms=NOT_OUT, word=Word(), by=cast.maija)
    actions.refuse(client=maija, terms=CONVENE, word=ORAL, by=aino)
    actions.withdraw(instrument=before.pk, word=Word(), by=cast.maija)
    with clock.at(clock.now() + timedelta(days=61)):
        actions.give(client=maija, terms=CONVENE, word=Word(), by=cast.maija)


def test_a_representative_with_powers_over_her_data_gives_and_withdraws(maija: UUID, cast: Cast, aino: Actor) -> None:
    def name(matters: list[Matter]) -> None:
        name_representative(client=maija, kind=RepresentativeKind.GUARDIAN, given_names="Matti", family_name="Meri",
                            account=cast.matti.account, matters=matters, categories=[Category.IDENTITY],
                            checked_how=Checked.GUARDIANSHIP_REGISTER, by=aino)

    handed(maija, cast.pekka, aino)
    name([Matter.FINANCES])
    with pytest.raises((Refused, Unseen)):
        actions.give(client=maija, terms=CONVENE, word=Word(), by=cast.matti)
    name([Matter.DISCLOSURE])
    find_incapacity(client=maija, concerns=[Concern.DISCLOSURE], grounds="Ei ymmärrä.",
                    review_on=clock.today() + timedelta(60), by=aino)
    given = actions.give(client=maija, terms=CONVENE, word=Word(), by=cast.matti)
    with session.acting_as(cast.maija):
        assert queries.versions(cast.maija, given.pk)[0].giver == Giver.REPRESENTATIVE
    actions.withdraw(instrument=given.pk, word=Word(), by=cast.matti)


def test_history_cannot_be_rewritten_by_anybody(maija: UUID, cast: Cast) -> None:
    given = actions.give(client=maija, terms=permit(cast), word=Word(), by=cast.maija)
    for statement in ("UPDATE consent_entry SET event = 'refused' WHERE instrument_id = %s",
                      "DELETE FROM consent_entry WHERE instrument_id = %s",
                      "UPDATE consent_instrument SET kind = 'consent' WHERE id = %s",
                      "DELETE FROM consent_instrument WHERE id = %s"):
        with session.acting_as(cast.maija), pytest.raises(DatabaseError), transaction.atomic(), \
                connection.cursor() as cursor:
            cursor.execute(statement, [given.pk])


def test_a_replaced_row_knows_until_when_it_is_kept(maija: UUID, cast: Cast) -> None:
    given = actions.give(client=maija, terms=permit(cast), word=Word(), by=cast.maija)
    actions.withdraw(instrument=given.pk, word=Word(), by=cast.maija)
    with session.acting_as(cast.maija):
        kept = list(Entry.objects.filter(instrument=given).order_by("number").values_list("retain_until", flat=True))
    assert kept[0] is not None and kept[0].year == clock.today().year + 12 and kept[1] is None


def every_action(maija: UUID, cast: Cast) -> dict[str, Any]:
    """Each action once, ready to be done."""
    given = actions.give(client=maija, terms=permit(cast), word=Word(), by=cast.maija)
    ended = actions.give(client=maija, terms=NOT_OUT, word=Word(), by=cast.maija)
    actions.withdraw(instrument=ended.pk, word=Word(), by=cast.maija)
    asked = actions.ask(client=maija, terms=CONVENE, by=cast.pekka)
    other = permit(cast, accounts=frozenset({cast.eero.account}))
    return {
        "consent.asked": lambda: actions.ask(client=maija, terms=other, by=cast.pekka),
        "consent.given": lambda: actions.give(client=maija, terms=other, word=Word(), by=cast.maija),
        "consent.refused": lambda: actions.answer(instrument=asked.pk, agrees=False, word=Word(), by=cast.maija),
        "consent.withdrawn": lambda: actions.withdraw(instrument=given.pk, word=Word(), by=cast.maija),
        "consent.renewed": lambda: actions.renew(instrument=ended.pk, word=Word(), by=cast.maija),
        "consent.changed": lambda: actions.give(client=maija, terms=permit(cast, valid_until=clock.today()),
                                                word=Word(), by=cast.maija),
    }


NAMES = ["consent.asked", "consent.given", "consent.refused", "consent.withdrawn", "consent.renewed",
         "consent.changed"]


@pytest.mark.parametrize("name", NAMES)
def test_each_action_is_in_the_journal_without_a_word_of_hers(name: str, maija: UUID, cast: Cast) -> None:
    every_action(maija, cast)[name]()
    with session.acting_as(cast.maija):
        row = JournalRow.objects.filter(client=maija, action=name).order_by("-id").first()
    assert row is not None and row.basis.startswith("703/2023") and "Soitti" not in str(row.details)


def test_each_thing_is_told_once(maija: UUID, cast: Cast) -> None:
    with events.overheard(InstrumentGiven) as given, events.overheard(InstrumentWithdrawn) as withdrawn:
        made = actions.give(client=maija, terms=permit(cast), word=Word(), by=cast.maija)
        actions.give(client=maija, terms=permit(cast), word=Word(), by=cast.maija)
        actions.withdraw(instrument=made.pk, word=Word(), by=cast.maija)
        actions.withdraw(instrument=made.pk, word=Word(), by=cast.maija)
    assert len(given) == 1 and len(withdrawn) == 1

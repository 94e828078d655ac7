"""Nobody is lost: a contact always has one who answers, and moves only when somebody says yes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from punos.accounts import actions as accounts
from punos.accounts.models import Unit
from punos.intake import actions
from punos.intake.actions.upkeep import unanswered, with_changed_substitute
from punos.intake.codes import Sender, Urgency
from punos.intake.events import ContactOffered
from punos.intake.jobs import KEEPER
from punos.intake.models import ContactNotice, Handover, Holding
from punos.intake.tests.conftest import assert_whole, holder_of, queue_of, sees
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder, Outcome
from punos.kernel.ids import new_id
from punos.kernel.session import acting_as, purpose_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)  # 9.30 in Finland


def phone_note(by: Actor, client: UUID | None, **more: object) -> ContactNotice:
    return actions.record_contact(words="En enää jaksa yksin.", channel="phone", client=client, by=by,
                                  **more)  # type: ignore[arg-type]


def read(handover: UUID) -> Handover:
    with purpose_of("holding"):
        return Handover.objects.get(pk=handover)


def test_the_one_who_writes_it_down_answers_for_it_until_somebody_accepts(cast: Cast, maija: UUID) -> None:
    with clock.at(MONDAY):
        contact = phone_note(cast.pekka, maija)
        assert holder_of(contact.pk) == Holder(account=cast.pekka.account)
        assert not sees(cast.niko, contact.pk)
        offer = actions.offer(contact=contact.pk, unit=cast.units["home_care"], note="Aamut ovat vaikeita.",
                              by=cast.pekka)
        assert holder_of(contact.pk) == Holder(account=cast.pekka.account), "an offer moves nothing"
        assert sees(cast.niko, contact.pk), "the receiver sees what is offered"
        assert not sees(cast.eero, contact.pk)
    with clock.at(MONDAY + timedelta(hours=1)):
        actions.accept(handover=offer.pk, by=cast.niko)
    assert holder_of(contact.pk) == Holder(account=cast.niko.account)
    assert sees(cast.niko, contact.pk)
    assert not sees(cast.pekka, contact.pk), "the former holder's view ends"
    assert_whole(contact.pk)


def test_the_next_date_is_the_models_promise_and_today_when_somebody_is_in_danger(cast: Cast, maija: UUID) -> None:
    with clock.at(MONDAY):
        calm, urgent = phone_note(cast.pekka, maija), phone_note(cast.pekka, maija, urgency=Urgency.DANGER)
        with purpose_of("holding"):
            dates = {h.contact_id: h.next_date for h in Holding.objects.all()}
        assert dates == {calm.pk: date(2026, 11, 17), urgent.pk: date(2026, 11, 16)}
        offer = actions.offer(contact=urgent.pk, unit=cast.units["social_work"], by=cast.pekka)
        assert offer.answer_by == MONDAY + timedelta(hours=1)


def test_what_a_client_sends_is_held_by_the_coordinators_queue_from_the_start(cast: Cast, maija: UUID) -> None:
    contact = actions.record_contact(words="Tarvitsen apua kotiin.", channel="portal", client=maija, by=cast.maija)
    assert holder_of(contact.pk) == Holder(unit=cast.units["coordination"])
    assert sees(cast.pekka, contact.pk) and sees(cast.maija, contact.pk)
    assert not sees(cast.aino, contact.pk)
    actions.take(contact=contact.pk, by=cast.pekka)
    assert holder_of(contact.pk) == Holder(account=cast.pekka.account)
    with pytest.raises(Unseen):
        actions.take(contact=contact.pk, by=cast.aino)
    assert_whole(contact.pk)


def test_of_two_who_accept_one_gets_it_and_the_other_is_told_who(cast: Cast, maija: UUID) -> None:
    with clock.at(MONDAY):
        contact = phone_note(cast.pekka, maija)
        offer = actions.offer(contact=contact.pk, unit=cast.units["social_work"], by=cast.pekka)
        actions.accept(handover=offer.pk, by=cast.aino)
        with pytest.raises(Refused, match=r"Aino Aalto otti tämän vastaan klo\s9\.30") as told:
            actions.accept(handover=offer.pk, by=cast.outi)
        assert told.value.code == "taken"
        with pytest.raises(Refused, match="Aino Aalto"):
            actions.withdraw_offer(handover=offer.pk, by=cast.pekka)
        with pytest.raises(Unseen):
            actions.accept(handover=offer.pk, by=cast.eero)
    assert holder_of(contact.pk) == Holder(account=cast.aino.account)


def test_a_no_makes_one_second_offer_to_the_coordinators_and_then_it_is_the_senders_again(
        cast: Cast, maija: UUID) -> None:
    contact = phone_note(cast.aino, maija)
    first = actions.offer(contact=contact.pk, unit=cast.units["memory_clinic"], by=cast.aino)
    with pytest.raises(Refused) as without:
        actions.decline(handover=first.pk, reason="belongs_elsewhere", by=cast.eero)
    assert without.value.field == "suggestion"
    second = actions.decline(handover=first.pk, reason="belongs_elsewhere", words="Ei muistisairautta.",
                             suggest_unit=cast.units["home_care"], by=cast.eero)
    assert second is not None and second.turn == 2
    assert second.receiver == Holder(unit=cast.units["coordination"])
    assert second.suggested == Holder(unit=cast.units["home_care"])
    assert holder_of(contact.pk) == Holder(account=cast.aino.account), "she answers meanwhile"
    assert not sees(cast.eero, contact.pk) and sees(cast.pekka, contact.pk)
    third = actions.decline(handover=second.pk, reason="no_capacity", suggest_account=cast.niko.account,
                            by=cast.pekka)
    assert third is None
    assert holder_of(contact.pk) == Holder(account=cast.aino.account)
    assert read(second.pk).suggested == Holder(account=cast.niko.account)
    actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.aino)
    assert_whole(contact.pk)


def test_an_offer_nobody_answers_escalates_and_stays_with_the_sender(cast: Cast, maija: UUID) -> None:
    with clock.at(MONDAY):
        contact = phone_note(cast.aino, maija)
        offer = actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.aino)
        assert unanswered() == []
        assert actions.escalate(handover=offer.pk, by=KEEPER) is None, "its time is not up"
    with clock.at(offer.answer_by + timedelta(seconds=1)):
        assert unanswered() == [offer.pk]
        second = actions.escalate(handover=offer.pk, by=KEEPER)
        assert second is not None and second.receiver == Holder(unit=cast.units["coordination"])
        assert read(offer.pk).outcome == Outcome.UNANSWERED
        assert not sees(cast.niko, contact.pk)
        assert holder_of(contact.pk) == Holder(account=cast.aino.account)
    with clock.at(second.answer_by + timedelta(seconds=1)):
        assert actions.escalate(handover=second.pk, by=KEEPER) is None, "there is no third offer by rule"
        assert unanswered() == []
    assert_whole(contact.pk)


def test_the_sender_takes_an_offer_back_and_only_she(cast: Cast, maija: UUID) -> None:
    contact = phone_note(cast.pekka, maija)
    offer = actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    with pytest.raises(Refused) as twice:
        actions.offer(contact=contact.pk, account=cast.aino.account, by=cast.pekka)
    assert twice.value.code == "on_its_way"
    with pytest.raises(Unseen):
        actions.withdraw_offer(handover=offer.pk, by=cast.niko)
    actions.withdraw_offer(handover=offer.pk, by=cast.pekka)
    assert not sees(cast.niko, contact.pk)
    with pytest.raises(Refused):
        actions.accept(handover=offer.pk, by=cast.niko)
    assert_whole(contact.pk)


def test_nobody_hands_over_what_is_not_hers_nor_to_whom_nobody_answers(cast: Cast, maija: UUID) -> None:
    contact = phone_note(cast.pekka, maija)
    with pytest.raises(Unseen):
        actions.offer(contact=contact.pk, account=cast.outi.account, by=cast.outi)
    for receiver, field in (({}, "receiver"), ({"account": cast.pekka.account}, "receiver"),
                            ({"account": cast.matti.account}, "receiver"),
                            ({"account": cast.niko.account, "unit": queue_of(cast)}, "receiver")):
        with pytest.raises(Refused) as refused:
            actions.offer(contact=contact.pk, by=cast.pekka, **receiver)  # type: ignore[arg-type]
        assert refused.value.field == field
    with purpose_of("sign_in"):
        empty = accounts.create_unit(organisation=Unit.objects.get(pk=queue_of(cast)).organisation_id,
                                     name="Tyhjä", register="social", is_queue=True, by=KEEPER)
    with pytest.raises(Refused) as nobody:
        actions.offer(contact=contact.pk, unit=empty.pk, by=cast.pekka)
    assert nobody.value.code == "nobody_on_duty"


def test_a_substitute_sees_and_acts_while_the_holder_is_away_and_not_after(cast: Cast, maija: UUID) -> None:
    with clock.at(MONDAY):
        contact = phone_note(cast.aino, maija)
        accounts.record_absence(account=cast.aino.account, substitute=cast.outi.account, begins=clock.today(),
                                ends=clock.today(), by=cast.mari)
        assert not sees(cast.outi, contact.pk)
        assert with_changed_substitute() == [contact.pk]
        assert actions.update_substitute(contact=contact.pk, by=KEEPER)
        assert with_changed_substitute() == []
        assert sees(cast.outi, contact.pk)
        assert holder_of(contact.pk) == Holder(account=cast.aino.account), "Aino still answers; Outi stands in"
        actions.set_next_date(contact=contact.pk, next_date=date(2026, 11, 20), by=cast.outi)
    with clock.at(MONDAY + timedelta(days=1)):
        assert with_changed_substitute() == [contact.pk]
        actions.update_substitute(contact=contact.pk, by=KEEPER)
        assert not sees(cast.outi, contact.pk)
        with pytest.raises(Unseen):
            actions.set_next_date(contact=contact.pk, next_date=date(2026, 11, 23), by=cast.outi)
    assert_whole(contact.pk)


def test_an_offer_to_one_who_is_away_may_be_answered_by_her_substitute(cast: Cast, maija: UUID) -> None:
    accounts.record_absence(account=cast.aino.account, substitute=cast.outi.account, begins=clock.today(),
                            ends=clock.today(), by=cast.mari)
    contact = phone_note(cast.pekka, maija)
    offer = actions.offer(contact=contact.pk, account=cast.aino.account, by=cast.pekka)
    assert sees(cast.outi, contact.pk)
    actions.accept(handover=offer.pk, by=cast.outi)
    assert holder_of(contact.pk) == Holder(account=cast.outi.account)
    assert_whole(contact.pk)


def test_who_stands_in_for_both_still_sees_the_offer_when_the_holder_is_back(cast: Cast, maija: UUID) -> None:
    contact = phone_note(cast.pekka, maija)
    actions.offer(contact=contact.pk, account=cast.aino.account, by=cast.pekka)
    for away in (cast.aino, cast.pekka):
        absence = accounts.record_absence(account=away.account, substitute=cast.outi.account, begins=clock.today(),
                                          ends=clock.today(), by=cast.hanna)
        actions.update_substitute(contact=contact.pk, by=KEEPER)
    assert sees(cast.outi, contact.pk)
    accounts.end_absence(absence=absence.pk, by=cast.hanna)
    actions.update_substitute(contact=contact.pk, by=KEEPER)
    assert sees(cast.outi, contact.pk)
    with purpose_of("holding"):
        waiting = Handover.objects.get(contact=contact.pk, outcome="")
    actions.accept(handover=waiting.pk, by=cast.outi)
    assert holder_of(contact.pk) == Holder(account=cast.outi.account)
    assert_whole(contact.pk)


def test_a_contact_of_nobody_known_is_seen_by_its_holder_and_receiver_until_she_is_named(
        cast: Cast, maija: UUID) -> None:
    contact = phone_note(cast.pekka, None, sender=Sender.CLOSE_PERSON)
    assert sees(cast.pekka, contact.pk)
    assert not any(sees(other, contact.pk) for other in (cast.aino, cast.niko, cast.eero, cast.maija, cast.hanna))
    offer = actions.offer(contact=contact.pk, unit=cast.units["social_work"], by=cast.pekka)
    assert sees(cast.outi, contact.pk) and not sees(cast.niko, contact.pk)
    actions.name_client(contact=contact.pk, client=maija, by=cast.pekka)
    actions.accept(handover=offer.pk, by=cast.aino)
    assert sees(cast.aino, contact.pk) and sees(cast.maija, contact.pk) and not sees(cast.pekka, contact.pk)
    with acting_as(cast.aino):
        assert {h.client_id for h in Holding.objects.filter(contact=contact.pk)} == {maija}
    assert_whole(contact.pk)


def test_nobody_accepts_what_the_law_does_not_show_her(
        cast: Cast, maija: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(events._within, ContactOffered, [])  # the law allows the receiver nothing
    contact = phone_note(cast.pekka, maija)
    offer = actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    with pytest.raises(Unseen):
        actions.accept(handover=offer.pk, by=cast.niko)
    assert holder_of(contact.pk) == Holder(account=cast.pekka.account)
    assert read(offer.pk).outcome == ""


def test_a_second_offer_the_law_forbids_does_not_undo_the_no(
        cast: Cast, maija: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = phone_note(cast.aino, maija)
    offer = actions.offer(contact=contact.pk, account=cast.niko.account, by=cast.aino)

    def forbidden(event: ContactOffered) -> None:
        raise Refused("not lawful", code="unlawful")

    monkeypatch.setitem(events._within, ContactOffered, [forbidden])
    assert actions.decline(handover=offer.pk, reason="no_capacity", suggest_unit=queue_of(cast), by=cast.niko) is None
    assert read(offer.pk).outcome == Outcome.DECLINED
    assert holder_of(contact.pk) == Holder(account=cast.aino.account)
    with pytest.raises(Refused, match="not lawful"):
        actions.offer(contact=contact.pk, unit=queue_of(cast), by=cast.aino)
    assert_whole(contact.pk)


def test_a_form_sent_twice_records_one_contact(cast: Cast, maija: UUID) -> None:
    token = new_id()
    first, again = (phone_note(cast.pekka, maija, contact=token) for _ in range(2))
    assert first.pk == again.pk == token
    with purpose_of("holding"):
        assert Holding.objects.filter(contact=token).count() == 1
    with pytest.raises(Refused):
        phone_note(cast.aino, maija, contact=token)

"""Who sees a contact and through it the person: by whom it is held, to whom it is offered, across the border or not."""

from __future__ import annotations

from uuid import UUID

import pytest

from punos.access.models import Grant
from punos.access.queries import categories_seen
from punos.consent.rules import Kind, Terms, Word
from punos.intake import actions as intake
from punos.intake.tests.conftest import door_of
from punos.kernel import session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness import WayKind
from punos.lawfulness.categories import Category
from punos.sharing.tests.conftest import contact_for
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ROUTING = {Category.IDENTITY, Category.CONTACT}


def seen(actor: Actor, client: UUID) -> frozenset[Category]:
    with session.acting_as(actor):
        return categories_seen(actor, client)


def test_the_holder_sees_whom_it_is_about_and_what_was_asked_and_strangers_nothing(maija: UUID, cast: Cast) -> None:
    assert seen(cast.pekka, maija) == ROUTING
    for stranger in (cast.aino, cast.outi, cast.niko, cast.eero, cast.kaisa, cast.jaana, cast.mari, cast.tuomo,
                     cast.hanna, cast.matti):
        assert seen(stranger, maija) == frozenset(), stranger.name


def test_she_sees_everything_about_herself(maija: UUID, cast: Cast) -> None:
    assert seen(cast.maija, maija) == frozenset(Category)


def test_an_offer_opens_enough_to_answer_and_closes_with_the_answer(maija: UUID, cast: Cast) -> None:
    contact = contact_for(maija, cast.pekka)
    made = intake.offer(contact=contact.pk, account=cast.aino.account, by=cast.pekka)
    assert seen(cast.aino, maija) == ROUTING
    intake.withdraw_offer(handover=made.pk, by=cast.pekka)
    assert seen(cast.aino, maija) == frozenset()


def test_accountability_takes_the_view_along(maija: UUID, cast: Cast) -> None:
    contact = contact_for(maija, cast.pekka)
    made = intake.offer(contact=contact.pk, account=cast.aino.account, by=cast.pekka)
    intake.accept(handover=made.pk, by=cast.aino)
    assert seen(cast.aino, maija) == ROUTING
    with session.acting_as(cast.aino), session.purpose_of("sharing"):
        assert not Grant.objects.filter(relation_id=contact.pk, account=cast.pekka.account, closed_at=None).exists()


def test_across_the_border_without_her_word_it_is_refused_with_what_would_make_it_lawful(
        maija: UUID, cast: Cast) -> None:
    contact = contact_for(maija, cast.pekka)
    with pytest.raises(Refused) as refused:
        intake.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    assert refused.value.code == "not_lawful" and refused.value.section == "703/2023 53 §"
    assert WayKind.ASK_PERMIT in {way.kind for way in refused.value.ways}
    assert seen(cast.niko, maija) == frozenset()


def test_a_refused_offer_says_beside_the_receiver_that_her_own_answer_decides(maija: UUID, cast: Cast) -> None:
    contact = contact_for(maija, cast.pekka)
    page = door_of(cast.pekka).post(f"/work/contacts/{contact.pk}/offer/", {"receiver": f"a:{cast.niko.account}",
                                                                           "person": "niko"}).content.decode()
    told = page[page.index('id="id_receiver-error"'):]
    assert "Saako asiasta olla yhteydessä muihin?" in told and "703/2023 53\u00a0§" in told
    assert f"/work/contacts/{contact.pk}/agreement/" in told


def test_across_the_border_with_her_word_it_goes(maija: UUID, cast: Cast) -> None:
    contact = contact_for(maija, cast.pekka, client_agrees="yes", agreement_manner="spoken")
    intake.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    assert seen(cast.niko, maija) == ROUTING


def test_a_health_contact_reaches_social_care_by_her_agreement_or_her_obvious_need(maija: UUID, cast: Cast) -> None:
    agreed = contact_for(maija, cast.niko, client_agrees="yes", agreement_manner="spoken")
    intake.offer(contact=agreed.pk, account=cast.aino.account, by=cast.niko)
    needy = contact_for(maija, cast.niko, ground="unable", ground_words="Ei selviä kotona.")
    intake.offer(contact=needy.pk, account=cast.outi.account, by=cast.niko)
    silent = contact_for(maija, cast.niko)
    with pytest.raises(Refused):
        intake.offer(contact=silent.pk, account=cast.aino.account, by=cast.niko)
    with session.acting_as(cast.outi):
        from punos.intake.models import ContactNotice

        found = set(ContactNotice.objects.filter(client=maija, register="health").values_list("pk", flat=True))
    assert needy.pk in found


def test_a_contact_of_the_other_register_stays_hidden_from_a_holder_of_this_one(maija: UUID, cast: Cast) -> None:
    from punos.intake.models import ContactNotice

    clinic = contact_for(maija, cast.eero)
    with session.acting_as(cast.pekka):
        assert not ContactNotice.objects.filter(pk=clinic.pk).exists()
        assert ContactNotice.objects.filter(client=maija).exists()


def test_closing_lets_the_holder_look_back_for_a_fortnight_and_nobody_else(maija: UUID, cast: Cast) -> None:
    from datetime import timedelta

    from punos.kernel import clock

    contact = contact_for(maija, cast.outi)
    intake.close_contact(contact=contact.pk, ending="dealt_with", words="Asia selvisi.", by=cast.outi)
    assert seen(cast.outi, maija) == ROUTING
    with clock.at(clock.now() + timedelta(days=15)):
        assert seen(cast.outi, maija) == frozenset()


def test_a_withdrawn_permit_closes_in_the_same_transaction(maija: UUID, cast: Cast) -> None:
    from punos.consent import actions as consent

    contact = contact_for(maija, cast.pekka)
    permit = consent.give(client=maija, word=Word(), by=cast.maija, terms=Terms(
        Kind.PERMIT, accounts=frozenset({cast.niko.account}), categories=frozenset(ROUTING)))
    intake.offer(contact=contact.pk, account=cast.niko.account, by=cast.pekka)
    assert seen(cast.niko, maija) == ROUTING
    consent.withdraw(instrument=permit.pk, word=Word(), by=cast.maija)
    assert seen(cast.niko, maija) == frozenset()

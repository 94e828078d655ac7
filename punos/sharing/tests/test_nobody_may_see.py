"""What nobody may answer for is on a manager's page until somebody may; what came to one unasked is hers to take on."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from punos.accounts import actions as accounts
from punos.accounts.models import Membership, Profession
from punos.cases import actions as cases
from punos.cases.models import Handover as CaseOffer
from punos.consent import actions as consent
from punos.consent.rules import Manner, Word
from punos.intake import actions as intake
from punos.intake.models import Handover as ContactOffer
from punos.intake.tests.conftest import assert_whole, door_of, holder_of, sees
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder
from punos.lawfulness import WayKind
from punos.sharing import actions as sharing
from punos.sharing import queries
from punos.sharing.jobs import tidy_what_ended
from punos.sharing.queries import UnseenMatter
from punos.sharing.tests.conftest import contact_for
from punos.sharing.tests.test_nobody_is_lost import case as case
from punos.sharing.tests.test_nobody_is_lost import case_holder, permit, sees_case
from punos.sharing.tests.test_nobody_is_lost import olavi as olavi
from tests.cast import Cast, actor_for

pytestmark = pytest.mark.django_db
SAID = Word(Manner.ORAL, reason="Hän sanoi sen puhelimessa.")


def works_no_more(who: Actor, after: Actor, cast: Cast) -> None:
    """Yesterday was her last day."""
    with session.acting_as(cast.hanna):
        left = Membership.objects.get(account=who.account, valid_until=None)
    with clock.at(clock.now() - timedelta(days=1)):
        accounts.leave_unit(membership=left.pk, successor=after.account, by=cast.hanna)


def to_aino(case: UUID, cast: Cast) -> None:
    cases.accept(handover=cases.offer(case=case, account=cast.aino.account, reason="Ota", by=cast.niko).pk,
                 by=cast.aino)


@pytest.fixture
def unseen(case: UUID, olavi: UUID, cast: Cast) -> UUID:
    """Aino of social work took a case of health care on, by a permit; who had it before has left, and nobody else of
    the unit is there. A colleague writes down that the permit is taken back."""
    given = permit(olavi, account=cast.aino.account, by=cast.niko)
    cases.name_worker(case=case, account=cast.eero.account, role="responsible_worker", by=cast.niko)
    to_aino(case, cast)
    works_no_more(cast.niko, cast.eero, cast)
    consent.withdraw(instrument=given, word=SAID, by=cast.eero)
    assert case_holder(case) == cast.aino.account and not sees_case(cast.aino, case)
    return case


def found_by(leader: Actor) -> list[UnseenMatter]:
    with session.acting_as(leader):
        return queries.unseen_matters(leader)


def test_what_nobody_may_answer_for_stands_on_the_managers_page_and_names_no_client(unseen: UUID, cast: Cast) -> None:
    front = door_of(cast.mari).get("/lead/").content.decode()
    assert "Asioita, joihin kukaan ei saa vastata" in front and "/lead/unseen/" in front
    page = door_of(cast.mari).get("/lead/unseen/").content.decode()
    assert "Vastuu kokonaisuudesta, terveydenhuolto" in page and "703/2023 53\u00a0§" in page
    assert "Aino Aalto, sosiaalityöntekijä" in page and "Ikääntyneiden sosiaalityö" in page
    today = door_of(cast.aino).get("/work/").content.decode()
    assert "Et saa enää nähdä tätä, mutta vastaat siitä" in today
    for shown in (front, page, today):
        assert "Kallio" not in shown and "Olavi" not in shown and str(unseen) not in shown


def test_a_manager_offers_it_to_one_who_may_see_it_and_who_accepts_answers(unseen: UUID, cast: Cast) -> None:
    [row] = found_by(cast.mari)
    address = f"/lead/unseen/{row.id}/"
    found = door_of(cast.mari).post(address, {"search": "eero", "find": "1"}).content.decode()
    assert "Eero Etelä" in found and "Virhe" not in found
    assert "Outi Oja" not in door_of(cast.mari).post(address, {"search": "outi", "find": "1"}).content.decode()
    told = {"search": "eero", "account": str(cast.eero.account), "reason": "Muistipoliklinikka tuntee hänet."}
    assert door_of(cast.mari).post(address, told).status_code == 302
    assert case_holder(unseen) == cast.aino.account
    assert "Tarjottu: Eero Etelä, lääkäri" in door_of(cast.mari).get("/lead/unseen/").content.decode()
    with pytest.raises(Refused):
        sharing.offer_unseen(brought=row.id, account=cast.eero.account, reason="Vielä", by=cast.mari)
    assert "Otatko vastuun kokonaisuudesta?" in door_of(cast.eero).get("/work/").content.decode()
    with session.purpose_of("holding"):
        made = CaseOffer.objects.get(case=unseen, outcome="")
    cases.accept(handover=made.pk, by=cast.eero)
    assert case_holder(unseen) == cast.eero.account and sees_case(cast.eero, unseen)
    assert found_by(cast.mari) == []
    assert "Et saa enää nähdä" not in door_of(cast.aino).get("/work/").content.decode()


def test_it_is_not_offered_to_whom_the_law_does_not_show_it_and_she_reads_how_it_would_be_lawful(
        unseen: UUID, cast: Cast) -> None:
    [row] = found_by(cast.mari)
    with pytest.raises(Refused) as refused:
        sharing.offer_unseen(brought=row.id, account=cast.outi.account, reason="Ota", by=cast.mari)
    assert refused.value.section and WayKind.ASK_PERMIT in {way.kind for way in refused.value.ways}
    assert [one.offer for one in found_by(cast.mari)] == [None]


def test_the_manager_takes_her_offer_back_and_asks_another(unseen: UUID, cast: Cast) -> None:
    [row] = found_by(cast.mari)
    address = f"/lead/unseen/{row.id}/"
    sharing.offer_unseen(brought=row.id, account=cast.eero.account, reason="Tuntee hänet", by=cast.mari)
    assert "Peru tarjous" in door_of(cast.mari).get(address).content.decode()
    with pytest.raises(Unseen):
        sharing.withdraw_unseen(brought=row.id, by=cast.aino)
    assert "Peruit tarjouksen" in door_of(cast.mari).post(address, {"withdraw": "1"}, follow=True).content.decode()
    [again] = found_by(cast.mari)
    assert again.offer is None and case_holder(unseen) == cast.aino.account
    assert "Otatko vastuun" not in door_of(cast.eero).get("/work/").content.decode()
    with pytest.raises(Refused, match="jo vastattu"):
        sharing.withdraw_unseen(brought=row.id, by=cast.mari)
    sharing.offer_unseen(brought=row.id, account=cast.eero.account, reason="Sittenkin", by=cast.mari)
    with session.purpose_of("holding"):
        made = CaseOffer.objects.get(case=unseen, outcome="")
    cases.accept(handover=made.pk, by=cast.eero)
    with pytest.raises(Unseen):
        sharing.withdraw_unseen(brought=row.id, by=cast.mari)
    assert case_holder(unseen) == cast.eero.account


def test_a_manager_does_not_take_back_what_another_offered(unseen: UUID, cast: Cast) -> None:
    accounts.join_unit(account=cast.eero.account, unit=cast.units["social_work"], role="manager", title="esihenkilö",
                       profession=Profession.OTHER, public_office=False, since=clock.today(), by=cast.hanna)
    other = actor_for(cast.eero.account)
    [row] = found_by(cast.mari)
    sharing.offer_unseen(brought=row.id, account=cast.eero.account, reason="Tuntee hänet", by=cast.mari)
    assert "Peru tarjous" not in door_of(other).get(f"/lead/unseen/{row.id}/").content.decode()
    with pytest.raises(Unseen):
        sharing.withdraw_unseen(brought=row.id, by=other)
    assert [one.offer.to for one in found_by(cast.mari) if one.offer] == [Holder(account=cast.eero.account)]


def test_only_who_leads_the_unit_that_answers_arranges_it_or_every_leader_where_nobody_does(
        unseen: UUID, cast: Cast) -> None:
    [row] = found_by(cast.mari)
    for other in (cast.aino, cast.pekka, cast.tuomo):
        assert found_by(other) == []
        with pytest.raises(Unseen):
            sharing.offer_unseen(brought=row.id, account=cast.eero.account, reason="Ota", by=other)
    assert door_of(cast.aino).get(f"/lead/unseen/{row.id}/").status_code == 404
    for unit in ("home_care", "social_work"):  # she leads another unit only, while somebody leads this one
        accounts.join_unit(account=cast.eero.account, unit=cast.units[unit], role="manager", title="esihenkilö",
                           profession=Profession.OTHER, public_office=False, since=clock.today(), by=cast.hanna)
        assert (row.id in [one.id for one in found_by(actor_for(cast.eero.account))]) is (
            unit == "social_work")


def test_every_night_looks_again_and_the_first_day_stays(unseen: UUID, olavi: UUID, cast: Cast) -> None:
    [row] = found_by(cast.mari)
    with clock.at(clock.now() + timedelta(days=1)):
        tidy_what_ended(0)
    assert found_by(cast.mari) == [row]
    permit(olavi, account=cast.aino.account, by=cast.eero)
    assert found_by(cast.mari) == [] and sees_case(cast.aino, unseen)


def test_a_contact_that_those_before_may_not_take_goes_to_the_unit_it_began_in(olavi: UUID, cast: Cast) -> None:
    accounts.join_unit(account=cast.niko.account, unit=cast.units["memory_clinic"], role="professional",
                       title="sairaanhoitaja", profession=Profession.NURSE, public_office=False, since=clock.today(),
                       by=cast.hanna)
    given = permit(olavi, account=cast.aino.account, by=cast.niko)
    contact = contact_for(olavi, cast.eero)
    intake.accept(handover=intake.offer(contact=contact.pk, account=cast.aino.account, by=cast.eero).pk, by=cast.aino)
    works_no_more(cast.eero, cast.niko, cast)
    consent.withdraw(instrument=given, word=SAID, by=cast.niko)
    assert holder_of(contact.pk) == Holder(unit=cast.units["memory_clinic"]) and not sees(cast.aino, contact.pk)
    assert_whole(contact.pk)


def test_a_contact_nobody_may_answer_for_is_offered_by_a_manager_too(olavi: UUID, cast: Cast) -> None:
    given = permit(olavi, account=cast.aino.account, by=cast.niko)
    contact = contact_for(olavi, cast.eero)
    intake.accept(handover=intake.offer(contact=contact.pk, account=cast.aino.account, by=cast.eero).pk, by=cast.aino)
    works_no_more(cast.eero, cast.niko, cast)
    consent.withdraw(instrument=given, word=SAID, by=cast.niko)
    assert holder_of(contact.pk) == Holder(account=cast.aino.account)
    [row] = found_by(cast.mari)
    sharing.offer_unseen(brought=row.id, account=cast.niko.account, reason="Kotihoito jatkaa.", by=cast.mari)
    assert sees(cast.niko, contact.pk)
    with session.purpose_of("holding"):
        made = ContactOffer.objects.get(contact=contact.pk, outcome="")
    sharing.withdraw_unseen(brought=row.id, by=cast.mari)
    assert holder_of(contact.pk) == Holder(account=cast.aino.account)
    sharing.offer_unseen(brought=row.id, account=cast.niko.account, reason="Kotihoito jatkaa.", by=cast.mari)
    with session.purpose_of("holding"):
        made = ContactOffer.objects.get(contact=contact.pk, outcome="")
    intake.accept(handover=made.pk, by=cast.niko)
    assert holder_of(contact.pk) == Holder(account=cast.niko.account)
    assert found_by(cast.mari) == []
    assert_whole(contact.pk)


# --- brought back to one who was not asked ------------------------------------------------------------------


@pytest.fixture
def returned(case: UUID, olavi: UUID, cast: Cast) -> UUID:
    """A case came back to Niko, who had handed it over, when the receiver's permit was taken back."""
    given = permit(olavi, account=cast.aino.account, by=cast.niko)
    to_aino(case, cast)
    consent.withdraw(instrument=given, word=SAID, by=cast.niko)
    assert case_holder(case) == cast.niko.account
    return case


def test_what_came_to_her_unasked_waits_for_her_says_why_and_she_takes_it_on(returned: UUID, cast: Cast) -> None:
    [row] = queries.came_to_me(cast.niko)
    today = door_of(cast.niko).get("/work/").content.decode()
    assert "Tuli sinulle kysymättä" in today.split('id="soon"')[0] and f"/work/brought/{row.pk}/" in today
    page = door_of(cast.niko).get(f"/work/brought/{row.pk}/").content.decode()
    assert "Aino Aalto, sosiaalityöntekijä ei saa enää nähdä tätä" in page and "703/2023 53\u00a0§" in page
    assert f"/work/cases/{returned}/handover/" in page and "Kallio" in page
    assert door_of(cast.aino).get(f"/work/brought/{row.pk}/").status_code == 404
    with pytest.raises(Unseen):
        sharing.take_on(brought=row.pk, by=cast.aino)
    door_of(cast.niko).post(f"/work/brought/{row.pk}/")
    assert queries.came_to_me(cast.niko) == [] and case_holder(returned) == cast.niko.account
    with pytest.raises(Refused):
        sharing.take_on(brought=row.pk, by=cast.niko)


def test_or_she_offers_it_further_and_it_waits_for_the_other(returned: UUID, olavi: UUID, cast: Cast) -> None:
    made = cases.offer(case=returned, account=cast.eero.account, reason="Muisti", by=cast.niko)
    assert queries.came_to_me(cast.niko) == []
    cases.decline(handover=made.pk, reason="no_capacity", unit=cast.units["home_care"], by=cast.eero)
    assert [row.matter for row in queries.came_to_me(cast.niko)] == [returned]
    cases.accept(handover=cases.offer(case=returned, account=cast.eero.account, reason="Ota", by=cast.niko).pk,
                 by=cast.eero)
    assert queries.came_to_me(cast.niko) == [] and queries.came_to_me(cast.eero) == []
    cases.accept(handover=cases.offer(case=returned, account=cast.niko.account, reason="Ota", by=cast.eero).pk,
                 by=cast.niko)
    assert queries.came_to_me(cast.niko) == []  # this time she was asked


def test_whoever_stands_in_for_her_meets_it_and_takes_it_on(returned: UUID, cast: Cast) -> None:
    accounts.record_absence(account=cast.niko.account, substitute=cast.eero.account, begins=clock.today(),
                            ends=clock.today() + timedelta(days=7), by=cast.niko)
    cases.keep_substitutes(by=Actor.system("holding"))
    [row] = queries.came_to_me(cast.eero)
    assert row.matter == returned
    assert "Tuli kysymättä sille, jota sijaistat" in door_of(cast.eero).get("/work/").content.decode()
    assert door_of(cast.outi).get(f"/work/brought/{row.pk}/").status_code == 404
    door_of(cast.eero).post(f"/work/brought/{row.pk}/")
    assert queries.came_to_me(cast.eero) == [] and queries.came_to_me(cast.niko) == []
    assert case_holder(returned) == cast.niko.account

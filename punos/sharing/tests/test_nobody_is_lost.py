"""Who takes a matter on can act on it, and where the law lets nobody else see it, it stays where it is seen."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from punos.accounts import actions as accounts
from punos.accounts.models import Membership
from punos.cases import actions as cases
from punos.cases.models import Case, Handover
from punos.cases.models import Holding as CaseHolding
from punos.clients.actions import protect_address, recognise
from punos.consent import actions as consent
from punos.consent.rules import Kind, Manner, Terms, Word
from punos.intake import actions as intake
from punos.intake.models import ContactNotice
from punos.intake.tests.conftest import assert_whole, door_of, holder_of, sees
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder, Outcome
from punos.lawfulness import WayKind
from punos.lawfulness.categories import Category
from punos.sharing import keeping, settling
from punos.sharing.jobs import tidy_what_ended
from punos.sharing.tests.conftest import contact_for
from tests.cast import MATTI_CODE, Cast

pytestmark = pytest.mark.django_db
ROUTED = frozenset({Category.IDENTITY, Category.CONTACT, Category.COORDINATION})


@pytest.fixture
def olavi(cast: Cast) -> UUID:
    """A client of health care: Niko holds his contact."""
    client = recognise(identity_code=MATTI_CODE, given_names="Olavi", family_name="Kallio", by=cast.niko)
    contact_for(client, cast.niko)
    return client


@pytest.fixture
def case(cast: Cast, olavi: UUID) -> UUID:
    """Niko answers for his case."""
    return cases.open_case(client=olavi, model="case_manager", why="Moni auttaa.", next_date=clock.today(),
                           by=cast.niko).pk


def sees_case(actor: Actor, case: UUID) -> bool:
    with session.acting_as(actor):
        return Case.objects.filter(pk=case).exists()


def case_holder(case: UUID) -> UUID | None:
    with session.purpose_of("holding"):
        return CaseHolding.objects.get(case=case, ends=None).account_id


def permit(client: UUID, *, unit: UUID | None = None, account: UUID | None = None, until: date | None = None,
           by: Actor) -> UUID:
    """She lets these see what handing over takes; written down by one who does not open more to himself by it."""
    return consent.give(client=client, word=Word(Manner.ORAL, reason="Hän sanoi sen puhelimessa."), by=by, terms=Terms(
        Kind.PERMIT, accounts=frozenset({account} if account else ()), units=frozenset({unit} if unit else ()),
        categories=ROUTED, valid_until=until)).pk


# --- a case ---------------------------------------------------------------------------------------------------


def test_a_second_offer_of_a_case_is_not_made_to_who_may_not_see_it(case: UUID, cast: Cast) -> None:
    first = cases.offer(case=case, account=cast.eero.account, reason="Muisti", by=cast.niko)
    assert cases.decline(handover=first.pk, reason="no_capacity", unit=cast.units["coordination"],
                         by=cast.eero) is None
    assert case_holder(case) == cast.niko.account and sees_case(cast.niko, case)
    assert "Otatko vastuun" not in door_of(cast.pekka).get("/work/").content.decode()
    page = door_of(cast.niko).get(f"/work/cases/{case}/").content.decode()
    assert "Asiakasohjaus" in page and "703/2023 53\u00a0§" in page and "Pyydä lupaa asiakkaalta" in page


def test_nobody_accepts_a_case_the_law_does_not_let_her_hold(
        case: UUID, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from punos.cases import events as happened
    from punos.kernel import events

    monkeypatch.setitem(events._within, happened.CaseOffered, [])  # an offer from before the check
    made = cases.offer(case=case, account=cast.pekka.account, reason="Ota", by=cast.niko)
    with pytest.raises(Unseen):
        cases.accept(handover=made.pk, by=cast.pekka)
    assert case_holder(case) == cast.niko.account and sees_case(cast.niko, case)
    assert "Otatko vastuun" not in door_of(cast.pekka).get("/work/").content.decode()
    assert door_of(cast.pekka).get(f"/work/case-handovers/{made.pk}/").status_code == 404


def test_with_her_permit_the_second_offer_is_made_and_whoever_accepts_can_act(case: UUID, olavi: UUID,
                                                                              cast: Cast) -> None:
    permit(olavi, unit=cast.units["coordination"], by=cast.niko)
    first = cases.offer(case=case, account=cast.eero.account, reason="Muisti", by=cast.niko)
    second = cases.decline(handover=first.pk, reason="no_capacity", unit=cast.units["social_work"], by=cast.eero)
    assert second is not None and second.unit_id == cast.units["coordination"]
    cases.accept(handover=second.pk, by=cast.pekka)
    assert sees_case(cast.pekka, case)
    assert cases.set_next_date(case=case, next_date=clock.today(), by=cast.pekka)


def test_an_unlawful_offer_of_a_case_says_the_section_and_how_it_would_be_lawful(case: UUID, olavi: UUID,
                                                                                 cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        cases.offer(case=case, account=cast.aino.account, reason="Ota", by=cast.niko)
    assert refused.value.section and WayKind.ASK_PERMIT in {way.kind for way in refused.value.ways}
    page = door_of(cast.niko).post(f"/work/cases/{case}/handover/", {
        "receiver": f"account:{cast.aino.account}", "reason": "Ota", "search": "aino"}).content.decode()
    assert "Näin se olisi mahdollista" in page and "703/2023 53\u00a0§" in page
    assert f"/work/clients/{olavi}/permissions/new/" in page


def test_who_answers_for_the_whole_hears_of_a_new_contact_at_once_where_she_may_see_it(
        case: UUID, olavi: UUID, cast: Cast) -> None:
    sent = contact_for(olavi, cast.eero, urgency="violence", urgent_help="here")
    today = door_of(cast.niko).get("/work/").content.decode()
    assert "Uusi yhteydenotto. Vastaat hänen kokonaisuudestaan." in today
    notice = today.split("/work/returns/")[1].split("/")[0]
    page = door_of(cast.niko).get(f"/work/returns/{notice}/").content.decode()
    assert "Kuka vastaa yhteydenotosta nyt?" in page and "Eero Etelä" in page and "lääkäri" in page
    assert f"/work/contacts/{sent.pk}/" in page
    door_of(cast.niko).post(f"/work/returns/{notice}/")
    contact_for(olavi, cast.outi)  # the other register, and no permit: not even that there is one
    assert "Uusi yhteydenotto" not in door_of(cast.niko).get("/work/").content.decode()


def test_a_protected_number_is_for_the_one_who_calls_and_for_nobody_else(olavi: UUID, cast: Cast) -> None:
    contact = contact_for(olavi, cast.niko, sender_phone="0405550777", client_agrees="yes", agreement_manner="spoken")
    intake.promise_callback(contact=contact.pk, promised_by=clock.now() + timedelta(hours=2), phone="0405550777",
                            by=cast.niko)
    intake.offer(contact=contact.pk, account=cast.eero.account, by=cast.niko)
    protect_address(client=olavi, valid_from=clock.today(), until=clock.today() + timedelta(days=300), by=cast.niko)
    pages = [f"/work/contacts/{contact.pk}/", "/work/contacts/calls/"]
    mine = [door_of(cast.niko).get(page).content.decode() for page in pages]
    assert all("555 0777" in page.replace("\xa0", " ") and "suojattu, vain tähän soittoon" in page for page in mine)
    asked = door_of(cast.eero).get(pages[0]).content.decode()
    assert "0777" not in asked and "Suojattu numero: sen näkee se, joka soittaa" in asked


# --- a contact ------------------------------------------------------------------------------------------------


def test_a_second_offer_of_a_contact_is_not_made_to_who_may_not_see_it(olavi: UUID, cast: Cast) -> None:
    contact = contact_for(olavi, cast.niko)
    first = intake.offer(contact=contact.pk, unit=cast.units["memory_clinic"], by=cast.niko)
    assert intake.decline(handover=first.pk, reason="belongs_elsewhere", suggest_unit=cast.units["social_work"],
                          by=cast.eero) is None
    assert holder_of(contact.pk) == Holder(account=cast.niko.account)
    page = door_of(cast.niko).get(f"/work/contacts/{contact.pk}/").content.decode()
    assert "Vastaus viimeistään" not in page
    assert "Asiakasohjaus" in page and "53\u00a0§" in page and f"/work/contacts/{contact.pk}/agreement/" in page
    assert_whole(contact.pk)


def test_her_yes_opens_the_way_at_once_and_her_no_closes_it_at_once(olavi: UUID, cast: Cast) -> None:
    contact = contact_for(olavi, cast.niko, client_agrees="no", agreement_manner="spoken")
    with pytest.raises(Refused):
        intake.offer(contact=contact.pk, unit=cast.units["coordination"], by=cast.niko)
    intake.record_agreement(contact=contact.pk, client_agrees="yes", agreement_manner="spoken", by=cast.niko)
    made = intake.offer(contact=contact.pk, unit=cast.units["coordination"], by=cast.niko)
    assert sees(cast.pekka, contact.pk)
    intake.record_agreement(contact=contact.pk, client_agrees="no", agreement_manner="spoken", by=cast.niko)
    assert not sees(cast.pekka, contact.pk)
    with pytest.raises((Refused, Unseen)):
        intake.accept(handover=made.pk, by=cast.pekka)
    page = door_of(cast.niko).get(f"/work/contacts/{contact.pk}/").content.decode()
    assert "Ei · Suullisesti" in page and "Vastaus viimeistään" not in page
    intake.offer(contact=contact.pk, account=cast.eero.account, by=cast.niko)
    assert_whole(contact.pk)


def test_an_offer_that_waited_unseen_is_opened_by_her_yes(
        olavi: UUID, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = contact_for(olavi, cast.niko)
    with monkeypatch.context() as before:  # an offer from before the check
        before.setattr("punos.sharing.reactions.must_be_lawful", lambda *_: None)
        intake.offer(contact=contact.pk, unit=cast.units["coordination"], by=cast.niko)
    assert not sees(cast.pekka, contact.pk)
    intake.record_agreement(contact=contact.pk, client_agrees="yes", agreement_manner="spoken", by=cast.niko)
    assert sees(cast.pekka, contact.pk)


def test_a_no_after_it_was_taken_brings_it_back_to_one_who_may_see_it(olavi: UUID, cast: Cast) -> None:
    contact = contact_for(olavi, cast.niko, client_agrees="yes", agreement_manner="spoken")
    made = intake.offer(contact=contact.pk, account=cast.aino.account, by=cast.niko)
    intake.accept(handover=made.pk, by=cast.aino)
    assert sees(cast.aino, contact.pk)
    intake.record_agreement(contact=contact.pk, client_agrees="no", agreement_manner="spoken", by=cast.aino)
    assert holder_of(contact.pk) == Holder(account=cast.niko.account)
    assert sees(cast.niko, contact.pk) and not sees(cast.aino, contact.pk)
    page = door_of(cast.niko).get(f"/work/contacts/{contact.pk}/").content.decode()
    assert "Aino Aalto, sosiaalityöntekijä: lupa nähdä tämä päättyi." in page and "Vastaat tästä nyt." in page
    assert_whole(contact.pk)


def test_her_word_takes_effect_though_whoever_answered_before_works_here_no_more(
        case: UUID, olavi: UUID, cast: Cast) -> None:
    contact_for(olavi, cast.eero)
    given = permit(olavi, account=cast.aino.account, by=cast.eero)
    for giver, taker in ((cast.niko, cast.eero), (cast.eero, cast.niko), (cast.niko, cast.aino)):
        made = cases.offer(case=case, account=taker.account, reason="Ota", by=giver)
        cases.accept(handover=made.pk, by=taker)
    with session.acting_as(cast.hanna):
        left = Membership.objects.get(account=cast.niko.account)
    with clock.at(clock.now() - timedelta(days=1)):
        accounts.leave_unit(membership=left.pk, successor=cast.eero.account, by=cast.hanna)
    consent.withdraw(instrument=given, word=Word(Manner.ORAL, reason="Hän sanoi sen puhelimessa."), by=cast.eero)
    assert not sees_case(cast.aino, case)
    assert case_holder(case) == cast.eero.account and sees_case(cast.eero, case)


def test_a_holder_left_blind_between_two_nights_is_found_the_next(case: UUID, olavi: UUID, cast: Cast) -> None:
    permit(olavi, account=cast.aino.account, until=clock.today(), by=cast.niko)
    cases.accept(handover=cases.offer(case=case, account=cast.aino.account, reason="Ota", by=cast.niko).pk,
                 by=cast.aino)
    with clock.at(clock.now() + timedelta(days=1)):
        settling.settle(client=olavi, reason="contact", by=Actor.system("sharing"))  # before the night's own
        assert case_holder(case) == cast.aino.account and not sees_case(cast.aino, case)
        tidy_what_ended(0)
    assert case_holder(case) == cast.niko.account


def test_one_client_who_cannot_be_settled_does_not_stop_the_night_of_the_others(
        case: UUID, olavi: UUID, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    permit(olavi, account=cast.aino.account, until=clock.today(), by=cast.niko)
    cases.accept(handover=cases.offer(case=case, account=cast.aino.account, reason="Ota", by=cast.niko).pk,
                 by=cast.aino)
    another, settle = UUID(int=0), keeping.settle

    def refused(*, client: UUID, reason: str, by: Actor) -> None:
        if client == another:
            raise Refused(f"{client}")
        settle(client=client, reason=reason, by=by)

    monkeypatch.setattr(keeping, "settle", refused)
    found = settling.with_something_ended
    monkeypatch.setattr(settling, "with_something_ended", lambda: [another, *found()])
    with clock.at(clock.now() + timedelta(days=1)):
        assert tidy_what_ended(0) == 1
    assert case_holder(case) == cast.niko.account
    said = "".join(record.getMessage() for record in caplog.records if record.name.startswith("punos"))
    assert "1 could not be done" in said and "Refused" in said and str(another) not in said


def test_whoever_names_the_client_of_a_contact_the_law_does_not_show_her_gives_it_back(cast: Cast) -> None:
    contact = intake.record_contact(words="Joku soitti, huoli naapurista.", channel="phone", by=cast.aino)
    intake.accept(handover=intake.offer(contact=contact.pk, account=cast.niko.account, by=cast.aino).pk, by=cast.niko)
    said = door_of(cast.niko).post(f"/work/contacts/{contact.pk}/client/", {
        "given_names": "Olavi", "family_name": "Kallio", "identity_code": MATTI_CODE}, follow=True).content.decode()
    assert "Nimi on kirjattu." in said and "palasi sille" in said
    assert holder_of(contact.pk) == Holder(account=cast.aino.account) and sees(cast.aino, contact.pk)
    assert not sees(cast.niko, contact.pk)
    assert_whole(contact.pk)


def test_a_permit_taken_back_brings_what_stood_on_it_back_to_one_who_may_see_it(
        case: UUID, olavi: UUID, cast: Cast) -> None:
    contact = contact_for(olavi, cast.niko)
    given = permit(olavi, account=cast.aino.account, by=cast.niko)
    intake.accept(handover=intake.offer(contact=contact.pk, account=cast.aino.account, by=cast.niko).pk, by=cast.aino)
    cases.accept(handover=cases.offer(case=case, account=cast.aino.account, reason="Ota", by=cast.niko).pk,
                 by=cast.aino)
    waiting = contact_for(olavi, cast.eero)
    intake.offer(contact=waiting.pk, account=cast.aino.account, by=cast.eero)
    assert case_holder(case) == cast.aino.account and sees_case(cast.aino, case)
    consent.withdraw(instrument=given, word=Word(Manner.ORAL, reason="Hän sanoi sen puhelimessa."), by=cast.niko)
    assert case_holder(case) == cast.niko.account and sees_case(cast.niko, case) and not sees_case(cast.aino, case)
    assert holder_of(contact.pk) == Holder(account=cast.niko.account) and sees(cast.niko, contact.pk)
    assert not sees(cast.aino, waiting.pk)
    page = door_of(cast.eero).get(f"/work/contacts/{waiting.pk}/").content.decode()
    assert "Vastaus viimeistään" not in page
    with session.purpose_of("holding"):
        assert not Handover.objects.filter(case=case, outcome="").exists()
        assert ContactNotice.objects.get(pk=contact.pk).closed_at is None
    assert_whole(contact.pk)

def test_an_offer_of_a_case_that_stood_on_her_permit_ends_with_it_and_the_sender_is_told(
        case: UUID, olavi: UUID, cast: Cast) -> None:
    given = permit(olavi, account=cast.aino.account, by=cast.niko)
    offered = cases.offer(case=case, account=cast.aino.account, reason="Ota", by=cast.niko)
    assert "Otatko vastuun" in door_of(cast.aino).get("/work/").content.decode()
    consent.withdraw(instrument=given, word=Word(Manner.ORAL, reason="Hän sanoi sen puhelimessa."), by=cast.niko)
    with session.purpose_of("holding"):
        ended = Handover.objects.get(pk=offered.pk)
    assert ended.outcome == Outcome.WITHDRAWN and ended.stopped_by
    assert case_holder(case) == cast.niko.account and not sees_case(cast.aino, case)
    assert "Otatko vastuun" not in door_of(cast.aino).get("/work/").content.decode()
    page = door_of(cast.niko).get(f"/work/cases/{case}/").content.decode()
    assert "703/2023 53\u00a0§" in page

"""Promise 1 when somebody is not in the team any more: what she promised waits for a doer, whoever let her go is told
before, whoever answers for the whole is told after, and nobody is led to believe that she comes back by herself."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from punos.access.queries import categories_seen
from punos.accounts import actions as accounts
from punos.cases import actions as cases
from punos.cases.models import Case
from punos.consent.actions import give, withdraw
from punos.consent.models import Instrument
from punos.consent.rules import ConsentFor, Kind, Terms
from punos.intake.tests.conftest import door_of
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.session import acting_as
from punos.lawfulness.categories import Category
from punos.operating_models import Role
from punos.plan import actions, queries
from punos.plan.jobs import free_unseen
from punos.plan.models import Step
from punos.plan.rules import DOER_LEFT, Doer, DoerKind
from punos.plan.tests.test_with_case import read
from punos.team import actions as team
from punos.team.models import Membership
from punos.team.tests.conftest import case, consent_to_neighbour, in_portal, later, maija, permit
from tests.cast import Cast

__all__ = ["case", "maija"]
pytestmark = pytest.mark.django_db
SEEN = [Category.IDENTITY, Category.COORDINATION, Category.PLAN]


def promise(cast: Cast, client: UUID, text: str, doer: Doer) -> UUID:
    goal = actions.set_goal(client=client, text="Päästä taas ulos.", by=cast.pekka)
    return actions.add_step(goal=goal.pk, text=text, doer=doer, by_when=clock.today() + timedelta(days=1),
                            by=cast.pekka).pk


def invite(cast: Cast, client: UUID, who: Actor) -> Membership:
    return team.invite(client=client, account=who.account, purpose="Kulkee mukana", until=later(), categories=SEEN,
                       wish="agrees", by=cast.pekka)


def consent_to_jaana(cast: Cast, client: UUID) -> Instrument:
    terms = Terms(Kind.CONSENT, about=ConsentFor.THIRD_SECTOR, accounts=frozenset({cast.jaana.account}),
                  categories=frozenset(SEEN))
    return give(client=client, terms=terms, word=in_portal(), by=cast.maija)


def state(cast: Cast, step: UUID) -> tuple[str, str]:
    with acting_as(cast.maija):
        found = Step.objects.get(pk=step)
    return found.closed, found.close_note


def test_taking_a_consent_back_says_before_and_after_who_leaves_and_what_waits(cast: Cast, maija: UUID,
                                                                              case: Case) -> None:
    consent = consent_to_jaana(cast, maija)
    joined = invite(cast, maija, cast.jaana)
    step = promise(cast, maija, "Sovitaan kyyti kerhoon", Doer(DoerKind.ACCOUNT, cast.jaana.account))
    hers, address = door_of(cast.maija), reverse("my:permission", args=[consent.pk])
    before = hers.get(address).content.decode()
    assert "Nämä ihmiset lähtevät samalla tiimistä" in before and "Sovitaan kyyti kerhoon · Jaana Järvi" in before
    after = hers.post(address, {"do": "withdraw"}, follow=True).content.decode()
    assert "Ei ole enää tiimissä: Jaana Järvi." in after and "1 askel odottaa nyt uutta tekijää." in after
    assert "Hän ei palaa tiimiin itsestään: Jaana Järvi." in after
    assert state(cast, step) == ("dropped", DOER_LEFT)
    today = read(cast.pekka, "work:today")
    assert reverse("work:plan_step_take_up", args=[step]) in today
    told = reverse("work:team_departure", args=[joined.pk])
    assert told in today and "Jaana Järvi" in today
    page = read(cast.pekka, "work:team_departure", joined.pk)
    assert "Suostumus tai lupa päättyi" in page and "Sovitaan kyyti kerhoon" in page
    assert f"who={cast.jaana.account}" in page
    assert door_of(cast.pekka).post(told).status_code == 302
    assert told not in read(cast.pekka, "work:today")
    again = hers.post(address, {"do": "renew"}, follow=True).content.decode()
    assert "Tämä on taas voimassa. Hän ei palaa tiimiin itsestään: Jaana Järvi." in again
    assert "1 askel odottaa yhä tekijää." in again


def test_where_the_consent_ends_first_the_pages_say_its_day_and_not_that_of_the_membership(
        cast: Cast, maija: UUID, case: Case) -> None:
    consent_to_jaana(cast, maija)
    joined = invite(cast, maija, cast.jaana)
    shorter = Terms(Kind.CONSENT, about=ConsentFor.THIRD_SECTOR, accounts=frozenset({cast.jaana.account}),
                    categories=frozenset(SEEN), valid_until=later(10))
    give(client=maija, terms=shorter, word=in_portal(), by=cast.maija)
    for page in (read(cast.maija, "my:home"), read(cast.maija, "my:team"), read(cast.pekka, "work:team", maija),
                 read(cast.pekka, "work:client", maija), read(cast.jaana, "work:team_member", joined.pk)):
        assert f"{later(10):%-d.%-m.%Y}" in page and f"{later():%-d.%-m.%Y}" not in page
    assert f"Nyt {later(10):%-d.%-m.%Y} asti" in read(cast.pekka, "work:team_extend", joined.pk)


def test_whom_she_takes_out_leaves_her_promise_to_who_answers(cast: Cast, maija: UUID, case: Case) -> None:
    permit(cast, maija, *SEEN)
    joined = invite(cast, maija, cast.niko)
    step = promise(cast, maija, "Käydään kävelyllä", Doer(DoerKind.ACCOUNT, cast.niko.account))
    assert "Käydään kävelyllä" in read(cast.maija, "my:team_remove", joined.pk)
    door_of(cast.maija).post(reverse("my:team_remove", args=[joined.pk]))
    assert state(cast, step) == ("dropped", DOER_LEFT)
    assert "Nämä askeleet odottavat tekijää" in read(cast.pekka, "work:plan", maija)
    assert "Käydään kävelyllä" not in read(cast.pekka, "work:plan_print", maija)
    home = read(cast.maija, "my:home")
    assert "Tälle askeleelle etsitään tekijää: Pekka Pelto sopii siitä kanssasi." in home
    assert "Asiakas poisti tiimistä" in read(cast.pekka, "work:today")
    actions.take_up_step(step=step, doer=Doer(DoerKind.ACCOUNT, cast.pekka.account), by_when=later(2), by=cast.pekka)
    assert "Askelelle löytyi uusi tekijä." in read(cast.pekka, "work:plan_step", step)


def test_who_leaves_by_herself_and_who_has_no_account_leave_nothing_behind(cast: Cast, maija: UUID,
                                                                          case: Case) -> None:
    permit(cast, maija, *SEEN)
    joined = invite(cast, maija, cast.niko)
    his = promise(cast, maija, "Niko käy", Doer(DoerKind.ACCOUNT, cast.niko.account))
    team.leave(membership=joined.pk, note="Siirryn muualle", by=cast.niko)
    consent = consent_to_neighbour(cast, maija, *SEEN)
    team.invite(client=maija, person_name="Niilo Naapuri", recipient="close_person", role="naapuri", by=cast.pekka,
                purpose="Käy kaupassa", until=later(), categories=SEEN, wish="chooses")
    named = promise(cast, maija, "Niilo käy", Doer(DoerKind.NAMED, name="Niilo Naapuri"))
    pekkas = promise(cast, maija, "Pekka soittaa", Doer(DoerKind.ACCOUNT, cast.pekka.account))
    withdraw(instrument=consent.pk, word=in_portal(), by=cast.maija)
    assert state(cast, his) == state(cast, named) == ("dropped", DOER_LEFT)
    assert state(cast, pekkas) == ("", "")
    assert "Siirryn muualle" in read(cast.pekka, "work:team_departure", joined.pk)
    actions.drop_step(step=named, why="Kesken", by=cast.pekka)
    actions.reopen_step(step=named, why="Tarvitaan sittenkin", by=cast.pekka)
    assert state(cast, named) == ("dropped", DOER_LEFT)  # he has no account, and has left all the same
    actions.drop_step(step=pekkas, why="Kesken", by=cast.pekka)
    actions.reopen_step(step=pekkas, why="Tarvitaan sittenkin", by=cast.pekka)
    assert state(cast, pekkas) == ("", "")


def test_the_plan_closes_with_the_permit_to_whom_only_the_permit_let_in(cast: Cast, maija: UUID, case: Case) -> None:
    given = permit(cast, maija, *SEEN)
    invite(cast, maija, cast.niko)
    step = promise(cast, maija, "Niko käy", Doer(DoerKind.ACCOUNT, cast.niko.account))
    before = read(cast.maija, "my:permission", given.pk)
    assert "Niko käy · Niko Niemi" in before[before.index("jäävät odottamaan uutta tekijää"):]
    withdraw(instrument=given.pk, word=in_portal(), by=cast.maija)
    with acting_as(cast.niko):
        assert categories_seen(cast.niko, maija) == frozenset()
    assert door_of(cast.niko).get(reverse("work:plan", args=[maija])).status_code == 404
    assert state(cast, step) == ("dropped", DOER_LEFT)
    assert reverse("work:plan_step_take_up", args=[step]) in read(cast.pekka, "work:today")
    hers = read(cast.maija, "my:team")
    assert "Niko Niemi" in hers and "Ei näe nyt mitään." in hers and "Suunnitelma</li>" not in hers
    assert "Ei näe nyt" in read(cast.pekka, "work:team", maija)
    assert "Ei näe nyt mitään." in read(cast.maija, "my:home")
    again = door_of(cast.maija).post(reverse("my:permission", args=[given.pk]), {"do": "renew"}, follow=True)
    assert "Tämä on taas voimassa. 1 askel odottaa yhä tekijää." in again.content.decode()
    assert "Ei näe nyt mitään." not in read(cast.maija, "my:home")
    at_work = read(cast.pekka, "work:permission", given.pk)
    assert reverse("work:plan_step_take_up", args=[step]) in at_work and "Lupasi aiemmin: Niko Niemi" in at_work


def test_what_one_who_has_left_had_done_waits_for_another_when_it_was_not_done_after_all(
        cast: Cast, maija: UUID, case: Case) -> None:
    permit(cast, maija, *SEEN)
    joined = invite(cast, maija, cast.niko)
    his = promise(cast, maija, "Niko käy", Doer(DoerKind.ACCOUNT, cast.niko.account))
    actions.do_step(step=his, by=cast.niko)
    actions.reopen_step(step=his, why="Ei käynytkään", by=cast.pekka)
    assert state(cast, his) == ("", "")
    actions.do_step(step=his, by=cast.niko)
    team.end(membership=joined.pk, by=cast.pekka)
    actions.reopen_step(step=his, why="Ei käynytkään", by=cast.pekka)
    assert state(cast, his) == ("dropped", DOER_LEFT)


def test_while_who_answers_is_away_what_is_late_and_what_waits_stands_on_the_day_of_her_substitute(
        cast: Cast, maija: UUID, case: Case) -> None:
    with clock.at(clock.now() - timedelta(days=3)):
        promise(cast, maija, "Kävelen", Doer(DoerKind.CLIENT))
    actions.make_version(client=maija, review_on=later(90), by=cast.pekka)
    accounts.record_absence(account=cast.pekka.account, substitute=cast.aino.account, begins=clock.today(),
                            ends=clock.today(), by=cast.hanna)
    with acting_as(cast.aino):
        asked = queries.for_today(cast.aino)
        assert ([step.text for step in asked.steps], [plan.client for plan in asked.plans]) == (["Kävelen"], [maija])


def test_a_worker_whose_work_ends_keeps_no_promise_she_cannot_see(cast: Cast, maija: UUID, case: Case) -> None:
    named = cases.name_worker(case=case.pk, account=cast.outi.account, role=Role.RESPONSIBLE_WORKER.value,
                              by=cast.pekka)
    hers = promise(cast, maija, "Outi käy kotona", Doer(DoerKind.ACCOUNT, cast.outi.account))
    pekkas = promise(cast, maija, "Pekka soittaa", Doer(DoerKind.ACCOUNT, cast.pekka.account))
    cases.end_worker(worker=named.pk, reason="Jäi pois", by=cast.pekka)
    assert state(cast, hers) == ("dropped", DOER_LEFT)
    assert state(cast, pekkas) == ("", "")
    assert reverse("work:plan_step_take_up", args=[hers]) in read(cast.pekka, "work:today")


def test_what_somebody_promised_until_her_day_passed_waits_in_the_morning(cast: Cast, maija: UUID, case: Case) -> None:
    permit(cast, maija, *SEEN)
    joined = invite(cast, maija, cast.niko)
    his = promise(cast, maija, "Niko käy", Doer(DoerKind.ACCOUNT, cast.niko.account))
    pekkas = promise(cast, maija, "Pekka soittaa", Doer(DoerKind.ACCOUNT, cast.pekka.account))
    own = promise(cast, maija, "Kävelen", Doer(DoerKind.CLIENT))
    free_unseen(0)
    assert state(cast, his) == ("", "")
    assert joined.until is not None
    with clock.at(datetime.combine(joined.until + timedelta(days=1), time(3), clock.HELSINKI)):
        free_unseen(0)
        assert state(cast, his) == ("dropped", DOER_LEFT)
        assert state(cast, pekkas) == state(cast, own) == ("", "")
        assert reverse("work:plan_step_take_up", args=[his]) in read(cast.pekka, "work:today")
        history = read(cast.pekka, "work:plan_step", his)
        assert "Punos" in history and "Tekijä ei voi tehdä tätä enää." in history

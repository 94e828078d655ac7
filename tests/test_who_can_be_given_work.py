"""Nobody is given responsibility for a client who could not even open her page: asked of every action that names a
person, with every listener connected."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from punos.access.action import REGISTRY
from punos.accounts import actions as accounts
from punos.accounts import queries as people
from punos.accounts.models import Membership
from punos.cases import actions as cases
from punos.cases.models import Case
from punos.cases.pages.receivers import person_choices
from punos.cases.tests.conftest import meet_clocks
from punos.clients.actions import recognise
from punos.intake import actions as intake
from punos.intake.pages.receivers import people_named
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.plan import actions as plan
from punos.plan.rules import Doer, DoerKind
from punos.sharing.tests.conftest import contact_for
from punos.team import actions as team
from tests.cast import MAIJA_CODE, Cast

CONTEXTS = ("access", "accounts", "cases", "clients", "consent", "identification", "intake", "plan", "sharing", "team")
NAMES = {"account", "offer_account", "suggest_account", "substitute", "successor", "alongside", "doer", "approver",
         "reviewers"}
# Those whose person is given nothing to answer for, with what she is instead.
NOT_WORK = {
    "access.open_grants:account": "a grant follows a tie", "access.close_grants:account": "a grant ends",
    "accounts.create_account:account": "an account is made",
    **{f"accounts.{name}:account": "her account itself" for name in (
        "close_account", "correct_account", "join_unit", "reopen_account", "give_start_code", "end_start_code",
        "give_start_code_again")},
    "accounts.record_absence:account": "she goes away", "cases.keep_substitutes:account": "she has gone away",
    **{f"clients.{name}:account": "the client's or a close one's account" for name in (
        "add_tie", "link_tie_account", "link_representative_account", "name_representative", "link_account")},
    "identification.prepare_named_run:approver": "approves, by a permission of its own",
    "identification.prepare_named_run:reviewers": "look at flags, by a permission of their own",
    **{f"sharing.{name}:account": "somebody who works with the client already, or what she may see" for name in (
        "close_for", "open_for_member", "record_address_need", "record_duty", "rule_on", "tie_account")},
}


def named_parameters() -> Iterator[str]:
    """Every parameter of every action that names a person."""
    for context in CONTEXTS:
        importlib.import_module(f"punos.{context}.actions")
    for name, function in REGISTRY.items():
        parts = name.split(".")
        if parts[0] == "punos" and parts[1] in CONTEXTS and parts[2] == "actions":
            for parameter in inspect.signature(function).parameters:
                if parameter in NAMES:
                    yield f"{parts[1]}.{parts[-1]}:{parameter}"


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in the block is undone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Work:
    """Maija's case and plan, held by Pekka; each entry of ``ways`` gives one person one piece of work."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.client = cast, recognise(identity_code=MAIJA_CODE, given_names="Maija", family_name="Meri",
                                                 by=cast.pekka)
        self.contact = contact_for(self.client, cast.pekka)
        contact = contact_for(self.client, cast.pekka)
        self.day = clock.today() + timedelta(days=7)
        self.case: Case = cases.open_case(client=self.client, model="case_manager", why="Moni auttaa.",
                                          her_word="wants", next_date=self.day, contact=contact.pk, by=cast.pekka)
        self.goal = plan.set_goal(client=self.client, text="Jaksan kotona", by=cast.pekka)
        self.ways: dict[str, Callable[[UUID], object]] = {
            "cases.offer:account": self.offer_case,
            "cases.decline:account": self.decline_case,
            "cases.name_worker:account": lambda who: cases.name_worker(
                case=self.case.pk, account=who, role="responsible_worker", by=cast.pekka),
            "cases.name_worker:alongside": lambda who: cases.name_worker(
                case=self.case.pk, account=cast.aino.account, role="own_worker", alongside=who, by=cast.pekka),
            "intake.offer:account": lambda who: intake.offer(contact=self.contact.pk, account=who, by=cast.pekka),
            "cases.offer_for_holder:account": lambda who: cases.offer_for_holder(
                case=self.case.pk, account=who, reason="Kukaan ei näe", by=cast.mari),
            "intake.offer_for_holder:account": lambda who: intake.offer_for_holder(
                contact=self.contact.pk, account=who, note="Kukaan ei näe", by=cast.mari),
            "intake.decline:suggest_account": self.decline_contact,
            "intake.record_contact:offer_account": lambda who: intake.record_contact(
                client=self.client, words="Soitti", channel="phone", offer_account=who, by=cast.pekka),
            "accounts.take_duty:account": lambda who: accounts.take_duty(
                unit=cast.units["social_work"], account=who, begins=clock.now(),
                ends=clock.now() + timedelta(hours=2), by=cast.hanna),
            "accounts.record_absence:substitute": lambda who: accounts.record_absence(
                account=cast.aino.account, substitute=who, begins=clock.today(), ends=self.day, by=cast.hanna),
            "accounts.leave_unit:successor": lambda who: accounts.leave_unit(
                membership=self.membership(cast.aino), successor=who, by=cast.hanna),
            "plan.add_step:doer": lambda who: self.step(Doer(DoerKind.ACCOUNT, who)),
            "plan.hand_step:doer": lambda who: plan.hand_step(
                step=self.step(Doer(DoerKind.CLIENT)), doer=Doer(DoerKind.ACCOUNT, who), why="Ehtii", by=cast.pekka),
            "plan.take_up_step:doer": self.take_up,
            "team.invite:account": lambda who: team.invite(
                client=self.client, account=who, purpose="Arki", categories=["identity"], until=self.day, wish="agrees",
                by=cast.pekka),
        }

    def membership(self, actor: Actor) -> UUID:
        with session.acting_as(actor):
            return Membership.objects.get(account=actor.account).pk

    def step(self, doer: Doer) -> UUID:
        return plan.add_step(goal=self.goal.pk, text="Soitan", doer=doer, by_when=self.day, by=self.cast.pekka).pk

    def offer_case(self, who: UUID) -> UUID:
        return cases.offer(case=self.case.pk, account=who, reason="Sosiaalityö", by=self.cast.pekka).pk

    def decline_case(self, who: UUID) -> None:
        cases.decline(handover=self.offer_case(self.cast.outi.account), reason="no_capacity", account=who,
                      by=self.cast.outi)

    def decline_contact(self, who: UUID) -> None:
        made = intake.offer(contact=self.contact.pk, account=self.cast.outi.account, by=self.cast.pekka)
        intake.decline(handover=made.pk, reason="no_capacity", suggest_account=who, by=self.cast.outi)

    def take_up(self, who: UUID) -> None:
        cast, other = self.cast, self.cast.aino.account
        cases.name_worker(case=self.case.pk, account=other, role="responsible_worker", by=cast.pekka)
        step = self.step(Doer(DoerKind.ACCOUNT, other))
        meet_clocks(self.case.pk, cast.pekka)
        cases.close(case=self.case.pk, reason="goals_reached", note="Valmis", acknowledged=True, by=cast.pekka)
        cases.reopen(case=self.case.pk, note="Uudelleen", next_date=self.day, by=cast.pekka)
        plan.take_up_step(step=step, doer=Doer(DoerKind.ACCOUNT, who), by_when=self.day, by=cast.pekka)


@pytest.fixture
def work(cast: Cast) -> Work:
    return Work(cast)


def without_work(cast: Cast) -> dict[str, UUID]:
    """A manager, a data protection officer, an administrator, and one whose account is closed though her work in the
    unit goes on to its last day."""
    accounts.leave_unit(membership=_membership_of(cast.niko), by=cast.hanna)
    accounts.close_account(account=cast.niko.account, by=cast.hanna)
    return {who: getattr(cast, who).account for who in ("mari", "tuomo", "hanna", "niko")}


def _membership_of(actor: Actor) -> UUID:
    with session.acting_as(actor):
        return Membership.objects.get(account=actor.account).pk


def test_each_action_that_names_a_person_is_asked_here_or_says_why_not(work: Work) -> None:
    assert set(named_parameters()) == set(work.ways) | NOT_WORK.keys() & set(named_parameters())
    assert not set(work.ways) & NOT_WORK.keys()


def test_no_action_leaves_work_to_somebody_who_cannot_enter_its_door(cast: Cast, work: Work) -> None:
    others, let_through = without_work(cast), []
    for way, give in work.ways.items():
        for who, account in others.items():
            with undone():
                try:
                    give(account)
                except Refused as refused:
                    if refused.code != "cannot_work":
                        let_through.append((way, who, refused.code))
                else:
                    let_through.append((way, who, "done"))
    assert let_through == []


def test_each_of_these_actions_gives_work_to_a_colleague_who_does_it(cast: Cast, work: Work) -> None:
    refused = {}
    for way, give in work.ways.items():
        with undone():
            try:
                give(cast.outi.account if way not in ("cases.decline:account", "intake.decline:suggest_account",
                                                      "cases.name_worker:alongside") else cast.aino.account)
            except Refused as why:
                refused[way] = (why.code, str(why))
    assert refused == {}


def test_nobody_without_client_work_is_offered_in_any_list_to_choose_from(cast: Cast, work: Work) -> None:
    others = without_work(cast)
    with session.acting_as(cast.pekka):
        for who, account in others.items():
            name = "Niko Niemi" if who == "niko" else getattr(cast, who).name
            assert [card.name for card in people.search_people(name)] == []
            assert people_named(name, cast.pekka) == []
            assert person_choices([account], name) == ([], {})
        for unit in cast.units.values():
            assert not {card.account for card in people.members(unit)} & set(others.values())
    with session.acting_as(cast.mari):
        rota = people.rota(cast.mari, cast.units["social_work"])
        assert cast.mari.account in {card.account for card in rota.people}
        assert cast.mari.account not in {card.account for card in rota.workers}

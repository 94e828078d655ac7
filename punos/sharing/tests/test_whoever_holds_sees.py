"""Whatever people do, whoever answers for a matter sees it, and whoever is asked to sees what she is asked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from punos.accounts.actions import create_account
from punos.accounts.models import Kind as AccountKind
from punos.cases import actions as cases
from punos.cases.models import Case
from punos.cases.models import Handover as CaseHandover
from punos.cases.models import Holding as CaseHolding
from punos.clients.actions import link_account, recognise
from punos.consent import actions as consent
from punos.consent.rules import Kind, Terms, Word
from punos.intake import actions as intake
from punos.intake.models import ContactNotice, Handover, Holding
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.ids import new_id
from punos.lawfulness.categories import Category
from punos.sharing.tests.conftest import contact_for
from punos.sharing.tests.test_at_once import at_once
from tests.cast import Cast, actor_for, gather

WORKERS = ("niko", "eero", "pekka", "aino", "outi")  # two of health care, three of social care
RECEIVERS = (*WORKERS, "coordination", "social_work", "home_care")
WHO, TO = st.sampled_from(WORKERS), st.sampled_from(RECEIVERS)
KEEPER = Actor.system("holding")
ROUTED = frozenset({Category.IDENTITY, Category.CONTACT, Category.COORDINATION})


def begun(cast: Cast) -> tuple[Actor, UUID, UUID, UUID]:
    """A client who signs in herself, her id, her contact and her case: Niko of health care answers for both."""
    with session.purpose_of("demo"):
        account = create_account(login=f"{new_id()}@posti.example", kind=AccountKind.CLIENT, given_name="Olavi",
                                 family_name="Kallio", password=None,
                                 by=Actor.system("demo")).pk
    client = recognise(given_names="Olavi", family_name="Kallio", by=cast.niko)
    contact = contact_for(client, cast.niko)
    link_account(client=client, account=account, by=cast.niko)
    case = cases.open_case(client=client, model="case_manager", why="Moni auttaa.", next_date=clock.today(),
                           by=cast.niko)
    return actor_for(account), client, contact.pk, case.pk


class Holders(RuleBasedStateMachine):
    """Offers, answers and silence across the border, while she gives and takes back what lets them be seen."""

    cast: Cast

    @initialize()
    def begin(self) -> None:
        with transaction.atomic():
            self.she, self.client, self.contact, self.case = begun(self.cast)
        self.permits: list[UUID] = []

    def actor(self, name: str) -> Actor:
        found: Actor = getattr(self.cast, name)
        return found

    def receiver(self, name: str) -> dict[str, Any]:
        return {"unit": self.cast.units[name]} if name in self.cast.units else {"account": self.actor(name).account}

    def try_(self, deed: Callable[[], Any]) -> None:
        with contextlib.suppress(Refused, Unseen):
            deed()

    def rows(self) -> tuple[Any, Any, Any, Any]:
        """(the contact's holding, its open offer, the case's holding, its open offer), as committed."""
        with transaction.atomic(), session.purpose_of("holding"):
            return (Holding.objects.get(contact=self.contact, ends=None),
                    Handover.objects.filter(contact=self.contact, outcome="").first(),
                    CaseHolding.objects.get(case=self.case, ends=None),
                    CaseHandover.objects.filter(case=self.case, outcome="").first())

    def people(self, account: UUID | None, unit: UUID | None) -> list[Actor]:
        return [self.actor(name) for name in WORKERS
                if self.actor(name).account == account or unit in self.actor(name).units]

    @rule(to=TO)
    def the_holders_offer(self, to: str) -> None:
        held, _, answers, _ = self.rows()
        for by in self.people(held.account_id, held.unit_id)[:1]:
            self.try_(partial(intake.offer, contact=self.contact, by=by, **self.receiver(to)))
        for by in self.people(answers.account_id, None):
            self.try_(partial(cases.offer, case=self.case, reason="Syy", by=by, **self.receiver(to)))

    @rule(yes=st.booleans(), suggest=WHO)
    def whoever_is_asked_answers(self, yes: bool, suggest: str) -> None:
        _, offered, _, asked = self.rows()
        other = self.actor(suggest).account
        if offered:
            for by in self.people(offered.receiver_account_id, offered.receiver_unit_id)[:1]:
                self.try_(partial(intake.accept, handover=offered.pk, by=by) if yes else partial(
                    intake.decline, handover=offered.pk, reason="no_capacity", suggest_account=other, by=by))
        if asked:
            for by in self.people(asked.account_id, asked.unit_id)[:1]:
                self.try_(partial(cases.accept, handover=asked.pk, by=by) if yes else partial(
                    cases.decline, handover=asked.pk, reason="no_capacity", account=other, by=by))

    @rule()
    def nobody_answers(self) -> None:
        _, offered, _, asked = self.rows()
        past = clock.now() - timedelta(hours=1)
        with transaction.atomic(), session.purpose_of("holding"):
            Handover.objects.filter(pk=offered and offered.pk).update(answer_by=past, offered_at=past)
            CaseHandover.objects.filter(pk=asked and asked.pk).update(answer_by=past, made_at=past)
        if offered:
            self.try_(lambda: intake.escalate(handover=offered.pk, by=KEEPER))
        self.try_(lambda: cases.escalate_unanswered(by=KEEPER))

    @rule(to=TO)
    def she_lets_somebody_see(self, to: str) -> None:
        named = self.receiver(to)
        terms = Terms(Kind.PERMIT, accounts=frozenset({named["account"]} if "account" in named else ()),
                      units=frozenset({named["unit"]} if "unit" in named else ()), categories=ROUTED)
        self.try_(lambda: self.permits.append(consent.give(client=self.client, terms=terms, word=Word(),
                                                           by=self.she).pk))

    def take_back(self) -> None:
        if self.permits:
            permit = self.permits.pop()
            self.try_(lambda: consent.withdraw(instrument=permit, word=Word(), by=self.she))

    @rule()
    def she_takes_it_back(self) -> None:
        self.take_back()

    @rule()
    def she_takes_it_back_while_they_accept(self) -> None:
        _, offered, _, asked = self.rows()
        deeds: list[Callable[[], object]] = [self.take_back]
        if offered and (by := self.people(offered.receiver_account_id, offered.receiver_unit_id)):
            deeds.append(lambda: self.try_(lambda: intake.accept(handover=offered.pk, by=by[0])))
        if asked and (answers := self.people(asked.account_id, asked.unit_id)):
            deeds.append(lambda: self.try_(lambda: cases.accept(handover=asked.pk, by=answers[0])))
        at_once(*deeds)

    @rule(answer=st.sampled_from(("yes", "no")))
    def her_answer_is_written_down(self, answer: str) -> None:
        held, *_ = self.rows()
        for by in self.people(held.account_id, held.unit_id)[:1]:
            self.try_(partial(intake.record_agreement, contact=self.contact, client_agrees=answer,
                              agreement_manner="spoken", by=by))

    @invariant()
    def whoever_holds_or_is_asked_sees(self) -> None:
        if not hasattr(self, "case"):
            return
        held, offered, answers, asked = self.rows()
        assert self.see(ContactNotice, self.contact, held.account_id, held.unit_id)
        assert self.see(Case, self.case, answers.account_id, answers.unit_id)
        if offered:
            assert self.see(ContactNotice, self.contact, offered.receiver_account_id, offered.receiver_unit_id)
        if asked:
            assert self.see(Case, self.case, asked.account_id, asked.unit_id)

    def see(self, table: type[ContactNotice] | type[Case], pk: UUID, account: UUID | None, unit: UUID | None) -> bool:
        """Does everybody this is held by, or offered to, meet it with her own eyes? And is there anybody?"""
        found = self.people(account, unit)
        for actor in found:
            with transaction.atomic(), session.acting_as(actor):
                if not table.objects.filter(pk=pk).exists():
                    return False
        return bool(found)


def test_whoever_holds_a_matter_sees_it_whatever_people_do(own_database: str) -> None:
    with transaction.atomic():
        Holders.cast = gather()
    run_state_machine_as_test(Holders, settings=settings(
        max_examples=10, stateful_step_count=12, deadline=None, print_blob=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck)))

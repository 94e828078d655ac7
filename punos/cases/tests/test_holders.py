"""Nobody is lost: whatever several people do at once, an open case has one holder at every moment."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from punos.cases import actions
from punos.cases.models import Case, Handover, Holding
from punos.cases.tests.conftest import give, make_client, soon
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder, Period, flaws
from punos.lawfulness.categories import Category
from tests.cast import Cast, gather

NAMES = ("pekka", "aino", "niko", "outi")
WHO = st.sampled_from(NAMES)
KEEPER = Actor.system("holding")


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Every deed in its own thread and transaction, let go at the same moment. Only refusals may come out."""
    barrier = threading.Barrier(len(deeds))
    outcomes: list[Any] = [None] * len(deeds)

    def run(place: int, deed: Callable[[], Any]) -> None:
        try:
            barrier.wait(timeout=10)
            outcomes[place] = deed()
        except BaseException as error:
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, Refused | Unseen):
            raise outcome
    return outcomes


def chain(case: UUID) -> tuple[bool, list[Period], list[Any]]:
    """(is it open, its periods, the next dates of the open ones), as committed."""
    with transaction.atomic(), session.purpose_of("holding"):
        is_open = Case.objects.get(pk=case).closed_at is None
        held = list(Holding.objects.filter(case=case).order_by("begins", "id"))
    return is_open, [Period(Holder(h.account_id, h.unit_id), h.begins, h.ends, h.opens, h.closes) for h in held], [
        h.next_date for h in held if h.ends is None]


class Holders(RuleBasedStateMachine):
    """Offers, answers, withdrawals, closings, reopenings and escalations, alone and against each other."""

    cast: Cast

    @initialize()
    def open(self) -> None:
        self.client = make_client(self.cast.pekka)
        for name in NAMES:
            give(self.client, self.actor(name), Category.IDENTITY, Category.CONTACT, Category.COORDINATION)
        self.case = actions.open_case(client=self.client, model="case_manager", why="Syy", next_date=soon(),
                                      by=self.cast.pekka).pk

    def actor(self, name: str) -> Actor:
        found: Actor = getattr(self.cast, name)
        return found

    def holder(self) -> Actor | None:
        with transaction.atomic(), session.purpose_of("holding"):
            account = Holding.objects.filter(case=self.case, ends=None).values_list("account", flat=True).first()
        return next((self.actor(name) for name in NAMES if self.actor(name).account == account), None)

    def waiting(self) -> UUID | None:
        with transaction.atomic(), session.purpose_of("holding"):
            return Handover.objects.filter(case=self.case, outcome="").values_list("pk", flat=True).first()

    def try_(self, deed: Callable[[], Any]) -> None:
        with contextlib.suppress(Refused, Unseen):
            deed()

    def offer(self, by: Actor, to: str) -> Any:
        return actions.offer(case=self.case, account=self.actor(to).account, reason="Syy", by=by)

    def accept(self, by: str, handover: UUID) -> Any:
        return actions.accept(handover=handover, by=self.actor(by))

    def decline(self, by: str, handover: UUID) -> Any:
        return actions.decline(handover=handover, reason="no_capacity", account=self.cast.eero.account,
                               by=self.actor(by))

    def close(self, by: Actor) -> Any:
        return actions.close(case=self.case, reason="client_wished", note="Riittää", acknowledged=True, by=by)

    def reopen(self, by: str) -> Any:
        return actions.reopen(case=self.case, note="Palasi", next_date=soon(), by=self.actor(by))

    @rule(to=WHO)
    def the_holder_offers(self, to: str) -> None:
        if holder := self.holder():
            self.try_(lambda: self.offer(holder, to))

    @rule(by=WHO, to=WHO)
    def somebody_offers(self, by: str, to: str) -> None:
        self.try_(lambda: self.offer(self.actor(by), to))

    @rule(who=WHO, other=WHO)
    def two_accept_at_once(self, who: str, other: str) -> None:
        if handover := self.waiting():
            outcomes = at_once(lambda: self.accept(who, handover), lambda: self.accept(other, handover))
            assert sum(isinstance(outcome, Holding) for outcome in outcomes) <= 1

    @rule(who=WHO, other=WHO)
    def one_accepts_as_another_declines(self, who: str, other: str) -> None:
        if handover := self.waiting():
            at_once(lambda: self.accept(who, handover), lambda: self.decline(other, handover))

    @rule(who=WHO)
    def one_accepts_as_the_sender_takes_it_back(self, who: str) -> None:
        holder, handover = self.holder(), self.waiting()
        if holder and handover:
            at_once(lambda: self.accept(who, handover), lambda: actions.withdraw(handover=handover, by=holder))

    @rule(who=WHO)
    def one_accepts_as_nobody_answered_in_time(self, who: str) -> None:
        if handover := self.waiting():
            def later() -> Any:
                with clock.at(clock.now() + timedelta(days=20)):
                    return actions.escalate_unanswered(by=KEEPER)
            at_once(lambda: self.accept(who, handover), later)

    @rule(who=WHO)
    def one_accepts_as_the_holder_closes(self, who: str) -> None:
        holder, handover = self.holder(), self.waiting()
        if holder and handover:
            at_once(lambda: self.accept(who, handover), lambda: self.close(holder))

    @rule(to=WHO)
    def the_holder_offers_and_closes_at_once(self, to: str) -> None:
        if holder := self.holder():
            at_once(lambda: self.offer(holder, to), lambda: self.close(holder))

    @rule(who=WHO, other=WHO)
    def two_reopen_at_once(self, who: str, other: str) -> None:
        at_once(lambda: self.reopen(who), lambda: self.reopen(other))

    @invariant()
    def one_answers_and_has_a_next_date(self) -> None:
        if not hasattr(self, "case"):
            return
        is_open, periods, dates = chain(self.case)
        assert flaws(periods, is_open=is_open) == frozenset()
        assert len(dates) == (1 if is_open else 0) and None not in dates
        if not is_open:
            assert self.waiting() is None


def test_no_hole_and_no_double_holder_whatever_people_do_at_once(own_database: str) -> None:
    with transaction.atomic():
        Holders.cast = gather()
    run_state_machine_as_test(Holders, settings=settings(
        max_examples=12, stateful_step_count=14, deadline=None, print_blob=True,
        suppress_health_check=list(HealthCheck)))


def test_two_who_open_a_case_at_once_get_one_case(own_database: str) -> None:
    with transaction.atomic():
        cast = gather()
    client = make_client(cast.pekka)
    for actor in (cast.pekka, cast.aino):
        give(client, actor, Category.IDENTITY, Category.COORDINATION)

    def opens(actor: Actor) -> Callable[[], Any]:
        return lambda: actions.open_case(client=client, model="case_manager", why="Syy", next_date=soon(), by=actor)

    outcomes = at_once(opens(cast.pekka), opens(cast.aino))
    assert sum(isinstance(outcome, Case) for outcome in outcomes) == 1
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refused)] == ["already_open"]


def test_two_own_workers_named_at_once_make_one(own_database: str) -> None:
    with transaction.atomic():
        cast = gather()
    client = make_client(cast.pekka)
    give(client, cast.pekka, Category.IDENTITY, Category.COORDINATION)
    case = actions.open_case(client=client, model="case_manager", why="Syy", next_date=soon(), by=cast.pekka)

    def names(account: UUID) -> Callable[[], Any]:
        return lambda: actions.name_worker(case=case.pk, account=account, role="own_worker", by=cast.pekka)

    outcomes = at_once(names(cast.aino.account), names(cast.outi.account))
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refused)] == ["own_worker_exists"]

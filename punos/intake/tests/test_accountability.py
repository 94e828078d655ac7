"""Promise 1 under pressure: people who act at the same moment on a real database. No hole, no double holder, ever.

Bursts of actions run in threads with connections of their own, committed for real, while a watcher that sees every
row looks at whatever has been committed at any moment. Each action either does its whole deed or is refused in words.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connections
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from punos.config import embedded
from punos.intake import actions
from punos.intake.codes import Ending
from punos.intake.jobs import KEEPER
from punos.intake.tests.conftest import known_client
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder, Period, flaws
from tests.cast import Cast, gather

AT_ONCE = 4
WORKERS = ("pekka", "aino", "outi", "niko", "eero")
RECEIVERS = ("coordination", "social_work", "home_care", "memory_clinic", *WORKERS)
DEEDS = ("offer", "accept", "accept", "decline", "withdraw", "take", "close", "escalate", "name_substitute")

BROKEN_NOW = """
SELECT c.id FROM intake_contact c LEFT JOIN intake_holding h ON h.contact_id = c.id AND h.ends IS NULL
GROUP BY c.id, c.closed_at HAVING count(h.id) <> CASE WHEN c.closed_at IS NULL THEN 1 ELSE 0 END
   OR bool_or(h.next_date IS NULL AND h.id IS NOT NULL)
UNION ALL
SELECT h.contact_id FROM intake_holding h WHERE NOT h.opens
   AND NOT EXISTS (SELECT 1 FROM intake_holding b WHERE b.contact_id = h.contact_id AND b.ends = h.begins)
UNION ALL
SELECT a.contact_id FROM intake_holding a JOIN intake_holding b ON b.contact_id = a.contact_id AND b.id > a.id
   AND tstzrange(a.begins, a.ends) && tstzrange(b.begins, b.ends)
UNION ALL
SELECT contact_id FROM intake_handover WHERE outcome = '' GROUP BY contact_id HAVING count(*) > 1
"""


@dataclass(frozen=True)
class Deed:
    """One person's attempt: what, who, towards whom. Who may be "holder" or "receiver": whoever that is then."""

    what: str
    who: str
    towards: str = "home_care"


deeds = st.builds(Deed, st.sampled_from(DEEDS),
                  st.one_of(st.just("holder"), st.just("receiver"), st.sampled_from(WORKERS)),
                  st.sampled_from(RECEIVERS))


class World:
    """The committed database, the people, and an eye that sees every row."""

    def __init__(self, name: str, conninfo: str) -> None:
        self.cast: Cast = gather()
        self.client: UUID = known_client(self.cast)
        self.eye = psycopg.connect(conninfo, autocommit=True)
        self.watching_eye = psycopg.connect(conninfo, autocommit=True)
        self.pool = ThreadPoolExecutor(AT_ONCE)
        self.starting_line = threading.Barrier(AT_ONCE, timeout=20)
        self.moved: dict[UUID, int] = defaultdict(int)  # contact → accepted and taken

    def rows(self, query: str, *values: Any) -> list[Any]:
        return self.eye.execute(query.encode(), values or None).fetchall()

    def close(self) -> None:
        """Give every connection back, those of the threads too."""
        for _thread in range(AT_ONCE):
            self.pool.submit(self._close_of_thread)
        self.pool.shutdown()
        self.eye.close()
        self.watching_eye.close()

    def _close_of_thread(self) -> None:
        self.starting_line.wait()
        connections.close_all()

    def actor(self, name: str) -> Actor:
        found: Actor = getattr(self.cast, name)
        return found

    def people_of(self, account: UUID | None, unit: UUID | None) -> list[str]:
        """Who may act for this holder or receiver."""
        return [name for name in WORKERS if self.actor(name).account == account or unit in self.actor(name).units]

    def resolved(self, deed: Deed, contact: UUID) -> Deed:
        """The same deed with a person in it."""
        table, prefix, now = (("intake_holding", "", "ends IS NULL") if deed.who == "holder"
                              else ("intake_handover", "receiver_", "outcome = ''"))
        if deed.who not in ("holder", "receiver"):
            return deed
        rows = self.rows(f"SELECT {prefix}account_id, {prefix}unit_id FROM {table} WHERE contact_id = %s AND {now}",
                         contact)
        return replace(deed, who=next(iter(self.people_of(*rows[0])), "pekka") if rows else "pekka")

    def receiver(self, name: str) -> dict[str, UUID]:
        return {"unit": self.cast.units[name]} if name in self.cast.units else {"account": self.actor(name).account}

    def attempt(self, deed: Deed, contact: UUID, offer: UUID | None) -> str:
        """Try it at the same moment as the others; what came of it."""
        self.starting_line.wait()
        try:
            self._do(deed, contact, offer)
        except Unseen:
            return "unseen"
        except Refused as refused:
            return f"refused:{refused.code}:{refused.message}"
        return "done"

    def together(self, burst: list[Deed], contact: UUID, offer: UUID | None) -> list[str]:
        """All of them at the same moment."""
        running = [self.pool.submit(self.attempt, deed, contact, offer) for deed in burst]
        return [future.result() for future in running]

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look at everything committed, again and again, while the block runs: nothing broken is ever seen."""
        done = threading.Event()
        broken: list[Any] = []
        watcher = threading.Thread(target=_watch, args=(self.watching_eye, done, broken))
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
        assert broken == []

    def _do(self, deed: Deed, contact: UUID, offer: UUID | None) -> None:
        by = self.actor(deed.who)
        towards: dict[str, Any] = self.receiver(deed.towards)
        on_contact: dict[str, Callable[[], Any]] = {
            "offer": lambda: actions.offer(contact=contact, by=by, **towards),
            "take": lambda: actions.take(contact=contact, by=by),
            "close": lambda: actions.close_contact(contact=contact, ending=Ending.DEALT_WITH, by=by),
            "name_substitute": lambda: actions.update_substitute(contact=contact, by=KEEPER),
        }
        on_offer: dict[str, Callable[[UUID], Any]] = {
            "accept": lambda it: actions.accept(handover=it, by=by),
            "decline": lambda it: actions.decline(
                handover=it, reason="no_capacity", by=by,
                **{f"suggest_{kind}": found for kind, found in towards.items()}),
            "withdraw": lambda it: actions.withdraw_offer(handover=it, by=by),
            "escalate": lambda it: actions.escalate(handover=it, by=KEEPER),
        }
        if deed.what in on_contact:
            on_contact[deed.what]()
        elif offer is not None:
            on_offer[deed.what](offer)
        else:
            raise Unseen


class Accountability(RuleBasedStateMachine):
    """Contacts of one client, and people who grab, refuse, withdraw and close at the same time."""

    world: World

    @initialize()
    def somebody_turns_to_us(self) -> None:
        pekka, home_care = self.world.cast.pekka, self.world.cast.units["home_care"]
        self.contacts = [
            actions.record_contact(words="Apua.", channel="phone", client=self.world.client, by=pekka).pk,
            actions.record_contact(words="Apua.", channel="phone", client=self.world.client, offer_unit=home_care,
                                   by=pekka).pk,
            actions.record_contact(words="Apua.", channel="portal", client=self.world.client,
                                   by=self.world.cast.maija).pk]

    @rule(contact=st.integers(0, 2), burst=st.lists(deeds, min_size=AT_ONCE, max_size=AT_ONCE))
    def all_at_once(self, contact: int, burst: list[Deed]) -> None:
        """Four people act on one contact at the same moment; the watcher looks the whole time."""
        world, target = self.world, self.contacts[contact]
        open_offer = world.rows("SELECT id FROM intake_handover WHERE contact_id = %s AND outcome = ''", target)
        burst = [world.resolved(deed, target) for deed in burst]
        with world.watched():
            outcomes = world.together(burst, target, open_offer[0][0] if open_offer else None)
        for deed, outcome in zip(burst, outcomes, strict=True):
            event(f"{deed.what}: {outcome.split(':')[0]}")
            if outcome == "done" and deed.what in ("accept", "take"):
                world.moved[target] += 1
            if outcome.startswith("refused:taken:"):
                assert " otti tämän vastaan " in outcome, "the one who came second is told who was first"

    @rule(contact=st.integers(0, 2), receiver=st.sampled_from(("social_work", "home_care")))
    def everybody_in_a_unit_accepts_at_once(self, contact: int, receiver: str) -> None:
        """The sharpest case: one offer to a queue, and all who may take it do."""
        world, target = self.world, self.contacts[contact]
        holder = world.rows("SELECT account_id, unit_id FROM intake_holding WHERE contact_id = %s AND ends IS NULL",
                            target)
        sender = next(iter(world.people_of(*holder[0])), None) if holder else None
        pair = {"social_work": ("aino", "outi"), "home_care": ("niko", "niko")}[receiver]
        if sender is None or sender in pair or world.rows(
                "SELECT 1 FROM intake_handover WHERE contact_id = %s AND outcome = ''", target):
            return
        offer = actions.offer(contact=target, unit=world.cast.units[receiver], by=world.actor(sender)).pk
        with world.watched():
            outcomes = world.together([Deed("accept", who) for who in (*pair, *pair)], target, offer)
        assert outcomes.count("done") == 1, outcomes
        world.moved[target] += 1

    @rule(contact=st.integers(0, 2))
    def time_passes_and_nobody_answers(self, contact: int) -> None:
        self.world.rows("UPDATE intake_handover SET offered_at = offered_at - interval '9 days', "
                        "answer_by = offered_at - interval '1 day' WHERE contact_id = %s AND outcome = '' RETURNING id",
                        self.contacts[contact])

    @invariant()
    def every_chain_is_whole_and_as_long_as_it_was_handed_on(self) -> None:
        if not hasattr(self, "contacts"):
            return
        assert self.world.rows(BROKEN_NOW) == []
        for contact in self.contacts:
            closed, = self.world.rows("SELECT closed_at FROM intake_contact WHERE id = %s", contact)
            chain = [Period(Holder(account, unit), begins, ends, opens, closes)
                     for account, unit, begins, ends, opens, closes in self.world.rows(
                         "SELECT account_id, unit_id, begins, ends, opens, closes FROM intake_holding "
                         "WHERE contact_id = %s", contact)]
            assert flaws(chain, is_open=closed[0] is None) == frozenset()
            assert len(chain) == 1 + self.world.moved[contact], "only a yes moves a contact, and each yes moves it once"


def _watch(eye: psycopg.Connection[Any], done: threading.Event, broken: list[Any]) -> None:
    while not done.is_set():
        broken.extend(eye.execute(BROKEN_NOW).fetchall())
        done.wait(0.005)


@pytest.fixture
def world(own_database: str, _server: embedded.ConnectionInfo) -> Iterator[World]:
    made = World(own_database, _server.conninfo("postgres", own_database))
    yield made
    made.close()


def test_nobody_is_lost_when_people_act_at_the_same_moment(world: World) -> None:
    Accountability.world = world
    run_state_machine_as_test(Accountability, settings=settings(
        max_examples=12, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)))

"""A year in the county: people turn to us, matters move from hand to hand, cases live. Through actions only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from punos.cases import actions as cases
from punos.cases import queries
from punos.demo.county import County, meet_clocks, people, recognise, working_moment
from punos.demo.sayings import CONTACTS, DECLINES, REASONS
from punos.insight.queries import PERIOD
from punos.intake import actions as intake
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen

T = TypeVar("T")
# Which day of a case each stage begins, when nothing is in the way; steps and reviews go on by turns.
STAGES = (("asked", 2), ("gathering", 6), ("assessing", 14), ("planning", 27), ("carrying_out", 36),
          ("reviewing", 125), ("carrying_out", 131), ("reviewing", 220), ("carrying_out", 226), ("reviewing", 315),
          ("carrying_out", 321))


class Year:
    """Makes the history. ``now`` is the moment the county is opened; everything lies before it."""

    def __init__(self, county: County, now: datetime, say: Callable[[str], None] = lambda text: None) -> None:
        self.county, self.now, self.say, self.random = county, now, say, county.random

    def live(self, count: int) -> None:
        """``count`` people turn to us in the course of the year, the newest last."""
        crowd = list(people(self.random, count))
        for number, (given, family, _born, code) in enumerate(crowd):
            day = (self.now - timedelta(days=360) + timedelta(days=358 * number / count)).date()
            self._one(working_moment(day, self.random), given, family, code, number / count)
            if number % 25 == 24:
                self.say(f"{number + 1}/{count}")

    def _one(self, moment: datetime, given: str, family: str, code: str, age: float) -> None:
        moment = min(moment, self.now - timedelta(hours=2))
        recorder = self.random.choice(self.county.staff[self.random.choice(
            ("coordination", "coordination", "coordination", "social_work", "home_care", "hospital", "health_centre"))])
        words, asks, sender = self.random.choice(CONTACTS)
        with clock.at(moment):
            client = recognise(recorder, given, family, code, self.random)
            self.county.people.append(client)
            contact = intake.record_contact(
                client=client, words=words, asks=asks, channel=self.random.choice(("phone", "phone", "visit", "paper")),
                sender=sender,
                sender_phone=f"050 555 {self.random.randint(1000, 9999)}", client_agrees="yes",
                agreement_manner="spoken", by=recorder).pk
        lately = moment > self.now - PERIOD and recorder in (
            self.county.staff["coordination"] + self.county.staff["social_work"])
        if self.random.random() < (0.95 if lately else 0.3):
            self._promise_a_call(contact, moment, recorder)
        recent = age > 0.93
        path = self.random.random()
        if recent and path < 0.5:
            self._is_on_its_way(contact, moment, recorder)
        elif path < 0.38 or recent:
            self._become_a_case(client, contact, moment, recorder, age)
        elif path < 0.75:
            self._hand_over_and_close(contact, moment, recorder)
        else:
            self._guide(contact, moment, recorder)

    def _after(self, moment: datetime, days: int) -> datetime:
        """Some days later in office hours, but never after the county is opened."""
        return min(working_moment((moment + timedelta(days=days)).date(), self.random), self.now - timedelta(minutes=5))

    def _promise_a_call(self, contact: UUID, moment: datetime, by: Actor) -> None:
        due = self._after(moment, 1) + timedelta(hours=2)
        with clock.at(moment + timedelta(minutes=3)):
            promised = self._quietly(lambda: intake.promise_callback(contact=contact, promised_by=due, by=by))
        if promised is None or due > self.now:
            return
        kept = self.random.random() < (0.65 if by in self.county.staff["coordination"] else 1.0)
        with clock.at(due - timedelta(hours=1) if kept else due + timedelta(hours=5)):
            self._quietly(lambda: intake.record_call(callback=promised.pk, outcome="reached", by=by))

    def _offer(self, contact: UUID, moment: datetime, by: Actor, answered: bool) -> tuple[UUID, Actor] | None:
        """Offer it to a unit; half of those that are answered are declined first."""
        key = self.random.choice([key for key in ("social_work", "home_care", "carers", "health_centre", "adult_social")
                                  if by not in self.county.staff[key]])
        with clock.at(moment + timedelta(minutes=20)):
            made = self._quietly(lambda: intake.offer(contact=contact, unit=self.county.units[key],
                                                      note="Voisitteko ottaa tämän?", by=by))
        return (made.pk, self.random.choice(self.county.staff[key])) if made and answered else None

    def _guide(self, contact: UUID, moment: datetime, by: Actor) -> None:
        """Whoever answers for it finds the right place with the client, and the contact ends."""
        with clock.at(self._after(moment, 1)):
            self._quietly(lambda: intake.close_contact(contact=contact, ending="guided", words="Sovittiin yhdessä.",
                                                       by=by))

    def _is_on_its_way(self, contact: UUID, moment: datetime, by: Actor) -> None:
        """Offered these days and not answered yet, or taken on and open, with a day to come back to it."""
        waits = moment > self.now - timedelta(days=3)
        offered = self._offer(contact, moment, by, answered=not waits)
        if offered is None:
            return
        handover, receiver = offered
        with clock.at(self._after(moment, 1)):
            self._quietly(lambda: intake.accept(handover=handover, by=receiver))
        with clock.at(self.now - timedelta(hours=3)):
            day = clock.add_working_days(self.now.date(), self.random.randint(0, 6))
            self._quietly(lambda: intake.set_next_date(contact=contact, next_date=day,
                                                       by=receiver))

    def _hand_over_and_close(self, contact: UUID, moment: datetime, by: Actor) -> None:
        offered = self._offer(contact, moment, by, answered=True)
        if offered is None:
            return
        handover, receiver = offered
        with clock.at(self._after(moment, 1)):
            if self.random.random() < 0.25:
                second = self._quietly(lambda: intake.decline(
                    handover=handover, reason=self.random.choice(DECLINES), words="Tämä kuuluu toiselle.",
                    suggest_unit=self.county.units["coordination"], by=receiver))
                handover, receiver = (second.pk, self.county.cast.pekka) if second else (handover, receiver)
            taken = self._quietly(lambda: intake.accept(handover=handover, by=receiver))
        if not taken:
            self._guide(contact, self._after(moment, 2), by)
            return
        with clock.at(self._after(moment, 6)):
            self._quietly(lambda: intake.close_contact(contact=contact, ending="dealt_with", words="Asia hoidettiin.",
                                                       by=receiver))

    def _become_a_case(self, client: UUID, contact: UUID, moment: datetime, by: Actor, age: float) -> None:
        begun = self._after(moment, 2)
        with clock.at(begun):
            opened = self._quietly(lambda: cases.open_case(
                client=client, model="case_manager", why=self.random.choice(REASONS), contact=contact,
                next_date=clock.add_working_days(clock.today(), 5), by=by))
        if opened is None:
            self._guide(contact, moment, by)
            return
        ready = self._after(begun, 95) if age < 0.7 and self.random.random() < 0.7 else self.now
        self._goes_on(opened.pk, begun, ready, by)
        if ready < self.now - timedelta(minutes=10):
            self._close(client, opened.pk, ready, by)
        else:
            self._keep_in_touch(opened.pk, begun, by)

    def _goes_on(self, case: UUID, begun: datetime, until: datetime, by: Actor) -> None:
        """Stage by stage as the days go; one in ten waits for something."""
        waits_at = self.random.choice(STAGES) if self.random.random() < 0.1 else None
        for stage, day_of_case in STAGES:
            at = self._after(begun, day_of_case + self.random.randint(-1, 1))
            if (stage, day_of_case) == waits_at or at >= until - timedelta(minutes=10):
                break
            with clock.at(at):
                day = clock.add_working_days(clock.today(), 8)
                self._quietly(lambda stage=stage, day=day: cases.move_stage(  # type: ignore[misc]
                    case=case, stage=stage, next_date=day, by=by))
                if stage == "assessing" and self.random.random() < 0.9:  # a few forget to write it down
                    self._quietly(lambda: meet_clocks(case, by))

    def _keep_in_touch(self, case: UUID, begun: datetime, by: Actor) -> None:
        """Whoever answers was in touch these weeks and said when next; a few are quiet, a few days have gone by."""
        quiet = self.random.random() < 0.08
        ago = self.random.randint(33, 50) if quiet else self.random.randint(1, 14)
        late = self.random.random() < 0.07
        with clock.at(max(begun, self._after(self.now, -ago))):
            day = self.now.date() - timedelta(days=2) if late else clock.add_working_days(
                self.now.date(), self.random.choice((0, 1, 2, 3, 4, 6, 8, 10, 12)))
            self._quietly(lambda: cases.note_touch(case=case, by=by))
            self._quietly(lambda: cases.set_next_date(case=case, next_date=max(day, clock.today()), by=by))

    def _close(self, client: UUID, case: UUID, moment: datetime, by: Actor) -> None:
        with clock.at(moment):
            self._quietly(lambda: meet_clocks(case, by))
            closed = self._quietly(lambda: cases.close(case=case, reason="goals_reached", criteria=["goals_looked_at"],
                                                       acknowledged=True, by=by))
        if closed is None:
            self._keep_in_touch(case, moment, by)
        elif self.random.random() < 0.3:  # she turns to us again: the history reopens and reaches the former holder
            again = self._after(moment, 40)
            words, asks, sender = self.random.choice(CONTACTS)
            with clock.at(again):
                back = intake.record_contact(client=client, words=words, asks=asks, channel="phone", sender=sender,
                                             client_agrees="yes", agreement_manner="spoken",
                                             by=self.county.cast.pekka).pk
            with clock.at(again + timedelta(hours=1)):
                self._quietly(lambda: cases.reopen(case=case, note="Tarve palasi.", by=by,
                                                   next_date=clock.add_working_days(self.now.date(), 3)))
                self._quietly(lambda: intake.close_contact(contact=back, ending="in_case", case=case,
                                                           by=self.county.cast.pekka))
            with clock.at(again + timedelta(hours=2)), session.acting_as(by):
                for waiting in queries.waiting_for(by):  # the former holder has heard of it
                    if waiting.is_return:
                        cases.mark_return_seen(notice=waiting.id, by=by)
            self._goes_on(case, again + timedelta(hours=2), self.now, by)
            self._keep_in_touch(case, again + timedelta(hours=2), by)

    def in_every_stage(self) -> None:
        """Whatever chance gave the others, one case stands in each stage now."""
        ways = list(dict(STAGES))  # each stage once, in the order they are come to
        first_day = dict(reversed(STAGES))
        for gone, (given, family, _born, code) in enumerate(people(self.random, len(ways) + 1)):
            came_to = ways[:gone]
            by = self.random.choice(self.county.staff["social_work"])
            day = (self.now - timedelta(days=first_day[came_to[-1]] + 2 if came_to else 1)).date()
            begun = min(working_moment(day, self.random), self.now - timedelta(hours=3))
            words, asks, sender = self.random.choice(CONTACTS)
            with clock.at(begun):
                client = recognise(by, given, family, code, self.random)
                self.county.people.append(client)
                contact = intake.record_contact(client=client, words=words, asks=asks, channel="phone", sender=sender,
                                                client_agrees="yes", agreement_manner="spoken", by=by).pk
                case = cases.open_case(client=client, model="case_manager", why=self.random.choice(REASONS), by=by,
                                       contact=contact, next_date=clock.add_working_days(clock.today(), 5)).pk
            for left, stage in zip(range(gone, 0, -1), came_to, strict=True):
                with clock.at(min(self._after(begun, first_day[stage]), self.now - timedelta(minutes=10 * left))):
                    cases.move_stage(case=case, stage=stage, by=by,
                                     next_date=clock.add_working_days(clock.today(), 8))
                    if stage == "assessing":
                        meet_clocks(case, by)
            self._keep_in_touch(case, begun, by)

    def wait(self, count: int) -> None:
        """``count`` people of these days wait in the coordinators' queue for whoever is free; the last is offered to
        it by a social worker this morning, and waits for an answer."""
        queue = self.county.units["coordination"]
        for number, (given, family, _born, code) in enumerate(people(self.random, count)):
            last = number == count - 1
            by = self.random.choice(self.county.staff["social_work" if last else "coordination"])
            words, asks, sender = CONTACTS[number % len(CONTACTS)]
            with clock.at(min(working_moment((self.now - timedelta(days=4 - 4 * number / count)).date(), self.random),
                              self.now - timedelta(minutes=30))):
                client = recognise(by, given, family, code, self.random)
                self.county.people.append(client)
                intake.record_contact(client=client, words=words, asks=asks, channel="phone", sender=sender,
                                      client_agrees="yes", agreement_manner="spoken", unit=None if last else queue,
                                      offer_unit=queue if last else None, by=by)

    def guidance(self, count: int) -> None:
        """Guidance without anybody's name, all through the year."""
        for number in range(count):
            with clock.at(working_moment((self.now - timedelta(days=number * 360 // count + 1)).date(), self.random)):
                by = self.random.choice(self.county.staff["coordination"])
                intake.give_guidance(topic=self.random.choice(intake_topics()), by=by)

    def _quietly(self, act: Callable[[], T]) -> T | None:
        """What the rules refuse did not happen in this county either."""
        try:
            return act()
        except (Refused, Unseen):
            return None


def intake_topics() -> list[str]:
    """What guidance may be about."""
    from punos.intake.codes import Topic

    return list(Topic.values)

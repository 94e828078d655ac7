"""What the client does about her data, or a professional writes down for her: ask, give, change, renew, refuse,
withdraw. Each adds a row; none changes one."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.access.queries import categories_seen
from punos.clients import queries as clients
from punos.consent import queries
from punos.consent.events import InstrumentAsked, InstrumentGiven, InstrumentRefused, InstrumentWithdrawn
from punos.consent.models import Entry, Instrument
from punos.consent.refusals import asked_too_soon, not_now, refused
from punos.consent.rules import (
    Event,
    Giver,
    Kind,
    Manner,
    State,
    Terms,
    Word,
    ask_again_on,
    next_state,
    problem_of_recording,
    problems_of,
    retain_until,
    sentence,
    who_gives,
)
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.session import purpose_of
from punos.lawfulness.categories import Category

BASIS = {Kind.PERMIT: "703/2023 58 §", Kind.PROHIBITION: "703/2023 59 §", Kind.CONSENT: "703/2023 6 §"}
_TELLS = {Event.ASKED: InstrumentAsked, Event.REFUSED: InstrumentRefused, Event.WITHDRAWN: InstrumentWithdrawn}


@action
def ask(*, client: UUID, terms: Terms, language: str = "fi", her_own_wish: bool = False, by: Actor) -> Instrument:
    """Ask the client for this; she answers in her own door or by phone, when she likes, or not at all.

    Refused within the quiet time after a no (703/2023 58 §: voluntary), unless she took the matter up herself.
    """
    _must_know_her(by, client)
    _check(terms)
    found, newest = next(iter(_lock_same(by, client, terms)), (None, None))
    _leave_in_peace(client, terms, her_own_wish)
    return _add(found, newest, client, terms, Event.ASKED, Word(Manner.PORTAL, language=language), by)


@action
def give(*, client: UUID, terms: Terms, word: Word, her_own_wish: bool = False, by: Actor) -> Instrument:
    """She gives a permit or consent, or forbids something: valid until further notice or a day, revocable at any time.

    Already in force with the same content: nothing changes (a form sent twice). In force with other content: a new
    version of it, by one who sees what she has permitted; recorded by one who does not, it stands beside, and her
    next word about it, by one who sees both, leaves one. Refused when what she would agree to is not complete, when
    it is not hers to give, and under a finding of incapacity (53 § 5, 6); ``sharing`` refuses a professional's
    recording that would open more to herself (ADR 0073).
    """
    _must_know_her(by, client)
    _check(terms)
    same = _lock_same(by, client, terms)
    found, newest = same[0] if same else (None, None)
    if word.manner is not Manner.PORTAL and not (newest and newest.event == Event.ASKED):
        _leave_in_peace(client, terms, her_own_wish)
    made = _given(found, newest, client, terms, word, by)
    for beside, its_newest in same[1:]:
        if queries.gives_way(its_newest, clock.today()):
            _add(beside, its_newest, client, its_newest.terms(), Event.WITHDRAWN, word, by)
    return made


def _given(found: Instrument | None, newest: Entry | None, client: UUID, terms: Terms, word: Word, by: Actor
           ) -> Instrument:
    state = _state(newest) if newest else State.NEW
    if found and newest and state is State.IN_FORCE:
        if newest.terms() == terms:
            return _again(found, by)
        return _add(found, newest, client, terms, Event.CHANGED, word, by)
    again = state in (State.WITHDRAWN, State.EXPIRED)
    return _add(found, newest, client, terms, Event.RENEWED if again else Event.GIVEN, word, by)


@action
def answer(*, instrument: UUID, agrees: bool, word: Word, by: Actor) -> Instrument:
    """She answers what she was asked: yes as it stands, or no. A no is an answer; nobody asks for its reasons."""
    found, newest = _lock(instrument)
    if _state(newest) is State.IN_FORCE and agrees:
        return _again(found, by)
    event = Event.GIVEN if agrees else Event.REFUSED
    return _add(found, newest, found.client_id, newest.terms(), event, word, by)


@action
def refuse(*, client: UUID, terms: Terms, word: Word, by: Actor) -> Instrument:
    """Write down that she was asked and said no. Nothing opens, and nobody asks again within the quiet time."""
    _must_know_her(by, client)
    _check(terms)
    found, newest = next(iter(_lock_same(by, client, terms)), (None, None))
    if newest and _state(newest) is State.IN_FORCE:
        raise not_now(State.IN_FORCE)
    return _add(found, newest, client, terms, Event.REFUSED, word, by)


@action
def withdraw(*, instrument: UUID, word: Word, by: Actor) -> Instrument:
    """She takes it back; what stood on it closes in the same transaction, everywhere (703/2023 58 §).

    Withdrawn already (a form sent twice, or two people at once): nothing changes.
    """
    found, newest = _lock(instrument)
    if _state(newest) is State.WITHDRAWN:
        return _again(found, by)
    return _add(found, newest, found.client_id, newest.terms(), Event.WITHDRAWN, word, by)


@action
def renew(*, instrument: UUID, terms: Terms | None = None, word: Word, by: Actor) -> Instrument:
    """She gives it again as it was (the undo of a withdrawal), or with another last day."""
    found, newest = _lock(instrument)
    wanted = terms or newest.terms()
    if not wanted.same_target(newest.terms()):
        raise Refused("renewing keeps the recipients: give another instrument", code="another")
    _check(wanted)
    if _state(newest) is State.IN_FORCE and newest.terms() == wanted:
        return _again(found, by)
    return _add(found, newest, found.client_id, wanted, Event.RENEWED, word, by)


def _must_know_her(by: Actor, client: UUID) -> None:
    """To write anything down one must know the person: by a grant on her identity or her permissions."""
    if not {Category.IDENTITY, Category.PERMISSIONS} & categories_seen(by, client):
        raise Unseen


def _check(terms: Terms) -> None:
    problems = problems_of(terms, today=clock.today())
    if problems:
        raise refused(problems[0])


def _leave_in_peace(client: UUID, terms: Terms, her_own_wish: bool) -> None:
    """Refuse asking again within the quiet time after a no."""
    with purpose_of(Purpose.CONSENT):
        again = ask_again_on(queries.refusals(client, terms), settings.PUNOS_CONSENT_QUIET_DAYS)
    if again and clock.today() < again and not her_own_wish:
        raise asked_too_soon(again)


def _lock(instrument: UUID) -> tuple[Instrument, Entry]:
    """An instrument this actor sees, locked, with the row that says how it stands."""
    found = Instrument.objects.select_for_update().filter(pk=instrument).first()
    if found is None:
        raise Unseen
    return found, queries.newest_of(found)


def _lock_same(by: Actor, client: UUID, terms: Terms) -> list[tuple[Instrument, Entry]]:
    """The client's instruments about the same thing to the same recipients, locked: first the one to go on with."""
    same = queries.about_the_same(by, client, terms)
    with purpose_of(Purpose.CONSENT):
        return [_lock(entry.instrument_id) for entry in same]


def _state(entry: Entry) -> State:
    return queries.state_of(entry, clock.today())


def _again(found: Instrument, by: Actor) -> Instrument:
    """Asked for a second time: nothing is written but that it was asked."""
    audit.record("consent.again", by=by, client=found.client_id, about=found, basis=BASIS[Kind(found.kind)])
    return found


def _add(found: Instrument | None, newest: Entry | None, client: UUID, terms: Terms, event: Event, word: Word,
         by: Actor) -> Instrument:
    """One more row, its journal row and its event. An instrument stays under the record it was begun with."""
    client = found.client_id if found else clients.merged_into(client)
    if next_state(_state(newest) if newest else State.NEW, event) is None:
        raise not_now(_state(newest) if newest else State.NEW)
    standing = queries.standing(by, client)
    if event is not Event.ASKED:
        problem = problem_of_recording(event, terms.kind, word, standing, by.account,
                                       witness_required=settings.PUNOS_CONSENT_WITNESS)
        if problem:
            raise refused(problem)
    giver = who_gives(standing, by.account) or word.giver if word.manner is Manner.PORTAL else word.giver
    now = clock.now()
    if found is None:
        found = Instrument(client_id=client, kind=terms.kind, made_at=now, made_by_id=by.account)
        found.save(force_insert=True)
    if newest:
        with purpose_of(Purpose.CONSENT):
            Entry.objects.filter(pk=newest.pk, retain_until=None).update(
                retain_until=retain_until(replaced_on=clock.today(), died_on=None))
    made = Entry(
        instrument=found, client_id=client, number=newest.number + 1 if newest else 1, event=event, at=now,
        by_id=by.account, by_unit_id=by.unit, manner=word.manner, giver=giver,
        by_custodian=giver is Giver.REPRESENTATIVE and by.account in standing.custodians,
        cannot_sign=word.cannot_sign, witness=word.witness.strip(), reason=word.reason.strip(),
        language=word.language, sentence=sentence(terms, word.language, queries.words_for(by, client, [terms])),
        about=terms.about or "", reach=terms.reach or "", classes=sorted(terms.classes),
        accounts=sorted(terms.accounts), units=sorted(terms.units), person_name=terms.person_name.strip(),
        categories=sorted(terms.categories), parts=sorted(terms.parts), data_from=terms.data_from,
        data_until=terms.data_until, valid_until=terms.valid_until)
    made.save(force_insert=True)
    audit.record(f"consent.{event}", by=by, client=client, about=found, basis=BASIS[terms.kind], kind=terms.kind,
                 manner=word.manner, giver=giver, version=made.number, categories=terms.categories,
                 until=terms.valid_until)
    events.publish(_TELLS.get(event, InstrumentGiven)(
        instrument=found.pk, kind=terms.kind, client=client, by=by))
    return found

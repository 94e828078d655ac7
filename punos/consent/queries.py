"""Reading instruments: as sentences for people, as plain values for decisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from punos.access.purposes import Purpose
from punos.access.queries import categories_seen, require
from punos.accounts import queries as people
from punos.clients import queries as clients
from punos.consent.models import Entry, Instrument
from punos.consent.rules import (
    ConsentFor,
    Event,
    Giver,
    Kind,
    Manner,
    Named,
    Standing,
    State,
    Terms,
    Words,
    only_closes,
    sentence,
    state_at,
)
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.session import purpose_of
from punos.lawfulness.categories import Category

DISCLOSURE = "disclosure"  # the matter and the concern of clients.rules.representation that cover data about her


@dataclass(frozen=True, slots=True)
class Row:
    """An instrument as it stands: its sentence in the reader's language, its state and how it came about."""

    id: UUID
    client: UUID
    kind: Kind
    state: State
    sentence: str
    terms: Terms
    since: datetime
    by: UUID
    manner: str
    giver: str
    version: int

    @property
    def in_force(self) -> bool:
        return self.state is State.IN_FORCE


@dataclass(frozen=True, slots=True)
class Version:
    """One row of its history, newest first: what happened, when, by whom, and the words as they were then."""

    number: int
    event: Event
    at: datetime
    by: UUID
    manner: str
    giver: str
    witness: str
    reason: str
    sentence: str
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class InForce:
    """An instrument in force as decisions need it. ``given_on`` is the day of the version in force."""

    instrument: UUID
    terms: Terms
    given_on: date
    by_custodian: bool


def standing(actor: Actor, client: UUID) -> Standing:
    """Who may speak for her about her data, as far as the actor may know.

    The finding of incapacity is read with her permissions; ``sharing``, which sees it always, checks again.
    """
    clients.get(actor, client)
    acting = [r for r in clients.representatives_of(actor, client)
              if DISCLOSURE in r.matters and r.in_force(clock.today())]
    seen = Category.PERMISSIONS in categories_seen(actor, client)
    finding = clients.finding_of(actor, client) if seen else None
    return Standing(
        accounts=clients.accounts_of(client), representatives=frozenset(r.account for r in acting if r.account),
        custodians=frozenset(r.account for r in acting if r.account and r.kind == "custodian"),
        has_representative=bool(acting),
        cannot_assess=finding is not None and DISCLOSURE in finding.concerns and finding.review_on >= clock.today())


def newest_entries(client: UUID) -> list[Entry]:
    """The newest row of each of her instruments. Row-level security decides whose are seen."""
    rows = Entry.objects.filter(clients.of_person(client)).select_related("instrument")
    return list(rows.order_by("instrument", "-number").distinct("instrument"))


def newest_of(instrument: Instrument) -> Entry:
    """The row that says how an instrument stands which the actor sees, also when somebody else wrote it."""
    with purpose_of(Purpose.CONSENT):
        return Entry.objects.filter(instrument=instrument).select_related("instrument").order_by("-number")[0]


def state_of(entry: Entry, today: date) -> State:
    """The state of the instrument whose newest row this is."""
    return state_at(Event(entry.event), entry.valid_until, today)


def about_the_same(actor: Actor, client: UUID, terms: Terms) -> list[Entry]:
    """The newest rows of her instruments about the same thing to the same recipients, first the one that her new word
    goes on with: one with this very content, then one in force.

    Looked for whoever writes, so that one thing is not said twice. Who does not see what she has permitted goes on
    with nothing in force that says otherwise: she would change, unread, what the client gave.
    """
    today = clock.today()
    with purpose_of(Purpose.CONSENT):
        same = [entry for entry in newest_entries(client) if entry.terms().same_target(terms)]
    in_force = {entry.pk: state_of(entry, today) is State.IN_FORCE for entry in same}
    if Category.PERMISSIONS not in categories_seen(actor, client):
        same = [entry for entry in same if not in_force[entry.pk] or entry.terms() == terms]
    return sorted(same, key=lambda entry: (not (in_force[entry.pk] and entry.terms() == terms),
                                           not in_force[entry.pk]))


def gives_way(entry: Entry, today: date) -> bool:
    """Does this, standing beside a newer word about the same, end with it? A prohibition beside another stays: two
    forbid more than one, and nothing opens by what she forbids."""
    return state_of(entry, today) is State.IN_FORCE and entry.instrument.kind != Kind.PROHIBITION


def replaced_by(actor: Actor, client: UUID, terms: Terms, language: str) -> list[Row]:
    """What is in force and would not be any more if she gave this now, as it stands: to be read side by side."""
    same, today = about_the_same(actor, client, terms), clock.today()
    changed = [entry for entry in same[:1] if state_of(entry, today) is State.IN_FORCE and entry.terms() != terms]
    gone = changed + [entry for entry in same[1:] if gives_way(entry, today)]
    words = words_for(actor, client, [entry.terms() for entry in gone])
    return [_row(entry, language, words) for entry in gone]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The newest thing that happened to an instrument: how her word came, and what was in force of it before."""

    in_the_portal: bool
    before: InForce | None


def recorded(instrument_id: UUID) -> Recorded:
    """What has just been written of an instrument. Called under the purpose of ``sharing``."""
    rows = list(Entry.objects.filter(instrument=instrument_id).select_related("instrument").order_by("-number")[:2])
    was = [row for row in rows[1:] if state_of(row, clock.today()) is State.IN_FORCE]
    return Recorded(rows[0].manner == Manner.PORTAL, _in_force(was[0]) if was else None)


def refusals(client: UUID, terms: Terms) -> list[date]:
    """The days on which she has said no to this, as far as the actor may see."""
    rows = Entry.objects.filter(clients.of_person(client), event=Event.REFUSED).select_related("instrument")
    return [row.at.astimezone(clock.HELSINKI).date() for row in rows if row.terms().same_target(terms)]


def in_force(client: UUID) -> list[InForce]:
    """Everything in force about her today, for decisions. Called under the purpose of ``sharing``, or as a reader."""
    today = clock.today()
    return [_in_force(entry) for entry in newest_entries(client) if state_of(entry, today) is State.IN_FORCE]


def _in_force(entry: Entry) -> InForce:
    return InForce(entry.instrument_id, entry.terms(), entry.at.astimezone(clock.HELSINKI).date(), entry.by_custodian)


def instruments(actor: Actor, client: UUID, language: str) -> list[Row]:
    """All her instruments as sentences, those in force first. ``Unseen`` without a grant on her permissions."""
    require(actor, client, Category.PERMISSIONS)
    entries = newest_entries(client)
    words = words_for(actor, client, [entry.terms() for entry in entries])
    rows = [_row(entry, language, words) for entry in entries]
    return sorted(rows, key=lambda row: (not row.in_force, row.state is not State.ASKED, -row.since.timestamp()))


def instrument(actor: Actor, instrument_id: UUID, language: str) -> Row:
    """One instrument. ``Unseen`` for strangers."""
    newest = newest_of(_seen(instrument_id))
    return _row(newest, language, words_for(actor, newest.client_id, [newest.terms()]))


def versions(actor: Actor, instrument_id: UUID) -> list[Version]:
    """Everything that has happened to it, newest first, with the words she read then."""
    found = _seen(instrument_id)
    with purpose_of(Purpose.CONSENT):
        return [Version(r.number, Event(r.event), r.at, r.by_id, r.manner, r.giver, r.witness, r.reason, r.sentence,
                        r.valid_until) for r in Entry.objects.filter(instrument=found).order_by("-number")]


def _seen(instrument_id: UUID) -> Instrument:
    found = Instrument.objects.filter(pk=instrument_id).first()
    if found is None:
        raise Unseen
    return found


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that happened to an instrument, in the words she read then or the same in the reader's language."""

    instrument: UUID
    kind: str
    event: str
    at: datetime
    by: UUID
    sentence: str
    state: State


def read_as_given(actor: Actor, client: UUID, language: str) -> list[Said]:
    """How each of her instruments stands. One query where she read all in this language; row-level security decides."""
    return _all_said(actor, client, newest_entries(client), language)


def everything_said(actor: Actor, client: UUID, language: str, limit: int = 60) -> list[Said]:
    """Everything that has happened to her instruments, newest first; queries as above."""
    rows = Entry.objects.filter(clients.of_person(client)).select_related("instrument").order_by("-at", "-number")
    return _all_said(actor, client, rows[:limit], language)


def _all_said(actor: Actor, client: UUID, entries: Iterable[Entry], language: str) -> list[Said]:
    """In the words she read where the reader reads the same language, else the same said in the reader's."""
    found, today = list(entries), clock.today()
    others = [entry.terms() for entry in found if entry.language != language]
    words = words_for(actor, client, others) if others else None
    return [Said(entry.instrument_id, entry.instrument.kind, entry.event, entry.at, entry.by_id,
                 sentence(entry.terms(), language, words) if words and entry.language != language else entry.sentence,
                 state_of(entry, today)) for entry in found]


def opens_by_her_own_word(instrument_id: UUID) -> bool:
    """Was the newest row given by the client herself, and does it open data? Then her ability to assess it matters."""
    row = Entry.objects.filter(instrument=instrument_id).select_related("instrument").order_by("-number").first()
    return row is not None and row.giver == Giver.CLIENT and not only_closes(Event(row.event),
                                                                             Kind(row.instrument.kind))


def agreed_to(client: UUID, about: ConsentFor) -> InForce | None:
    """Her consent in force to this (convening the team, the joint plan), or None."""
    return next((item for item in in_force(client)
                 if item.terms.kind is Kind.CONSENT and item.terms.about is about), None)


def words_for(actor: Actor, client: UUID, terms: Iterable[Terms]) -> Words:
    """Names and roles of everybody the terms name: professionals, units, and her close people by her ties."""
    wanted = list(terms)
    accounts = {account for item in wanted for account in item.accounts}
    units = {unit for item in wanted for unit in item.units}
    named = {key: Named(card.name, ", ".join(filter(None, (card.title, card.unit_name))))
             for key, card in people.cards(accounts).items()}
    if accounts - named.keys() and Category.IDENTITY in categories_seen(actor, client):
        close = [(row.account, row.name) for row in clients.ties_of(actor, client)]
        close += [(row.account, row.name) for row in clients.representatives_of(actor, client, ended=True)]
        named |= {account: Named(name) for account, name in close if account and account in accounts - named.keys()}
    if units:
        named |= {unit.pk: Named(unit.called, unit.organisation.called) for unit in people.units_by_id(units).values()}
    return Words(people=named, parts={})


def _row(entry: Entry, language: str, words: Words) -> Row:
    terms = entry.terms()
    return Row(id=entry.instrument_id, client=entry.client_id, kind=terms.kind,
               state=state_of(entry, clock.today()), sentence=sentence(terms, language, words), terms=terms,
               since=entry.at, by=entry.by_id, manner=entry.manner, giver=entry.giver, version=entry.number)

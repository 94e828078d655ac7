"""Gathering what decisions stand on, from the contexts below, while the database takes us for this purpose.

Recipients come from accounts, what she has said from consent, the person from clients. Every function here is called
inside ``for_sharing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.access.purposes import Purpose
from punos.accounts import queries as people
from punos.clients import queries as clients
from punos.consent import queries as consent
from punos.consent.rules import Terms
from punos.intake import queries as intake
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.lawfulness import (
    CapacityFinding,
    HumanDecision,
    Instrument,
    MinorFacts,
    Permission,
    Recipient,
    Representation,
    RepresentativeKind,
    Sector,
    StatutoryDuty,
    Task,
    Urgency,
)
from punos.lawfulness.categories import Category, RecipientClass, Register
from punos.sharing import rules
from punos.sharing.models import Ground
from punos.sharing.models import Tie as TieRow
from punos.sharing.rules import Known, Tie, TieKind

DISCLOSURE = "disclosure"

TASKS: dict[tuple[Register, str], Task] = {
    (Register.HEALTH, "physician"): Task.HEALTH_WIDE,
    (Register.HEALTH, "nurse"): Task.HEALTH_WIDE,
    (Register.HEALTH, "public_health_nurse"): Task.HEALTH_WIDE,
    (Register.HEALTH, "psychologist"): Task.HEALTH_WIDE,
    (Register.HEALTH, "family_therapist"): Task.HEALTH_WIDE,
    (Register.HEALTH, "physiotherapist"): Task.HEALTH_LIMITED,
    (Register.HEALTH, "practical_nurse"): Task.HEALTH_LIMITED,
    (Register.SOCIAL, "social_worker"): Task.SOCIAL_WIDE,
    (Register.SOCIAL, "geronom"): Task.SOCIAL_ARRANGING,
    (Register.SOCIAL, "social_counsellor"): Task.SOCIAL_ARRANGING,
    (Register.SOCIAL, "practical_nurse"): Task.SOCIAL_IMPLEMENTING,
    (Register.SOCIAL, "family_therapist"): Task.SOCIAL_IMPLEMENTING,
}
"""Task classes of decree 457/2024 by register and profession. Who is not named here sees no entries (default no)."""

_CLASS_OF_REGISTER = {Register.SOCIAL: RecipientClass.SOCIAL_PROFESSIONAL,
                      Register.HEALTH: RecipientClass.HEALTH_PROFESSIONAL}
_SECTORS = {"employment": Sector.EMPLOYMENT, "education": Sector.EDUCATION, "benefits": Sector.BENEFITS}


@contextmanager
def for_sharing(by: Actor) -> Iterator[Actor]:
    """Let the block see what computing grants takes. Yields in whose name grants are opened: a job's own purpose
    cannot open any, so what a job causes is opened in the name of sharing."""
    with session.purpose_of(Purpose.SHARING):
        yield Actor.system(Purpose.SHARING) if by.is_system else by


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """What sharing needs of a contact: its register, and whether she agreed or what stands in its place."""

    origin: Register
    agreed_on: date | None
    urgency: Urgency


def contact(contact_id: UUID) -> ContactFacts:
    """A contact as decisions on routing need it (1301/2014 35 §)."""
    found = intake.routing_facts(contact_id)
    if found is None:
        raise LookupError("no such contact, or not seen for this purpose")
    return routed(found)


def routed(found: intake.RoutingFacts) -> ContactFacts:
    """The same from the facts at hand."""
    agreed = found.received_at.astimezone(clock.HELSINKI).date() if found.agrees == "yes" else None
    urgency = Urgency.OBVIOUS_NEED if found.ground else Urgency(found.urgency)
    return ContactFacts(Register(found.register), agreed, urgency)


def known(client: UUID, hers: frozenset[UUID] | None = None) -> Known:
    """Everything known about her that decisions look at today, from every record that is hers (``hers``: their ids,
    where they have been found already)."""
    facts = clients.facts_for_sharing(client, hers)
    grounds = _grounds(facts.same_person)
    said = consent.in_force(client)
    acting = [(r, Representation(RepresentativeKind(r.kind), str(r.account or ""), date.min, r.until))
              for r in facts.representatives]
    return Known(
        permissions=tuple(_permission(item) for item in said),
        capacity=_capacity(facts), representations=tuple(item for _, item in acting),
        speaks_for_her=next((item for r, item in acting if DISCLOSURE in r.matters), None),
        minor=MinorFacts(facts.comes_of_age) if facts.comes_of_age else None,
        duties=_duties(grounds), rulings=_rulings(grounds),
        instruments=tuple(str(item.instrument) for item in said))


def known_before(found: Known, instrument: UUID, was: consent.InForce | None) -> Known:
    """What was known before the newest thing that happened to this instrument, which ``found`` has in it."""
    before = rules.without_permission(found, str(instrument))
    return rules.with_permission(before, _permission(was)) if was else before


def recipients(accounts: Iterable[UUID | None], units: Iterable[UUID | None]) -> dict[UUID, Recipient]:
    """The recipients as the law sees them, in two queries for all of them together."""
    found = {account: recipient_of(card) for account, card in people.cards(accounts).items()}
    wanted = {unit for unit in units if unit}
    if wanted:
        found |= {unit.pk: Recipient(
            _class_of(unit.register, unit.organisation.sector), unit=str(unit.pk),
            organisation=str(unit.organisation_id),
            same_controller=_same_controller(unit.register, unit.organisation.separate_controller),
            sector=_SECTORS.get(unit.organisation.sector)) for unit in people.units_by_id(wanted).values()}
    return found


def tie_of(row: TieRow, found: Mapping[UUID, Recipient]) -> Tie:
    """A stored tie as a plain value. A client or representative is one by her tie, not by her profession."""
    key = row.account_id or row.unit_id
    assert key is not None
    recipient = found.get(key, Recipient(RecipientClass.CLOSE_PERSON, person=str(key)))
    kind = TieKind(row.kind)
    as_whom = {TieKind.OWN: RecipientClass.CLIENT, TieKind.REPRESENTATIVE: RecipientClass.REPRESENTATIVE}.get(kind)
    if as_whom:
        recipient = Recipient(as_whom, person=str(key))
    return Tie(kind, recipient, frozenset(Category(code) for code in row.categories),
               origin=Register(row.origin) if row.origin else None, agreed=row.agreed_on,
               urgency=Urgency(row.ground) if row.ground in _URGENCIES else Urgency.NONE, until=row.until)


def ties_of(rows: Iterable[TieRow], found: Mapping[UUID, Recipient], known: Known) -> list[Tie]:
    """A client's open ties as plain values, in the same order, each with what it stands on."""
    ties = [tie_of(row, found) for row in rows]
    return [rules.carried(tie, ties, known, now=clock.now()) for tie in ties]


def open_ties(client: UUID) -> list[TieRow]:
    """The client's ties that have not been ended."""
    return list(TieRow.objects.filter(client=client, ended_at=None).order_by("begun_at", "id"))


_URGENCIES = frozenset(urgency.value for urgency in Urgency)


def recipient_of(card: people.PersonCard) -> Recipient:
    """A person as the law sees her: by her unit's register and sector, or a close person without one."""
    if not card.unit:
        return Recipient(RecipientClass.CLOSE_PERSON, person=str(card.account))
    return Recipient(
        _class_of(card.register, card.sector), person=str(card.account), unit=str(card.unit),
        same_controller=_same_controller(card.register, card.separate_controller),
        task=TASKS.get((Register(card.register), card.profession)), sector=_SECTORS.get(card.sector))


def register_of(recipient: Recipient) -> Register | None:
    """The register this recipient works in; None for everybody outside social and health care."""
    return {kind: register for register, kind in _CLASS_OF_REGISTER.items()}.get(recipient.kind)


def _class_of(register: str, sector: str) -> RecipientClass:
    if register != Register.OTHER:
        return _CLASS_OF_REGISTER[Register(register)]
    return RecipientClass.OTHER_AUTHORITY if sector in _SECTORS else RecipientClass.THIRD_SECTOR


def _same_controller(register: str, separate: bool) -> bool:
    """The county is one controller of two registers (703/2023 13 §)."""
    return register != Register.OTHER and not separate


def said_now(terms: Terms) -> Permission:
    """What the law would be told of these terms if she gave them now."""
    return _of_terms(terms, clock.today(), by_custodian=False)


def _permission(item: consent.InForce) -> Permission:
    return _of_terms(item.terms, item.given_on, by_custodian=item.by_custodian)


def _of_terms(terms: Terms, given_on: date, *, by_custodian: bool) -> Permission:
    return Permission(
        Instrument(terms.kind), given_on=given_on, valid_until=terms.valid_until, classes=terms.classes,
        recipients=frozenset(map(str, terms.accounts | terms.units)), categories=terms.categories,
        origins=terms.origins, parts=terms.parts, data_from=terms.data_from, data_until=terms.data_until,
        by_custodian=by_custodian)


def _capacity(facts: clients.ClientFacts) -> CapacityFinding | None:
    found = facts.capacity
    if found is None or DISCLOSURE not in found.concerns:
        return None
    return CapacityFinding(found.made_at.astimezone(clock.HELSINKI).date(), found.review_on, str(found.finding))


def _duties(grounds: Iterable[Ground]) -> dict[str, StatutoryDuty]:
    return {str(row.account_id): StatutoryDuty(row.section, _day(row), row.valid_until)
            for row in grounds if row.kind == Ground.Kind.DUTY}


def _rulings(grounds: Iterable[Ground]) -> dict[str, tuple[HumanDecision, ...]]:
    found: dict[str, tuple[HumanDecision, ...]] = {}
    for row in (row for row in grounds if row.kind == Ground.Kind.RULING):
        made = HumanDecision(row.rule, row.granted, _day(row), row.valid_until)
        found[str(row.account_id)] = (*found.get(str(row.account_id), ()), made)
    return found


def _grounds(records: Iterable[UUID]) -> list[Ground]:
    return list(Ground.objects.filter(client__in=list(records), ended_at=None,
                                      valid_until__gte=clock.today()).order_by("made_at"))


def _day(row: Ground) -> date:
    return row.made_at.astimezone(clock.HELSINKI).date()

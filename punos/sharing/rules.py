"""What a tie to the client entitles to today. Pure: ties and facts in, entitlements with their sections out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from punos.kernel.clock import HELSINKI
from punos.lawfulness import (
    Allowed,
    CapacityFinding,
    Decision,
    ExceptionalAccess,
    HumanDecision,
    Instrument,
    MinorFacts,
    Permission,
    Recipient,
    Relation,
    Representation,
    SharingFacts,
    StatutoryDuty,
    Urgency,
    decide,
)
from punos.lawfulness.categories import Category, RecipientClass, Register, registers_of


class TieKind(StrEnum):
    """Why somebody is in the picture at all. What she may then know is for the law to say."""

    OWN = "own"
    REPRESENTATIVE = "representative"
    CONTACT_RECORDER = "contact_recorder"
    CONTACT = "contact"
    CONTACT_OFFER = "contact_offer"
    CONTACT_SUBSTITUTE = "contact_substitute"
    RETURNED = "returned"
    CASE_HOLDER = "case_holder"
    CASE_OFFER = "case_offer"
    CASE_SUBSTITUTE = "case_substitute"
    OWN_WORKER = "own_worker"
    RESPONSIBLE_WORKER = "responsible_worker"
    TEAM = "team"
    EXCEPTIONAL = "exceptional"
    ADDRESS_TASK = "address_task"


Key = TypeVar("Key")

ROUTING = frozenset({Category.IDENTITY, Category.CONTACT})
WORKING = ROUTING | {Category.COORDINATION, Category.PERMISSIONS, Category.OWN_WORDS, Category.PLAN, Category.SOCIAL,
                     Category.HEALTH}
EVERYTHING = frozenset(Category)

ASKED: dict[TieKind, frozenset[Category]] = {
    TieKind.OWN: EVERYTHING,
    TieKind.CONTACT_RECORDER: ROUTING,
    TieKind.CONTACT: ROUTING,
    TieKind.CONTACT_OFFER: ROUTING,
    TieKind.CONTACT_SUBSTITUTE: ROUTING,
    TieKind.RETURNED: ROUTING | {Category.COORDINATION},  # the history is what she comes back to
    TieKind.CASE_HOLDER: WORKING,
    TieKind.CASE_SUBSTITUTE: WORKING,
    TieKind.CASE_OFFER: ROUTING | {Category.COORDINATION},
    TieKind.OWN_WORKER: WORKING,
    TieKind.RESPONSIBLE_WORKER: WORKING,
    TieKind.ADDRESS_TASK: frozenset({Category.PROTECTED_ADDRESS}),
}
"""What each tie asks about. A representative, a team member and an exceptional reader ask as was agreed on."""

TO_HOLD: dict[TieKind, frozenset[Category]] = {
    TieKind.CONTACT: ROUTING,
    TieKind.CONTACT_OFFER: ROUTING,
    TieKind.CASE_HOLDER: frozenset({Category.IDENTITY, Category.COORDINATION}),
    TieKind.CASE_OFFER: ROUTING | {Category.COORDINATION},
}
"""Without which nobody can answer for a matter, nor answer whether she would: who may not see these holds nothing."""

HELD = (TieKind.CONTACT, TieKind.CASE_HOLDER)
"""By these somebody answers for a matter."""

IN_LAW: dict[TieKind, frozenset[Relation]] = {
    TieKind.CONTACT_RECORDER: frozenset({Relation.HOLDER_OF_CONTACT}),
    TieKind.CONTACT: frozenset({Relation.HOLDER_OF_CONTACT}),
    TieKind.CONTACT_SUBSTITUTE: frozenset({Relation.HOLDER_OF_CONTACT}),
    TieKind.CONTACT_OFFER: frozenset({Relation.OFFERED_RECEIVER}),
    TieKind.RETURNED: frozenset({Relation.OFFERED_RECEIVER}),
    TieKind.CASE_OFFER: frozenset({Relation.OFFERED_RECEIVER}),
    TieKind.CASE_HOLDER: frozenset({Relation.RESPONSIBLE_WORKER}),
    TieKind.CASE_SUBSTITUTE: frozenset({Relation.RESPONSIBLE_WORKER}),
    TieKind.OWN_WORKER: frozenset({Relation.OWN_WORKER}),
    TieKind.RESPONSIBLE_WORKER: frozenset({Relation.RESPONSIBLE_WORKER}),
    TieKind.TEAM: frozenset({Relation.TEAM_MEMBER}),
}

PARTED = frozenset({Category.CONTACT})
"""Of these each register's rows are seen apart; of the rest whoever sees one register's sees all (docs/security.md)."""

CARRIES = frozenset({TieKind.CASE_HOLDER, TieKind.CASE_SUBSTITUTE, TieKind.OWN_WORKER, TieKind.RESPONSIBLE_WORKER,
                     TieKind.TEAM})
"""The ties that a task needing a protected address may stand on. Not a contact: anybody may write one down."""

NARROWED = frozenset({"only_part", "except_part"})
"""Limits that a grant on a whole category cannot keep: then nothing opens, and a person tells the part."""

CONTACT_DATA = frozenset({Category.IDENTITY, Category.CONTACT, Category.OWN_WORDS})


@dataclass(frozen=True, slots=True)
class Tie:
    """One recipient's tie to one client. ``origin``: the register the matter is in; None where it has none.

    ``agreed``: she agreed that this matter is taken to this recipient (a contact's own word, 1301/2014 35 §).
    ``until``: when the tie itself ends, if known. ``stands``: what a task stands on, given by ``carried``.
    """

    kind: TieKind
    recipient: Recipient
    categories: frozenset[Category]
    origin: Register | None = None
    agreed: date | None = None
    urgency: Urgency = Urgency.NONE
    until: datetime | None = None
    stands: frozenset[Relation] = frozenset()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the client and what she has said, the same for every recipient."""

    permissions: tuple[Permission, ...] = ()
    capacity: CapacityFinding | None = None
    representations: tuple[Representation, ...] = ()
    speaks_for_her: Representation | None = None
    minor: MinorFacts | None = None
    duties: dict[str, StatutoryDuty] = field(default_factory=dict)
    rulings: dict[str, tuple[HumanDecision, ...]] = field(default_factory=dict)
    instruments: tuple[str, ...] = ()  # the ids of the permissions, in the same order


@dataclass(frozen=True, slots=True)
class Entitlement:
    """This category of this register, on this rule and section, until then. ``origin`` empty: of every register."""

    category: Category
    origin: str
    until: datetime | None
    rule: str
    section: str
    basis: str


def end_of_day(day: date) -> datetime:
    """The end of the last day on which something holds, in Finland."""
    return datetime.combine(day + timedelta(days=1), time(), HELSINKI)


def facts_for(tie: Tie, category: Category, origin: Register, known: Known) -> SharingFacts:
    """The facts on which this one question is decided."""
    recipient = tie.recipient
    said = known.permissions
    if tie.agreed is not None and tie.origin is origin and category in CONTACT_DATA:
        said += tuple(Permission(instrument, tie.agreed, recipients=recipient.ids, categories=CONTACT_DATA,
                                 origins=frozenset({origin})) for instrument in (Instrument.PERMIT, Instrument.CONSENT))
    own = next((r for r in known.representations if r.person and r.person == recipient.person), None)
    exceptional = None
    if tie.kind is TieKind.EXCEPTIONAL and tie.until is not None:
        last = tie.until.astimezone(HELSINKI).date()
        exceptional = ExceptionalAccess(date.min, last)
    return SharingFacts(
        recipient=recipient, category=category, origin=origin, relations=IN_LAW.get(tie.kind, tie.stands),
        permissions=said, capacity=known.capacity,
        representation=own if recipient.kind is RecipientClass.REPRESENTATIVE else known.speaks_for_her,
        minor=known.minor, urgency=tie.urgency, exceptional=exceptional,
        task_needs_address=tie.kind is TieKind.ADDRESS_TASK,
        statutory_duty=known.duties.get(recipient.person), human_decisions=known.rulings.get(recipient.person, ()))


def decisions(tie: Tie, known: Known, *, at: date) -> dict[tuple[Category, Register], Decision]:
    """The answer for each category the tie asks about, from each register such data can come from."""
    return {(category, origin): decide(facts_for(tie, category, origin, known), at=at)
            for category in sorted(tie.categories) for origin in sorted(registers_of(category))}


def opens(decision: Decision) -> bool:
    """Does this answer open the data to be seen? Not when it allows a part only: a grant cannot keep to a part."""
    return isinstance(decision, Allowed) and not any(limit.code in NARROWED for limit in decision.limits)


def entitlements(tie: Tie, known: Known, *, now: datetime) -> frozenset[Entitlement]:
    """Everything this tie entitles to now. Known ends (a permit's last day, the 18th birthday) are in it.

    A tie stands in the register of its matter: where, or from the day on which, that register's data of a category
    may not be told, the tie opens nothing of the category, not even what it would open had it begun in the
    recipient's own register.
    """
    if tie.until is not None and tie.until <= now:
        return frozenset()
    answers = decisions(tie, known, at=now.astimezone(HELSINKI).date())
    found = set()
    for category in tie.categories:
        allowed = {origin: answer for origin in registers_of(category)
                   if opens(answer := answers[category, origin]) and isinstance(answer, Allowed)}
        if tie.origin in registers_of(category) and tie.origin not in allowed:
            continue
        stands_on = [allowed[tie.origin].valid_until] if tie.origin in allowed else []
        whole = len(allowed) == len(registers_of(category)) and len(
            {(answer.rule_id, answer.valid_until) for answer in allowed.values()}) == 1
        for origin, answer in allowed.items():
            until = _earliest(tie.until, answer.valid_until, *stands_on)
            found.add(Entitlement(category, "" if whole else origin, until, answer.rule_id, str(answer.section),
                                  answer.basis_kind))
    return _with_a_name(tie, found)


def _with_a_name(tie: Tie, found: set[Entitlement]) -> frozenset[Entitlement]:
    """A member of the team who may not know who the client is does not read her plan either.

    A document kept in both registers (703/2023 46 §) says whose it is: a plan without a name would be unusable, and
    dangerous where two are open at once. So what only her permit let in ends with the permit, the plan with the name.
    """
    if tie.kind is not TieKind.TEAM or not {Category.PLAN, Category.IDENTITY} <= tie.categories:
        return frozenset(found)
    name = union(item for item in found if item.category is Category.IDENTITY)
    if not name:
        return frozenset(item for item in found if item.category is not Category.PLAN)
    return frozenset(replace(item, until=_earliest(item.until, name[Category.IDENTITY]))
                     if item.category is Category.PLAN else item for item in found)


def carried(tie: Tie, around: Iterable[Tie], known: Known, *, now: datetime) -> Tie:
    """A task that needs the address stands on another tie of the same person, or of her unit, by which she may know
    who the client is: without one it entitles to nothing, and it ends with the last of them. Other ties as they are.
    """
    if tie.kind is not TieKind.ADDRESS_TASK:
        return tie
    ends: list[datetime | None] = []
    stands: frozenset[Relation] = frozenset()
    for other in around:
        if other.kind in CARRIES and _hers_or_her_units(other.recipient, tie.recipient):
            seen = union(entitlements(other, known, now=now))
            if Category.IDENTITY in seen:
                ends.append(seen[Category.IDENTITY])
                stands |= IN_LAW[other.kind]
    last = None if None in ends else max((end for end in ends if end), default=None)
    return replace(tie, stands=stands, until=min((end for end in (tie.until, last) if end), default=None))


def _hers_or_her_units(other: Recipient, her: Recipient) -> bool:
    return other.person == her.person if other.person else bool(other.unit) and other.unit == her.unit


def must_have(tie: Tie) -> frozenset[tuple[Category, Register]]:
    """What must be lawful for the tie to make sense: each category, from the register the matter is in.

    A category the matter's register cannot hold (health entries in a social matter) is asked where it is.
    """
    found = set()
    for category in tie.categories:
        registers = registers_of(category)
        found |= {(category, origin) for origin in (registers & {tie.origin} or registers)}
    return frozenset(found)


def missing(tie: Tie, known: Known, *, at: date) -> dict[tuple[Category, Register], Decision]:
    """Of what the tie must have, everything that is not lawful as it stands, with the answer and its ways out."""
    answers = decisions(tie, known, at=at)
    return {key: answers[key] for key in sorted(must_have(tie)) if not opens(answers[key])}


def missing_to_hold(tie: Tie, known: Known, *, at: date) -> dict[tuple[Category, Register], Decision]:
    """As ``missing``, only of what holding (or answering an offer of) the matter cannot do without."""
    return {(category, origin): answer for (category, origin), answer in missing(tie, known, at=at).items()
            if category in TO_HOLD.get(tie.kind, tie.categories)}


def with_permission(known: Known, *more: Permission) -> Known:
    """The facts as they would be if she also said this: for the preview."""
    return replace(known, permissions=(*known.permissions, *more))


def without_permission(known: Known, *instruments: str) -> Known:
    """The facts as they would be if she took these back: for the preview."""
    kept = [(said, key) for said, key in zip(known.permissions, known.instruments, strict=True)
            if key not in instruments]
    return replace(known, permissions=tuple(said for said, _ in kept), instruments=tuple(key for _, key in kept))


def union(found: Iterable[Entitlement]) -> dict[Category, datetime | None]:
    """Categories with the latest end among them (None: no end is known)."""
    return latest((item.category, item.until) for item in found)


def views(found: Iterable[Entitlement]) -> dict[tuple[Category, Register | None], datetime | None]:
    """What is seen until when, by category, and by register where the rows are parted by it (else None)."""
    return latest(((item.category, register), item.until) for item in found for register in
                  (registers_in(item.category, item.origin) if item.category in PARTED else [None]))


def latest(found: Iterable[tuple[Key, datetime | None]]) -> dict[Key, datetime | None]:
    """Each key once, until the last of its ends; None, no end that is known, is later than any."""
    ends: dict[Key, datetime | None] = {}
    for key, until in found:
        mine = ends.setdefault(key, until)
        ends[key] = None if mine is None or until is None else max(mine, until)
    return ends


def registers_in(category: Category, origin: str) -> frozenset[Register]:
    """The registers that an entitlement or a grant means; ``origin`` empty: every one such data can come from."""
    return frozenset({Register(origin)}) if origin else registers_of(category)


@dataclass(frozen=True, slots=True)
class OpenGrant:
    """A grant that is open in the database, as far as it must agree with an entitlement."""

    id: UUID
    entitlement: Entitlement


def difference(wanted: Iterable[Entitlement], standing: Iterable[OpenGrant]) -> tuple[
        frozenset[Entitlement], frozenset[UUID]]:
    """What must be opened and which grants must be closed, so that what stands is exactly what is wanted."""
    wanted = frozenset(wanted)
    kept: set[Entitlement] = set()
    close = set()
    for grant in standing:
        if grant.entitlement in wanted and grant.entitlement not in kept:
            kept.add(grant.entitlement)
        else:
            close.add(grant.id)
    return wanted - kept, frozenset(close)


def _earliest(tie: datetime | None, *last_days: date | None) -> datetime | None:
    return min([*(end_of_day(day) for day in last_days if day), *([tie] if tie else [])], default=None)

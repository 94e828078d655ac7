"""Does one rule's list of conditions hold, which are unmet, and when does what it stands on end?"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from punos.lawfulness.answers import Limit
from punos.lawfulness.facts import (
    Instrument,
    MinorWish,
    Permission,
    Relation,
    RepresentativeKind,
    SharingFacts,
)
from punos.lawfulness.tables import SharingRule, WordsTable


@dataclass(slots=True)
class Ground:
    """What a rule stands on with these facts: unmet conditions by name, known ends, narrowing limits."""

    unmet: list[str] = field(default_factory=list)
    ends: list[date] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    @property
    def valid_until(self) -> date | None:
        return min(self.ends, default=None)


def ground_for(rule: SharingRule, facts: SharingFacts, *, at: date, words: WordsTable) -> Ground:
    """Check every condition of `rule`. An unknown fact is an unmet condition: the default is no."""
    ground = Ground()
    if rule.valid_until is not None:
        ground.ends.append(rule.valid_until)
    _check_recipient(rule, facts, ground)
    _check_circumstances(rule, facts, at, ground)
    _check_representation(rule, facts, at, ground)
    for needed, instrument in (
        (rule.when.permit, Instrument.PERMIT),
        (rule.when.consent, Instrument.CONSENT),
    ):
        if needed:
            _check_permission(instrument, facts, at, words, ground)
    return ground


def _check_recipient(rule: SharingRule, facts: SharingFacts, ground: Ground) -> None:
    when, recipient = rule.when, facts.recipient
    if when.same_controller is not None and recipient.same_controller != when.same_controller:
        ground.unmet.append("same_controller")
    if when.relation and not when.relation & facts.relations:
        ground.unmet.append("relation")
    if when.task and recipient.task not in when.task:
        ground.unmet.append("task")
    if when.sector and recipient.sector not in when.sector:
        ground.unmet.append("sector")


def _check_circumstances(rule: SharingRule, facts: SharingFacts, at: date, ground: Ground) -> None:
    when = rule.when
    if when.joint_service_point and not facts.joint_service_point:
        ground.unmet.append("joint_service_point")
    if when.task_needs_address and not facts.task_needs_address:
        ground.unmet.append("task_needs_address")
    if when.urgency and facts.urgency not in when.urgency:
        ground.unmet.append("urgency")
    if when.statutory_duty:
        duty = facts.statutory_duty
        if duty is None or not duty.section or not in_force(duty.recorded_on, duty.valid_until, at):
            ground.unmet.append("statutory_duty")
        elif duty.valid_until is not None:
            ground.ends.append(duty.valid_until)
    if when.exceptional:
        access = facts.exceptional
        if access is None or not in_force(access.recorded_on, access.valid_until, at):
            ground.unmet.append("exceptional")
        else:
            ground.ends.append(access.valid_until)
    if when.cannot_assess_permit:
        finding = facts.capacity
        if (
            finding is None
            or not in_force(finding.decided_on, finding.review_by, at)
            or representation_in_force(facts, at)
        ):
            ground.unmet.append("cannot_assess_permit")
        else:
            ground.ends.append(finding.review_by)
            if (first := _first_day_of_a_representative(facts, at)) is not None:
                ground.ends.append(first - timedelta(days=1))


def _check_representation(rule: SharingRule, facts: SharingFacts, at: date, ground: Ground) -> None:
    when, representation = rule.when, facts.representation
    if not (when.represents or when.undecided_wish):
        return
    is_the_one = (
        representation is not None
        and representation.person != ""
        and representation.person == facts.recipient.person
        and representation.kind in when.representative_kind
        and representation_in_force(facts, at)
    )
    if not is_the_one or representation is None:
        ground.unmet.append("represents")
        return
    wish = _wish(facts)
    if when.represents and wish is not None and wish.honoured is not False:
        ground.unmet.append("represents")
    if when.undecided_wish and (wish is None or wish.honoured is not None):
        ground.unmet.append("undecided_wish")
    ground.ends += [end for end in (representation.valid_until, _last_day_as_minor(facts)) if end is not None]


def _wish(facts: SharingFacts) -> MinorWish | None:
    if facts.minor is None:
        return None
    return next((wish for wish in facts.minor.wishes if wish.register is facts.origin), None)


def _last_day_as_minor(facts: SharingFacts) -> date | None:
    """The day before the 18th birthday, when the basis is a custodian's."""
    representation = facts.representation
    if representation is None or representation.kind is not RepresentativeKind.CUSTODIAN or facts.minor is None:
        return None
    return facts.minor.turns_18 - timedelta(days=1)


def representation_in_force(facts: SharingFacts, at: date) -> bool:
    """Whether a legal representative acts for the client on this day. Custodians do until the 18th birthday."""
    representation = facts.representation
    if representation is None or not in_force(representation.valid_from, representation.valid_until, at):
        return False
    if representation.kind is RepresentativeKind.CUSTODIAN:
        return facts.minor is not None and at < facts.minor.turns_18
    return True


def _first_day_of_a_representative(facts: SharingFacts, at: date) -> date | None:
    """The day, still to come, from which a legal representative acts for the client."""
    representation = facts.representation
    if representation is None or representation.valid_from <= at:
        return None
    return representation.valid_from if representation_in_force(facts, representation.valid_from) else None


def in_force(first: date, last: date | None, at: date) -> bool:
    """Both ends belong to the time in force."""
    return first <= at and (last is None or at <= last)


def _check_permission(instrument: Instrument, facts: SharingFacts, at: date, words: WordsTable, ground: Ground) -> None:
    covering = [item for item in facts.permissions if _covers(item, instrument, facts, at)]
    if not covering:
        ground.unmet.append(str(instrument))
        return
    best = max(covering, key=lambda item: (not _narrows(item, facts), _end_of(item, facts) or date.max))
    end = _end_of(best, facts)
    if end is not None:
        ground.ends.append(end)
    if _narrows(best, facts):
        ground.limits.append(Limit("only_part", words.limits["only_part"], best.parts, best.data_from, best.data_until))


def _covers(item: Permission, instrument: Instrument, facts: SharingFacts, at: date) -> bool:
    """Whether a permit or consent reaches this recipient, category, register, part and day."""
    end = _end_of(item, facts)
    if item.instrument is not instrument or not in_force(item.given_on, end, at):
        return False
    if item.by_custodian and facts.minor is None:
        return False  # we do not know when it ends
    if facts.category not in item.categories or facts.origin not in item.origins:
        return False
    if facts.part and item.parts and facts.part not in item.parts:
        return False
    if item.recipients & facts.recipient.ids:
        return True
    by_class = facts.recipient.kind in item.classes
    if instrument is Instrument.CONSENT:  # outsiders are named, or are people the client let into her team
        return by_class and Relation.TEAM_MEMBER in facts.relations
    return by_class


def _end_of(item: Permission, facts: SharingFacts) -> date | None:
    if not item.by_custodian or facts.minor is None:
        return item.valid_until
    last_day = facts.minor.turns_18 - timedelta(days=1)
    return last_day if item.valid_until is None else min(last_day, item.valid_until)


def _narrows(item: Permission, facts: SharingFacts) -> bool:
    """Whether the permission speaks of only a part of what is asked about."""
    by_part = bool(item.parts) and not facts.part
    return by_part or item.data_from is not None or item.data_until is not None


def prohibitions_that_reach(facts: SharingFacts, *, at: date) -> tuple[list[Permission], list[Permission]]:
    """Prohibitions in force against this sharing: those that forbid all of it, and those that forbid a part."""
    whole: list[Permission] = []
    partly: list[Permission] = []
    for item in facts.permissions:
        if forbids(item, facts) and in_force(item.given_on, item.valid_until, at):
            (partly if _narrows(item, facts) else whole).append(item)
    return whole, partly


def last_day_before_a_prohibition(facts: SharingFacts, *, at: date) -> date | None:
    """The day before a prohibition of all of this sharing that is known already begins."""
    coming = [
        item.given_on
        for item in facts.permissions
        if item.given_on > at and forbids(item, facts) and not _narrows(item, facts)
        and in_force(item.given_on, item.valid_until, item.given_on)
    ]  # fmt: skip
    return min(coming) - timedelta(days=1) if coming else None


def forbids(item: Permission, facts: SharingFacts) -> bool:
    """Whether this is a prohibition aimed, among others, at this recipient, category, register and part."""
    if item.instrument is not Instrument.PROHIBITION or facts.origin not in item.origins:
        return False
    if item.categories and facts.category not in item.categories:
        return False
    if facts.part and item.parts and facts.part not in item.parts:
        return False
    aimed = bool(item.classes or item.recipients)
    return not aimed or facts.recipient.kind in item.classes or bool(item.recipients & facts.recipient.ids)

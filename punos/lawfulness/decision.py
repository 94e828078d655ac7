"""`decide`: may this recipient know this? One pure function over dated rules; the default is no."""

from dataclasses import replace
from datetime import date

from punos.lawfulness.answers import (
    Allowed,
    BasisKind,
    Decision,
    Denied,
    Limit,
    NeedsHumanDecision,
    Reason,
    Section,
)
from punos.lawfulness.categories import Category, registers_of
from punos.lawfulness.conditions import (
    Ground,
    ground_for,
    in_force,
    last_day_before_a_prohibition,
    prohibitions_that_reach,
)
from punos.lawfulness.facts import HumanDecision, Permission, SharingFacts
from punos.lawfulness.tables import SharingRule, WordsTable, sharing_rules, words
from punos.lawfulness.ways import narrowing, ways_out

SECRECY = Section("703/2023", "4")


def decide(facts: SharingFacts, *, at: date, rules: tuple[SharingRule, ...] | None = None) -> Decision:
    """May this recipient know data of this category from this register on this day (703/2023)?

    Allowed when some rule in force allows it; else a human decision when some rule asks for one; else denied,
    with every way out. `rules` is for other tables than the shipped ones (tests, a county's own).
    """
    table = sharing_rules() if rules is None else rules
    said = words()
    answers = [_answer(rule, facts, at, said) for rule in applicable(table, facts, at)]
    allowed = [answer for answer in answers if isinstance(answer, Allowed)]
    if allowed:
        return max(allowed, key=_width)
    for answer in answers:
        if isinstance(answer, NeedsHumanDecision):
            return answer
    ways = ways_out(applicable(table, facts, at), facts, at, said)
    instead = frozenset(other for other in Category if other is not facts.category and _allows(table, facts, other, at))
    return Denied(
        reasons=(_reason(facts, said),),
        ways=ways + narrowing(instead, said, SECRECY),
    )


def applicable(rules: tuple[SharingRule, ...], facts: SharingFacts, at: date) -> list[SharingRule]:
    """The rules in force on `at` about this register, recipient class and category, in the tables' order.

    A category that cannot originate in that register has no rule, whatever a table says.
    """
    if facts.origin not in registers_of(facts.category):
        return []
    return [
        rule
        for rule in rules
        if rule.holds_on(at)
        and facts.origin in rule.origin
        and facts.recipient.kind in rule.to
        and facts.category in rule.categories
    ]


def _answer(rule: SharingRule, facts: SharingFacts, at: date, said: WordsTable) -> Allowed | NeedsHumanDecision | None:
    """What this one rule says; None when it says nothing or somebody who may decide has decided no."""
    ground = ground_for(rule, facts, at=at, words=said)
    if ground.unmet:
        return None
    whole, partly = ([], []) if rule.prohibition == "does_not_reach" else prohibitions_that_reach(facts, at=at)
    if rule.prohibition == "denies" and whole:
        return None
    if rule.prohibition != "does_not_reach" and (last := last_day_before_a_prohibition(facts, at=at)) is not None:
        ground.ends.append(last)
    ground.limits += [_except(item, said) for item in partly]
    if rule.outcome == "human" or (rule.prohibition == "asks_human" and whole):
        return _by_a_person(rule, facts, at, ground, said)
    return _allowed(rule, facts, ground, said, rule.basis)


def _by_a_person(
    rule: SharingRule, facts: SharingFacts, at: date, ground: Ground, said: WordsTable
) -> Allowed | NeedsHumanDecision | None:
    made = _decision_on(rule, facts, at)
    if made is None:
        question = rule.text if rule.outcome == "human" else said.ways["prohibition_question"]
        assert rule.who_may_decide is not None  # the schema requires it of such rules
        return NeedsHumanDecision(question, rule.section.as_section, rule.who_may_decide, rule.id)
    if not made.granted:
        return None
    if made.valid_until is not None:
        ground.ends.append(made.valid_until)
    return _allowed(rule, facts, ground, said, BasisKind.HUMAN_DECISION)


def _decision_on(rule: SharingRule, facts: SharingFacts, at: date) -> HumanDecision | None:
    """The newest decision in force on this rule's question."""
    made = [
        decision
        for decision in facts.human_decisions
        if decision.rule_id == rule.id and in_force(decision.decided_on, decision.valid_until, at)
    ]
    return max(made, key=lambda decision: decision.decided_on, default=None)


def _allowed(rule: SharingRule, facts: SharingFacts, ground: Ground, said: WordsTable, basis: BasisKind) -> Allowed:
    limits = [Limit(code, said.limits[code]) for code in rule.limits]
    if facts.specially_protected and basis is not BasisKind.OWN_DATA:
        limits.append(Limit("extra_confirmation", said.limits["extra_confirmation"]))
    return Allowed(
        rule.section.as_section, tuple(limits + ground.limits), ground.valid_until, basis, rule.id, rule.text
    )


def _except(item: Permission, said: WordsTable) -> Limit:
    return Limit("except_part", said.limits["except_part"], item.parts, item.data_from, item.data_until)


def _width(answer: Allowed) -> tuple[int, bool, date]:
    """Of several lawful bases the one that carries furthest: least narrowed, not exceptional, longest."""
    narrowed = sum(limit.code in ("only_part", "except_part") for limit in answer.limits)
    return -narrowed, answer.basis_kind is not BasisKind.EXCEPTIONAL, answer.valid_until or date.max


def _allows(table: tuple[SharingRule, ...], facts: SharingFacts, other: Category, at: date) -> bool:
    """Whether the asker's own standing already allows another category of the same register.

    Computed from what the asker knows, so that the offer to narrow tells nothing about the client's permissions.
    """
    narrowed = replace(facts.as_the_asker_knows(), category=other, part="")
    said = words()
    return any(isinstance(_answer(rule, narrowed, at, said), Allowed) for rule in applicable(table, narrowed, at))


def _reason(facts: SharingFacts, said: WordsTable) -> Reason:
    """Why not, in words that depend only on from, to and category."""
    for reason in said.reasons:
        if facts.origin in reason.origin and facts.recipient.kind in reason.to and facts.category in reason.categories:
            return Reason(reason.text, reason.section.as_section)
    return Reason(said.default_reason, SECRECY)

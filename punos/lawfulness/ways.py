"""The ways out of a no: for each rule that could allow it, what would have to be added.

A way is data: `take` adds its fact to the facts, so that a page can show beforehand what would follow, and a test
can prove that every way really leads out.
"""

from dataclasses import replace
from datetime import date

from punos.lawfulness.answers import Section, Way, WayKind
from punos.lawfulness.categories import Category
from punos.lawfulness.conditions import forbids, ground_for
from punos.lawfulness.facts import (
    CapacityFinding,
    ExceptionalAccess,
    Instrument,
    Permission,
    Relation,
    SharingFacts,
    StatutoryDuty,
)
from punos.lawfulness.tables import SharingRule, WordsTable

# Conditions somebody can bring about. All others are facts of the world (who works where, at what task).
_CAN_BE_BROUGHT_ABOUT = {
    "permit": WayKind.ASK_PERMIT,
    "consent": WayKind.ASK_CONSENT,
    "relation": WayKind.JOIN,
    "statutory_duty": WayKind.RECORD_DUTY,
    "cannot_assess_permit": WayKind.ASSESS_CAPACITY,
    "exceptional": WayKind.EXCEPTIONAL_ACCESS,
}
_ORDER = list(WayKind)


def ways_out(rules: list[SharingRule], facts: SharingFacts, at: date, words: WordsTable) -> tuple[Way, ...]:
    """One way per distinct thing to do, the client's own say first.

    Computed from what the asker knows: a refusal reads the same whatever the client has permitted or forbidden.
    """
    known = facts.as_the_asker_knows()
    found: dict[tuple[WayKind, ...], Way] = {}
    for rule in rules:
        steps = _steps(rule, known, at, words)
        if steps and steps not in found:
            found[steps] = Way(steps[0], words.ways[steps[0]], rule.section.as_section, rule.id, also=steps[1:])
    return tuple(sorted(found.values(), key=lambda way: (len(way.also), _ORDER.index(way.kind))))


def _steps(rule: SharingRule, known: SharingFacts, at: date, words: WordsTable) -> tuple[WayKind, ...]:
    """What must be done for this rule to speak; nothing when it cannot be brought about."""
    unmet = ground_for(rule, known, at=at, words=words).unmet
    if not unmet:  # it speaks already: a person has decided no, or what the client has said stands in the way
        return (WayKind.ASK_DECISION,)
    if any(name not in _CAN_BE_BROUGHT_ABOUT for name in unmet):
        return ()
    if "relation" in unmet and Relation.TEAM_MEMBER not in rule.when.relation:
        return ()
    return tuple(sorted((_CAN_BE_BROUGHT_ABOUT[name] for name in unmet), key=_ORDER.index))


def narrowing(instead: frozenset[Category], words: WordsTable, section: Section) -> tuple[Way, ...]:
    """The offer to tell less, when there is something that may be told already."""
    if not instead:
        return ()
    return (Way(WayKind.NARROW, words.ways["narrow"], section, "", categories=instead),)


def take(way: Way, facts: SharingFacts, *, at: date) -> SharingFacts:
    """The facts as they would be once this way had been gone, for a preview: "what would follow if she agreed?"."""
    if way.kind is WayKind.NARROW:
        return replace(facts, category=min(way.categories), part="")
    # What somebody once decided on this rule was decided without the new fact: the question is open again.
    open_again = tuple(made for made in facts.human_decisions if made.rule_id != way.rule_id)
    facts = replace(facts, human_decisions=open_again)
    for kind in (way.kind, *way.also):
        facts = _with(kind, facts, at)
    return facts


def _with(kind: WayKind, facts: SharingFacts, at: date) -> SharingFacts:
    match kind:
        case WayKind.ASK_PERMIT:
            return _client_says_yes(Instrument.PERMIT, facts, at)
        case WayKind.ASK_CONSENT:
            return _client_says_yes(Instrument.CONSENT, facts, at)
        case WayKind.JOIN:
            return replace(facts, relations=facts.relations | {Relation.TEAM_MEMBER})
        case WayKind.RECORD_DUTY:
            return replace(facts, statutory_duty=StatutoryDuty(section="1301/2014 36 §", recorded_on=at))
        case WayKind.ASSESS_CAPACITY:
            return replace(facts, capacity=CapacityFinding(at, at), representation=None)
        case WayKind.EXCEPTIONAL_ACCESS:
            return replace(facts, exceptional=ExceptionalAccess(at, at))
        case _:  # ASK_DECISION: asking is all there is to it
            return facts


def _client_says_yes(instrument: Instrument, facts: SharingFacts, at: date) -> SharingFacts:
    """She gives it to exactly this recipient for exactly this, and takes back what would stand against it."""
    recipient = facts.recipient
    given = Permission(
        instrument,
        given_on=at,
        classes=frozenset({recipient.kind}),
        recipients=recipient.ids,
        categories=frozenset({facts.category}),
        origins=frozenset({facts.origin}),
        parts=frozenset({facts.part} if facts.part else ()),
    )
    kept = tuple(item for item in facts.permissions if not forbids(item, facts))
    return replace(facts, permissions=(*kept, given))

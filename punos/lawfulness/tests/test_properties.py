"""What holds of every decision, whatever the facts."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from punos.lawfulness import (
    Allowed,
    CapacityFinding,
    Category,
    Decision,
    Denied,
    HumanDecision,
    Instrument,
    NeedsHumanDecision,
    Permission,
    Recipient,
    RecipientClass,
    Register,
    Relation,
    Representation,
    RepresentativeKind,
    SharingFacts,
    Task,
    decide,
    take,
)
from punos.lawfulness.tests.strategies import TODAY, facts, permissions

many = settings(max_examples=150, deadline=None)


def openness(decision: Decision) -> int:
    return {Denied: 0, NeedsHumanDecision: 1, Allowed: 2}[type(decision)]


@many
@given(facts, permissions(Instrument.PROHIBITION))
def test_a_prohibition_never_opens_anything(some: SharingFacts, prohibition: Permission) -> None:
    narrowed = replace(some, permissions=(*some.permissions, prohibition))
    assert openness(decide(narrowed, at=TODAY)) <= openness(decide(some, at=TODAY))


@many
@given(facts, permissions(Instrument.PERMIT, Instrument.CONSENT))
def test_a_permit_or_consent_never_closes_anything(some: SharingFacts, given_: Permission) -> None:
    before, after = (
        decide(some, at=TODAY),
        decide(replace(some, permissions=(*some.permissions, given_)), at=TODAY),
    )
    assert openness(after) >= openness(before)


SHE_SAID_YES = Permission(
    Instrument.PERMIT, TODAY, recipients=frozenset({"p-1"}), categories=frozenset({Category.SOCIAL})
)


def in_the_team(permissions: tuple[Permission, ...]) -> SharingFacts:
    nurse = Recipient(RecipientClass.HEALTH_PROFESSIONAL, person="p-1", same_controller=True, task=Task.HEALTH_WIDE)
    relations = frozenset({Relation.TEAM_MEMBER})
    return SharingFacts(nurse, Category.SOCIAL, Register.SOCIAL, relations, permissions)


@many
@given(facts)
@example(in_the_team((Permission(Instrument.PROHIBITION, TODAY),)))
@example(
    replace(
        in_the_team((Permission(Instrument.PROHIBITION, TODAY),)),
        capacity=CapacityFinding(TODAY, TODAY),
        human_decisions=(HumanDecision("social-entries-to-health-incapacity", False, TODAY),),
    )
)
def test_every_way_out_of_a_refusal_leads_out(some: SharingFacts) -> None:
    decision = decide(some, at=TODAY)
    if isinstance(decision, Denied):
        for way in decision.ways:
            assert not isinstance(decide(take(way, some, at=TODAY), at=TODAY), Denied), way


@many
@given(facts, st.lists(permissions(), max_size=4).map(tuple))
@example(in_the_team((Permission(Instrument.PROHIBITION, TODAY),)), ())
@example(replace(in_the_team((SHE_SAID_YES,)), relations=frozenset()), ())
def test_a_refusal_tells_nothing_about_the_client(some: SharingFacts, other: tuple[Permission, ...]) -> None:
    """A client who has forbidden, one who has said nothing and one nobody knows: word for word the same refusal."""
    unknown = replace(some, permissions=other, capacity=None, representation=None, minor=None)
    one, two = decide(some, at=TODAY), decide(unknown, at=TODAY)
    if isinstance(one, Denied) and isinstance(two, Denied):
        assert one == two


@many
@given(facts)
@example(
    replace(
        in_the_team(()),
        capacity=CapacityFinding(TODAY, TODAY + timedelta(days=200)),
        representation=Representation(RepresentativeKind.GUARDIAN, "r-1", TODAY + timedelta(days=30)),
    )
)
@example(in_the_team((SHE_SAID_YES, Permission(Instrument.PROHIBITION, TODAY + timedelta(days=9)))))
@example(in_the_team((replace(SHE_SAID_YES, valid_until=TODAY + timedelta(days=30)),
                      replace(SHE_SAID_YES, given_on=TODAY + timedelta(days=9)))))
def test_what_is_allowed_ends_when_its_basis_ends(some: SharingFacts) -> None:
    """Asked again on the last day it still holds on that rule or a wider one; a known end is never in the past.

    What she says yes to on a later day is another basis, which may go on where this one ends.
    """
    decision = decide(some, at=TODAY)
    if isinstance(decision, Allowed) and decision.valid_until is not None:
        assert decision.valid_until >= TODAY
        assert isinstance(decide(some, at=decision.valid_until), Allowed)
    for day in (1, 30, 200, 366):  # … nor does anything that begins later go unnoticed
        if isinstance(decision, Allowed) and (decision.valid_until or date.max) >= TODAY + timedelta(days=day):
            assert isinstance(decide(some, at=TODAY + timedelta(days=day)), Allowed)
    if isinstance(decision, Allowed) and decision.valid_until is not None:
        said = tuple(one for one in some.permissions
                     if one.given_on <= TODAY or one.instrument is Instrument.PROHIBITION)
        after = decide(replace(some, permissions=said), at=decision.valid_until + timedelta(days=1))
        assert not (isinstance(after, Allowed) and after.rule_id == decision.rule_id and after.valid_until is None)


@many
@given(facts)
def test_without_rules_the_answer_is_no(some: SharingFacts) -> None:
    decision = decide(some, at=TODAY, rules=())
    assert isinstance(decision, Denied)
    assert decision.ways == ()
    assert decision.reasons


@many
@given(facts)
def test_a_day_before_every_act_the_answer_is_no(some: SharingFacts) -> None:
    assert isinstance(decide(some, at=date(1999, 11, 30)), Denied)

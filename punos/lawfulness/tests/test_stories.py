"""Single situations a professional would recognise: ends known in advance, narrowing, minors, exceptional access."""

from dataclasses import replace
from datetime import date

from punos.lawfulness import (
    Allowed,
    BasisKind,
    CapacityFinding,
    Category,
    Denied,
    ExceptionalAccess,
    HumanDecision,
    Instrument,
    MinorFacts,
    MinorWish,
    NeedsHumanDecision,
    Permission,
    Recipient,
    RecipientClass,
    Register,
    Relation,
    Representation,
    RepresentativeKind,
    SharingFacts,
    StatutoryDuty,
    Task,
    WayKind,
    decide,
    take,
)

TODAY = date(2026, 11, 22)
SOCIAL_WORKER = Recipient(
    RecipientClass.SOCIAL_PROFESSIONAL, person="worker", same_controller=True, task=Task.SOCIAL_WIDE
)
FATHER = Recipient(RecipientClass.REPRESENTATIVE, person="father")
HEALTH_ENTRIES = SharingFacts(
    SOCIAL_WORKER, Category.HEALTH, Register.HEALTH, relations=frozenset({Relation.RESPONSIBLE_WORKER})
)


def permit(**changes: object) -> Permission:
    given = Permission(
        Instrument.PERMIT,
        date(2026, 1, 1),
        classes=frozenset({RecipientClass.SOCIAL_PROFESSIONAL}),
        categories=frozenset({Category.HEALTH}),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def with_(*permissions: Permission) -> SharingFacts:
    return replace(HEALTH_ENTRIES, permissions=permissions)


def allowed(facts: SharingFacts, at: date = TODAY) -> Allowed:
    decision = decide(facts, at=at)
    assert isinstance(decision, Allowed), decision
    return decision


def refused(facts: SharingFacts, at: date = TODAY) -> Denied:
    decision = decide(facts, at=at)
    assert isinstance(decision, Denied), decision
    return decision


def test_a_permit_opens_patient_data_to_social_care_until_its_last_day() -> None:
    facts = with_(permit(valid_until=date(2027, 5, 31)))
    decision = allowed(facts)
    assert (str(decision.section), decision.valid_until) == ("703/2023 53 § 2 mom.", date(2027, 5, 31))
    allowed(facts, at=date(2027, 5, 31))
    refused(facts, at=date(2027, 6, 1))


def test_a_prohibition_takes_back_what_the_permit_gave_and_a_partial_one_narrows_it() -> None:
    refused(with_(permit(), Permission(Instrument.PROHIBITION, TODAY)))
    partial = Permission(Instrument.PROHIBITION, TODAY, parts=frozenset({"visit-7"}))
    limits = {limit.code: limit.parts for limit in allowed(with_(permit(), partial)).limits}
    assert limits["except_part"] == {"visit-7"}
    refused(replace(with_(permit(), partial), part="visit-7"))
    allowed(replace(with_(permit(), partial), part="visit-8"))


def test_a_prohibition_aimed_at_somebody_else_does_not_reach() -> None:
    elsewhere = Permission(Instrument.PROHIBITION, TODAY, recipients=frozenset({"another"}))
    allowed(with_(permit(), elsewhere))


def test_a_permit_for_certain_entries_gives_only_them() -> None:
    facts = with_(permit(data_from=date(2026, 1, 1), data_until=date(2026, 6, 30)))
    (limit,) = [limit for limit in allowed(facts).limits if limit.code == "only_part"]
    assert (limit.data_from, limit.data_until) == (date(2026, 1, 1), date(2026, 6, 30))


def test_a_colleague_is_told_how_to_get_in_and_the_client_is_asked_first() -> None:
    ways = refused(HEALTH_ENTRIES).ways
    assert [way.kind for way in ways[:2]] == [WayKind.ASK_PERMIT, WayKind.RECORD_DUTY]


def test_the_social_authority_gets_what_its_duty_cannot_do_without() -> None:
    duty = StatutoryDuty("1301/2014 36 §", TODAY, valid_until=date(2027, 2, 22))
    decision = allowed(replace(HEALTH_ENTRIES, statutory_duty=duty))
    assert decision.basis_kind is BasisKind.AUTHORITY_RIGHT
    assert [limit.code for limit in decision.limits] == ["indispensable_only"]
    assert decision.valid_until == date(2027, 2, 22)


def test_a_capacity_finding_holds_until_its_review_and_not_beside_a_guardian() -> None:
    facts = replace(HEALTH_ENTRIES, capacity=CapacityFinding(date(2026, 10, 1), review_by=date(2027, 1, 31)))
    assert allowed(facts).valid_until == date(2027, 1, 31)
    refused(facts, at=date(2027, 2, 1))
    guardian = Representation(RepresentativeKind.GUARDIAN, "son", date(2026, 1, 1))
    refused(replace(facts, representation=guardian))


def test_a_prohibition_beside_incapacity_is_a_question_to_a_person_whose_answer_stands() -> None:
    finding = CapacityFinding(date(2026, 10, 1), review_by=date(2027, 1, 31))
    facts = replace(with_(Permission(Instrument.PROHIBITION, date(2020, 1, 1))), capacity=finding)
    question = decide(facts, at=TODAY)
    assert isinstance(question, NeedsHumanDecision)
    yes = HumanDecision(question.rule_id, True, TODAY, valid_until=date(2026, 12, 31))
    decision = allowed(replace(facts, human_decisions=(yes,)))
    assert (decision.basis_kind, decision.valid_until) == (BasisKind.HUMAN_DECISION, date(2026, 12, 31))
    no = HumanDecision(question.rule_id, False, TODAY)
    denied = refused(replace(facts, human_decisions=(no,)))
    assert all(not isinstance(decide(take(way, facts, at=TODAY), at=TODAY), Denied) for way in denied.ways)


def a_custodian(*wishes: MinorWish) -> SharingFacts:
    return SharingFacts(
        FATHER,
        Category.HEALTH,
        Register.HEALTH,
        representation=Representation(RepresentativeKind.CUSTODIAN, "father", date(2010, 1, 1)),
        minor=MinorFacts(turns_18=date(2027, 3, 8), wishes=wishes),
    )


def test_a_custodian_knows_until_the_day_before_the_eighteenth_birthday() -> None:
    assert allowed(a_custodian()).valid_until == date(2027, 3, 7)
    allowed(a_custodian(), at=date(2027, 3, 7))
    refused(a_custodian(), at=date(2027, 3, 8))


def test_a_mature_minors_wish_holds_and_an_undecided_one_waits_for_the_professional() -> None:
    refused(a_custodian(MinorWish(Register.HEALTH, honoured=True)))
    allowed(a_custodian(MinorWish(Register.HEALTH, honoured=False)))
    assert isinstance(decide(a_custodian(MinorWish(Register.HEALTH)), at=TODAY), NeedsHumanDecision)
    allowed(a_custodian(MinorWish(Register.SOCIAL, honoured=True)))


def test_a_permit_given_by_a_custodian_ends_when_the_client_turns_18() -> None:
    facts = replace(with_(permit(by_custodian=True)), minor=MinorFacts(turns_18=date(2027, 3, 8)))
    assert allowed(facts).valid_until == date(2027, 3, 7)
    refused(facts, at=date(2027, 3, 8))
    refused(replace(facts, minor=None))


def test_somebody_who_is_not_the_representative_is_a_stranger() -> None:
    refused(replace(a_custodian(), recipient=Recipient(RecipientClass.REPRESENTATIVE, person="uncle")))


def test_exceptional_access_is_time_boxed_and_only_inside_ones_own_register() -> None:
    access = ExceptionalAccess(TODAY, valid_until=date(2026, 11, 23))
    stranger = SharingFacts(SOCIAL_WORKER, Category.SOCIAL, Register.SOCIAL, exceptional=access)
    decision = allowed(stranger)
    assert (decision.basis_kind, decision.valid_until) == (BasisKind.EXCEPTIONAL, date(2026, 11, 23))
    assert "reviewer_told" in {limit.code for limit in decision.limits}
    refused(replace(stranger, category=Category.HEALTH, origin=Register.HEALTH))


def test_a_consent_by_class_reaches_only_people_in_the_team() -> None:
    peer = Recipient(RecipientClass.THIRD_SECTOR, person="peer", organisation="association")
    consent = Permission(
        Instrument.CONSENT,
        TODAY,
        classes=frozenset({RecipientClass.THIRD_SECTOR}),
        categories=frozenset({Category.PLAN}),
    )
    facts = SharingFacts(peer, Category.PLAN, Register.SOCIAL, permissions=(consent,))
    refused(facts)
    allowed(replace(facts, relations=frozenset({Relation.TEAM_MEMBER})))
    named = replace(consent, classes=frozenset(), recipients=frozenset({"association"}))
    allowed(replace(facts, permissions=(named,)))


def test_a_protected_address_is_for_those_whose_task_needs_it_and_nobody_can_be_asked_for_it() -> None:
    facts = replace(HEALTH_ENTRIES, category=Category.PROTECTED_ADDRESS, origin=Register.SOCIAL)
    assert [way.kind for way in refused(facts).ways if way.kind is not WayKind.NARROW] == []
    assert str(allowed(replace(facts, task_needs_address=True)).section) == "661/2009 37 §"


def test_specially_protected_parts_are_confirmed_separately() -> None:
    facts = replace(with_(permit()), specially_protected=True)
    assert "extra_confirmation" in {limit.code for limit in allowed(facts).limits}

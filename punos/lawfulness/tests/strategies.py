"""Any facts at all, for properties that must hold of every decision."""

from datetime import date, timedelta

from hypothesis import strategies as st

from punos.lawfulness import (
    CapacityFinding,
    Category,
    ExceptionalAccess,
    HumanDecision,
    Instrument,
    MinorFacts,
    MinorWish,
    Permission,
    Recipient,
    RecipientClass,
    Register,
    Relation,
    Representation,
    RepresentativeKind,
    Sector,
    SharingFacts,
    StatutoryDuty,
    Task,
    Urgency,
)
from punos.lawfulness.tables import sharing_rules

TODAY = date(2026, 11, 22)
days = st.integers(-400, 400).map(lambda n: TODAY + timedelta(days=n))
ends = st.none() | days
ids = st.sampled_from(["p-1", "u-1", "o-1", "p-2"])


def some(values: type) -> st.SearchStrategy[frozenset]:
    return st.frozensets(st.sampled_from(list(values)))  # type: ignore[call-overload]


def permissions(*instruments: Instrument) -> st.SearchStrategy[Permission]:
    return st.builds(
        Permission,
        st.sampled_from(instruments or tuple(Instrument)),
        days,
        valid_until=ends,
        classes=some(RecipientClass),
        recipients=st.frozensets(ids, max_size=2),
        categories=some(Category) | st.just(frozenset(Category)),
        origins=some(Register) | st.just(frozenset(Register)),
        parts=st.frozensets(st.sampled_from(["home_care", "visit-7"]), max_size=1),
        data_from=ends,
        by_custodian=st.booleans(),
    )


recipients = st.builds(
    Recipient,
    st.sampled_from(list(RecipientClass)),
    person=st.just("p-1"),
    unit=st.sampled_from(["", "u-1"]),
    organisation=st.sampled_from(["", "o-1"]),
    same_controller=st.booleans(),
    task=st.none() | st.sampled_from([Task.HEALTH_WIDE, Task.SOCIAL_WIDE, Task.SOCIAL_ADMINISTRATION]),
    sector=st.none() | st.sampled_from(list(Sector)),
)

facts = st.builds(
    SharingFacts,
    recipients,
    st.sampled_from(list(Category)),
    st.sampled_from(list(Register)),
    relations=some(Relation),
    permissions=st.lists(permissions(), max_size=4).map(tuple),
    part=st.sampled_from(["", "", "home_care"]),
    specially_protected=st.booleans(),
    capacity=st.none() | st.builds(CapacityFinding, days, days),
    representation=st.none() | st.builds(Representation, st.sampled_from(list(RepresentativeKind)), ids, days, ends),
    minor=st.none()
    | st.builds(
        MinorFacts,
        days,
        st.lists(st.builds(MinorWish, st.sampled_from(list(Register)), st.none() | st.booleans()), max_size=2).map(
            tuple
        ),
    ),
    joint_service_point=st.booleans(),
    statutory_duty=st.none() | st.builds(StatutoryDuty, st.just("1301/2014 36 §"), days, ends),
    urgency=st.sampled_from(list(Urgency)),
    task_needs_address=st.booleans(),
    exceptional=st.none() | st.builds(ExceptionalAccess, days, days),
    human_decisions=st.lists(
        st.builds(HumanDecision, st.sampled_from([rule.id for rule in sharing_rules()]), st.booleans(), days, ends),
        max_size=2,
    ).map(tuple),
)

"""Every from × to × category, with the outcome and the section it must stand on, drawn as tables.

The recipient is in the client's team, at a task that includes entries, in her own county. A number is a section of
703/2023; S = 1301/2014, J = 621/1999, V = 661/2009; "no" is a refusal, "ask" a question to a person.
"""

from dataclasses import replace
from datetime import date

import pytest

from punos.lawfulness import (
    Allowed,
    Category,
    Denied,
    Instrument,
    Permission,
    Recipient,
    RecipientClass,
    Register,
    Relation,
    SharingFacts,
    Task,
    Urgency,
    decide,
)

TODAY = date(2026, 11, 22)
COLUMNS = (
    "identity contact coordination permissions social health other_sector plan own_words protected_address journal"
)

NOTHING_IS_RECORDED = """
social health_professional   no   no   no   no   no   no   no   46   no   no   no
social social_professional   9    9    9    9    9    no   no   9    9    no   no
social other_authority       no   no   no   no   no   no   no   no   no   no   no
social third_sector          no   no   no   no   no   no   no   no   no   no   no
social close_person          no   no   no   no   no   no   no   no   no   no   no
social client                J12  J12  J12  J12  J12  no   no   J12  J12  J12  11
social representative        no   no   no   no   no   no   no   no   no   no   no
health health_professional   9    9    9    9    no   9    no   9    9    no   no
health social_professional   no   no   no   no   no   no   no   46   no   no   no
health other_authority       no   no   no   no   no   no   no   no   no   no   no
health third_sector          no   no   no   no   no   no   no   no   no   no   no
health close_person          no   no   no   no   no   no   no   no   no   no   no
health client                J12  J12  J12  J12  no   J12  no   J12  J12  J12  11
health representative        no   no   no   no   no   no   no   no   no   no   no
other  health_professional   no   no   no   no   no   no   no   no   no   no   no
other  social_professional   no   no   no   no   no   no   no   no   no   no   no
other  other_authority       no   no   no   no   no   no   no   no   no   no   no
other  third_sector          no   no   no   no   no   no   no   no   no   no   no
other  close_person          no   no   no   no   no   no   no   no   no   no   no
other  client                J12  no   no   no   no   no   J12  no   no   J12  no
other  representative        no   no   no   no   no   no   no   no   no   no   no
"""

THE_CLIENT_SAYS_YES_TO_THIS_RECIPIENT = """
social health_professional   53.3 53.3 53.3 53.3 53.3 no   no   46   53.3 no   no
social social_professional   9    9    9    9    9    no   no   9    9    no   no
social other_authority       6    6    6    no   6    no   no   S39.3 6   no   no
social third_sector          6    6    6    no   6    no   no   6    6    no   no
social close_person          6    6    6    no   6    no   no   6    6    no   no
social client                J12  J12  J12  J12  J12  no   no   J12  J12  J12  11
social representative        6    6    6    no   6    no   no   6    6    no   no
health health_professional   9    9    9    9    no   9    no   9    9    no   no
health social_professional   53.2 53.2 53.2 53.2 no   53.2 no   46   53.2 no   no
health other_authority       6    6    6    no   no   6    no   S39.3 6   no   no
health third_sector          6    6    6    no   no   6    no   6    6    no   no
health close_person          6    6    6    no   no   6    no   6    6    no   no
health client                J12  J12  J12  J12  no   J12  no   J12  J12  J12  11
health representative        6    6    6    no   no   6    no   6    6    no   no
other  health_professional   J26  no   no   no   no   no   J26  no   no   no   no
other  social_professional   J26  no   no   no   no   no   J26  no   no   no   no
other  other_authority       J26  no   no   no   no   no   J26  no   no   no   no
other  third_sector          J26  no   no   no   no   no   J26  no   no   no   no
other  close_person          J26  no   no   no   no   no   J26  no   no   no   no
other  client                J12  no   no   no   no   no   J12  no   no   J12  no
other  representative        J26  no   no   no   no   no   J26  no   no   no   no
"""

SHE_IS_IN_DANGER_AND_NOBODY_HAS_ASKED_HER = """
social health_professional   ask  ask  ask  no   ask  no   no   46   ask  no   no
social social_professional   9    9    9    9    9    no   no   9    9    no   no
social other_authority       ask  ask  ask  no   ask  no   no   ask  ask  no   no
social third_sector          ask  ask  ask  no   ask  no   no   ask  ask  no   no
social close_person          ask  ask  ask  no   ask  no   no   ask  ask  no   no
social representative        no   no   no   no   no   no   no   no   no   no   no
health health_professional   9    9    9    9    no   9    no   9    9    no   no
health social_professional   S35  S35  no   no   no   no   no   46   no   no   no
health other_authority       no   no   no   no   no   no   no   no   no   no   no
health third_sector          no   no   no   no   no   no   no   no   no   no   no
health close_person          no   no   no   no   no   no   no   no   no   no   no
other  social_professional   S35  no   no   no   no   no   no   no   no   no   no
other  health_professional   no   no   no   no   no   no   no   no   no   no   no
"""

A_JOINT_SERVICE_AT_ONE_SERVICE_POINT = """
social health_professional   53.1 53.1 53.1 53.1 53.1 no   no   53.1 53.1 no   no
health social_professional   53.1 53.1 53.1 53.1 no   53.1 no   53.1 53.1 no   no
health other_authority       no   no   no   no   no   no   no   no   no   no   no
"""

STATUTES = {"703/2023": "", "1301/2014": "S", "621/1999": "J", "661/2009": "V", "442/1999": "H"}
TASKS = {
    RecipientClass.HEALTH_PROFESSIONAL: Task.HEALTH_WIDE,
    RecipientClass.SOCIAL_PROFESSIONAL: Task.SOCIAL_WIDE,
}


def cells(table: str) -> list[tuple[Register, RecipientClass, Category, str]]:
    found = []
    for line in table.strip().splitlines():
        origin, to, *outcomes = line.split()
        assert len(outcomes) == len(Category), line
        for category, outcome in zip(COLUMNS.split(), outcomes, strict=True):
            found.append((Register(origin), RecipientClass(to), Category(category), outcome))
    return found


def in_the_team(origin: Register, to: RecipientClass, category: Category) -> SharingFacts:
    recipient = Recipient(to, person="p-1", same_controller=to in TASKS, task=TASKS.get(to))
    return SharingFacts(recipient, category, origin, relations=frozenset({Relation.TEAM_MEMBER}))


def outcome(facts: SharingFacts) -> str:
    decision = decide(facts, at=TODAY)
    if isinstance(decision, Denied):
        return "no"
    if not isinstance(decision, Allowed):
        return "ask"
    section = decision.section
    return STATUTES[section.statute] + section.section + (f".{section.subsection}" if section.subsection else "")


YES = tuple(
    Permission(kind, TODAY, recipients=frozenset({"p-1"}), categories=frozenset(Category))
    for kind in (Instrument.PERMIT, Instrument.CONSENT)
)


@pytest.mark.parametrize(
    ("table", "more"),
    [
        pytest.param(NOTHING_IS_RECORDED, {}, id="nothing is recorded"),
        pytest.param(THE_CLIENT_SAYS_YES_TO_THIS_RECIPIENT, {"permissions": YES}, id="the client says yes"),
        pytest.param(SHE_IS_IN_DANGER_AND_NOBODY_HAS_ASKED_HER, {"urgency": Urgency.DANGER}, id="danger"),
        pytest.param(A_JOINT_SERVICE_AT_ONE_SERVICE_POINT, {"joint_service_point": True}, id="joint service"),
    ],
)
def test_each_cell_is_as_the_law_is_read(table: str, more: dict[str, object]) -> None:
    for origin, to, category, expected in cells(table):
        facts = replace(in_the_team(origin, to, category), **more)  # type: ignore[arg-type]
        assert (origin, to, category, outcome(facts)) == (origin, to, category, expected)


def test_the_first_two_tables_leave_no_cell_out() -> None:
    every = {(origin, to, category) for origin in Register for to in RecipientClass for category in Category}
    for table in (NOTHING_IS_RECORDED, THE_CLIENT_SAYS_YES_TO_THIS_RECIPIENT):
        assert {cell[:3] for cell in cells(table)} == every


def test_nobody_sees_anything_without_a_relation_except_the_client_herself() -> None:
    for origin, to, category, _ in cells(NOTHING_IS_RECORDED):
        stranger = replace(in_the_team(origin, to, category), relations=frozenset())
        if to is not RecipientClass.CLIENT:
            assert isinstance(decide(stranger, at=TODAY), Denied), (origin, to, category)


def test_a_task_without_entries_sees_that_she_is_helped_but_no_entries() -> None:
    for task in (None, Task.SOCIAL_ADMINISTRATION, Task.ICT, Task.STUDENT):
        facts = in_the_team(Register.SOCIAL, RecipientClass.SOCIAL_PROFESSIONAL, Category.SOCIAL)
        facts = replace(facts, recipient=replace(facts.recipient, task=task))
        assert outcome(facts) == "no"
        assert outcome(replace(facts, category=Category.COORDINATION)) == "9"


def test_before_the_act_was_in_force_its_rules_do_not_apply() -> None:
    facts = replace(
        in_the_team(Register.HEALTH, RecipientClass.SOCIAL_PROFESSIONAL, Category.HEALTH),
        permissions=tuple(replace(item, given_on=date(2023, 1, 1)) for item in YES),
    )
    assert isinstance(decide(facts, at=date(2023, 12, 31)), Denied)
    assert isinstance(decide(facts, at=date(2024, 1, 1)), Allowed)

"""The page's answers, as a professional would ask."""

from datetime import date

import pytest

from punos.lawfulness.answers import WayKind
from punos.lawfulness.categories import Category, RecipientClass, Register
from punos.lawfulness.may_i_tell import AnswerKind, Situation, may_i_tell, questions, situations_for

TODAY = date(2026, 11, 22)

ASKED = """
# from   to                    situation                          answer      section
health   social_professional   -                                  yes_if      703/2023 53 §
health   social_professional   in_care                            yes_if      703/2023 53 §
health   social_professional   in_care,client_says_yes            yes         703/2023 53 § 2 mom.
health   social_professional   in_care,joint_service              yes         703/2023 53 § 1 mom.
health   social_professional   in_care,own_duty                   yes         703/2023 53 § 5 mom.
health   social_professional   in_care,cannot_assess              yes         703/2023 53 § 5 mom.
health   health_professional   -                                  yes_if      703/2023 9 §
health   health_professional   in_care                            yes         703/2023 9 §
health   health_professional   in_care,other_provider             yes_if      703/2023 9 §
health   health_professional   other_provider,client_says_yes,in_care  yes    703/2023 54 § 1 mom.
social   health_professional   in_care,client_says_yes            yes         703/2023 53 § 3 mom.
social   health_professional   in_care,cannot_assess              yes         703/2023 53 § 6 mom.
social   health_professional   in_care,own_duty                   yes_if      703/2023 53 §
social   close_person          -                                  yes_if      703/2023 4 §
social   close_person          client_says_yes                    yes         703/2023 6 §
social   third_sector          danger                             ask_person  703/2023 56 §
health   third_sector          danger                             yes_if      703/2023 4 §
health   other_authority       violence                           yes         703/2023 62 §
health   client                -                                  yes         621/1999 12 §
social   representative        -                                  yes         442/1999 29 § 2 mom.
"""


@pytest.mark.parametrize("line", [line for line in ASKED.strip().splitlines() if not line.startswith("#")])
def test_a_question_gets_one_answer_with_its_section(line: str) -> None:
    origin, to, situation, kind, section = line.split(maxsplit=4)
    holds = set() if situation == "-" else {Situation(code) for code in situation.split(",")}
    answer = may_i_tell(Register(origin), RecipientClass(to), holds, at=TODAY)
    assert (answer.kind, str(answer.section)) == (kind, section)
    assert bool(answer.ways) == (answer.kind is AnswerKind.YES_IF)


def test_what_cannot_be_recognised_may_be_told_to_anybody() -> None:
    for to in RecipientClass:
        answer = may_i_tell(Register.HEALTH, to, {Situation.NOT_IDENTIFIABLE}, at=TODAY)
        assert answer.kind is AnswerKind.YES


def test_a_protected_address_is_a_plain_no() -> None:
    holds = {Situation.CLIENT_SAYS_YES}
    answer = may_i_tell(
        Register.SOCIAL, RecipientClass.THIRD_SECTOR, holds, at=TODAY, category=Category.PROTECTED_ADDRESS
    )
    assert answer.kind is not AnswerKind.YES


def test_every_situation_can_be_ticked_by_somebody_and_every_way_has_its_sentence() -> None:
    offered = {choice.code for to in RecipientClass for choice in situations_for(to)}
    assert offered == set(Situation)
    assert set(questions().yes_if) == set(WayKind)

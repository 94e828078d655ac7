"""The rule tables: what ships is sound, and what is wrong in one is named by file, line, place and expectation."""

import shutil
from pathlib import Path

import pytest

from punos.lawfulness.categories import MEANINGS, RECIPIENT_NAMES, REGISTER_NAMES, Category, RecipientClass, Register
from punos.lawfulness.clocks import clock_rules
from punos.lawfulness.data_files import DataFileError
from punos.lawfulness.tables import RULES_FOLDER, sharing_rules, words


def test_every_category_register_and_recipient_has_a_name_the_client_can_read() -> None:
    assert set(MEANINGS) == set(Category)
    assert set(REGISTER_NAMES) == set(Register)
    assert set(RECIPIENT_NAMES) == set(RecipientClass)


def test_every_rule_speaks_of_categories_that_can_come_from_its_registers() -> None:
    for rule in sharing_rules():
        for category in rule.categories:
            assert MEANINGS[category].registers & rule.origin, (rule.id, category)


def test_every_statute_has_a_name_and_every_clock_an_id_of_its_own() -> None:
    named = set(words().statutes)
    sections = [rule.section for rule in sharing_rules()] + [clock.section for clock in clock_rules()]
    assert {section.statute for section in sections} <= named
    assert len({rule.id for rule in clock_rules()}) == len(clock_rules())


@pytest.fixture
def rules_copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULES_FOLDER, tmp_path / "rules"))


@pytest.mark.parametrize(
    ("wrong", "right", "place", "expected"),
    [
        ("    outcome: maybe", "    outcome: allow", "rules[0].outcome", "expected 'allow' or 'human', not 'maybe'"),
        ("    certainty: M", "    certainty: L", "rules[0]", "a note saying what is uncertain"),
        ("    valid_form: 2024-01-01", "    valid_from: 2024-01-01", "rules[0].valid_form", "not a known word"),
        ("    limits: [anything]", "    limits: [necessary_only]", "rules[0].limits", "a limit of words.yaml"),
        ("    prohibition: denies", "    prohibition: does_not_reach", "rules[0]", "prohibition: denies exactly where"),
        ("    when: {relation: [friend]}", "    when: {same_controller: true", "relation", "not 'friend'"),
        ("    basis: task\n    basis: permit", "    basis: task", "rules[0].basis", "this key only once"),
    ],
)
def test_an_error_in_a_table_says_where_and_what_was_expected(
    rules_copy: Path, wrong: str, right: str, place: str, expected: str
) -> None:
    path = rules_copy / "sharing_1_within_register.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(right))
    wrong = wrong if "friend" not in wrong else lines[at].replace("holder_of_contact", "friend")
    path.write_text("\n".join([*lines[:at], wrong, *lines[at + 1 :]]), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        sharing_rules(rules_copy)
    message = str(error.value)
    assert "sharing_1_within_register.yaml:" in message
    assert place in message
    assert expected in message


def test_broken_yaml_names_its_line(rules_copy: Path) -> None:
    path = rules_copy / "clocks.yaml"
    path.write_text("clocks:\n  - id: [unclosed\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"clocks\.yaml:\d+: well-formed YAML"):
        clock_rules(rules_copy)

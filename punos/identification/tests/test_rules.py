"""What may be stored, tried and switched on: decided by plain values."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.identification import rules
from punos.population import ruleset
from punos.population.person import judge_person

MODELS = ("case_manager", "moty", "my_team", "service_concept", "systemic_teamwork")
EVERY_RULE_SET = [ruleset.default(), *map(ruleset.from_model, MODELS)]
NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.mark.parametrize("read", EVERY_RULE_SET, ids=lambda read: read.name)
@pytest.mark.parametrize("word", ["own_wish", "professional_concern"])
def test_her_own_wish_or_a_professionals_concern_is_enough_under_every_rule_set(read: Any, word: str) -> None:
    _signals, judged, _ready = judge_person([], {word: 1}, read, as_of=date(2026, 11, 22))
    assert judged.suggested and [criterion for criterion, _ in judged.reasons]


@given(st.integers(0, 10**6))
def test_a_rounded_size_is_nobody_hidden_or_a_ten(size: int) -> None:
    shown = rules.rounded(size)
    assert shown is not None and shown % 10 == 0
    assert abs(shown - size) <= 5 if size >= 5 or not size else shown == 10, "somebody is never told as nobody"
    assert rules.rounded(None) is None


def test_bounds_move_a_few_steps_of_their_width_and_yes_or_no_stays() -> None:
    read = ruleset.default()
    offered = {m.criterion: m for m in rules.movable(read, [c.id for c in read.criteria])}
    assert offered["emergency"].choices == (1, 2, 3, 4, 5, 6, 7) and offered["emergency"].now == 4
    assert not {"own_wish", "professional_concern", "informal_carer"} & offered.keys()
    assert [m.criterion for m in rules.movable(read, {"emergency"})] == ["emergency"], "what was left out stays"
    answered = {"emergency", "missed"}
    assert rules.highest(read, answered) == 3
    assert rules.allowed(read, answered, 3, {"emergency": 7})
    assert not rules.allowed(read, answered, 4, {})
    assert not rules.allowed(read, answered, 1, {"emergency": 7.5})
    assert not rules.allowed(read, answered, 1, {"many_services": 5})


def test_one_setting_has_one_key_whatever_the_order_and_unmoved_bounds() -> None:
    read = ruleset.default()
    one = rules.changed_bounds(read, {"missed": 2, "emergency": 4})
    other = rules.changed_bounds(read, {"emergency": 4, "missed": 2.0})
    assert one == other == {"missed": 2.0}
    assert rules.setting_key(7, one) == rules.setting_key(7, other) == "|7|missed=2"


def test_two_versions_differ_in_what_was_added_left_out_moved_or_reweighed() -> None:
    raw: dict[str, Any] = {"threshold": 2, "criteria": [{"id": "a", "signal": "contacts", "at_least": 5},
                                                        {"id": "b", "signal": "missed", "at_least": 3}]}
    new = {"threshold": 2, "criteria": [{"id": "b", "signal": "missed", "at_least": 4},
                                        {"id": "c", "signal": "units", "at_least": 2, "weight": 2}]}
    found = {c.criterion: c for c in rules.differences(ruleset.from_data(raw), ruleset.from_data(new))}
    assert found.keys() == {"a", "b", "c"}
    assert found["a"].after is None and found["c"].before is None and found["b"].reworded
    assert found["c"].weights == (None, 2)
    assert rules.differences(ruleset.from_data(raw), ruleset.from_data(raw)) == []
    renamed: dict[str, Any] = {"threshold": 2, "criteria": [
        {"id": "z", "signal": "contacts", "at_least": 5}, {"id": "b", "signal": "missed", "at_least": 3, "weight": 4}]}
    found = {c.criterion: c for c in rules.differences(ruleset.from_data(raw), ruleset.from_data(renamed))}
    assert found.keys() == {"b"} and found["b"].weights == (1, 4) and not found["b"].reworded


def test_a_named_run_is_on_from_its_approval_to_the_end_of_its_last_day() -> None:
    last = date(2026, 12, 31)
    assert not rules.is_on(approved_at=None, stopped_at=None, ends_on=last, today=date(2026, 12, 1))
    assert rules.is_on(approved_at=NOON, stopped_at=None, ends_on=last, today=last)
    assert not rules.is_on(approved_at=NOON, stopped_at=None, ends_on=last, today=date(2027, 1, 1))
    assert not rules.is_on(approved_at=NOON, stopped_at=NOON, ends_on=last, today=last)


@pytest.mark.parametrize(("told", "field"), [
    ({"approver_is_preparer": True}, "approver"), ({"rules_approved": False}, "rules"),
    ({"ends_on": date(2026, 11, 21)}, "ends_on"), ({"ends_on": date(2028, 1, 1)}, "ends_on"),
    ({"sample": 19}, "sample"),
])
def test_a_named_run_is_not_prepared_without_what_the_law_asks(told: dict[str, Any], field: str) -> None:
    whole: dict[str, Any] = {"ends_on": date(2026, 12, 31), "today": date(2026, 11, 22), "sample": 20,
                             "approver_is_preparer": False, "rules_approved": True}
    assert rules.preparation_flaw(**whole) is None
    flaw = rules.preparation_flaw(**whole | told)
    assert flaw and flaw[0] == field


@given(st.integers(0, 30), st.integers(0, 200), st.integers(20, 60), st.integers(0, 10**6))
def test_the_queue_holds_every_flag_and_a_random_sample_of_the_others(flags: int, others: int, sample: int,
                                                                      seed: int) -> None:
    queue = rules.queue_of([("flag", n) for n in range(flags)], [("other", n) for n in range(others)], sample,
                           random.Random(seed))
    assert {n for kind, n in queue if kind == "flag"} == set(range(flags))
    assert sum(kind == "other" for kind, _ in queue) == min(sample, others) and len(set(queue)) == len(queue)


def test_the_outcome_counts_agreement_and_what_the_rules_missed() -> None:
    found = rules.outcome([(True, "may_help"), (True, "no_need"), (True, ""), (False, "may_help"), (False, "objected")])
    assert (found.flags, found.flags_judged, found.flags_may_help) == (3, 2, 1)
    assert (found.sample, found.sample_judged, found.sample_may_help, found.objected) == (2, 1, 1, 1)

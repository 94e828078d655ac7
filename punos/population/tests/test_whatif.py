"""The simulator answers usefully, and an attacker who may ask anything learns of no one."""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.population.bits import BitCube, build
from punos.population.errors import PopulationError
from punos.population.ruleset import RuleSet, from_data
from punos.population.whatif import Answers, Cube, for_capacity, highest_score, looked_at, moved

RULES = from_data(
    {
        "criteria": [
            {"id": "many", "signal": "services", "at_least": 4, "weight": 2},
            {"id": "urgent", "signal": "emergency", "at_least": 3, "weight": 2},
            {"id": "failed", "signal": "failure_demand", "at_least": 2, "weight": 1},
        ],
        "threshold": 3,
    }
)
LEAST = 5
rows = st.lists(
    st.tuples(
        st.tuples(st.integers(0, 6), st.integers(0, 5), st.integers(0, 4)), st.tuples(st.sampled_from("AB")),
        st.one_of(st.integers(1, 7), st.integers(1, 90)),
    ), min_size=1, max_size=40,
)  # fmt: skip
attacks = st.lists(
    st.tuples(
        st.integers(1, 5), st.dictionaries(st.sampled_from(["many", "urgent", "failed"]), st.integers(0, 6), max_size=3)
    ), min_size=1, max_size=25,
)  # fmt: skip


def asked(answers: Answers, settings_: list[tuple[int, dict[str, Any]]]) -> list[tuple[RuleSet, Any]]:
    told = []
    for threshold, bounds in settings_:
        rules = moved(RULES, threshold=threshold, bounds=bounds)
        told.append((rules, answers.ask(rules)))
    return told


@settings(max_examples=150, deadline=None)
@given(rows, attacks)
def test_no_two_answers_differ_by_a_few_persons(counted: list[Any], attack: list[Any]) -> None:
    cube = Cube(looked_at(RULES), ["area"], counted)
    answers = Answers(cube, RULES, least=LEAST)
    told = asked(answers, attack)
    base = cube.chosen(RULES)
    answered = [base] + [cube.chosen(rules) for rules, answer in told if not answer.same_as_before]
    for one, other in combinations(answered, 2):  # what is told apart at all
        for part in (one - other, other - one):
            assert cube.total(part) == 0 or cube.total(part) >= LEAST
    for (first, a), (second, b) in combinations(told, 2):  # what is told apart within a group
        for value in cube.values(0):
            if a.same_as_before or b.same_as_before or None in (a.groups["area"][value], b.groups["area"][value]):
                continue
            for part in (cube.chosen(first) - cube.chosen(second), cube.chosen(second) - cube.chosen(first)):
                size = cube.by_group(0, part)[value]
                assert size == 0 or size >= LEAST
    for _, answer in told:  # and no size is exact
        sizes = [answer.size, answer.comes_in, answer.drops_out, *answer.groups["area"].values()]
        assert all(size is None or size % 10 == 0 for size in sizes)


def test_a_lower_threshold_brings_people_in_and_a_capacity_names_its_threshold() -> None:
    dice = random.Random(3)
    counted = [
        ((float(dice.randint(0, 8)), float(dice.randint(0, 6)), float(dice.randint(0, 4))), ("A",), 20)
        for _ in range(60)
    ]
    cube = Cube(looked_at(RULES), ["area"], counted)
    wider = Answers(cube, RULES).ask(moved(RULES, threshold=1))
    assert wider.comes_in and wider.drops_out == 0 and wider.size
    answers = Answers(cube, RULES)
    sizes = {t: answers.ask(moved(RULES, threshold=t)).size for t in range(1, highest_score(RULES) + 1)}
    threshold = for_capacity(sizes, 400)
    assert threshold is not None
    assert (sizes[threshold] or 0) <= 400 < (sizes[threshold - 1] or 0)
    assert for_capacity({1: 90, 2: 40, 3: None}, 10) == 3, "a hidden size is a small one"


def test_whole_columns_and_single_persons_are_judged_alike(tmp_path: Any) -> None:
    pytest.importorskip("duckdb")
    import pyarrow as pa
    import pyarrow.parquet as pq

    from punos.population.simulate import bit_cube
    from punos.population.simulate import cube as counted

    dice = random.Random(5)
    people = [
        (dice.randint(0, 8), dice.randint(0, 6), dice.choice([None, 0, 1, 2, 3]), dice.choice("AB")) for _ in range(500)
    ]
    columns = dict(
        zip(("services", "emergency", "failure_demand", "group_area"), zip(*people, strict=True), strict=True)
    )
    pq.write_table(pa.table({k: list(v) for k, v in columns.items()}), tmp_path / "people.parquet")
    fast = counted(tmp_path / "people.parquet", RULES)
    bits = build(fast)
    kept = BitCube.from_bytes(bits.to_bytes())
    slow = Cube(looked_at(RULES), ["area"], [(p[:3], (p[3],), 1) for p in people])
    for threshold in range(1, 6):
        rules = moved(RULES, threshold=threshold, bounds={"many": threshold})
        one, other = Answers(fast, RULES).ask(rules), Answers(slow, RULES).ask(rules)
        assert one == other == Answers(bits, RULES).ask(rules) == Answers(kept, RULES).ask(rules)
        assert one == Answers(bit_cube(fast), RULES).ask(rules)
    with pytest.raises(PopulationError):
        BitCube.from_bytes(b"PAR1")


@settings(max_examples=100, deadline=None)
@given(rows, st.integers(1, 9), st.integers(0, 6), st.integers(1, 3))
def test_bits_judge_as_the_rules_do(counted: list[Any], threshold: int, bound: int, n: int) -> None:
    """Scores, combinations and sizes carried bit by bit are those of the plain judgement, whatever the rules."""
    np = pytest.importorskip("numpy")
    from punos.population.simulate import ColumnCube

    names = ("services", "emergency", "failure_demand")
    rules = from_data({"threshold": threshold, "criteria": [
        {"id": "some", "weight": 3, "n_of": {"n": n, "of": [{"signal": name, "at_least": bound} for name in names]}},
        {"id": "few", "weight": 2, "signal": "services", "at_most": bound},
        {"id": "between", "weight": 1, "signal": "emergency", "between": [1, 3]}]})  # fmt: skip
    plain = Cube([("signal", name) for name in names], ["area"], counted)
    columns = {("signal", name): np.array([row[0][i] for row in counted], dtype=float) for i, name in enumerate(names)}
    counts = [np.array([[row[2] if row[1][0] == area else 0 for area in "AB"] for row in counted])]
    bits = build(ColumnCube(list(columns), ["area"], (), numbers=columns, counts=counts, names=[["A", "B"]],
                            persons=np.array([row[2] for row in counted])))  # fmt: skip
    one, other = bits.chosen(rules), plain.chosen(rules)
    assert one.mask == sum(1 << row for row in other)
    assert bits.total(one) == plain.total(other)
    assert {k: v for k, v in bits.by_group(0, one).items() if v} == {
        k: v for k, v in plain.by_group(0, other).items() if v
    }

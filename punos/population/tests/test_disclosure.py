"""From what is published nobody can be computed: the attacks of a reader with a calculator and much time."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("ibis")

import numpy as np

from punos.population.aggregates import overlaps
from punos.population.concentration import concentration, cut
from punos.population.failure import Counts, tables
from punos.population.schema import FAILURE_DEMAND
from punos.population.tests.support import row, run, write_csv

LEAST = 5
SIZES = [*range(1, 130), 199, 200, 201, 299, 300, 301, 399, 400, 499, 500, 501, 999, 1001, 2345]


def between_cuts(values: Any, found: dict[str, Any]) -> list[Any]:
    """The persons between neighbouring cuts of everything told: what any difference of two figures is about."""
    size = len(values)
    cuts = {0, size} | {cut(size, 100 - int(top)) for top, share in found["top"].items() if share}
    cuts |= {cut(size, percent) for percent, _ in found["lorenz"] or []}
    ordered = np.sort(values)
    return [ordered[low:high] for low, high in zip(sorted(cuts), sorted(cuts)[1:], strict=False)]


@pytest.mark.parametrize("having", [1.0, 0.9, 0.3, 0.06, 0.02])
def test_no_difference_of_two_shares_is_about_a_few_whatever_the_number_of_persons(having: float) -> None:
    dice = np.random.Generator(np.random.PCG64(7))
    for size in SIZES:
        values = np.where(dice.random(size) < having, 1 + dice.pareto(1.2, size) * 40, 0.0)
        found = concentration(values, least=LEAST)
        if found is None:
            assert (values > 0).sum() < LEAST
            continue
        assert (values > 0).sum() >= LEAST
        for group in between_cuts(values, found):
            assert len(group) >= LEAST or len(group) == 0, (size, having)
            assert (group > 0).sum() == 0 or (group > 0).sum() >= LEAST, (size, having)


def test_the_curve_and_the_top_shares_are_one_curve() -> None:
    """Two ways of rounding the number of persons would give away the one who stands between them."""
    for size in SIZES[20:]:
        values = np.arange(1, size + 1) ** 2
        found = concentration(values, least=LEAST)
        assert found
        curve = dict(map(tuple, found["lorenz"] or []))
        for top, share in found["top"].items():
            if share and 100 - int(top) in curve:
                assert share["value"] == pytest.approx(1 - curve[100 - int(top)], abs=1e-9), (size, top)


def test_a_share_that_would_be_about_three_persons_is_left_out() -> None:
    values = np.arange(1, 301)
    found = concentration(values, least=LEAST)
    assert found and found["top"]["1"] is None and found["top"]["5"] and len(found["lorenz"] or []) == 21
    few = concentration(np.arange(1, 41), least=LEAST)
    assert few and few["top"]["5"] is None and few["top"]["20"] and few["lorenz"]


# --- failure demand -------------------------------------------------------------------------------------------

contacts = st.lists(
    st.tuples(
        st.one_of(st.integers(1, 4), st.integers(1, 30)),  # person
        st.sampled_from(["a", "b", "c", None]),  # service
        st.sampled_from(["access", "handover", None]),  # cause
        st.sampled_from(FAILURE_DEMAND),
    ),
    max_size=70,
)


def counted(rows: list[Any], place: int) -> Counts:
    numbers: dict[Any, int] = {}
    persons: dict[Any, set[int]] = {}
    for one in rows:
        cell = (one[place], one[3])
        numbers[cell] = numbers.get(cell, 0) + 1
        persons.setdefault(cell, set()).add(one[0])
    few = {cell: frozenset(who) for cell, who in persons.items() if len(who) < LEAST}
    return Counts(numbers, few, LEAST)


def equations(by: str, place: int, listed: list[dict[str, Any]], cells: list[Any]) -> list[list[float]]:
    """Everything that one published table says about the (service, cause, kind) cells behind it."""
    shown = [kind for kind in FAILURE_DEMAND if listed and listed[-1][kind] is not None]
    said = []
    for line in listed:
        mine = [line["total"] or cell[place] == line[by] for cell in cells]
        if line["contacts"] is not None:
            said.append([float(m and cell[2] in shown) for m, cell in zip(mine, cells, strict=True)])
        said += [
            [float(m and cell[2] == kind) for m, cell in zip(mine, cells, strict=True)]
            for kind in shown
            if line[kind] is not None
        ]
    return said


@settings(max_examples=150, deadline=None)
@given(contacts)
def test_no_sum_of_failure_demand_that_both_tables_together_give_away_is_of_a_few(rows: list[Any]) -> None:
    told = tables({"service": counted(rows, 1), "cause": counted(rows, 2)})
    cells = list(product(["a", "b", "c", None], ["access", "handover", None], FAILURE_DEMAND))
    said = equations("service", 0, told["by_service"], cells) + equations("cause", 1, told["by_cause"], cells)
    if not said:
        return
    _, size, space = np.linalg.svd(np.array(said), full_matrices=False)
    space = space[size > 1e-9]
    for place in (0, 1):
        keys = sorted({cell[place] for cell in cells}, key=str)
        parts = [(key, kind) for key in keys for kind in FAILURE_DEMAND]
        for chosen in (c for n in (1, 2, 3) for c in combinations(parts, n)):
            who = {one[0] for one in rows if (one[1 + place], one[3]) in chosen}
            if not 0 < len(who) < LEAST:
                continue
            sought = np.array([float((cell[place], cell[2]) in chosen) for cell in cells])
            present = np.array([float(any(one[1:] == cell for one in rows)) for cell in cells])
            for target in (sought, sought * present):
                assert np.abs(target - space.T @ (space @ target)).max() > 1e-6, (chosen, who)


def test_a_service_or_a_kind_of_a_few_is_in_no_total(tmp_path: Path) -> None:
    rows = []
    for person in range(100):
        for service, cause in (("A", "access"), ("B", "handover")):
            rows += [row(person, service=service, cause=cause, demand=kind) for kind in ("partial", "not_received")]
    for person, service in ((200, "A"), (201, "B"), (300, "RARE")):
        rows += [row(person, service=service, cause="other", demand="wrong")] * 10
    rows += [row(300, service="RARE", cause="other", demand="partial")] * 10
    figures = run(tmp_path, [write_csv(tmp_path / "events.csv", rows)])["figures"]["failure_demand"]
    for by in ("service", "cause"):
        total = figures[f"by_{by}"][-1]
        assert total["total"] and total[by] is None and total["wrong"] is None, "three persons: in no row, in no total"
        assert total["contacts"] == 410
    named = {line["service"]: line for line in figures["by_service"]}
    assert named["RARE"]["contacts"] is None, "one person"
    assert sum(line["contacts"] is None for line in figures["by_service"]) == 2


# --- pairs of services ----------------------------------------------------------------------------------------


@given(st.lists(st.sets(st.sampled_from("abc")), min_size=5, max_size=60))
def test_no_corner_of_a_pair_of_services_is_small(persons: list[set[str]]) -> None:
    services = ["a", "b", "c"]
    used = np.array([[float(name in one) for name in services] for one in persons])
    found = overlaps(services, used.T @ used, len(persons), LEAST)
    for user in found["services"]:
        assert min(len(persons) - user["persons"], LEAST) in (0, LEAST)
    for pair in found["pairs"]:
        mine = [(pair["a"] in one, pair["b"] in one) for one in persons]
        assert all(mine.count(corner) in (0, *range(LEAST, 61)) for corner in product((True, False), (True, False)))


def test_an_area_may_be_called_total_or_unknown(tmp_path: Path) -> None:
    events = write_csv(tmp_path / "events.csv", [row(n, service="total", demand="wrong") for n in range(40)])
    areas = ["total"] * 10 + ["unknown"] * 10 + [""] * 10 + ["north"] * 10
    persons = tmp_path / "persons.csv"
    persons.write_text("person_id,area\n" + "".join(f"{n},{area}\n" for n, area in enumerate(areas)), "utf-8")
    figures = run(tmp_path, [events], persons=[str(persons)])["figures"]
    shown = [(line["value"], line["total"], line["persons"]) for line in figures["groups"]["area"]]
    assert shown == [
        ("north", False, 10), ("total", False, 10), ("unknown", False, 10), (None, False, 10), (None, True, 40),
    ]  # fmt: skip
    lines = [(line["service"], line["total"], line["wrong"]) for line in figures["failure_demand"]["by_service"]]
    assert lines == [("total", False, 40), (None, True, 40)]


def test_of_fewer_than_five_people_nothing_says_how_many_they_are(tmp_path: Path) -> None:
    persons = tmp_path / "persons.csv"
    persons.write_text("person_id,area\n1,north\n2,north\n3,south\n", "utf-8")
    figures = run(tmp_path, [write_csv(tmp_path / "events.csv", [row(1)] * 9)], persons=[str(persons)])["figures"]
    told = [number for line in figures["groups"]["area"] for number in line.values() if type(number) is int and number]
    assert figures["persons"] is None and not told

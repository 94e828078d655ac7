"""The what-if of the command line: right for the bound asked, and many calls tell no more than one reader may know."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from punos.population.bits import BitCube
from punos.population.cli import main
from punos.population.ruleset import from_file
from punos.population.shown import beside
from punos.population.simulate import bit_cube, cube
from punos.population.tests.support import row, write_csv
from punos.population.whatif import Answers, moved, rounded, setting

LEAST = 5


def rules(folder: Path, **other: int) -> Path:
    bounds = {"many": 4, "urgent": 3, "failed": 2} | other
    words = {
        "threshold": 3,
        "criteria": [
            {"id": "many", "signal": "services", "at_least": bounds["many"], "weight": 2},
            {"id": "urgent", "signal": "emergency", "at_least": bounds["urgent"], "weight": 2},
            {"id": "failed", "signal": "failure_demand", "at_least": bounds["failed"], "weight": 1},
        ],
    }
    path = folder / f"rules{'-'.join(map(str, bounds.values()))}.yaml"
    path.write_text(yaml.safe_dump(words), "utf-8")
    return path


def people(folder: Path, seed: int = 1, persons: int = 300) -> Path:
    dice = random.Random(seed)
    columns: dict[str, list[Any]] = {
        "services": [min(int(dice.expovariate(0.4)), 12) for _ in range(persons)],
        "emergency": [min(int(dice.expovariate(0.4)), 30) for _ in range(persons)],
        "failure_demand": [min(int(dice.expovariate(0.8)), 9) for _ in range(persons)],
        "group_area": [dice.choice(["north", "south", None]) for _ in range(persons)],
    }
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), folder / "people.parquet")
    return folder / "people.parquet"


def simulate(path: Path, *words: str | Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["simulate", str(path), *map(str, words)]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


@pytest.mark.parametrize("seed", range(6))
def test_calls_after_one_another_are_answered_as_one_reader_would_be(
    seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, base = people(tmp_path, seed), rules(tmp_path)
    dice = random.Random(seed)
    read = from_file(base)
    far = moved(read, bounds={"many": 12, "urgent": 12, "failed": 12})  # so that the reader's counts reach as far
    reader = Answers(bit_cube(cube(path, read, [far])), read, least=LEAST)
    told = []
    for _ in range(25):
        threshold, bounds = dice.randint(1, 5), {dice.choice(["many", "urgent", "failed"]): dice.randint(1, 9)}
        words = [word for name, bound in bounds.items() for word in ("--set", f"{name}={bound}")]
        said = simulate(path, "--rules", base, "--threshold", str(threshold), *words, capsys=capsys)
        asked = moved(read, threshold=threshold, bounds={k: float(v) for k, v in bounds.items()})
        expected = reader.ask(asked)
        assert ("too close" in said) == expected.same_as_before
        for name in ("size", "comes_in", "drops_out"):
            value = getattr(expected, name)
            word = "fewer than 5" if value is None else f"about {value:,}" if value else "nobody"
            assert f"  {name.replace('_', ' ')}: {word}\n" in said
        if not expected.same_as_before:
            told.append(reader.cube.chosen(asked))
    for one, other in combinations(told, 2):
        for part in (one - other, other - one):
            assert not 0 < reader.cube.total(part) < LEAST
    assert beside(path).stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.glob(".*")] == []


def test_other_rules_and_another_name_for_the_file_are_no_way_around_the_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A rule file that differs by a few persons is one more setting, also as the rules in force."""
    path = people(tmp_path / "run", 3)
    alias = tmp_path / "alias.parquet"
    alias.symlink_to(path)
    files = [rules(tmp_path, many=many, urgent=urgent) for many in (4, 5, 6, 7) for urgent in (3, 4, 5, 6)]
    read = [from_file(file) for file in files]
    counted = bit_cube(cube(path, read[0], read[1:]))
    told = []
    for n, file in enumerate(files):
        said = simulate(path if n % 2 else alias, "--rules", file, capsys=capsys)
        if "too close" not in said and "compared with rules shown before" not in said:
            told.append(counted.chosen(read[n]))
    assert 2 <= len(told) < len(files)
    for one, other in combinations(told, 2):
        for part in (one - other, other - one, one & other):
            assert not 0 < counted.total(part) < LEAST


def test_making_the_run_again_does_not_make_it_forget(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    events = write_csv(
        tmp_path / "events.csv", [row(n % 40, service=f"s{n % 7}", mode="emergency") for n in range(400)]
    )
    once = ["identify", str(events), "--rules", str(rules(tmp_path)), "--out", str(tmp_path / "out")]
    assert main(once) == 0
    simulate(tmp_path / "out" / "people.parquet", "--rules", rules(tmp_path), "--threshold", "5", capsys=capsys)
    before = beside(tmp_path / "out" / "people.parquet").read_text("utf-8")
    assert main(once) == 0
    assert beside(tmp_path / "out" / "people.parquet").read_text("utf-8") == before


def test_a_bound_far_above_the_rules_own_is_answered_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, base = people(tmp_path, persons=4000), rules(tmp_path, urgent=2)
    emergency = pq.read_table(path).to_pydict()["emergency"]
    for bound in (7, 9, 14):
        beside(path).unlink(missing_ok=True)
        words = ["--set", f"urgent={bound}", "--set", "many=40", "--set", "failed=40", "--threshold", "2"]
        said = simulate(path, "--rules", base, *words, capsys=capsys)
        size = rounded(sum(n >= bound for n in emergency), LEAST)
        assert f"  size: about {size}\n" in said


def test_counts_say_which_rules_they_cannot_judge(tmp_path: Path) -> None:
    """Two versions are compared on counts made for one of them: a bound beyond those would find nobody."""
    path = people(tmp_path)
    kept = BitCube.from_bytes(bit_cube(cube(path, from_file(rules(tmp_path)))).to_bytes())
    assert kept.covers(from_file(rules(tmp_path, urgent=6))), "three steps further, as the page offers"
    assert not kept.covers(from_file(rules(tmp_path, urgent=7)))
    assert bit_cube(cube(path, from_file(rules(tmp_path)), [from_file(rules(tmp_path, urgent=7))])).covers(
        from_file(rules(tmp_path, urgent=7))
    )


def test_what_cannot_be_asked_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, base = people(tmp_path / "o'b"), rules(tmp_path)
    simulate(path, "--rules", base, capsys=capsys)
    simulate(path.parent, "--rules", base, capsys=capsys)
    wrong = tmp_path / "wrong.parquet"
    wrong.write_text("not Parquet", "utf-8")
    other = tmp_path / "other.parquet"
    pq.write_table(pa.table({"x": [1]}), other)
    for words, expected in (
        ([tmp_path / "none.parquet"], "there is no such file"),
        ([tmp_path / "no" / "none.parquet"], "there is no such file"),
        ([wrong], "cannot be read as the people.parquet of a run"),
        ([other], "not the people.parquet of a run"),
        ([path, "--set", "urgent=nan"], "a bound is a number"),
        ([path, "--set", "urgent=inf"], "a bound is a number"),
        ([path, "--set", "urgent"], "CRITERION=BOUND"),
        ([path, "--set", "x=1"], "no such criterion"),
        ([path, "--min-cell", "1"], "at least 5"),
    ):
        assert main(["simulate", *map(str, words), "--rules", str(base)]) == 1
        said = capsys.readouterr().err
        assert expected in said and "Traceback" not in said and len(said.splitlines()) == 1
    beside(path).write_text("{", "utf-8")
    assert main(["simulate", str(path), "--rules", str(base)]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_somebody_is_never_told_as_nobody_and_halves_go_up() -> None:
    assert [rounded(n, 5) for n in (0, 1, 4, 5, 14, 15, 24, 25, 35, 104, 105)] == [
        0, None, None, 10, 10, 20, 20, 30, 40, 100, 110,
    ]  # fmt: skip
    assert [rounded(n, 1) for n in (1, 2, 3, 4)] == [10, 10, 10, 10]
    assert setting(["a=1.5"]) == {"a": 1.5}

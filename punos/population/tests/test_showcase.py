"""The fictional county's figures are those of today's default rules, and the same seed gives them again."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from punos.population import ruleset
from punos.population.bits import BitCube
from punos.population.whatif import highest_score, moved

SHIPPED = Path(__file__).parents[2] / "demo" / "population"


def figures(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return read


def sizes(path: Path) -> list[int]:
    cube, rules = BitCube.from_bytes(path.read_bytes()), ruleset.default()
    return [cube.total(cube.chosen(moved(rules, threshold=t))) for t in range(1, highest_score(rules) + 1)]


def test_what_is_shipped_was_made_by_todays_default_rules() -> None:
    """Otherwise: python -m punos.population.showcase punos/demo/population."""
    paths = sorted(SHIPPED.glob("*.json.gz"))
    assert len(paths) == 6
    for path in paths:
        read = figures(path)
        assert read["rules"]["fingerprint"] == ruleset.default().fingerprint
        assert (
            sizes(path.with_name(path.name.replace(".json.gz", ".cube")))[read["rules"]["threshold"] - 1]
            == (read["suggested"])
        )


def test_the_default_threshold_suggests_no_more_than_a_tenth_of_residents() -> None:
    newest = figures(sorted(SHIPPED.glob("*.json.gz"))[-1])
    assert 0.05 <= newest["suggested"] / newest["persons"] <= 0.10


@pytest.mark.slow
def test_the_same_seed_gives_the_same_figures(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    from punos.population.showcase import MONTHS, make

    make(tmp_path, months=MONTHS[-1:])
    name = f"{MONTHS[-1]:%Y-%m}"
    assert figures(tmp_path / f"{name}.json.gz") == figures(SHIPPED / f"{name}.json.gz")
    assert sizes(tmp_path / f"{name}.cube") == sizes(SHIPPED / f"{name}.cube")

"""Real contacts of 4,406 older persons: the engine gives what is known about them."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("ibis")

from punos.population.mapping import read
from punos.population.tests.support import run

ROOT = Path(__file__).parents[3]
DATA = next((p for p in (ROOT.parent / "shared/data", Path("/work/shared/data")) if p.exists()), ROOT / "absent")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.exists(), reason="the real data (../shared/data) are not on this machine"),
]


def test_known_facts_about_real_persons_come_out(tmp_path: Path) -> None:
    found = run(
        tmp_path, [DATA / "elderly-service-events.csv"], persons=[str(DATA / "elderly-persons.csv")],
        mapping=read(ROOT / "docs/evidence/elderly-mapping.yaml"),
    )  # fmt: skip
    people, figures = found["people"].values(), found["figures"]
    assert len(people) == figures["persons"] == 4406
    assert sum(p["contacts"] for p in people) == figures["rows"]["read"] == 40706
    assert sum(p["services"] >= 4 for p in people) == 500
    assert sum(p["contacts"] == 0 for p in people) == 434
    assert figures["concentration"]["contacts"]["top"]["10"]["value"] == 0.379
    assert figures["segments"] == {"needs_and_uses": 168, "needs": 161, "uses": 1205, "neither": 2872}

"""The county's planning figures: six months of an invented population, published as a county would publish its own.

The files were made by ``python -m punos.population.showcase``; reading them needs no analytic engine.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import yaml

from punos.access.purposes import Purpose
from punos.demo.cast import Cast
from punos.identification import actions
from punos.kernel.actor import Actor
from punos.population import ruleset

FOLDER = Path(__file__).with_name("population")
PACKS = Path(__file__).parents[1] / "operating_models" / "packs"
OTHERS = ("case_manager", "moty")


def publish(cast: Cast, *, months: int = 6) -> None:
    """The rule versions, approved by the manager, and the runs of the newest months."""
    by = Actor.system(Purpose.POPULATION)
    stored = actions.store_rules(content=yaml.safe_load(ruleset.DEFAULT.read_text("utf-8")), name="default", by=by)
    actions.approve_rules(version=stored.pk, by=cast.mari)
    for name in OTHERS:
        content = yaml.safe_load((PACKS / name / "identification.yaml").read_text("utf-8"))["identification"]
        actions.store_rules(content=content, name=name, by=by)
    for path in sorted(FOLDER.glob("*.json.gz"))[-months:]:
        actions.record_run(figures=json.loads(gzip.decompress(path.read_bytes())), version=stored.pk, by=by,
                           cube=path.with_name(path.name.replace(".json.gz", ".cube")).read_bytes())

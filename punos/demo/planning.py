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
from punos.operating_models import all_models
from punos.population import ruleset

FOLDER = Path(__file__).with_name("population")
WAITING = "moty"  # its rules still wait for the manager, so that the county shows that state too


def publish(cast: Cast, *, months: int = 6) -> None:
    """The rule versions, approved by the manager, and the runs of the newest months."""
    by = Actor.system(Purpose.POPULATION)
    stored = actions.store_rules(content=yaml.safe_load(ruleset.DEFAULT.read_text("utf-8")), name="default", by=by)
    actions.approve_rules(version=stored.pk, by=cast.mari)
    for model in all_models():
        kept = actions.store_rules(content=model.identification, name=model.code, by=by)
        if model.code != WAITING:
            actions.approve_rules(version=kept.pk, by=cast.mari)
    for path in sorted(FOLDER.glob("*.json.gz"))[-months:]:
        actions.record_run(figures=json.loads(gzip.decompress(path.read_bytes())), version=stored.pk, by=by,
                           cube=path.with_name(path.name.replace(".json.gz", ".cube")).read_bytes())

"""A run of an invented population: small enough to be attacked, with whole areas and single persons in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client as Browser

from punos.access.purposes import Purpose
from punos.identification import actions, counts
from punos.identification.models import StoredRun
from punos.intake.tests.conftest import door_of
from punos.kernel.actor import Actor
from punos.population.bits import BitCube, build
from punos.population.ruleset import RuleSet, from_data

SYSTEM = Actor.system(Purpose.POPULATION)
RULES: dict[str, Any] = {
    "version": "1", "threshold": 3,
    "criteria": [
        {"id": "many", "signal": "services", "at_least": 4, "weight": 2, "text": {"fi": "Monta palvelua"}},
        {"id": "urgent", "signal": "emergency", "at_least": 3, "weight": 2, "text": {"fi": "Usein päivystyksessä"}},
        {"id": "failed", "signal": "failure_demand", "at_least": 2, "weight": 1, "text": {"fi": "Ei kohdannut"}}],
    "needing": {"criterion": "many"}, "using": {"criterion": "urgent"}}


def signed_in(actor: Actor) -> Browser:
    """A browser in which this person is signed in."""
    return door_of(actor)


def read(content: dict[str, Any] | None = None) -> RuleSet:
    return from_data(content or RULES, "test")


def small_cube(seed: int, rows: int = 40) -> BitCube:
    """Combinations of values that a few, or many, persons share, in two areas."""
    dice = random.Random(seed)
    keys = [("signal", "services"), ("signal", "emergency"), ("signal", "failure_demand")]
    numbers = {key: [float(dice.randint(0, 6)) for _ in range(rows)] for key in keys}
    persons = [dice.choice([1, 2, 3, 4, 30, 60]) for _ in range(rows)]
    north = [dice.randint(0, n) for n in persons]
    return build(SimpleNamespace(columns=keys, groups=["area"], numbers=numbers, persons=persons,
                                 names=[["Etelä", "Pohjoinen"]],
                                 counts=[[[n - x, x] for n, x in zip(persons, north, strict=True)]]))


def figures_of(rules: RuleSet, *, last: str = "2026-10-31", **more: Any) -> dict[str, Any]:
    """Aggregates as the engine writes them."""
    return {"format": 2, "rules": {"name": rules.name, "version": rules.version, "fingerprint": rules.fingerprint,
                                   "threshold": rules.threshold, "criteria": [{"id": c.id} for c in rules.criteria]},
            "window": {"days": 365, "first": "2025-11-01", "last": last}, "data": {}, "notes": [], "least": 5,
            "rows": {"read": 4321, "rejected": {}}, "not_computable": {}, "services": [], "persons": 1234,
            "suggested": 123, "segments": {"needs_and_uses": 67, "needs": 56, "uses": 111, "neither": 1000},
            "concentration": {}, "groups": {"area": [
                {"value": "Etelä", "persons": 800, "needs_and_uses": 40, "needs": 30, "uses": 70, "neither": 660,
                 "suggested": 80, "total": False},
                {"value": None, "total": True, "persons": 1234, "needs_and_uses": 67, "needs": 56, "uses": 111,
                 "neither": 1000, "suggested": 123}]}, "failure_demand": {}, "overlaps": None, "flows": None} | more


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    """The counts of each test lie in a folder of its own."""
    settings.PUNOS_DATA = tmp_path
    counts.parsed.cache_clear()


@pytest.fixture
def publish() -> Callable[..., StoredRun]:
    """Publishes the run of a small population under RULES (or others)."""
    def publish(seed: int = 1, content: dict[str, Any] | None = None, **more: Any) -> StoredRun:
        stored = actions.store_rules(content=content or RULES, name="test", by=SYSTEM)
        return actions.record_run(figures=figures_of(read(content), **more), version=stored.pk, by=SYSTEM,
                                  cube=small_cube(seed).to_bytes())
    return publish

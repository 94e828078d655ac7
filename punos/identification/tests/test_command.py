"""From the engine's folder to the pages, by the command line: aggregates for planning, people of a run that is on."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command

from punos.cases.tests.conftest import make_client
from punos.identification import actions, queries
from punos.identification.models import StoredRun
from punos.identification.tests.conftest import RULES, SYSTEM, read
from punos.kernel import clock, session
from punos.population.ruleset import from_file
from tests.cast import Cast

pytestmark = pytest.mark.django_db
pytest.importorskip("ibis")


def identified(folder: Path, ids: list[str], last: date) -> Path:
    """What ``./run population identify`` writes of these people, some with much and some with little."""
    from punos.population.tests.support import row, run, write_csv

    rows = [row(person, (last - timedelta(days=n)).isoformat(), service=f"s{n % 6}", demand="wrong", mode="emergency")
            for place, person in enumerate(ids) for n in range(12 if place % 3 == 0 else 2)]
    return Path(run(folder, [write_csv(folder / f"{last}.csv", rows)], read(), as_of=last)["out"])


def rule_file(folder: Path) -> Path:
    path = folder / "test.yaml"
    path.write_text(yaml.safe_dump(RULES))
    return path


def test_finished_runs_are_published_month_by_month_and_can_be_tried(cast: Cast, tmp_path: Path) -> None:
    ids = [f"p{n}" for n in range(90)]
    runs = [identified(tmp_path, ids, date(2026, month, 28)) for month in (10, 9)]
    call_command("identification", "publish", *map(str, runs), rules=rule_file(tmp_path), stdout=io.StringIO())
    stored = list(StoredRun.objects.order_by("last"))
    assert [run.last.month for run in stored] == [9, 10] and all(run.counts_digest for run in stored)
    told = json.dumps([run.figures for run in stored])
    assert not any(f'"{person}"' in told for person in ids), "no row of a person is taken"
    shown = actions.ask_what_if(run=stored[-1].pk, threshold=1, by=cast.mari)
    assert shown.answer["size"] == 90 and shown.answer["drops_out"] == 0
    with pytest.raises(CommandError):
        call_command("identification", "publish", str(runs[0]), model="moty")


def test_the_approved_rules_are_written_for_the_engine_word_for_word(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("identification", "rules", "test")
    stored = actions.store_rules(content=RULES, name="test", by=SYSTEM)
    actions.approve_rules(version=stored.pk, by=cast.mari)
    call_command("identification", "rules", "test", out=tmp_path / "test.yaml", stdout=io.StringIO())
    again = from_file(tmp_path / "test.yaml")
    assert (again.name, again.fingerprint) == ("test", stored.fingerprint)


def test_people_are_loaded_by_their_own_id_into_a_run_that_is_on(cast: Cast, tmp_path: Path) -> None:
    clients = [make_client(cast.aino) for _ in range(30)]
    folder = identified(tmp_path, [*map(str, clients), "stranger"], date(2026, 10, 28))
    stored = actions.store_rules(content=RULES, name="test", by=SYSTEM)
    actions.approve_rules(version=stored.pk, by=cast.mari)
    run = actions.prepare_named_run(
        purpose="Tuen suunnittelu", statute="703/2023", section="9 §", assessment="DPIA 7", version=stored.pk,
        sample=20, ends_on=clock.today(), approver=cast.mari.account, reviewers=[cast.pekka.account], by=cast.tuomo)
    with pytest.raises(CommandError):
        call_command("identification", "load", str(run.pk), str(folder))
    actions.approve_named_run(run=run.pk, by=cast.mari)
    said = io.StringIO()
    call_command("identification", "load", str(run.pk), str(folder), stdout=said)
    assert said.getvalue().startswith("30 in the queue; 0 left out because they objected; 1 not known")
    with session.acting_as(cast.pekka):
        rows = queries.queue(cast.pekka).rows
    assert sum(row.suggested for row in rows) == 10 and rows[0].signals["services"] >= 1

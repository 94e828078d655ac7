"""From the engine's folder to the pages, by the command line: aggregates for planning, people of a run that is on."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from django.core.management import CommandError, call_command

from punos.access.purposes import Purpose
from punos.audit.models import Entry
from punos.cases.tests.conftest import make_client
from punos.clients.actions import recognise
from punos.clients.rules.identity_code import artificial_code
from punos.identification import actions, queries
from punos.identification import keys as keys_module
from punos.identification.models import StoredRun
from punos.identification.tests.conftest import RULES, SYSTEM, read
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.population.errors import PopulationError
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


def test_pseudonyms_are_people_only_by_a_key_file_and_only_while_the_run_is_on(cast: Cast, tmp_path: Path) -> None:
    codes = [artificial_code(date(1950, 1, 1 + n), 900 + n) for n in range(22)]
    clients = {code: recognise(identity_code=code, given_names="Eeva", family_name="Esimerkki", by=cast.aino)
               for code in codes}
    folder = identified(tmp_path, [f"p{n}" for n in range(24)], date(2026, 10, 28))
    stored = actions.store_rules(content=RULES, name="test", by=SYSTEM)
    actions.approve_rules(version=stored.pk, by=cast.mari)
    run = actions.prepare_named_run(
        purpose="Tuen suunnittelu", statute="703/2023", section="9 §", assessment="DPIA 7", version=stored.pk,
        sample=20, ends_on=clock.today(), approver=cast.mari.account, reviewers=[cast.pekka.account], by=cast.tuomo)
    keys = tmp_path / "keys.csv"
    load = ("identification", "load", str(run.pk), str(folder))
    with pytest.raises(CommandError, match="Nimiajo ei ole päällä"):
        call_command(*load, keys=keys)  # there is no such file: it was not even looked for
    actions.approve_named_run(run=run.pk, by=cast.mari)
    lines = [f"p{n};{code.lower()} " for n, code in enumerate(codes[:20])]
    lines += [f"p20;{codes[20]}", f"p20;{codes[21]}", "p21;010101-XXXX", ";" + codes[0], "p22;",
              f"p23;{artificial_code(date(1940, 1, 1), 950)}"]
    keys.write_text("\n".join(["\ufeffperson_id;identity_code", *lines]), "utf-8")
    keys.chmod(0o644)
    with pytest.raises(CommandError, match="Others may read"):
        call_command(*load, keys=keys)
    keys.chmod(0o600)
    (folder / "keys.csv").write_bytes(keys.read_bytes())
    with pytest.raises(CommandError, match="keep them apart"):
        call_command(*load, keys=folder / "keys.csv")
    (folder / "keys.csv").unlink()
    said = io.StringIO()
    call_command(*load, keys=keys, stdout=said)
    told = said.getvalue()
    assert told.startswith("20 keys of clients; 1 of nobody known in Punos") and "20 in the queue" in told
    assert "not used: 1 rows, not_a_key (rows 24)" in told and "not used: 2 rows, two_keys (rows 22, 23)" in told
    assert "no_person (rows 25)" in told and "no_key (rows 26)" in told
    assert not any(code in told for code in (*codes, "010101-XXXX")), "no value of a row is repeated"
    with session.acting_as(cast.pekka):
        rows = queries.queue(cast.pekka).rows
    assert {row.client_id for row in rows} == {clients[code] for code in codes[:20]}
    assert sum(row.suggested for row in rows) == 7, "every third pseudonym of p0 to p19 uses much"
    with session.purpose_of("sharing"):
        (entry,) = Entry.objects.filter(action="identification.find_by_keys")
    assert entry.basis == "703/2023 9 §" and entry.details["keys"] == 21 and not entry.client
    again = actions.find_by_keys
    with pytest.raises(Refused, match="täytetty"):
        again(run=run.pk, open_keys=keys_module.Keys, by=Actor.system(Purpose.NAMED_RUN))
    with pytest.raises(Unseen):
        again(run=run.pk, open_keys=keys_module.Keys, by=cast.tuomo)


def test_a_key_file_may_hold_punos_own_ids_and_says_what_it_needs() -> None:
    one, other = uuid4(), uuid4()
    read_keys = keys_module.read(["person_id,client_id", f"7,{one}", f"7,{one}", f"8,{other}", f"9,{other}", "10,x"])
    assert read_keys.clients == {"7": one} and read_keys.bad == {"not_a_key": [6], "two_persons": [4, 5]}
    for head in ([], ["person_id,code"], ["id;identity_code"]):
        with pytest.raises(PopulationError, match="needs the columns"):
            keys_module.read(head)


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

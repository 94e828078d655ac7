"""Runs are taken in whole or not at all, rules never change, and no row of questions singles anybody out."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from punos.identification import actions, counts, queries
from punos.identification.actions.asking import plain
from punos.identification.models import RuleSetVersion, ShownSetting, StoredRun
from punos.identification.tests.conftest import RULES, SYSTEM, figures_of, read, signed_in, small_cube
from punos.kernel import clock, session
from punos.kernel.errors import Refused, Unseen
from punos.population.whatif import Answers, moved
from tests.cast import Cast, gather

Publish = Callable[..., StoredRun]


@pytest.mark.django_db
def test_a_run_is_stored_rounded_where_it_hangs_on_the_rules(publish: Publish) -> None:
    run = publish()
    assert run.figures["suggested"] == 120 and run.figures["segments"]["needs"] == 60
    assert run.figures["groups"]["area"][0]["suggested"] == 80 and run.figures["persons"] == 1234
    assert (counts.folder() / f"{run.counts_digest}.cube").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("more", "code"), [
    ({"least": 3}, "cells_too_small"), ({"format": 1}, "not_aggregates"),
    ({"rules": {"fingerprint": "another"}}, "other_rules")])
def test_a_run_with_small_cells_or_other_rules_is_refused(more: dict[str, Any], code: str) -> None:
    stored = actions.store_rules(content=RULES, name="test", by=SYSTEM)
    with pytest.raises(Refused) as refused:
        actions.record_run(figures=figures_of(read()) | more, version=stored.pk, by=SYSTEM)
    assert refused.value.code == code


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "told"), [(-19, False), (1, False), (0, True), (20, True), (-31, True)])
def test_windows_that_end_a_few_days_apart_are_not_both_published(publish: Publish, days: int, told: bool) -> None:
    first = publish(1).last
    window = {"first": (first - timedelta(365 - days)).isoformat(), "last": (first + timedelta(days)).isoformat()}
    if told:
        assert publish(2, window=window).last == first + timedelta(days)
        return
    with pytest.raises(Refused, match="yksittäisiä ihmisiä") as refused:
        publish(2, window=window)
    assert refused.value.code == "too_close"


@pytest.mark.django_db
def test_a_stored_rule_set_never_changes(cast: Cast, publish: Publish) -> None:
    run = publish()
    with pytest.raises(Refused):
        actions.store_rules(content=RULES | {"threshold": 2}, name="test", by=SYSTEM)
    for change in ("content = '{}'", "version = '9'", "approved_at = now(), threshold = 1"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE identification_rulesetversion SET {change}")
    with pytest.raises(DatabaseError), transaction.atomic():
        RuleSetVersion.objects.filter(pk=run.rules_id).delete()
    actions.approve_rules(version=run.rules_id, by=cast.mari)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE identification_rulesetversion SET approved_at = NULL, approved_by_id = NULL")
    with pytest.raises(Unseen):
        actions.approve_rules(version=run.rules_id, by=cast.aino)


def attack(seed: int) -> list[tuple[int, dict[str, float]]]:
    dice = random.Random(seed)
    steps = {"many": range(1, 8), "urgent": range(1, 7), "failed": range(1, 6)}
    return [(dice.randint(1, 5), {name: float(dice.choice(choices)) for name, choices in steps.items()
                                  if dice.random() < 0.5}) for _ in range(12)]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_questions_over_many_processes_are_answered_as_in_one(seed: int, cast: Cast, publish: Publish) -> None:
    """Every request may be another process: nothing is remembered but in the database."""
    run, base = publish(seed), read()
    one = Answers(small_cube(seed), base)
    for threshold in range(1, 6):
        one.ask(moved(base, threshold=threshold))
    for threshold, bounds in attack(seed):
        counts.parsed.cache_clear()
        shown = actions.ask_what_if(run=run.pk, threshold=threshold, bounds=bounds, by=cast.mari)
        expected = one.ask(moved(base, threshold=threshold, bounds=bounds))
        assert (shown.same_as is not None) == expected.same_as_before
        if shown.same_as:
            assert shown.answer == shown.same_as.answer, "it is answered as it was shown before"
        else:
            fresh = plain(expected)
            assert {k: shown.answer[k] for k in ("size", "comes_in", "drops_out")} == {
                k: fresh[k] for k in ("size", "comes_in", "drops_out")}


@pytest.mark.django_db
def test_asking_again_shows_what_was_shown(cast: Cast, publish: Publish) -> None:
    run = publish()
    first = actions.ask_what_if(run=run.pk, threshold=2, bounds={"many": 3}, by=cast.mari)
    actions.ask_what_if(run=run.pk, threshold=1, bounds={"many": 2}, by=cast.mari)
    again = actions.ask_what_if(run=run.pk, threshold=2, bounds={"many": 3.0, "urgent": 3}, by=cast.mari)
    assert again.pk == first.pk and again.answer == first.answer
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM identification_shownsetting")


def test_two_who_ask_at_once_are_answered_as_one_after_the_other(own_database: str, publish: Publish) -> None:
    cast, run = gather(), publish(3)
    asked = attack(3)[:6]

    def ask(settings: list[tuple[int, dict[str, float]]]) -> None:
        try:
            for threshold, bounds in settings:
                actions.ask_what_if(run=run.pk, threshold=threshold, bounds=bounds, by=cast.mari)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=ask, args=(order,)) for order in (asked, asked[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = list(ShownSetting.objects.filter(run=run).order_by("place"))
    assert [row.place for row in rows] == list(range(len(rows)))
    cube, base = small_cube(3), read()
    told = [cube.chosen(moved(base, threshold=row.threshold, bounds=row.bounds)) for row in rows if not row.same_as_id]
    for i, one in enumerate(told):
        for other in told[:i]:
            for part in (one - other, other - one):
                assert cube.total(part) == 0 or cube.total(part) >= 5


@pytest.mark.django_db
def test_only_those_who_lead_ask_and_only_what_is_offered(cast: Cast, publish: Publish) -> None:
    run = publish()
    for stranger in (cast.aino, cast.maija, cast.hanna, cast.tuomo):
        with pytest.raises(Unseen):
            actions.ask_what_if(run=run.pk, threshold=2, by=stranger)
    with pytest.raises(Unseen):
        queries.latest_run(cast.aino)
    for threshold, bounds in ((99, {}), (0, {}), (2, {"many": 3.5}), (2, {"other": 1})):
        with pytest.raises(Refused):
            actions.ask_what_if(run=run.pk, threshold=threshold, bounds=bounds, by=cast.mari)
        with pytest.raises(Refused):
            actions.ask_every_threshold(run=run.pk, bounds={"many": 3.5}, by=cast.mari)


@pytest.mark.django_db
def test_another_version_is_compared_through_the_same_memory(cast: Cast, publish: Publish) -> None:
    run = publish(2)
    other = actions.store_rules(content=RULES | {"version": "2", "threshold": 1}, name="test", by=SYSTEM)
    foreign = actions.store_rules(by=SYSTEM, name="other", content={
        "criteria": [{"id": "a", "signal": "cost", "at_least": 1000}]})
    shown = actions.compare_rules(run=run.pk, version=other.pk, by=cast.mari)
    assert shown.compared_id == other.pk and shown.answer["drops_out"] == 0
    line = actions.ask_every_threshold(run=run.pk, by=cast.mari)
    assert [row.threshold for row in line] == [1, 2, 3, 4, 5]
    with pytest.raises(Refused) as refused:
        actions.compare_rules(run=run.pk, version=foreign.pk, by=cast.mari)
    assert refused.value.code == "not_counted"


@pytest.mark.django_db
def test_counts_that_are_gone_or_altered_answer_nothing(cast: Cast, publish: Publish) -> None:
    run = publish()
    path = counts.folder() / f"{run.counts_digest}.cube"
    path.write_bytes(path.read_bytes() + b"x")
    counts.parsed.cache_clear()
    with pytest.raises(Refused) as refused:
        actions.ask_what_if(run=run.pk, threshold=2, bounds={"many": 3}, by=cast.mari)
    assert refused.value.code == "no_counts"


def age(run: StoredRun, days: float) -> None:
    """As if the file had been written so many days ago."""
    path = counts.folder() / f"{run.counts_digest}.cube"
    os.utime(path, (when := path.stat().st_mtime - days * 86_400, when))


@pytest.mark.django_db
def test_counts_are_deleted_when_superseded_or_past_their_time_and_come_back_with_their_memory(
        cast: Cast, publish: Publish, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.PUNOS_WHATIF_DAYS = 100
    with clock.at(clock.now() - timedelta(days=101)):
        past = publish(1, last="2026-07-31")
    with clock.at(clock.now() - timedelta(days=9)):
        superseded = publish(2)
    now, fresh = publish(3), publish(4, last="2026-09-30")
    (counts.folder() / "broken.123").write_bytes(b"half")
    for run in (past, superseded, now):
        age(run, 2)
    os.utime(counts.folder() / "broken.123", (0, 0))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_counts(by=SYSTEM) == 3
    assert actions.forget_counts(by=SYSTEM) == 0
    there = [counts.there(run.counts_digest) for run in (past, superseded, now, fresh)]
    assert there == [False, False, True, True]
    shown = actions.ask_what_if(run=now.pk, threshold=2, bounds={"many": 3}, by=cast.mari)
    (counts.folder() / f"{now.counts_digest}.cube").unlink()
    browser = signed_in(cast.mari)
    page = browser.get(f"/lead/population/what-if/{shown.pk}/").content.decode()
    assert "./run identification publish" in page and "Tulisi mukaan" in page and "Laske</button>" not in page
    posted = browser.post("/lead/population/what-if/", {"threshold": "2", "b_many": "5"})
    assert "laskelmia kokeiluja varten ei enää ole" in posted.content.decode()
    with session.acting_as(SYSTEM):
        again = publish(3)
    assert again.pk == now.pk and ShownSetting.objects.filter(run=again, key=shown.key).exists()
    assert "./run identification publish" not in browser.get("/lead/population/what-if/").content.decode()


@pytest.mark.django_db
def test_the_pages_answer_in_words_and_tell_no_exact_size(cast: Cast, publish: Publish) -> None:
    publish(4, last="2026-09-30")
    publish(5)
    browser = signed_in(cast.mari)
    page = browser.get("/lead/population/").content.decode()
    assert "Väestön palvelut" in page and "noin 120" in page and "123" not in page
    answer = browser.post("/lead/population/what-if/", {"threshold": "2", "b_many": "3", "places": "40"}, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200 and "Tulisi mukaan" in text and "Kun paikkoja on 40" in text
    assert "Sama asetus eri kuukausina" in text
    wrong = browser.post("/lead/population/what-if/", {"threshold": "2", "places": "neljä"})
    assert "Kirjoita paikkojen määrä numeroina" in wrong.content.decode()

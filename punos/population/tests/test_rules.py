"""Rules as data: errors say where, omissions are noted, and one person met now is judged as in the whole."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest

from punos.population.criteria import RuleError, parse, without
from punos.population.person import Event, judge_person
from punos.population.ruleset import SEGMENTS, default, from_data


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ({"signal": "emergency"}, "exactly one of at_least, at_most, between"),
        ({"signal": "emergencies", "at_least": 4}, "unknown signal 'emergencies'"),
        ({"signal": "emergency", "at_least": "four"}, "a number was expected"),
        ({"signal": "emergency", "between": [5, 2]}, "the lowest number first"),
        ({"any_of": []}, "a list of at least one criterion"),
        ({"n_of": {"n": 3, "of": [{"signal": "contacts", "at_least": 1}]}}, "between 1 and the number of members"),
        ({"any_of": [{"signal": "contacts", "at_least": 1, "atmost": 2}]}, r"any_of\[0\]: unknown words: atmost"),
    ],
)
def test_an_error_in_a_rule_says_where_it_is_and_what_was_expected(criterion: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError, match=said) as caught:
        from_data({"criteria": [{"id": "x"} | criterion]})
    assert caught.value.place.startswith("rules.criteria[0]")


def test_what_nobody_can_answer_is_left_out_and_the_rest_goes_on() -> None:
    a, b = {"signal": "emergency", "at_least": 1}, {"signal": "cost", "at_least": 1}
    gone = frozenset({("signal", "cost")})
    assert without(parse({"any_of": [a, b]}, ""), gone) == parse({"any_of": [a]}, "")
    assert without(parse({"all_of": [a, b]}, ""), gone) is None
    assert without(parse({"n_of": {"n": 2, "of": [a, b]}}, ""), gone) is None
    assert without(parse(b, ""), gone) is None


def test_the_default_rules_suggest_with_reasons_and_segments_cover_everybody() -> None:
    today = dt.date(2026, 11, 22)
    contacts = [
        Event(today - dt.timedelta(days=n), sector="social" if n % 2 else "health", service=f"s{n % 6}",
              service_group=f"g{n % 4}", mode="emergency", planned=False, profession="nurse")
        for n in range(12)
    ]  # fmt: skip
    signals, judged, ready = judge_person(contacts, {"informal_carer": 1}, default(), as_of=today)
    assert judged.suggested and judged.segment == "needs_and_uses"
    assert ("emergency", 12.0) in judged.reasons and ("many_service_groups/service_groups", 4.0) in judged.reasons
    assert signals["cost"] is None and any("missed" in note for note in ready.notes)
    _, nobody, _ = judge_person([], {}, default(), as_of=today)
    assert (nobody.score, nobody.suggested, nobody.segment, nobody.reasons) == (0, False, SEGMENTS[3], ())


def test_a_professionals_concern_alone_suffices() -> None:
    _, judged, _ = judge_person([], {"professional_concern": 1}, default(), as_of=dt.date(2026, 11, 22))
    assert judged.suggested and judged.reasons == (("professional_concern", 1.0),)


def test_the_pure_parts_need_no_engine() -> None:
    block = "import sys\nfor name in ('duckdb', 'ibis', 'numpy', 'pandas', 'pyarrow'): sys.modules[name] = None\n"
    names = "cli, criteria, mapping, person, ruleset, schema, suppression, summary"
    subprocess.run([sys.executable, "-c", f"{block}from punos.population import {names}"], check=True)
    told = subprocess.run(
        [sys.executable, "-c", f"{block}from punos.population.cli import main; sys.exit(main(['describe', 'x']))"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 1 and "uv pip install" in told.stderr

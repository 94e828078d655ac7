"""Rules as data: errors say where, omissions are noted, and one person met now is judged as in the whole."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from punos.population.criteria import RuleError, parse, without
from punos.population.mapping import from_data as mapping_from
from punos.population.person import Event, judge_person
from punos.population.ruleset import SEGMENTS, default, from_data, from_file


@pytest.mark.parametrize(
    ("criterion", "said"),
    [
        ({"signal": "emergency"}, "exactly one of at_least, at_most, between"),
        ({"signal": "emergencies", "at_least": 4}, "unknown signal 'emergencies'"),
        ({"signal": "emergency", "at_least": "four"}, "a number was expected"),
        ({"signal": "emergency", "between": [5, 2]}, "the lowest number first"),
        ({"any_of": []}, "a list of at least one criterion"),
        ({"n_of": {"n": 3, "of": [{"signal": "contacts", "at_least": 1}]}}, "between 1 and the number of members"),
        ({"any_of": [{"signal": "contacts", "at_least": 1, "atmost": 2}]}, r"any_of\[0\]: unknown word 'atmost'"),
        ({"any_of": [{"signal": "contacts", "at_least": 1}], "wieght": 7}, "'wieght'; did you mean 'weight'"),
        ({"any_of": [{"signal": "contacts", "at_least": 1, "weight": 2}]}, r"any_of\[0\]: unknown word 'weight'"),
        ({"n_of": {"n": 1, "off": [], "of": [{"signal": "contacts", "at_least": 1}]}}, "unknown word 'off'"),
        ({"signal": "contacts", "at_least": 10**30}, "at most 1e"),
        ({"signal": "contacts", "at_least": 10**400}, "at most 1e"),
        ({"signal": "contacts", "at_least": 1, "weight": 3 * 10**9}, "from 0 to 1000000"),
    ],
)
def test_an_error_in_a_rule_says_where_it_is_and_what_was_expected(criterion: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError, match=said) as caught:
        from_data({"criteria": [{"id": "x"} | criterion]})
    assert caught.value.place.startswith("rules.criteria[0]")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"colums": {}}, "unknown word 'colums'; did you mean 'columns'"),
        ({"columns": {"sektor": "ALA"}}, "columns: unknown column 'sektor'; did you mean 'sector'"),
        ({"columns": {"person_id": "ID", "unit": "ID"}}, "person_id and unit are both read from 'ID'"),
        ({"columns": {"service": ["a", "b"]}}, "columns.service: the name of a source column was expected"),
        ({"codes": {"cost": {"1": "2"}}}, "codes: unknown column with codes 'cost'"),
        ({"codes": {"sector": {"SOS": "socail"}}}, "codes.sector: unknown code 'socail'; did you mean 'social'"),
        ({"codes": {"sector": {"SOS": None}}}, "codes.sector: what 'SOS' means is not filled in"),
    ],
)
def test_an_error_in_a_mapping_says_where_it_is_and_what_is_near(mapping: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError, match=said) as caught:
        mapping_from(mapping, "own.yaml")
    assert caught.value.place.startswith("own.yaml")
    with pytest.raises(RuleError, match="unknown source column 'TOIMALA'; did you mean 'TOIMIALA'"):
        mapping_from({"columns": {"sector": "TOIMALA"}}).check(["ASIAKAS", "TOIMIALA"])


def test_a_rule_file_is_named_in_its_errors(tmp_path: Path) -> None:
    rules = tmp_path / "own.yaml"
    rules.write_text("criteria:\n- {id: a, any_of: [{signal: contacts, at_least: 1}], wieght: 7}\n")
    with pytest.raises(RuleError, match=r"own.yaml: own.criteria\[0\]: unknown word 'wieght'"):
        from_file(rules)
    rules.write_bytes("# käynti\n".encode("latin-1"))
    with pytest.raises(RuleError, match=r"own.yaml: is not UTF-8"):
        from_file(rules)


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

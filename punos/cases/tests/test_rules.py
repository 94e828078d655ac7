"""The rules of a case, every combination of what they look at."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.accounts.models import Profession
from punos.cases import rules
from punos.cases.rules import Answer, Denied, HerWord, OpenThing, Qualified, Stage
from punos.cases.texts import GROUNDS, REASONS
from punos.kernel.clock import WorkingTime
from tests.every import every

ANSWERS = (*Answer, None)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def code(answer: Denied | None) -> str:
    return answer.code if answer else ""


@every(answers=product(ANSWERS, repeat=3), word=HerWord)
def test_the_list_suggests_and_her_own_word_goes_before_it(answers: tuple[Answer | None, ...], word: HerWord) -> None:
    given_answers = {f"q{n}": answer for n, answer in enumerate(answers) if answer}
    found = rules.suggest(["q0", "q1", "q2"], given_answers, 2, word)
    yes = sum(answer is Answer.YES for answer in answers)
    assert len(found.reasons) == yes
    assert len(found.unanswered) == sum(answer in (None, Answer.UNKNOWN) for answer in answers)
    assert found.yes == {HerWord.WANTS: True, HerWord.DOES_NOT_WANT: False, HerWord.NOT_SAID: yes >= 2}[word]
    assert found.by_her_word == (word is not HerWord.NOT_SAID)


@every(yes=[True, False], by_her_word=[True, False], decision=[True, False], reasons=["", " ", "Syy"])
def test_either_way_may_be_decided_but_not_silently_against_it(yes: bool, by_her_word: bool, decision: bool,
                                                              reasons: str) -> None:
    suggestion = rules.Suggestion(yes, ("q",) if yes and not by_her_word else (), (), by_her_word)
    denied = rules.may_decide(suggestion, decision, reasons)
    if decision == yes or reasons == "Syy":
        assert denied is None
    else:
        assert code(denied) == ("against_her_word" if by_her_word else "against_suggestion")


def test_a_case_moves_only_along_the_table() -> None:
    table = [Stage("a", "r", ("b",), WorkingTime(days=2)), Stage("b", "r", ("a", "c")), Stage("c", "r", ())]
    allowed = {(s, t) for s, t in product("abc", "abcx") if rules.may_move(table, s, t) is None}
    assert allowed == {("a", "b"), ("b", "a"), ("b", "c")}
    assert code(rules.may_move(table, "a", "x")) == "unknown_stage"
    assert rules.target_of(table, "a", NOW) == WorkingTime(days=2).after(NOW)
    assert rules.target_of(table, "b", NOW) is None


@every(profession=Profession.values, sector=["social", "health"], office=[True, False], special=[True, False],
       why=["", "Palvelukokonaisuus"],
       beside=[None, ("social_worker", True), ("social_worker", False), ("nurse", True)])
def test_nobody_unqualified_is_own_worker_and_every_yes_has_its_section(
        profession: str, sector: str, office: bool, special: bool, why: str,
        beside: tuple[str, bool] | None) -> None:
    answer = rules.may_be_own_worker(profession=profession, sector=sector, public_office=office,
                                     special_support=special, justification=why, alongside=beside)
    social = profession in ("social_worker", "social_counsellor", "geronom") or (
        profession == "practical_nurse" and sector == "social")
    health = profession in ("nurse", "public_health_nurse", "physician", "physiotherapist", "psychologist") or (
        profession == "practical_nurse" and sector == "health")
    in_office = profession == "social_worker" and office
    lawful = (social or (health and bool(why))) and (
        not special or in_office or beside == ("social_worker", True))
    assert isinstance(answer, Qualified) == lawful
    if isinstance(answer, Qualified):
        assert "42 §" in answer.section and answer.ground in GROUNDS
    else:
        assert answer.code in REASONS and "42 §" in answer.section


def test_a_model_may_ask_more_of_an_own_worker_than_the_law() -> None:
    told = {"profession": "nurse", "sector": "health", "public_office": False, "special_support": False,
            "justification": "Syy"}
    assert isinstance(rules.may_be_own_worker(**told), Qualified)  # type: ignore[arg-type]
    strict = rules.may_be_own_worker(**told, accepted=["social_care_professional"])  # type: ignore[arg-type]
    assert isinstance(strict, Denied) and strict.code == "model_asks_more"


@given(st.integers(0, 5), st.one_of(st.none(), st.integers(0, 5)), st.sets(st.integers(0, 5)),
       st.sets(st.integers(0, 5)))
def test_who_may_act_answers_for_it_works_in_it_or_stands_in_for_one_who_does(
        who: int, holder: int | None, workers: set[int], absent: set[int]) -> None:
    people = [UUID(int=n) for n in range(6)]
    answering = workers | ({holder} if holder is not None else set())
    denied = rules.may_act(people[who], people[holder] if holder is not None else None, {people[n] for n in workers},
                           {people[n] for n in absent})
    assert (denied is None) == (who in answering or bool(answering & absent))
    offers = rules.may_hand_over(people[who], people[holder] if holder is not None else None,
                                 {people[n] for n in absent})
    assert (offers is None) == (holder is not None and (who == holder or holder in absent))


@given(st.one_of(st.none(), st.integers(-800, 800)))
def test_a_next_date_is_today_or_later_within_a_year(days: int | None) -> None:
    today = date(2026, 11, 23)
    denied = rules.next_date_denied(today, None if days is None else today + timedelta(days=days))
    expected = "next_date_missing" if days is None else "next_date_past" if days < 0 else (
        "next_date_far" if days > 366 else "")
    assert code(denied) == expected


@pytest.mark.parametrize(("hours", "quiet"), [(0, False), (30 * 24, False), (30 * 24 + 1, True)])
def test_silence_is_noticed_after_the_models_days_and_not_before(hours: int, quiet: bool) -> None:
    assert rules.quiet_since(NOW - timedelta(hours=hours), 30, NOW) is quiet


@every(reason=["ok", "x"], met=[[], ["done"]], note=["", "Syy"], count=[0, 2], acknowledged=[True, False],
       pending=[True, False], clocks=[True, False])
def test_closing_needs_a_reason_ground_a_look_at_what_is_open_and_no_clock_of_the_law(
        reason: str, met: list[str], note: str, count: int, acknowledged: bool, pending: bool, clocks: bool) -> None:
    denied = rules.may_close(reason=reason, reasons=["ok"], criteria_met=met, note=note, acknowledged=acknowledged,
                             open_things=[OpenThing("steps", count)], offer_pending=pending, clocks_run=clocks)
    may = reason == "ok" and not pending and not clocks and (bool(met) or bool(note)) and (not count or acknowledged)
    assert (denied is None) == may
    assert denied is None or denied.code in REASONS


@every(ground=[*rules.ContactGround, None], why=["", "Syy"])
def test_social_care_is_contacted_with_consent_or_on_a_ground_of_the_section(ground: rules.ContactGround | None,
                                                                            why: str) -> None:
    denied = rules.may_contact_social_care(ground, why)
    assert (denied is None) == (ground is rules.ContactGround.CONSENT or (ground is not None and bool(why)))
    assert denied is None or denied.section == "SHL 35 §"


@given(st.one_of(st.none(), st.dates()), st.one_of(st.none(), st.dates()))
def test_a_model_never_makes_a_clock_of_the_law_slower(lawful: date | None, promised: date | None) -> None:
    found = rules.sooner(lawful, promised)
    assert lawful is None or (found is not None and found <= lawful)
    assert found in (lawful, promised)


def test_every_refusal_has_its_sentence() -> None:
    said = re.findall(r'Denied\(\s*"([a-z_]+)"', Path(rules.__file__).read_text())
    assert said and set(said) <= REASONS.keys()

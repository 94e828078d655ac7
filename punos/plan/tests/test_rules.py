"""The rules of a plan, every combination."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.lawfulness.categories import Category, Register, registers_of
from punos.lawfulness.duties import statutory_plan_items
from punos.plan import rules
from punos.plan.rules import Answer, Contents, Doer, DoerKind, LineKind, Side, Standing, StepState
from punos.plan.rules.retention import From
from punos.plan.rules.statutory import WRITTEN_AS
from tests.every import every

TODAY = date(2026, 11, 23)
ANN, BEN = uuid4(), uuid4()
WHOLE = (Doer(DoerKind.CLIENT), Doer(DoerKind.ACCOUNT, ANN), Doer(DoerKind.NAMED, name="Matti Meri"))
BROKEN = (None, Doer(DoerKind.ACCOUNT), Doer(DoerKind.ACCOUNT, ANN, "Matti"), Doer(DoerKind.NAMED),
          Doer(DoerKind.NAMED, name="  "), Doer(DoerKind.NAMED, ANN, "Matti"), Doer(DoerKind.CLIENT, ANN),
          Doer(DoerKind.CLIENT, name="Maija"))


@every(kind=LineKind, register=Register)
def test_a_line_stays_in_its_writers_register_unless_it_is_hers_or_agreed_together(
        kind: LineKind, register: Register) -> None:
    allowed = rules.allowed_categories(kind, register)
    other = set(rules.CATEGORY_OF_REGISTER.values()) - {rules.CATEGORY_OF_REGISTER[register]}
    assert not other & set(allowed)
    assert (Category.OWN_WORDS in allowed) == (kind in rules.content.HER_WORDS)
    assert allowed[0] is not Category.PLAN or kind in (LineKind.STRENGTH, *rules.SETTLED)
    for category in allowed:
        assert rules.origin_of(category, register) in registers_of(category)
    assert rules.KINDS[0] is LineKind.STRENGTH, "strengths are asked for first"


@pytest.mark.parametrize("doer", BROKEN)
def test_an_open_step_without_exactly_one_doer_cannot_be(doer: Doer | None) -> None:
    assert rules.needs_doer_and_date(doer, TODAY, TODAY) == "doer"


@pytest.mark.parametrize(("doer", "days", "code"), [
    (doer, days, code) for doer in WHOLE
    for days, code in ((-1, "past"), (0, None), (1, None), (366 * 5, None), (366 * 5 + 1, "far"))])
def test_a_step_has_a_doer_and_a_day_that_can_come(doer: Doer, days: int, code: str | None) -> None:
    assert rules.needs_doer_and_date(doer, TODAY + timedelta(days=days), TODAY) == code
    assert rules.needs_doer_and_date(doer, None, TODAY) == "date"


@pytest.mark.parametrize(("closed", "days", "state"), [
    ("", -1, StepState.LATE), ("", 0, StepState.OPEN), ("", 1, StepState.OPEN),
    ("done", -1, StepState.DONE), ("done", 1, StepState.DONE), ("dropped", -1, StepState.DROPPED)])
def test_late_follows_from_the_day_and_is_never_stored(closed: str, days: int, state: StepState) -> None:
    assert rules.state_of(closed, TODAY + timedelta(days=days), TODAY) is state


@pytest.mark.parametrize(("closed", "days", "why", "code"), [
    ("done", 1, "x", "closed"), ("dropped", 1, "x", "closed"), ("", None, "x", "date"), ("", -1, "x", "past"),
    ("", 2000, "x", "far"), ("", 3, "x", "same"), ("", 5, " ", "why"), ("", 5, "Bussi ei kulje.", None)])
def test_a_move_says_where_to_and_why(closed: str, days: int | None, why: str, code: str | None) -> None:
    day = None if days is None else TODAY + timedelta(days=days)
    assert rules.may_move(closed, TODAY + timedelta(days=3), day, why, TODAY) == code


@pytest.mark.parametrize(("closed", "why", "code"),
                         [("", "", "why"), ("", "ei tarvita", None), ("done", "x", "closed"),
                          ("dropped", "x", "closed")])
def test_a_drop_says_why(closed: str, why: str, code: str | None) -> None:
    assert rules.may_drop(closed, why) == code


@pytest.mark.parametrize(("closed", "days", "quiet"), [("", 30, False), ("", 31, True), ("done", 31, False)])
def test_a_step_nobody_touches_goes_quiet_after_the_models_time(closed: str, days: int, quiet: bool) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert rules.is_quiet(closed, now - timedelta(days=days), 30, now) is quiet


@every(side=Side, answers=[True, False], doer=[*WHOLE, Doer(DoerKind.ACCOUNT, BEN)])
def test_a_step_is_marked_by_who_promised_it_or_who_answers(side: Side, answers: bool, doer: Doer) -> None:
    me = Standing(ANN, side, answers=answers)
    own = doer.account == ANN or (doer.kind is DoerKind.CLIENT and me.is_hers)
    told = doer.kind is not DoerKind.ACCOUNT and side is Side.PROFESSIONAL
    assert (rules.may_touch_step(me, doer) is None) == (own or told or answers)


@every(side=Side, portal=[True, False])
def test_only_she_answers_in_the_portal_and_a_professional_writes_down_what_she_said_elsewhere(
        side: Side, portal: bool) -> None:
    me = Standing(ANN, side)
    assert (rules.may_answer(me, portal) is None) == (me.is_hers if portal else side is Side.PROFESSIONAL)
    assert (rules.may_edit(me) is None) == (side is Side.PROFESSIONAL)


def test_a_full_plan_lacks_nothing_and_an_empty_one_every_item_of_the_statute() -> None:
    items = statutory_plan_items()
    assert [m.code for m in rules.missing_items(items, Contents())] == [item.code for item in items]
    assert len(items) == 13
    assert not rules.missing_items(items, Contents(True, frozenset(LineKind), 1, 1, True))
    assert all(str(m.section) and m.text.fi and m.text.sv and m.text.en for m in rules.missing_items(items, Contents()))


@pytest.mark.parametrize(("code", "kind"), sorted(WRITTEN_AS.items()))
def test_each_missing_item_leads_to_where_it_is_written(code: str, kind: LineKind) -> None:
    full = Contents(kinds=frozenset(LineKind) - {kind}, goals=1, steps=0, review_set=True)
    missing = {m.code: m.kind for m in rules.missing_items(statutory_plan_items(), full)}
    if code == "need_of_support":  # other lines of the professional answer it as well
        assert code not in missing
    else:
        assert missing[code] == kind.value


@every(hers=[True, False], theirs=[True, False])
def test_the_need_of_support_is_her_estimate_and_the_professionals(hers: bool, theirs: bool) -> None:
    kinds = ({LineKind.OWN_VIEW} if hers else set()) | ({LineKind.PROFESSIONAL_VIEW} if theirs else set())
    assert ("need_of_support" in rules.answered(Contents(kinds=frozenset(kinds)))) == (hers and theirs)


ITEMS = st.dictionaries(st.sampled_from([f"{kind}:{n}" for kind in ("goal", "step", "line") for n in range(4)]),
                        st.fixed_dictionaries({"text": st.text(max_size=5), "n": st.integers(0, 2)}), max_size=8)


@settings(deadline=None)
@given(ITEMS, ITEMS)
def test_a_comparison_is_exact_each_side_can_be_put_together_from_it(
        before: dict[str, Any], after: dict[str, Any]) -> None:
    changes = rules.compare(before, after)
    assert {c.key: c.before for c in changes if c.before is not None} == before
    assert {c.key: c.after for c in changes if c.after is not None} == after
    assert len(changes) == len(before.keys() | after.keys())
    for change in changes:
        assert change.what == ("same" if change.before == change.after else "changed"
                               if change.before and change.after else "added" if change.after else "removed")


@settings(deadline=None)
@given(ITEMS, ITEMS)
def test_a_hash_tells_content_apart_and_nothing_else(one: dict[str, Any], two: dict[str, Any]) -> None:
    same = rules.hash_of_text(rules.canonical(one)) == rules.hash_of_text(rules.canonical(two))
    assert same == (one == two)
    shuffled = dict(reversed(list(one.items())))
    assert rules.intact(shuffled, rules.hash_of_text(rules.canonical(one)))


@every(number=[1, 2], day=["2026-01-01", "2027-01-01"], part_hash=["a", "b"])
def test_the_hash_of_a_version_stands_on_number_day_and_every_part(number: int, day: str, part_hash: str) -> None:
    first = rules.hash_of_parts(1, "2026-01-01", [("plan", "", "a"), ("social", "social", "x")])
    this = rules.hash_of_parts(number, day, [("social", "social", "x"), ("plan", "", part_hash)])
    assert (first == this) == ((number, day, part_hash) == (1, "2026-01-01", "a"))


@pytest.mark.parametrize(("register", "task", "closed", "died", "born", "until"), [
    (Register.SOCIAL, "older_people", date(2026, 5, 1), None, None, date(2036, 5, 1)),
    (Register.SOCIAL, "older_people", None, None, date(1941, 3, 15), None),
    (Register.SOCIAL, "families", date(2024, 2, 29), None, None, date(2054, 3, 1)),
    (Register.SOCIAL, "child_welfare", date(2026, 5, 1), None, None, None),
    (Register.SOCIAL, "child_welfare", None, date(2026, 5, 1), None, date(2028, 5, 1)),
    (Register.HEALTH, "", date(2026, 5, 1), None, date(1941, 3, 15), date(2061, 3, 15)),
    (Register.HEALTH, "", None, date(2030, 1, 2), date(1941, 3, 15), date(2042, 1, 2)),
    (Register.HEALTH, "", None, None, None, None)])
def test_each_register_keeps_its_document_its_own_time(
        register: Register, task: str, closed: date | None,
        died: date | None, born: date | None, until: date | None) -> None:
    rule = rules.retention_of(register, task)
    assert rules.retention_until(rule, closed_on=closed, died_on=died, born_on=born) == until
    assert rule.section and rule.counted_from in From


@settings(deadline=None)
@given(st.text())
def test_a_text_is_tidied_once(text: str) -> None:
    kept = rules.tidy(text)
    assert rules.tidy(kept) == kept == kept.strip()


def test_every_answer_and_kind_has_its_words() -> None:
    from punos.plan import texts

    assert set(texts.ANSWERS) == set(Answer) and set(texts.KIND_NAMES) == set(LineKind) == set(texts.KIND_QUESTIONS)
    assert set(texts.STEP_STATES) == set(StepState) == set(texts.STEP_SHAPES)

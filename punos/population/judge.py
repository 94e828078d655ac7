"""The rules as one expression over the signals: score, suggestion, segment and every reason, for everybody at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from operator import and_, or_

import ibis
import ibis.expr.types as ir

from punos.population.criteria import Node, Test, label, tests
from punos.population.ruleset import SEGMENTS, RuleSet
from punos.population.schema import CASE_SIGNALS

REASON = "struct<criterion: string, value: float64>"


def judged(people: ir.Table, rules: RuleSet) -> ir.Table:
    """Add ``score``, ``suggested``, ``segment`` and ``reasons`` (list of criterion and value) by prepared rules."""
    shown: dict[str, ir.Value] = {}
    for i, criterion in enumerate(rules.criteria):
        shown[f"met{i}"] = _met(people, criterion.node)
    shown["needs"] = _met(people, rules.needing) if rules.needing else ibis.literal(False)
    shown["uses"] = _met(people, rules.using) if rules.using else ibis.literal(False)
    table = people.mutate(**shown)
    score = _sum(table[f"met{i}"].ifelse(c.weight, 0) for i, c in enumerate(rules.criteria))
    segment = ibis.cases(
        (table.needs & table.uses, SEGMENTS[0]),
        (table.needs, SEGMENTS[1]),
        (table.uses, SEGMENTS[2]),
        else_=SEGMENTS[3],
    )
    table = table.mutate(score=score.cast("int32"), segment=segment, reasons=_reasons(table, rules))
    table = table.mutate(suggested=table.score >= rules.threshold)
    return table.drop(*shown)


def _sum(values: Iterable[ir.Value]) -> ir.Value:
    listed = list(values)
    return reduce(lambda one, two: one + two, listed) if listed else ibis.literal(0)


def _value(people: ir.Table, test: Test) -> ir.Value:
    return people[test.name if test.kind == "signal" and test.name not in CASE_SIGNALS else f"attribute_{test.name}"]


def _met(people: ir.Table, node: Node) -> ir.BooleanValue:
    if isinstance(node, Test):
        value = _value(people, node)
        if node.low is not None and node.high is not None:
            return value.between(node.low, node.high).fill_null(False)
        return (value >= node.low if node.low is not None else value <= node.high).fill_null(False)
    members = [_met(people, member) for member in node.members]
    if node.n == 1:
        return reduce(or_, members)
    if node.n == len(members):
        return reduce(and_, members)
    return _sum(member.cast("int32") for member in members) >= node.n


def _reasons(table: ir.Table, rules: RuleSet) -> ir.Value:
    found: list[ir.Value] = []
    any_met: list[ir.BooleanValue] = []
    for i, criterion in enumerate(rules.criteria):
        any_met.append(table[f"met{i}"])
        for test in tests(criterion.node):
            one = ibis.struct(
                {
                    "criterion": ibis.literal(label(criterion.id, criterion.node, test)),
                    "value": _value(table, test).cast("float64"),
                }
            )
            holds = table[f"met{i}"] if test is criterion.node else table[f"met{i}"] & _met(table, test)
            found.append(holds.ifelse(one, ibis.null(REASON)))
    none = ibis.literal([], type=f"array<{REASON}>")
    if not found:
        return none
    present: Callable[[ir.Value], ir.BooleanValue] = lambda reason: reason.notnull()  # noqa: E731
    return reduce(or_, any_met).ifelse(ibis.array(found).filter(present), none)

"""What may leave the engine for planning: figures about many, small cells hidden together with what reveals them.

Each figure says what it counts and what it is a share of; the structure is documented in docs/population.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd

from punos.population.concentration import concentration
from punos.population.intake import Backend, Intake
from punos.population.lookups import beside
from punos.population.overlaps import WORD
from punos.population.ruleset import SEGMENTS
from punos.population.schema import FAILURE_DEMAND
from punos.population.signals import Window, in_window
from punos.population.summed import bit_or, numbers_of, set_order, words_of
from punos.population.suppression import TOTAL, hidden_cells, one_way, with_totals

MOST_FLOWS = 50
MOST_PAIRS = 100
NOT_RECORDED = "not recorded"
Counted = dict[str, Any]


def people_figures(backend: Backend, people: ir.Table, least: int) -> Counted:
    """Persons, suggestions, segments; concentration of contacts and cost over all persons of the result."""
    grouped = backend.frame(people.group_by("segment", "suggested").agg(n=people.count()))
    cells = {(row.segment, bool(row.suggested)): int(row.n) for row in grouped.itertuples()}
    suggested = {yes: sum(n for (_, s), n in cells.items() if s is yes) for yes in (True, False)}
    by_segment = {s: sum(n for (segment, _), n in cells.items() if segment == s) for s in SEGMENTS}
    hidden_segments, hidden_suggested = one_way(by_segment, least=least), one_way(suggested, least=least)
    total = sum(by_segment.values())
    answer: Counted = {
        "persons": total if total == 0 or total >= least else None,
        "suggested": None if hidden_suggested else suggested[True],
        "segments": {s: None if s in hidden_segments else n for s, n in by_segment.items()},
        "concentration": {},
    }
    for name in ("contacts", "cost"):
        frame = backend.frame(people.group_by(value=people[name].fill_null(0)).agg(times=people.count()))
        found = concentration(frame["value"].to_numpy(dtype=np.float64), least=least, times=frame["times"].to_numpy())
        answer["concentration"][name] = found
    return answer


def by_group(backend: Backend, people: ir.Table, group: str, least: int, hidden_segments: set[str]) -> list[Counted]:
    """Persons by segment in each group (age, area, language, …), with totals; hidden cells are null.

    ``hidden_segments`` are those whose totals are hidden elsewhere, so that the two tables agree.
    """
    column = people[f"group_{group}"].fill_null("unknown")
    table = people.mutate(value=column)
    frame = backend.frame(
        table.group_by("value", "segment").agg(
            n=table.count(), contacts=table.contacts.sum(), suggested=table.suggested.sum()
        )
    )
    cells = {(row.value, row.segment): int(row.n) for row in frame.itertuples()}
    values = sorted({value for value, _ in cells})
    table_counts = with_totals(cells, values, SEGMENTS)
    away = hidden_cells(table_counts, least=least, hidden={(TOTAL, s) for s in hidden_segments}, shown_totals=True)
    flags = {v: int(frame.loc[frame["value"] == v, "suggested"].sum()) for v in values}
    yes_no = with_totals(
        {(v, k): n for v in values for k, n in (("yes", flags[v]), ("no", table_counts[v, TOTAL] - flags[v]))},
        values, ("yes", "no"),
    )  # fmt: skip
    away_yes = hidden_cells(yes_no, least=least, hidden={(v, TOTAL) for v in values if (v, TOTAL) in away})
    shown = []
    for value in [*values, TOTAL]:
        row: Counted = {"value": value, "persons": _shown(table_counts, away, (value, TOTAL))}
        row |= {s: _shown(table_counts, away, (value, s)) for s in SEGMENTS}
        row["suggested"] = _shown(yes_no, away_yes, (value, "yes"))
        shown.append(row)
    return shown


def _shown(table: dict[Any, int], away: set[Any], cell: Any) -> int | None:
    return None if cell in away else table[cell]


def failure_demand(
    backend: Backend, intake: Intake, window: Window, columns: Sequence[str], least: int
) -> dict[str, list[Counted]]:
    """Contacts of failure demand by kind and each of ``columns`` (service, cause); cells of few persons are hidden.

    Whether a cell rests on ``least`` persons is read from sixteen buckets of persons: persons in so many different
    buckets are so many different persons. Only where the buckets cannot tell are persons counted.
    """
    if not intake.occurs("demand", *FAILURE_DEMAND):
        return {f"by_{column}": [] for column in columns}
    rows = in_window(intake, window)
    rows = rows.filter(rows.demand.isin([r for r, code in intake.codes["demand"].items() if code in FAILURE_DEMAND]))
    bucket = ibis.literal(1, "int64") << (_hash(rows.person) & 15)
    frame = backend.frame(rows.group_by("demand", *columns).agg(n=rows.count(), buckets=bit_or(bucket)))
    return {f"by_{column}": _failure_by(backend, intake, rows, frame, column, least) for column in columns}


@ibis.udf.scalar.builtin(name="hash")  # type: ignore[untyped-decorator]
def _hash(value) -> int:  # type: ignore[empty-body,no-untyped-def]
    """Some whole number, the same for the same value; both engines have one under this name."""


def _failure_by(
    backend: Backend, intake: Intake, rows: ir.Table, frame: pd.DataFrame, by: str, least: int
) -> list[Counted]:
    counts: dict[tuple[str, str], int] = {}
    buckets: dict[tuple[str, str], int] = {}
    for raw, demand, n, seen in zip(frame[by], frame["demand"], frame["n"], frame["buckets"], strict=True):
        cell = (_meant(intake, by, raw), str(intake.codes["demand"][demand]))
        counts[cell] = counts.get(cell, 0) + int(n)
        buckets[cell] = buckets.get(cell, 0) | int(seen)
    unsure = {cell for cell, seen in buckets.items() if seen.bit_count() < least}
    few = _of_few(backend, intake, rows, by, unsure, least) if unsure else set()
    keys = sorted({key for key, _ in counts})
    table = with_totals(counts, keys, FAILURE_DEMAND)
    away = hidden_cells(table, least=least, hidden=few)
    shown = [
        {by: key, "contacts": _shown(table, away, (key, TOTAL))}
        | {kind: _shown(table, away, (key, kind)) for kind in FAILURE_DEMAND}
        for key in [*keys, TOTAL]
    ]
    return sorted(shown, key=lambda row: (row[by] == TOTAL, -(row["contacts"] or 0), row[by]))


def _meant(intake: Intake, column: str, raw: Any) -> str:
    code = intake.codes[column].get(raw) if raw is not None and raw == raw else None
    return code or NOT_RECORDED


def _of_few(
    backend: Backend, intake: Intake, rows: ir.Table, by: str, cells: set[tuple[str, str]], least: int
) -> set[tuple[str, str]]:
    """Those of the cells that rest on fewer than ``least`` persons, whichever source values stand for their code."""
    wanted = {key for key, _ in cells}
    raws = [raw for raw in intake.codes[by] if _meant(intake, by, raw) in wanted]
    test = rows[by].isin(raws) if raws else ibis.literal(False)
    listed = rows.filter(test | rows[by].isnull()) if NOT_RECORDED in wanted else rows.filter(test)
    frame = backend.frame(listed.select(by, "demand", "person").distinct())
    persons: dict[tuple[str, str], set[Any]] = {}
    for raw, demand, person in zip(frame[by], frame["demand"], frame["person"], strict=True):
        cell = (_meant(intake, by, raw), str(intake.codes["demand"][demand]))
        if cell in cells:
            persons.setdefault(cell, set()).add(person)
    return {cell for cell in cells if len(persons.get(cell, ())) < least}


def service_sets(
    backend: Backend, people: ir.Table, intake: Intake
) -> tuple[list[str], npt.NDArray[np.float64]] | None:
    """Services in the order of their bits, and for each pair the number of persons who use both."""
    words = words_of(intake, "service")
    if not words:
        return None
    names = [f"service_bits{w}" for w in range(words)]
    frame = backend.frame(people.group_by(names).agg(n=people.count()))
    services = set_order(intake, "service")
    bits = np.zeros((len(frame), len(services)), dtype=np.float64)
    for i in range(len(services)):
        word = frame[names[i // WORD]].to_numpy(dtype=np.int64)
        bits[:, i] = (word >> (i % WORD)) & 1
    return services, bits.T @ (bits * frame["n"].to_numpy(dtype=np.float64)[:, None])


def overlaps(services: list[str], both: npt.NDArray[np.float64], total: int, least: int) -> Counted:
    """Pairs of services used by the same persons, with lift: how many times more often than by chance.

    A pair is left out when it, or what it leaves of either service, rests on fewer than ``least`` persons.
    """
    alone = np.diag(both)
    pairs, left_out = [], 0
    for i in range(len(services)):
        for j in range(i + 1, len(services)):
            n = both[i, j]
            if n == 0:
                continue
            if any(0 < rest < least for rest in (n, alone[i] - n, alone[j] - n, alone[i], alone[j])):
                left_out += 1
                continue
            expected = alone[i] * alone[j] / total
            pairs.append(
                {"a": services[i], "b": services[j], "persons": int(n), "expected": round(expected, 1),
                 "lift": round(float(n / expected), 3)}
            )  # fmt: skip
    pairs.sort(key=lambda p: (-p["persons"], p["a"], p["b"]))
    users = [{"service": name, "persons": int(n)} for name, n in zip(services, alone, strict=True) if n >= least]
    return {"pairs": pairs[:MOST_PAIRS], "left_out": left_out, "services": sorted(users, key=lambda u: -u["persons"])}


def flows(backend: Backend, intake: Intake, window: Window, people: ir.Table, least: int) -> list[Counted]:
    """Moves between units: a suggested person's contact followed by the next one in another unit.

    Only suggested persons are followed: it is their paths that cross units. On one day, units are taken in the order
    of their names.
    """
    units = set_order(intake, "unit")
    chosen = people.filter(people.suggested).select("person_id")
    rows = in_window(intake, window)
    person = rows.person if rows.person.type() == chosen.person_id.type() else rows.person.cast("string")
    rows = rows.select("day", "unit", person=person)
    rows = beside(intake, rows, "unit", {"here": numbers_of(intake, "unit")})
    rows = rows.filter(rows.here.notnull()).semi_join(chosen, rows.person == chosen.person_id)
    following = ibis.window(group_by="person", order_by=["day", "here"])
    moves = rows.select("person", "here", to=rows.here.lead().over(following))
    moves = moves.filter(moves.to.notnull(), moves.to != moves.here)
    moves = moves.select("person", move=moves.here * len(units) + moves.to)
    counted = moves.group_by("move").agg(n=moves.count()).order_by(ibis.desc("n"), "move")
    candidates = 4 * MOST_FLOWS
    while True:  # persons are counted only for the most frequent moves
        frequent = counted.limit(candidates).select("move")
        listed = moves.semi_join(frequent, "move")
        found = backend.frame(listed.group_by("move").agg(n=listed.count(), persons=listed.person.nunique()))
        enough = found[found["persons"] >= least].sort_values(["n", "move"], ascending=[False, True])
        if len(enough) >= MOST_FLOWS or len(found) < candidates:
            break
        candidates *= 8
    return [
        {"from": units[move // len(units)], "to": units[move % len(units)], "moves": int(n), "persons": int(persons)}
        for move, n, persons in enough.head(MOST_FLOWS)[["move", "n", "persons"]].itertuples(index=False)
    ]

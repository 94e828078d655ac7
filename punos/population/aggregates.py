"""What may leave the engine for planning: figures about many, small cells hidden together with what reveals them.

Each figure says what it counts and what it is a share of; the structure is documented in docs/population.md.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from punos.population.concentration import concentration
from punos.population.intake import Backend, Intake
from punos.population.lookups import beside
from punos.population.overlaps import WORD
from punos.population.ruleset import SEGMENTS
from punos.population.signals import Window, in_window
from punos.population.summed import numbers_of, set_order, words_of
from punos.population.suppression import TOTAL, hidden_cells, one_way, with_totals

MOST_FLOWS = 50
MOST_PAIRS = 100
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


def by_group(
    backend: Backend, people: ir.Table, group: str, least: int, hidden_segments: set[str], hidden_suggested: bool
) -> list[Counted]:
    """Persons by segment in each group (age, area, language, …), with totals; hidden cells are null.

    ``hidden_segments`` are those whose totals are hidden elsewhere, and ``hidden_suggested`` says that the number of
    suggested is, so that the tables agree. The value of those whose group is not known is null.
    """
    table = people.mutate(value=people[f"group_{group}"])
    frame = backend.frame(table.group_by("value", "segment").agg(n=table.count(), suggested=table.suggested.sum()))
    cells: dict[tuple[str | None, str], int] = {}
    flags: dict[str | None, int] = {}
    for raw, segment, n, suggested in zip(*(frame[c] for c in ("value", "segment", "n", "suggested")), strict=True):
        value = str(raw) if raw is not None and raw == raw else None
        cells[value, segment] = int(n)
        flags[value] = flags.get(value, 0) + int(suggested)
    values = sorted(flags, key=lambda value: (value is None, value or ""))
    table_counts = with_totals(cells, values, SEGMENTS)
    nobody = {(TOTAL, TOTAL)} if 0 < table_counts[TOTAL, TOTAL] < least else set()  # so few that they are not told
    hidden = nobody | {(TOTAL, s) for s in hidden_segments}
    away = hidden_cells(table_counts, least=least, hidden=hidden, shown_totals=True)
    yes_no = with_totals(
        {(v, k): n for v in values for k, n in (("yes", flags[v]), ("no", table_counts[v, TOTAL] - flags[v]))},
        values, ("yes", "no"),
    )  # fmt: skip
    persons = {(v, TOTAL) for v in values}
    away_yes = hidden_cells(
        yes_no, least=least, shown_totals=True, shown=persons - away,
        hidden=nobody | (persons & away) | ({(TOTAL, "yes"), (TOTAL, "no")} if hidden_suggested else set()),
    )  # fmt: skip
    shown = []
    for line in [*values, TOTAL]:
        row: Counted = {"value": None if line is TOTAL else line, "total": line is TOTAL}
        row["persons"] = _shown(table_counts, away, (line, TOTAL))
        row |= {s: _shown(table_counts, away, (line, s)) for s in SEGMENTS}
        row["suggested"] = _shown(yes_no, away_yes, (line, "yes"))
        shown.append(row)
    return shown


def _shown(table: dict[Any, int], away: set[Any], cell: Any) -> int | None:
    return None if cell in away else table[cell]


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

    A service is left out when it, or those without it, are somebody but fewer than ``least`` persons; a pair when
    that holds of any of its four corners: both, only one, only the other, neither.
    """
    alone = np.diag(both)

    def few(*numbers: float) -> bool:
        return any(0 < n < least for n in numbers)

    closed = [few(n, total - n) for n in alone]
    pairs, left_out = [], 0
    for i in range(len(services)):
        for j in range(i + 1, len(services)):
            n = both[i, j]
            if n == 0:
                continue
            if closed[i] or closed[j] or few(n, alone[i] - n, alone[j] - n, total - alone[i] - alone[j] + n):
                left_out += 1
                continue
            expected = alone[i] * alone[j] / total
            pairs.append(
                {"a": services[i], "b": services[j], "persons": int(n), "expected": round(expected, 1),
                 "lift": round(float(n / expected), 3)}
            )  # fmt: skip
    pairs.sort(key=lambda p: (-p["persons"], p["a"], p["b"]))
    users = [
        {"service": name, "persons": int(n)}
        for name, n, away in zip(services, alone, closed, strict=True)
        if n and not away
    ]
    return {"pairs": pairs[:MOST_PAIRS], "left_out": left_out, "services": sorted(users, key=lambda u: -u["persons"])}


def flows(backend: Backend, intake: Intake, window: Window, people: ir.Table, least: int) -> list[Counted]:
    """Moves between units: a suggested person's contact followed by the next one in another unit.

    Only suggested persons are followed: it is their paths that cross units. On one day, units are taken in the order
    of their names. A move is left out when those who made it, or the suggested who did not, are fewer than ``least``.
    """
    everybody = int(backend.frame(people.filter(people.suggested).count().name("n").as_table())["n"].iloc[0])
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
        others = everybody - found["persons"]
        enough = found[(found["persons"] >= least) & ((others == 0) | (others >= least))]
        enough = enough.sort_values(["n", "move"], ascending=[False, True])
        if len(enough) >= MOST_FLOWS or len(found) < candidates:
            break
        candidates *= 8
    return [
        {"from": units[move // len(units)], "to": units[move % len(units)], "moves": int(n), "persons": int(persons)}
        for move, n, persons in enough.head(MOST_FLOWS)[["move", "n", "persons"]].itertuples(index=False)
    ]

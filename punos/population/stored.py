"""How the state of the daily refresh keeps its rows: the usable ones in our own codes, the others as they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from punos.population.intake import Intake, cents
from punos.population.mapping import UNKNOWN
from punos.population.schema import CLOSED, OPTIONAL, TRUTH

CODED = (*CLOSED, *TRUTH, "service", "service_group", "profession", "unit", "area")
STORED = {"person_id": "person_id", "at": "DATE", **dict.fromkeys(OPTIONAL, "VARCHAR")} | {
    "planned": "BOOLEAN", "attended": "BOOLEAN", "cost": "DOUBLE"
}  # fmt: skip


def stored(intake: Intake) -> ir.Table:
    """The usable rows in our own codes, as the state keeps them."""
    good = intake.good()
    columns: dict[str, ir.Value] = {"person_id": good.person, "at": good.day}
    for column in OPTIONAL:
        kind = "boolean" if column in TRUTH else "float64" if column == "cost" else "string"
        if column not in good.columns or column not in intake.filled:
            columns[column] = ibis.null(kind)
        elif column == "cost":
            columns[column] = cents(good.cost) / 100.0
        elif column in intake.codes:
            columns[column] = _canonical(good[column], intake.codes[column], column in TRUTH)
        else:
            columns[column] = good[column].cast("string").strip().nullif("")
    return good.select(**columns)


def _canonical(source: ir.Value, codes: Any, truth: bool) -> ir.Value:
    if truth:
        if source.type().is_boolean():
            return source
        pairs = [(raw, code == "true") for raw, code in codes.items() if code not in (None, UNKNOWN)]
        return source.cases(*pairs, else_=ibis.null("boolean")) if pairs else ibis.null("boolean")
    changed = [(raw, code) for raw, code in codes.items() if raw != code]
    text = source.cast("string")
    if not changed:
        return text
    pairs = [(raw, ibis.null(str) if code in (None, UNKNOWN) else ibis.literal(code)) for raw, code in changed]
    return source.cases(*pairs, else_=text)


@dataclass(frozen=True)
class Kept(Intake):
    """The stored events, and beside them the unusable rows of all the days."""

    apart: ir.Table | None = None

    def rejected(self) -> ir.Table:
        """The unusable rows as they came, with the reason."""
        assert self.apart is not None
        return self.apart

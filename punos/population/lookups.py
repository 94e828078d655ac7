"""Numbers that stand for codes, put beside each row: which bit a service has, which counter a mode adds to.

The embedded engine reads text columns of Parquet as dictionaries. A number looked up by value there is looked up once
per dictionary and not once per row; elsewhere, and for columns of very many codes, a join with a small table is faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from punos.population.intake import Intake

Numbers = Mapping[Any, int]


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def array_position(values: list[str], value: str) -> int:  # type: ignore[empty-body]
    """Where the value stands in the array, from 1; nothing for one that does not stand there."""


@ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
def array_extract(values: list[int], position: int) -> int:  # type: ignore[empty-body]
    """The number at that position, from 1."""


def beside(intake: Intake, rows: ir.Table, column: str, named: Mapping[str, Numbers]) -> ir.Table:
    """``rows`` with one whole-number column per name: the number of the source value in ``column``, or empty.

    Every mapping in ``named`` has the same keys in the same order.
    """
    raws = list(next(iter(named.values())))
    if len(raws) <= intake.inline and rows[column].type().is_string():
        where = array_position(ibis.array(raws), rows[column])
        numbers = {name: _array(list(values.values())) for name, values in named.items()}
        return rows.mutate(**{name: array_extract(values, where) for name, values in numbers.items()})
    key = f"key_{column}"
    table: dict[str, Any] = {key: raws} | {name: list(values.values()) for name, values in named.items()}
    small = ibis.memtable(pd.DataFrame(table))
    return rows.left_join(small, rows[column] == small[key]).drop(key)


def _array(values: list[int]) -> ir.Value:
    return ibis.literal(values, type="array<int64>")

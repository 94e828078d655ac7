"""Numbers packed into words come out again as what they are together."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.population.packing import ADD, UNITE, Field, Packing

WIDTHS = st.lists(st.tuples(st.integers(1, 63), st.sampled_from([ADD, UNITE])), min_size=1, max_size=20)


@settings(max_examples=60, deadline=None)
@given(WIDTHS, st.data())
def test_what_was_packed_row_by_row_is_unpacked_together(widths: list[tuple[int, str]], data: st.DataObject) -> None:
    fields = [Field(f"f{n}", width, together) for n, (width, together) in enumerate(widths)]
    packing = Packing(fields)
    rows, total = [], [0] * len(fields)
    for _ in range(data.draw(st.integers(1, 4))):
        row = []
        for n, field in enumerate(fields):
            most = (1 << field.width) - 1
            value = data.draw(st.integers(0, most - total[n] if field.together == ADD else most))
            total[n] = total[n] + value if field.together == ADD else total[n] | value
            row.append(value)
        rows.append(row)
    values = ", ".join(f"({', '.join(map(str, row))})" for row in rows)
    names = [field.name for field in fields]
    words = packing.packed({name: name for name in names})
    together = ", ".join(f"{how}({word}) AS {word}" for word, how in packing.words.items())
    columns = ", ".join(packing.unpacked(name) for name in names)
    found = duckdb.execute(
        f"SELECT {columns} FROM (SELECT {together} FROM (SELECT {words} FROM (VALUES {values}) t({', '.join(names)})))"
    ).fetchall()
    assert list(found[0]) == total


def test_a_field_is_one_or_more_without_its_neighbours() -> None:
    packing = Packing([Field("few", 3, ADD), Field("many", 60, ADD), Field("more", 63, ADD), Field("set", 9, UNITE)])
    assert len(packing.words) == 2  # sums in one, the set in its own
    ones = ", ".join(f"{number}::HUGEINT AS {word}" for word, number in packing.one("few").items())
    columns = ", ".join(packing.unpacked(name) for name in ("few", "many", "more", "set"))
    more = packing.increased({"many": "7", "few": "NULL"})
    found = duckdb.execute(f"SELECT {columns} FROM (SELECT {more} FROM (SELECT {ones}))").fetchall()
    assert found == [(1, 7, 0, 0)]


def test_a_field_wider_than_a_word_is_refused() -> None:
    with pytest.raises(ValueError, match="wide takes 127 bits, a word has 126"):
        Packing([Field("wide", 127, ADD)])

"""Small numbers are never shown, nor can they be worked out from what is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.insight.rules import SMALLEST, share, share_of_all, shown_counts


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_no_small_number_is_shown_or_given_away_by_the_sum(values: list[int]) -> None:
    parts, total = shown_counts(values)
    for value, part in zip(values, parts, strict=True):
        assert part.value == value or (part.hidden and 0 < value < SMALLEST)
    hidden = [value for value, part in zip(values, parts, strict=True) if part.hidden]
    if total.value is not None and hidden:
        left = total.value - sum(part.value or 0 for part in parts)
        assert len(hidden) > 1 and left == sum(hidden), "one unknown and its sum is no secret"
        assert len(hidden) < left < (SMALLEST - 1) * len(hidden), "nor are two that must be one each, or four each"


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_a_hidden_sum_is_never_called_smaller_than_it_is(values: list[int]) -> None:
    _parts, total = shown_counts(values)
    if total.hidden:
        assert total.at_least <= sum(values)
        assert total.at_least > 0 or sum(values) < SMALLEST, "only a small sum is called small"


@pytest.mark.parametrize(("kept", "of", "hidden"), [(0, 4, True), (5, 5, False), (4, 9, True), (6, 10, True),
                                                    (5, 10, False), (0, 10, False), (95, 100, False), (97, 100, True)])
def test_a_share_hides_a_small_side(kept: int, of: int, hidden: bool) -> None:
    assert share(kept, of).hidden is hidden


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share(kept: int, missed: int) -> None:
    found = share(kept, kept + missed)
    if not found.hidden:
        assert 0 <= found.low <= found.share + 1e-9 and found.share - 1e-9 <= found.high <= 1


def test_the_interval_is_wilsons() -> None:
    found = share(8 * 10, 100)
    assert (round(found.low, 4), round(found.high, 4)) == (0.7112, 0.8666)


pairs = st.integers(0, 30).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(st.lists(pairs, min_size=1, max_size=6))
def test_the_share_of_all_gives_no_hidden_share_away(parts: list[tuple[int, int]]) -> None:
    whole = share_of_all(parts)
    hidden = [part for part in parts if part[1] and share(*part).hidden]
    if whole.of is not None and whole.kept is not None and hidden:
        shown = [part for part in parts if not share(*part).hidden]
        left = whole.kept - sum(kept for kept, _ in shown), whole.of - sum(of for _, of in shown)
        assert len(hidden) > 1 and not share(*left).hidden, "what is left over is no unit's own, and is not small"


def test_units_that_all_may_be_shown_are_shown_together() -> None:
    assert share_of_all([(10, 20), (0, 5), (0, 0)]) == share(10, 25)

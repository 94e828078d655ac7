"""What is done each night for many."""

from __future__ import annotations

from uuid import UUID

import pytest

from punos.kernel.nightly import each_by_itself


def test_one_that_fails_whatever_the_failure_leaves_the_others_done_and_the_log_names_nobody(
        caplog: pytest.LogCaptureFixture) -> None:
    done: list[UUID] = []

    def do(one: UUID) -> None:
        if one.int % 2:
            raise LookupError(f"no such client: {one}")
        done.append(one)

    everybody = [UUID(int=number) for number in range(5)]
    assert each_by_itself("team.end_lapsed", everybody, do) == 3
    assert done == everybody[::2]
    [line] = [record.getMessage() for record in caplog.records]
    assert "2 could not be done" in line and "LookupError" in line and str(UUID(int=1)) not in line
    assert not [record for record in caplog.records if record.exc_info]

"""What a terminal says of long work."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

pytest.importorskip("ibis")

from punos.population import progress as telling
from punos.population.progress import Progress
from punos.population.refresh import State
from punos.population.tests.support import row, write_csv


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """Time that goes on by so many seconds each time it is asked."""

    def __init__(self, step: float) -> None:
        self.step, self.now = step, 0.0

    def monotonic(self) -> float:
        self.now += self.step
        return self.now


def test_after_two_seconds_it_says_how_far_it_is_and_how_long_it_will_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "time", Clock(1))
    terminal = Terminal()
    meter = Progress("counting together", total=40_000, unit="rows", stream=terminal)
    for _tenth in range(4):
        meter.add(4_000)
    assert "counting together: 12 000 / 40 000 rows, about 7 s left" in terminal.getvalue()
    meter.done()
    assert terminal.getvalue().endswith(" \r"), "the line is gone when the work is done"


def test_short_work_and_work_without_a_terminal_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, step in ((Terminal(), 0.1), (io.StringIO(), 10)):
        monkeypatch.setattr(telling, "time", Clock(step))
        meter = Progress("generating", total=10, unit="residents", stream=stream)
        for _one in range(10):
            meter.add(1)
        meter.done()
        assert stream.getvalue() == ""


def test_a_refresh_says_that_it_is_at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "time", Clock(1))
    terminal = Terminal()
    monkeypatch.setattr(
        "punos.population.refresh.Progress", lambda *said, **more: Progress(*said, **more, stream=terminal)
    )
    state = State(tmp_path / "state.duckdb", threads=1)
    state.advance([str(write_csv(tmp_path / "a.csv", [row(1), row(2)]))], progress=True)
    state.close()
    assert "refreshing: " in terminal.getvalue()

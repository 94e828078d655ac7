"""Stopped in the middle, out of disk or out of memory: said plainly, and nothing half-written is left."""

from __future__ import annotations

import datetime as dt
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("ibis")

from punos.population.errors import PopulationError
from punos.population.generate import generate
from punos.population.placing import in_place_at_the_end

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="sets limits of other processes as Linux can"),
]
CHECKOUT = Path(__file__).parents[3]
WORDS = {
    "identify": ["identify", "made/events", "--out", "out"],
    "generate": ["generate", "--persons", "900000", "--out", "out"],
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with an invented population and an empty folder for temporary files."""
    generate(tmp_path / "made", persons=60_000, days=365, seed=3, last_day=dt.date(2026, 6, 30))
    (tmp_path / "tmp").mkdir()
    return tmp_path


def started(place: Path, words: list[str]) -> subprocess.Popen[str]:
    env = os.environ | {"PYTHONPATH": str(CHECKOUT), "TMPDIR": str(place / "tmp")}
    return subprocess.Popen(
        [sys.executable, "-m", "punos", "population", *words], cwd=place, env=env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - else ignored in the background
    )  # fmt: skip


def left(place: Path) -> set[str]:
    return {path.name for path in place.iterdir()} | {path.name for path in (place / "tmp").iterdir()}


@pytest.mark.parametrize(
    ("command", "asked", "begun"),
    [
        ("identify", signal.SIGINT, ".out-*"),
        ("identify", signal.SIGTERM, ".out-*/people.parquet"),
        ("generate", signal.SIGINT, ".out-*/events/*"),
    ],
)
def test_stopped_in_the_middle_nothing_is_left(place: Path, command: str, asked: signal.Signals, begun: str) -> None:
    process = started(place, WORDS[command])
    until = time.monotonic() + 120
    while not list(place.glob(begun)):
        assert process.poll() is None and time.monotonic() < until, "it never began to write"
        time.sleep(0.002)
    process.send_signal(asked)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said.strip()) == (130, "stopped; nothing was left half-written")
    assert left(place) == {"made", "tmp"}


@pytest.mark.parametrize("command", ["identify", "generate"])
def test_out_of_disk_is_said_and_an_earlier_result_stays(place: Path, command: str) -> None:
    kept = place / "out"
    if command == "identify":
        kept.mkdir()
        (kept / "people.parquet").write_text("the earlier one")
    process = started(place, WORDS[command])
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (200_000, 200_000))
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1 and "out of disk" in said and "Traceback" not in said
    assert left(place) == {"made", "tmp"} | ({"out"} if command == "identify" else set())
    assert not kept.exists() or (kept / "people.parquet").read_text() == "the earlier one"


def test_out_of_memory_is_said(place: Path) -> None:
    process = started(place, [*WORDS["identify"], "--memory", "4MiB"])
    _, said = process.communicate(timeout=120)
    assert process.returncode == 1 and "out of memory: give more with --memory" in said and "Traceback" not in said
    assert left(place) == {"made", "tmp"}


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_stopped_while_results_change_places_the_earlier_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "people.parquet").write_text("the earlier one")
    move = Path.rename

    def stopped(self: Path, target: Path) -> Path:
        if target == out and self.joinpath("new").exists():
            raise stop
        return move(self, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with (
        pytest.raises((KeyboardInterrupt, PopulationError)),
        in_place_at_the_end(out, replaceable=lambda: True) as folder,
    ):
        (folder / "new").write_text("half a result")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (out / "people.parquet").read_text() == "the earlier one"

"""Which ``./run`` serves a data folder: one at a time, known by a lock that the kernel frees when it dies."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from punos.config.data_folder import prepare_folder


@dataclass(frozen=True)
class Running:
    """A ``./run`` that serves now."""

    process: int
    address: str


def running(data: Path) -> Running | None:
    """The ``./run`` that serves this data folder, or None. A file left by one that was killed does not count."""
    try:
        with open(data / "run.json", "r+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                kept = json.loads(file.read() or "{}")
                return Running(int(kept.get("process", 0)), str(kept.get("address", "")))
    except FileNotFoundError:
        pass
    return None


@contextmanager
def as_the_one(data: Path, address: str) -> Iterator[bool]:
    """Holds the data folder for serving. Gives False when another holds it."""
    prepare_folder(data)
    with open(data / "run.json", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        file.truncate(0)
        file.write(json.dumps({"process": os.getpid(), "address": address}))
        file.flush()
        yield True

"""Progress on a terminal for anything over two seconds: what, how far, time left."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO


class Progress:
    """Counts units of work and writes one line over and over, once two seconds have passed; only on a terminal."""

    def __init__(self, what: str, *, total: int, unit: str, on: bool = True, stream: TextIO = sys.stderr) -> None:
        self.what, self.total, self.unit, self.stream = what, max(total, 1), unit, stream
        self.on = on and stream.isatty()
        self.count, self.start, self.shown = 0, time.monotonic(), 0.0
        self._lock = threading.Lock()

    def add(self, amount: int) -> None:
        """``amount`` more units are done."""
        with self._lock:
            self.count += amount
            now = time.monotonic()
            if self.on and now - self.start > 2 and now - self.shown > 0.5:
                self.shown = now
                self._show(now - self.start)

    def at(self, share: float) -> None:
        """The work has come to this share of the whole (0…1)."""
        self.add(int(share * self.total) - self.count)

    def _show(self, spent: float) -> None:
        left = spent * (self.total - self.count) / self.count if self.count else 0
        text = f"\r{self.what}: {self.count:,} / {self.total:,} {self.unit}, about {left:.0f} s left   "
        self.stream.write(text.replace(",", " "))
        self.stream.flush()

    def done(self) -> None:
        """End the line, if one was written."""
        if self.shown:
            self.stream.write("\r" + " " * 78 + "\r")
            self.stream.flush()

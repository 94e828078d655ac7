"""Progress on a terminal for anything over two seconds: what, how far, time left."""

from __future__ import annotations

import sys
import threading
import time
from typing import TextIO


class Progress:
    """Counts units of work and writes one line over and over, once two seconds have passed; only on a terminal.

    Work that reads the same rows several times is told so with ``passes``. What cannot be told beforehand
    (``total`` of 0) is shown without a time left.
    """

    def __init__(
        self, what: str, *, total: int, unit: str, passes: int = 1, on: bool = True, stream: TextIO | None = None
    ) -> None:
        self.what, self.total, self.unit, self.passes = what, total, unit, max(passes, 1)
        self.stream = stream or sys.stderr
        self.on = on and self.stream.isatty()
        self.count, self.start, self.shown = 0.0, time.monotonic(), 0.0
        self._passed = 0
        self._lock = threading.Lock()

    def add(self, amount: float) -> None:
        """``amount`` more units are done."""
        with self._lock:
            self.count += amount
            now = time.monotonic()
            if self.on and now - self.start > 2 and now - self.shown > 0.5:
                self.shown = now
                self._show(now - self.start)

    def at(self, share: float) -> None:
        """This pass has come to this share of the rows (0…1)."""
        self.add(max((self._passed + share) * self.total / self.passes - self.count, 0))

    def passed(self) -> None:
        """One more pass is over."""
        self._passed = min(self._passed + 1, self.passes)
        self.at(0)

    def _show(self, spent: float) -> None:
        text = f"\r{self.what}: {spent:.0f} s   "
        if self.total:
            left = f", about {spent * (self.total - self.count) / self.count:.0f} s left" if self.count else ""
            far = f"{self.count:,.0f} / {self.total:,}".replace(",", " ")
            text = f"\r{self.what}: {far} {self.unit}{left}   "
        self.stream.write(text)
        self.stream.flush()

    def done(self) -> None:
        """End the line, if one was written."""
        if self.shown:
            self.stream.write("\r" + " " * 78 + "\r")
            self.stream.flush()

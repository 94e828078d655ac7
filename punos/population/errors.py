"""Errors a person can act on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class PopulationError(Exception):
    """Something the person running the command can mend; the message says what and how."""


def unknown(what: str, word: object, known: Iterable[str], *, listed: bool = True) -> str:
    """A word nobody knows, the nearest that is known, and all of them."""
    names = list(known)
    near = {name.lower(): name for name in names}
    close = difflib.get_close_matches(str(word).lower(), near, n=1)
    meant = f"; did you mean {near[close[0]]!r}?" if close else ""
    return f"unknown {what} {word!r}{meant}" + (f" (known: {', '.join(names)})" if listed else "")


ENGINES = ("duckdb", "_duckdb", "ibis", "pyarrow", "py4j", "pyspark")


def engine_words(error: BaseException) -> str | None:
    """The first line of what an engine says, or nothing when the error is not an engine's."""
    if type(error).__module__.split(".", 1)[0] not in ENGINES:
        return None
    return first_line(str(error))


def first_line(text: str) -> str:
    """What comes before the engine's own query, if it cites one."""
    return text.strip().split("\n", 1)[0]

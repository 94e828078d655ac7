"""What the program writes to its log: where something went wrong, never about whom.

The text of an exception often repeats the value that caused it (``Key (code)=(010150-900A) already exists``), so a
stack trace keeps its lines of code and the kinds of exceptions, and drops their texts. Of a database error its code,
table and constraint stay. With ``PUNOS_DEBUG=1``, which production refuses, everything is shown.
"""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

_Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Formats log lines; exceptions without their texts."""

    def formatException(self, ei: _Info) -> str:
        """The stack trace of the exception and of what caused it, oldest first."""
        return "\n".join(_told(error) for error in _chain(ei[1])) if ei[1] is not None else ""

    def formatStack(self, stack_info: str) -> str:
        """Lines of code only, as Python writes them."""
        return stack_info


def _chain(error: BaseException) -> Iterator[BaseException]:
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _chain(before)
    yield error


def _told(error: BaseException) -> str:
    frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{frames}{name}{_of_the_database(error)}"


def _of_the_database(error: BaseException) -> str:
    diagnostics: Any = getattr(error, "diag", None)
    if diagnostics is None:
        return ""
    known = {"code": getattr(error, "sqlstate", None), "table": diagnostics.table_name}
    known["constraint"] = diagnostics.constraint_name
    return "".join(f" {name}={value}" for name, value in known.items() if value)


def logging_settings(level: str, *, debug: bool) -> dict[str, Any]:
    """Django's ``LOGGING``. Statements are never logged: their parameters are about people."""
    formatter = {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}
    if not debug:
        formatter["()"] = "punos.config.logs.DiscreetFormatter"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"discreet": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "discreet"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {name: {"level": "WARNING"} for name in ("django.db.backends", "psycopg", "psycopg.pool")},
    }

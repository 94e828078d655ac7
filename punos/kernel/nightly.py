"""What is done each night for many, each by itself: one that cannot be done does not stop the others."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from uuid import UUID

log = logging.getLogger(__name__)


def each_by_itself(code: str, found: Iterable[UUID], do: Callable[[UUID], object]) -> int:
    """Do this for each; how many it was done for. ``do`` is an action, which has its own transaction; ``code`` says in
    the log which night's work it was.

    Whatever goes wrong for one is left for the next night. The log says how many and what kind of failure, and
    nothing that could name anybody.
    """
    done, failed = 0, Counter[str]()
    for one in found:
        try:
            do(one)
            done += 1
        except Exception as error:
            failed[type(error).__name__] += 1
    for error_code, count in sorted(failed.items()):
        log.error("%s: %s could not be done, tried again next night (%s)", code, count, error_code)
    return done

"""Tests over every combination of a few values, as one test: thousands of cases must not cost thousands of set-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any


def every(**choices: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Runs the test with each combination of the choices; a failure tells the combination it failed with."""
    lists = {name: list(values) for name, values in choices.items()}

    def wrap(test: Callable[..., None]) -> Callable[[], None]:
        def run() -> None:
            for values in product(*lists.values()):
                told = dict(zip(lists, values, strict=True))
                try:
                    test(**told)
                except Exception as error:
                    error.add_note(f"with {told}")
                    raise

        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        return run
    return wrap

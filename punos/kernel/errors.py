"""What can go wrong, as values that a page can show beside the field they concern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(eq=False)
class Refused(Exception):
    """A person asked for something that cannot be done now.

    ``message`` is shown to her as it stands (a translated text: what happened and what to do);
    ``field`` names the form field it belongs beside, or is empty; ``code`` is for tests and machines;
    ``section`` is the legal ground of the refusal, where there is one.
    """

    message: Any
    field: str = ""
    code: str = "refused"
    section: str = ""
    ways: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return str(self.message)


@dataclass(eq=False)
class Stale(Refused):
    """Somebody else saved in between. ``current`` holds what is stored now, so that both can be shown."""

    current: Any = None
    code: str = "stale"


class Unseen(Exception):
    """There is no such thing, or the actor may not see it. The two are never told apart: both are 404."""


class JournalMissing(RuntimeError):
    """An action ended without a journal row. The transaction is rolled back: nothing unseen is ever done."""

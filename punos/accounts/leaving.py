"""What somebody still answers for, as counts: whoever ends her work sees how much there is, never whose it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

STILL_OPEN = _("Hän vastaa vielä avoimista asioista. Valitse, kuka jatkaa.")

SUCCESSOR_ANSWERS = _("Hänen työnsä päättyy, ja jatkaja vastaa hänen asioistaan. Jos työ jatkuukin, pääkäyttäjä kirjaa "
                      "sen ensin.")


@dataclass(frozen=True, slots=True)
class StillOpen:
    """How many open contacts and cases she holds (or works in), offers wait for her, calls and steps are hers."""

    contacts: int = 0
    cases: int = 0
    offers: int = 0
    calls: int = 0
    steps: int = 0

    def __bool__(self) -> bool:
        return any((self.contacts, self.cases, self.offers, self.calls, self.steps))


_count: list[Callable[[UUID], StillOpen]] = []


def register(count: Callable[[UUID], StillOpen]) -> None:
    """The contexts above hold the matters: one of them counts. Called from ``config.wiring``."""
    _count[:] = [count]


def still_open(account: UUID) -> StillOpen:
    """What this person answers for now."""
    return _count[0](account)

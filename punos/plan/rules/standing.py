"""On whose side somebody reads and writes in a plan, and what that lets her do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from punos.lawfulness.categories import Register
from punos.plan.rules.steps import Doer, DoerKind


class Side(StrEnum):
    """Whose side: hers, or that of those who help."""

    CLIENT = "client"
    REPRESENTATIVE = "representative"
    PROFESSIONAL = "professional"  # has a register to write in
    HELPER = "helper"              # a close person or an association: does her steps, writes nothing else


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is to this plan. ``answers``: she answers for the whole, works in the case, or stands in."""

    account: UUID
    side: Side
    register: Register | None = None
    answers: bool = False

    @property
    def is_hers(self) -> bool:
        """The client, or the one who may act for her."""
        return self.side in (Side.CLIENT, Side.REPRESENTATIVE)


@dataclass(frozen=True, slots=True)
class Denied:
    """No, because of ``code`` (``texts.DENIED`` has the sentence)."""

    code: str
    field: str = ""


def may_edit(standing: Standing) -> Denied | None:
    """May she write goals, steps and lines? The client tells in her own words and answers; others do their steps."""
    return None if standing.side is Side.PROFESSIONAL else Denied("not_yours_to_edit")


def may_touch_step(standing: Standing, doer: Doer) -> Denied | None:
    """May she mark this step done, move or drop it?

    The one who promised it; the client's side for her own steps; whoever answers for the whole, for any.
    """
    if standing.answers:
        return None
    if doer.kind is DoerKind.ACCOUNT and doer.account == standing.account:
        return None
    if doer.kind is DoerKind.CLIENT and standing.is_hers:
        return None
    if doer.kind is not DoerKind.ACCOUNT and standing.side is Side.PROFESSIONAL:
        return None  # told by phone or in a meeting: whoever heard it writes it down
    return Denied("not_your_step")


def may_answer(standing: Standing, manner_portal: bool) -> Denied | None:
    """May she say whether the client accepts? In the portal the client's side only; otherwise who writes it down."""
    if manner_portal:
        return None if standing.is_hers else Denied("only_she_answers")
    return may_edit(standing)

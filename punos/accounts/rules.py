"""Who answers for a queue; start codes: how one is made, and how what somebody typed is compared with it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0 and 1, which are misread on paper
LENGTH, GROUP = 12, 4  # 32^12: sixty bits
VALID_FOR = timedelta(days=14)


def new_code(pick: Callable[[str], str]) -> str:
    """A code in three groups of four, as it is printed: ``K7QF-2MXA-9RTB``. ``pick`` chooses a letter at random."""
    letters = "".join(pick(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[at:at + GROUP] for at in range(0, LENGTH, GROUP))


def kept(code: str) -> str:
    """What is stored of a code, the same however it was typed: small letters, spaces, without lines.

    A plain digest is enough: sixty random bits, valid for two weeks, are not guessed.
    """
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"punos.start-code:{typed}".encode()).hexdigest()


def answers_for_queue(shift: UUID | None, team: Sequence[UUID], away: Mapping[UUID, UUID]) -> UUID | None:
    """Who answers for a queue now: the shift's person, then the unit's others in their order; each one, or when she is
    away her substitute. None when nobody of the unit is there.

    ``team``: those who can do client work in the unit, the coordinators first; whoever is not among them (a shift's
    person who has left, a substitute of another unit) does not see the queue and cannot answer for it.
    ``away``: who is away today, and her substitute.
    """
    first = [shift] if shift and shift in team else []
    for person in (*first, *team):
        stands_in = away.get(person, person)
        if stands_in in team and stands_in not in away:
            return stands_in
    return None

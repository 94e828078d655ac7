"""Who may speak for the client about her data today, and what must be written down when it is not done on a screen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from punos.consent.rules.life import Event
from punos.consent.rules.terms import Kind, Problem


class Manner(StrEnum):
    PORTAL = "portal"  # she, or her representative, signed in
    ORAL = "oral"
    PAPER = "paper"


class Giver(StrEnum):
    CLIENT = "client"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand today. ``accounts``: those she signs in with (more than one while two records of hers have each
    its own). ``representatives``: accounts whose checked powers cover disclosure.

    ``cannot_assess``: a dated finding in force says she cannot now assess what a permit or consent means
    (703/2023 53 § 5, 6). ``has_representative``: also one without an account.
    """

    accounts: frozenset[UUID] = frozenset()
    representatives: frozenset[UUID] = frozenset()
    custodians: frozenset[UUID] = frozenset()
    has_representative: bool = False
    cannot_assess: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """How her word reached us, and in which language she heard the sentence.

    In the portal ``giver`` follows from who is signed in. Orally or on paper a professional writes down who gave it,
    the ``reason`` it was not done on a screen, and the ``witness`` of somebody who cannot sign.
    """

    manner: Manner = Manner.PORTAL
    giver: Giver = Giver.CLIENT
    reason: str = ""
    witness: str = ""
    cannot_sign: bool = False
    language: str = "fi"


def only_closes(event: Event, kind: Kind) -> bool:
    """Does this take access away, or leave it as it is? Then nobody's ability to assess it is asked about."""
    if kind is Kind.PROHIBITION:
        return event in (Event.GIVEN, Event.RENEWED, Event.REFUSED, Event.ASKED)
    return event in (Event.WITHDRAWN, Event.REFUSED, Event.ASKED)


def who_gives(standing: Standing, account: UUID) -> Giver | None:
    """In whose name this account acts in the client's door; None: in nobody's, she is a stranger here."""
    if account in standing.accounts:
        return Giver.CLIENT
    if account in standing.representatives:
        return Giver.REPRESENTATIVE
    return None


def problem_of_recording(event: Event, kind: Kind, word: Word, standing: Standing, account: UUID, *,
                         witness_required: bool = True) -> Problem | None:
    """Why this cannot be done in this manner by this person now; None when it can.

    A permit or consent is not taken from somebody who has been found unable to assess what it means: a
    representative with powers gives it, or the law itself decides (703/2023 53 § 5, 6). Her no is always taken.
    """
    giver = word.giver
    if word.manner is Manner.PORTAL:
        spoken = who_gives(standing, account)
        if spoken is None:
            return Problem("", "not_yours")
        giver = spoken
    else:
        if giver is Giver.REPRESENTATIVE and not standing.has_representative:
            return Problem("giver", "no_representative")
        if not word.reason.strip():
            return Problem("reason", "missing")
        if witness_required and word.cannot_sign and not word.witness.strip():
            return Problem("witness", "missing")
    if standing.cannot_assess and giver is Giver.CLIENT and not only_closes(event, kind):
        return Problem("", "cannot_assess")
    return None

"""What a line of the plan can be, and to which register and category it may belong."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from punos.lawfulness.categories import Category, Register, registers_of

LONGEST_TEXT = 4000
LONGEST_LINE = 300


class LineKind(StrEnum):
    """What a line says. The first seven are the assessment, strengths first; the others what has been settled."""

    STRENGTH = "strength"
    OWN_VIEW = "own_view"
    FUNCTIONAL_ABILITY = "functional_ability"
    LIFE_SITUATION = "life_situation"
    NEED_OF_SERVICES = "need_of_services"
    PROFESSIONAL_VIEW = "professional_view"
    CONCLUSION = "conclusion"
    SERVICES = "services"
    HELPERS = "helpers"
    CLOSE_HELPERS = "close_helpers"
    MEETING_RHYTHM = "meeting_rhythm"
    DURATION = "duration"
    OWN_PROPOSAL = "own_proposal"


KINDS = tuple(LineKind)
ASSESSMENT = KINDS[:7]
SETTLED = KINDS[7:]
HER_WORDS = frozenset({LineKind.OWN_VIEW, LineKind.OWN_PROPOSAL})

CATEGORY_OF_REGISTER = {Register.SOCIAL: Category.SOCIAL, Register.HEALTH: Category.HEALTH,
                        Register.OTHER: Category.OTHER_SECTOR}


def allowed_categories(kind: LineKind, register: Register) -> tuple[Category, ...]:
    """The categories a writer of this register may give a line of this kind, the usual one first.

    What she says herself is always her own words. What a professional assesses stays in the register of her work
    unless it was agreed together; what has been settled was settled together (design §4: one origin each).
    """
    if kind in HER_WORDS:
        return (Category.OWN_WORDS,)
    own = CATEGORY_OF_REGISTER[register]
    if kind in SETTLED:
        return (Category.PLAN, own)
    if kind is LineKind.STRENGTH:
        return (Category.PLAN, own)
    return (own, Category.PLAN)


def origin_of(category: Category, writer: Register) -> Register:
    """The register a line comes from. The joint plan and her words are kept in the county's registers, so what another
    authority adds to them is of social care, which keeps the client plan (1301/2014 39 §; 703/2023 46–48 §)."""
    if writer in registers_of(category):
        return writer
    return Register.SOCIAL


def tidy(text: str) -> str:
    """The text as it is stored: NFC, plain line breaks, no blanks around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def too_long(text: str, longest: int = LONGEST_TEXT) -> int:
    """How many characters too many; 0 when it fits."""
    return max(0, len(text) - longest)

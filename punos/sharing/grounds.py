"""The legal grounds of an exceptional look. A closed list: there is no general emergency override (domain.md §2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LONGEST = 24  # hours


@dataclass(frozen=True, slots=True)
class LegalGround:
    """What the ground is called, and the section it stands on."""

    text: StrPromise
    section: str


GROUNDS: dict[str, LegalGround] = {
    "urgent_need": LegalGround(_("Kiireellinen hoidon tai palvelun tarve, jota olen selvittämässä"), "703/2023 9 §"),
    "unconscious": LegalGround(_("Asiakas ei pysty ilmaisemaan tahtoaan, ja tieto on hoidolle tarpeellinen"),
                               "703/2023 54 § 2 mom."),
    "endangered": LegalGround(_("Terveys, kehitys tai turvallisuus on muuten vaarassa"), "703/2023 56 §"),
    "statutory_duty": LegalGround(_("Lakisääteinen tehtäväni ei onnistu ilman tietoa"), "703/2023 9 §"),
}

"""Closed lists of why: the legal grounds of an exceptional look (there is no general emergency override, domain.md
§2.3), and the tasks that directly need a protected address."""

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

ADDRESS_SECTION = "661/2009 37 §"
ADDRESS_TASKS: dict[str, StrPromise] = {
    "home_visit": _("Kotikäynti"),
    "care_at_home": _("Hoito tai apu kotona"),
    "transport": _("Kuljetus tai saattaminen"),
    "delivery": _("Lääkkeiden, aterioiden tai tarvikkeiden vieminen"),
    "equipment": _("Apuvälineen tai turvalaitteen asentaminen"),
}
"""What can only be done where she lives. A letter is not among them: her address is never printed."""

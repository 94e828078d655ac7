"""What may be permitted, forbidden or agreed to, as one asks a person: seven plain choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from punos.consent.rules import ConsentFor, Kind
from punos.lawfulness.categories import Category, RecipientClass

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

GIVEABLE = (Category.IDENTITY, Category.CONTACT, Category.COORDINATION, Category.PLAN, Category.OWN_WORDS,
            Category.SOCIAL, Category.HEALTH)


@dataclass(frozen=True, slots=True)
class Subject:
    """One choice: its instrument, whose names are offered as recipients, and which data may be chosen.

    ``name`` is hers to say; ``at_work`` the same said to a professional, about her.
    """

    kind: Kind
    about: ConsentFor | None
    name: StrPromise
    at_work: StrPromise
    hint: StrPromise
    sectors: frozenset[str] = frozenset()
    classes: tuple[RecipientClass, ...] = ()
    categories: tuple[Category, ...] = ()
    close_ones: bool = False

    @property
    def has_recipients(self) -> bool:
        return bool(self.sectors or self.classes or self.close_ones)


SUBJECTS: dict[str, Subject] = {
    "permit": Subject(
        Kind.PERMIT, None, _("Ammattilaiset saavat kertoa asioistani toisilleen"),
        _("Ammattilaiset saavat kertoa asiakkaan asioista toisilleen"),
        _("Luovutuslupa sosiaali- ja terveydenhuollon välillä"), frozenset({"social", "health"}),
        (RecipientClass.SOCIAL_PROFESSIONAL, RecipientClass.HEALTH_PROFESSIONAL),
        (*GIVEABLE, Category.OTHER_SECTOR)),
    "close_person": Subject(
        Kind.CONSENT, ConsentFor.CLOSE_PERSON, _("Läheinen saa tietää asioistani"),
        _("Läheinen saa tietää asiakkaan asioista"),
        _("Suostumus, yhdelle nimetylle ihmiselle"), categories=GIVEABLE, close_ones=True),
    "third_sector": Subject(
        Kind.CONSENT, ConsentFor.THIRD_SECTOR, _("Järjestön työntekijä saa tietää asioistani"),
        _("Järjestön työntekijä saa tietää asiakkaan asioista"),
        _("Suostumus, yhdelle nimetylle ihmiselle"), frozenset({"third_sector"}), categories=GIVEABLE),
    "other_authority": Subject(
        Kind.CONSENT, ConsentFor.OTHER_AUTHORITY, _("Muu viranomainen saa tietää asioistani"),
        _("Muu viranomainen saa tietää asiakkaan asioista"),
        _("Suostumus, esimerkiksi Kela, työllisyyspalvelut tai koulu"),
        frozenset({"employment", "education", "benefits"}), categories=GIVEABLE),
    "joint_plan": Subject(
        Kind.CONSENT, ConsentFor.JOINT_PLAN, _("Suunnitelmani tehdään yhdessä muiden viranomaisten kanssa"),
        _("Suunnitelma tehdään yhdessä muiden viranomaisten kanssa"),
        _("Suostumus yhteiseen suunnitelmaan"), frozenset({"employment", "education", "benefits"}),
        (RecipientClass.OTHER_AUTHORITY,)),
    "convene_team": Subject(
        Kind.CONSENT, ConsentFor.CONVENE_TEAM, _("Tiimini saa kokoontua asiassani"),
        _("Tiimi saa kokoontua asiakkaan asiassa"),
        _("Suostumus siihen, että tiimi kutsutaan koolle")),
    "prohibition": Subject(
        Kind.PROHIBITION, None, _("Kiellän kertomasta tietojani"),
        _("Asiakas kieltää kertomasta tietojaan"),
        _("Kielto. Sen voi perua milloin vain")),
}


def subject_of(kind: Kind, about: ConsentFor | None) -> str:
    """The choice under which this instrument is found."""
    return next((key for key, found in SUBJECTS.items() if found.kind is kind and found.about is about), "permit")

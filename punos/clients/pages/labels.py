"""Words for the codes of this context, as people read them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.clients.rules.duplicates import Keep, Reason
from punos.clients.rules.identity_code import CodeKind, Despite
from punos.clients.rules.representation import Checked, Concern, Matter, RepresentativeKind
from punos.lawfulness.categories import MEANINGS, Category

LANGUAGES: dict[str, Any] = {
    "fi": _("suomi"), "sv": _("ruotsi"), "se": _("pohjoissaame"), "smn": _("inarinsaame"), "sms": _("koltansaame"),
    "fse": _("suomalainen viittomakieli"), "fss": _("suomenruotsalainen viittomakieli"), "rom": _("romani"),
    "sq": _("albania"), "am": _("amhara"), "ar": _("arabia"), "bn": _("bengali"), "en": _("englanti"),
    "es": _("espanja"), "et": _("viro"), "fa": _("persia"), "fr": _("ranska"), "hi": _("hindi"), "zh": _("kiina"),
    "ckb": _("kurdi (sorani)"), "kmr": _("kurdi (kurmandži)"), "lt": _("liettua"), "lv": _("latvia"),
    "my": _("burma"), "ne": _("nepali"), "pl": _("puola"), "pt": _("portugali"), "ro": _("romania"),
    "de": _("saksa"), "so": _("somali"), "sw": _("swahili"), "ta": _("tamili"), "th": _("thai"), "ti": _("tigrinja"),
    "tr": _("turkki"), "uk": _("ukraina"), "ur": _("urdu"), "ru": _("venäjä"), "vi": _("vietnam"),
}
INTERPRETERS: dict[str, Any] = {
    **{code: name for code, name in LANGUAGES.items() if code != "fi"},
    "tactile": _("taktiili viittominen"), "text": _("kirjoitustulkkaus"),
}
SERVICE = ("fi", "sv", "se", "smn", "sms", "fse", "fss", "en")

TIES: dict[str, Any] = {
    "spouse": _("puoliso"), "child": _("lapsi"), "parent": _("vanhempi"), "sibling": _("sisarus"),
    "informal_carer": _("omaishoitaja"), "cared_for": _("omaishoidettava"), "other": _("muu läheinen"),
}
KINDS: dict[str, Any] = {
    RepresentativeKind.GUARDIAN: _("edunvalvoja"),
    RepresentativeKind.CONTINUING_POWER: _("edunvalvontavaltuutettu"),
    RepresentativeKind.CUSTODIAN: _("huoltaja"),
    RepresentativeKind.AUTHORISED: _("valtuutettu"),
}
MATTERS: dict[str, Any] = {
    Matter.SERVICES: _("palvelujen hakeminen ja niistä sopiminen"),
    Matter.CARE: _("hoitoa ja hoivaa koskevat ratkaisut"),
    Matter.DISCLOSURE: _("luvat, kiellot ja suostumukset"),
    Matter.FINANCES: _("raha ja omaisuus"),
}
CHECKED: dict[str, Any] = {
    Checked.GUARDIANSHIP_REGISTER: _("holhousasioiden rekisteristä"),
    Checked.COURT_DECISION: _("tuomioistuimen päätöksestä"),
    Checked.POPULATION_REGISTER: _("väestötietojärjestelmästä"),
    Checked.SUOMIFI: _("Suomi.fi-valtuuksista"),
    Checked.DOCUMENT: _("allekirjoitetusta valtakirjasta"),
}
CONCERNS: dict[str, Any] = {
    Concern.DISCLOSURE: _("mitä tietojen luovuttaminen merkitsee"),
    Concern.SERVICES: _("mitä palvelut merkitsevät"),
    Concern.CARE: _("mitä hoitoa koskevat ratkaisut merkitsevät"),
}
CODES: dict[str, Any] = {
    CodeKind.OFFICIAL: _("henkilötunnus"), CodeKind.TEMPORARY: _("väliaikainen tunnus"),
    CodeKind.NONE: _("ei tunnusta"),
}
KEEP: dict[str, Any] = {
    Keep.OFFICIAL: _("Ehdotamme tätä, koska vain sillä on virallinen henkilötunnus."),
    Keep.ACCOUNT: _("Ehdotamme tätä, koska asiakas kirjautuu sillä."),
    Keep.OLDER: _("Ehdotamme tätä, koska se on kirjattu ensin."),
}
DESPITE: dict[str, Any] = {
    Despite.MEND: _("Tunnus on oikein. Korjaa syntymäaika sen mukaiseksi."),
    Despite.DOCUMENT: _("Molemmat pitävät paikkansa: luin tunnuksen henkilöllisyystodistuksesta."),
    Despite.REGISTER: _("Molemmat pitävät paikkansa: tarkistin tunnuksen väestötiedoista."),
}
REASONS: dict[str, Any] = {
    Reason.SAME_CODE: _("Sama tunnus on kirjattu molemmille."),
    Reason.SAME_NAME: _("Nimi on sama tai saman nimen toinen kirjoitusasu."),
    Reason.SIMILAR_NAME: _("Nimet ovat lähes samat."),
    Reason.SWAPPED_NAME: _("Etunimi ja sukunimi ovat vaihtaneet paikkaa."),
    Reason.SAME_BIRTH_DATE: _("Syntymäaika on sama."),
    Reason.CLOSE_BIRTH_DATE: _("Syntymäajassa on yhden merkin ero, tai päivä ja kuukausi ovat vaihtuneet."),
    Reason.SAME_PHONE: _("Puhelinnumero on sama."),
    Reason.OTHER_BIRTH_DATE: _("Vastaan: syntymäajat ovat eri."),
    Reason.OTHER_CODE: _("Vastaan: heillä on eri henkilötunnukset."),
}
FIELDS: dict[str, Any] = {
    "given_names": _("Etunimet"), "call_name": _("Kutsumanimi"), "family_name": _("Sukunimi"),
    "birth_date": _("Syntymäaika"), "death_date": _("Kuolinpäivä"), "mother_tongue": _("Äidinkieli"),
    "service_language": _("Asiointikieli"), "interpreter": _("Tulkin tarve"), "phone": _("Puhelin"),
    "email": _("Sähköposti"), "street": _("Katuosoite"), "postal_code": _("Postinumero"), "city": _("Postitoimipaikka"),
    "municipality": _("Kotikunta"),
}
SECTIONS: dict[str, Any] = {
    "name": _("Nimi"), "life": _("Syntymäaika"), "language": _("Kieli ja tulkki"), "contact": _("Yhteystiedot"),
}


def category(code: str) -> str:
    """A data category as the interface's language says it."""
    name = MEANINGS[Category(code)].name
    return str(getattr(name, (get_language() or "fi")[:2], name.fi))


def choices(words: dict[str, Any], *, empty: Any = None) -> list[tuple[str, Any]]:
    """Choices of a field, from codes and their words; ``empty`` are the words of choosing none."""
    listed = [(str(getattr(code, "value", code)), label) for code, label in words.items()]
    return [("", empty), *listed] if empty is not None else listed


def many(codes: Any, words: dict[str, Any]) -> str:
    """Several codes in words, in the order of the words."""
    wanted = set(codes)
    return ", ".join(str(label) for code, label in words.items() if code in wanted)

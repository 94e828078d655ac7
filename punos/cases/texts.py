"""The sentences behind the codes: why something cannot be done, on which ground a worker was named, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from punos.cases.rules import Denied
from punos.kernel.errors import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

REASONS: dict[str, StrPromise] = {
    "against_her_word": _("Päätös on toinen kuin mitä asiakas itse sanoi. Kirjoita, miksi."),
    "against_suggestion": _("Päätös on toinen kuin apulistan ehdotus. Kirjoita, miksi."),
    "finding_needs_reasons": _("Kirjoita, mihin päätös perustuu."),
    "unknown_stage": _("Tällaista vaihetta ei ole tässä toimintamallissa."),
    "not_next_stage": _("Tähän vaiheeseen ei voi siirtyä suoraan. Valitse jokin ehdotetuista."),
    "special_support_needs_social_worker": _(
        "Asiakas tarvitsee erityistä tukea: omatyöntekijäksi tai rinnalle tarvitaan virkasuhteinen sosiaalityöntekijä."
        " Valitse rinnalla työskentelevä."),
    "health_professional_needs_reason": _(
        "Terveydenhuollon ammattihenkilö voi olla omatyöntekijä, jos palvelukokonaisuus sen perustelee."
        " Kirjoita, miksi."),
    "not_a_social_professional": _(
        "Omatyöntekijän pitää olla sosiaalihuollon ammattihenkilö tai perustellusti terveydenhuollon ammattihenkilö."
        " Vastuutyöntekijäksi hänet voi nimetä."),
    "model_asks_more": _("Tämä toimintamalli edellyttää omatyöntekijältä toista ammattia. Valitse toinen."),
    "not_your_case": _("Tästä asiasta vastaa toinen. Ota yhteyttä häneen."),
    "only_the_holder": _("Vain kokonaisuudesta vastaava tai hänen sijaisensa voi siirtää vastuun."),
    "next_date_missing": _("Anna päivä, jona asiaan palataan."),
    "next_date_past": _("Seuraavan päivän pitää olla tänään tai myöhemmin."),
    "next_date_far": _("Päivä on yli vuoden päässä. Anna lähempi päivä, niin asia ei unohdu."),
    "closing_reason_missing": _("Valitse, miksi yhteistyö päättyy."),
    "offer_pending": _("Vastuun siirto odottaa vastausta. Peru siirto ensin tai odota vastausta."),
    "clocks_run": _("Lain määräaika on kesken. Merkitse se ensin tehdyksi, tai kirjaa, miksi sitä ei enää lasketa."),
    "closing_needs_note": _("Mikään päättämisen ehdoista ei täyty. Kirjoita, miksi yhteistyö silti päättyy."),
    "open_things": _("Jotakin on vielä kesken. Käy keskeneräiset läpi ja merkitse, että ne on huomioitu."),
    "needs_consent_or_ground": _("Valitse, millä perusteella sosiaalihuoltoon otetaan yhteyttä."),
    "ground_needs_why": _("Kirjoita, miksi yhteys otetaan ilman suostumusta."),
}

GROUNDS: dict[str, StrPromise] = {
    "social_care_professional": _("Sosiaalihuollon ammattihenkilö"),
    "health_professional_if_justified": _("Terveydenhuollon ammattihenkilö, perusteena asiakkaan palvelukokonaisuus"),
    "social_worker_in_public_office": _("Virkasuhteinen sosiaalityöntekijä, koska asiakas tarvitsee erityistä tukea"),
    "working_alongside": _("Rinnalla työskentelee virkasuhteinen sosiaalityöntekijä, koska asiakas tarvitsee erityistä"
                           " tukea"),
}


def refusal(denied: Denied) -> Refused:
    """The rule's no as something a page can show beside its field."""
    return Refused(REASONS[denied.code], field=denied.field, code=denied.code, section=denied.section)

"""Why something about an instrument cannot be done, in words beside the field."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from punos.consent.rules import Problem
from punos.kernel.errors import Refused

_WORDS = {
    ("recipient", "missing"): _("Valitse, kenelle tiedot saa kertoa."),
    ("recipient", "name_it"): _("Nimeä se ihminen, jolle tiedot saa kertoa."),
    ("recipient", "needs_consent"): _("Luovutuslupa koskee sosiaali- ja terveydenhuoltoa. Muille tarvitaan suostumus."),
    ("recipient", "not_a_target"): _("Asiakkaan ja hänen edustajansa oikeus tietoihin ei riipu luvasta."),
    ("about", "missing"): _("Valitse, mitä suostumus koskee."),
    ("reach", "missing"): _("Valitse, mitä kielto koskee."),
    ("parts", "missing"): _("Kirjoita, mitä palvelua, käyntiä tai asiakirjaa kielto koskee."),
    ("categories", "missing"): _("Valitse ainakin yksi asia, josta saa kertoa."),
    ("categories", "not_here"): _("Tiimin kokoontumisesta kysytään erikseen, ilman tietoja."),
    ("recipient", "not_here"): _("Tiimin kokoontumisesta kysytään erikseen, ilman vastaanottajia."),
    ("parts", "not_here"): _("Tätä ei voi rajata osaan tiedoista. Valitse toinen kohta, jos haluat rajata."),
    ("categories", "other_register"): _("Nämä tiedot ovat toisessa rekisterissä. Kiellä ne erikseen."),
    ("categories", "plan_only"): _(
        "Yhteisen suunnitelman suostumus koskee vain suunnitelmaa. Muista tiedoista kysytään erikseen."),
    ("categories", "not_hers_to_give"): _("Näitä tietoja ei avata luvalla."),
    ("valid_until", "past"): _("Viimeisen voimassaolopäivän pitää olla tänään tai myöhemmin."),
    ("data_until", "order"): _("Ajan pitää päättyä alkuaan myöhemmin."),
    ("giver", "no_representative"): _("Asiakkaalla ei ole edustajaa, jonka valtuudet kattaisivat tämän."),
    ("reason", "missing"): _("Kirjoita, miksi asia kirjataan asiakkaan puolesta."),
    ("witness", "missing"): _("Kirjoita todistajan nimi, koska asiakas ei voi allekirjoittaa."),
    ("", "not_yours"): _("Tämän voi tehdä asiakas itse tai hänen edustajansa."),
    ("", "cannot_assess"): _(
        "On arvioitu, että asiakas ei nyt pysty arvioimaan luvan merkitystä. Luvan voi antaa hänen laillinen "
        "edustajansa."),
}
_SECTIONS = {"cannot_assess": "703/2023 53 § 5 mom.", "needs_consent": "703/2023 6 §"}


def refused(problem: Problem) -> Refused:
    """The problem as it is shown to the person who asked."""
    return Refused(_WORDS[problem.field, problem.code], field=problem.field, code=problem.code,
                   section=_SECTIONS.get(problem.code, ""))


def not_now(state: str) -> Refused:
    """The instrument is in another state than the person thought: somebody was first, or it was done already."""
    words = {
        "in_force": _("Tämä on jo voimassa."),
        "withdrawn": _("Tämä on jo peruttu."),
        "expired": _("Tämän voimassaolo on jo päättynyt."),
        "refused": _("Tästä on jo kieltäydytty."),
        "asked": _("Tätä on jo kysytty, ja vastausta odotetaan."),
        "new": _("Tätä ei ole vielä kysytty."),
    }
    return Refused(words[state], code="not_now")


def asked_too_soon(day: date) -> Refused:
    """She has said no; nobody asks again before this day unless she takes the matter up herself."""
    return Refused(_("Asiakas on kieltäytynyt. Kysy uudelleen aikaisintaan %(day)s, ellei hän itse ota asiaa puheeksi.")
                   % {"day": f"{day.day}.{day.month}.{day.year}"}, field="her_own_wish", code="asked_too_soon")

"""The sentences behind the codes of a team's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from punos.kernel.errors import Refused
from punos.operating_models.vocabulary import Requirement
from punos.team.rules import Denied

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

REASONS: dict[str, StrPromise] = {
    "client_declines": _("Asiakas ei halua häntä tiimiin. Häntä ei kutsuta."),
    "ask_her_first": _("Tämän päättää asiakas. Kysy häneltä ensin ja kirjaa, mitä hän sanoi."),
    "no_third_sector": _("Tässä toimintamallissa järjestöt eivät kuulu tiimiin."),
    "no_close_people": _("Tässä toimintamallissa läheiset eivät kuulu tiimiin."),
    "purpose_missing": _("Kirjoita, mitä varten hän on tiimissä. Asiakas näkee tämän."),
    "categories_missing": _("Valitse, mitä hän tarvitsee nähdä. Ilman tietoja hän ei voi auttaa."),
    "never_shared": _("Näitä tietoja ei jaeta tiimille."),
    "plan_without_name": _("Suunnitelma kertoo, kenen se on. Valitse myös perustiedot."),
    "until_missing": _("Valitse päivä, johon asti hän on tiimissä."),
    "until_past": _("Valitse tämä päivä tai myöhempi."),
    "until_far": _("Valitse päivä kahden vuoden sisältä. Aikaa voi jatkaa myöhemmin."),
    "answers_for_you": _("Hän vastaa kokonaisuudesta. Jos haluat toisen, pyydä vastuun siirtoa."),
    "statutory_work": _("Hän tekee työtään lain perusteella. Jos et halua häntä mukaan, kerro siitä"
                        " vastuutyöntekijälle."),
}

MISSING: dict[Requirement, StrPromise] = {
    Requirement.CONSENT_TO_TEAM: _("Asiakkaan suostumus tiimin kokoontumiseen puuttuu."),
    Requirement.CLIENT_PRESENT: _("Asiakkaan pitää olla mukana."),
    Requirement.RESPONSIBLE_WORKER_NAMED: _("Vastuutyöntekijää ei ole vielä nimetty."),
    Requirement.BASIS_PER_PARTICIPANT: _("Jollakulla jäsenellä ei ole enää perustetta saada tietoja."),
    Requirement.CONSENT_OF_OUTSIDERS: _("Läheisen tai järjestön mukanaolo vaatii asiakkaan suostumuksen."),
}


def refusal(denied: Denied) -> Refused:
    """The rule's no as something a page can show beside its field."""
    return Refused(REASONS[denied.code], field=denied.field, code=denied.code, section=denied.section)

"""The words of the plan: headings of its parts, states, refusals. Names are never inflected."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from punos.design_system.formats import number_text
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.plan.rules import (
    CASE_CLOSED,
    CASE_REOPENED,
    DOER_FOUND,
    DOER_LEFT,
    Answer,
    Denied,
    DocumentKind,
    LineKind,
    StepState,
)

KIND_NAMES: dict[LineKind, Any] = {
    LineKind.STRENGTH: _("Missä onnistuu ja mistä saa voimaa"),
    LineKind.OWN_VIEW: _("Asiakkaan oma näkemys"),
    LineKind.FUNCTIONAL_ABILITY: _("Toimintakyky arjessa"),
    LineKind.LIFE_SITUATION: _("Elämäntilanne ja ympäristö"),
    LineKind.NEED_OF_SERVICES: _("Mihin tarvitsee palveluja"),
    LineKind.PROFESSIONAL_VIEW: _("Ammattilaisen arvio tuen tarpeesta"),
    LineKind.CONCLUSION: _("Yhteenveto"),
    LineKind.SERVICES: _("Mitkä palvelut auttavat, mistä lähtien ja kuinka kauan"),
    LineKind.HELPERS: _("Kuka auttaa ja missä"),
    LineKind.CLOSE_HELPERS: _("Läheiset, jotka auttavat"),
    LineKind.MEETING_RHYTHM: _("Kuinka usein tavataan"),
    LineKind.DURATION: _("Kuinka kauan tukea tarvitaan"),
    LineKind.OWN_PROPOSAL: _("Asiakkaan oma ehdotus"),
}

KIND_NAMES_TO_HER: dict[LineKind, Any] = {
    LineKind.STRENGTH: _("Missä onnistun ja mistä saan voimaa"),
    LineKind.OWN_VIEW: _("Oma näkemykseni"),
    LineKind.FUNCTIONAL_ABILITY: _("Toimintakykyni arjessa"),
    LineKind.LIFE_SITUATION: _("Elämäntilanteeni ja ympäristöni"),
    LineKind.NEED_OF_SERVICES: _("Mihin tarvitsen palveluja"),
    LineKind.PROFESSIONAL_VIEW: _("Ammattilaisen arvio tuen tarpeesta"),
    LineKind.CONCLUSION: _("Yhteenveto"),
    LineKind.SERVICES: _("Mitkä palvelut auttavat minua"),
    LineKind.HELPERS: _("Kuka auttaa ja missä"),
    LineKind.CLOSE_HELPERS: _("Läheiset, jotka auttavat minua"),
    LineKind.MEETING_RHYTHM: _("Kuinka usein tapaamme"),
    LineKind.DURATION: _("Kuinka kauan tarvitsen tukea"),
    LineKind.OWN_PROPOSAL: _("Oma ehdotukseni"),
}

# What to ask, so that the line tells of life and not of a diagnosis.
KIND_QUESTIONS: dict[LineKind, Any] = {
    LineKind.STRENGTH: _("Mikä sujuu? Mistä hän nauttii? Kenen seura tekee hyvää?"),
    LineKind.OWN_VIEW: _("Mitä hän itse sanoo tilanteestaan? Kirjoita hänen sanansa."),
    LineKind.FUNCTIONAL_ABILITY: _("Mikä arjessa onnistuu itse, mikä autettuna?"),
    LineKind.LIFE_SITUATION: _("Koti, ihmiset, raha, matkat: mikä auttaa ja mikä vaikeuttaa?"),
    LineKind.NEED_OF_SERVICES: _("Missä apua tarvitaan, ja mitä palveluja se tarkoittaa?"),
    LineKind.PROFESSIONAL_VIEW: _("Mitä arvioit, ja mihin se perustuu?"),
    LineKind.CONCLUSION: _("Mitä tästä seuraa? Kuvaa tilannetta, älä ihmistä."),
    LineKind.SERVICES: _("Palvelu, alku ja kesto."),
    LineKind.HELPERS: _("Kuka tekee mitä."),
    LineKind.CLOSE_HELPERS: _("Läheinen ja hänen tehtävänsä."),
    LineKind.MEETING_RHYTHM: _("Esimerkiksi: kerran kuussa kotona."),
    LineKind.DURATION: _("Arvio riittää."),
    LineKind.OWN_PROPOSAL: _("Miten hän itse järjestäisi avun? Kirjoita hänen sanansa."),
}

CATEGORY_CHOICES: dict[Category, Any] = {
    Category.PLAN: _("Yhteinen: sovittu asiakkaan kanssa, tiimi näkee"),
    Category.SOCIAL: _("Sosiaalihuollon kirjaus"),
    Category.HEALTH: _("Terveydenhuollon kirjaus"),
    Category.OTHER_SECTOR: _("Oman viranomaisen kirjaus"),
    Category.OWN_WORDS: _("Asiakkaan omat sanat"),
}

STEP_STATES: dict[StepState, Any] = {
    StepState.OPEN: _("Sovittu"), StepState.LATE: _("Myöhässä"), StepState.DONE: _("Tehty"),
    StepState.DROPPED: _("Jätettiin pois"),
}
STEP_SHAPES = {StepState.OPEN: "doing", StepState.LATE: "late", StepState.DONE: "done", StepState.DROPPED: "stopped"}

STEP_EVENTS: dict[str, Any] = {
    "made": _("Askel sovittiin"), "reworded": _("Askeleen sanat muuttuivat"), "moved": _("Askel siirtyi"),
    "handed": _("Askel sai uuden tekijän"), "done": _("Askel on tehty"), "noted": _("Askeleesta kerrottiin lisää"),
    "undone": _("Askel avattiin uudelleen"),
    "dropped": _("Askel jätettiin pois"),
}

LEFT_WAITING = _("Askel jäi odottamaan tekijää")

WHYS: dict[str, Any] = {
    CASE_CLOSED: _("Yhteistyö päättyi, ja tekijän työ päättyi sen mukana."),
    CASE_REOPENED: _("Yhteistyö avattiin uudelleen."),
    DOER_LEFT: _("Tekijä ei voi tehdä tätä enää."),
    DOER_FOUND: _("Askelelle löytyi uusi tekijä."),
}

ANSWERS: dict[Answer, Any] = {
    Answer.ACCEPTED: _("Hyväksyi suunnitelman"),
    Answer.WANTS_CHANGE: _("Muuttaisi jotakin"),
    Answer.NOT_ACCEPTED: _("Ei hyväksynyt suunnitelmaa"),
}

ANSWERS_TO_HER: dict[Answer, Any] = {
    Answer.ACCEPTED: _("Suunnitelma on hyväksytty"),
    Answer.WANTS_CHANGE: _("Suunnitelmaan on pyydetty muutosta"),
    Answer.NOT_ACCEPTED: _("Suunnitelmaa ei ole hyväksytty"),
}

DOCUMENT_NAMES: dict[DocumentKind, Any] = {
    DocumentKind.CLIENT_PLAN: _("Asiakassuunnitelma (sosiaalihuolto)"),
    DocumentKind.HEALTH_AND_CARE_PLAN: _("Terveys- ja hoitosuunnitelma (terveydenhuolto)"),
}

DENIED: dict[str, Any] = {
    "not_yours_to_edit": _("Suunnitelmaa kirjoittavat asiakkaan ammattilaiset. Voit merkitä oman askeleesi tehdyksi "
                           "tai ottaa yhteyttä vastuutyöntekijään."),
    "not_your_step": _("Tämä on toisen lupaus. Kysy häneltä tai vastuutyöntekijältä."),
    "only_she_answers": _("Tähän vastaa asiakas itse tai hänen edustajansa."),
    "other_register": _("Tämä on toisen rekisterin kirjaus. Sen muuttaa sen kirjoittajan työyhteisö."),
    "doer": _("Valitse, kuka tekee. Jokaisella askeleella on tekijä."),
    "date": _("Kirjoita, mihin mennessä. Jokaisella askeleella on päivä."),
    "past": _("Valitse päivä, joka ei ole mennyt."),
    "far": _("Valitse lähempi päivä. Pieni askel tehdään pian."),
    "same_doer": _("Tämä on jo hänen askeleensa. Valitse toinen tekijä."),
    "same": _("Päivä on sama kuin ennen. Valitse uusi päivä."),
    "why": _("Kerro lyhyesti, miksi."),
    "open_yet": _("Askel on vielä auki. Merkitse se ensin tehdyksi."),
    "taken_up": _("Askel on jo auki. Joku muu ehti ensin."),
    "closed": _("Tämä on jo merkitty loppuun. Avaa se ensin uudelleen."),
}


def refusal(denied: Denied | str, field: str = "") -> Refused:
    """What a person is told: what cannot be done and what to do instead."""
    code = denied if isinstance(denied, str) else denied.code
    return Refused(DENIED[code], field=field or (denied.field if isinstance(denied, Denied) else ""), code=code)


def _over(over: int) -> str:
    return ngettext("Teksti on liian pitkä: lyhennä sitä %(over)s merkillä.",
                    "Teksti on liian pitkä: lyhennä sitä %(over)s merkillä.", over) % {
                        "over": number_text(over, get_language() or "fi")}


too_long = lazy(_over, str)

"""What the engine says in codes and English, in the reader's language: signals, reasons, causes, notes.

The engine's results carry codes (and English notes), so that a program can read them; here they become words. What is
not known here is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from punos.population.summary_texts import LANGUAGES

Words = dict[str, tuple[str, str, str]]
REJECTED: Final[Words] = {
    "missing_person": ("ihmisen tunnus puuttuu", "personens kod saknas", "no person id"),
    "missing_time": ("aika puuttuu", "tiden saknas", "no time"),
    "impossible_person": (
        "henkilön tunnus ei ole kokonaisluku",
        "personens kod är inget heltal",
        "the person's id is no whole number",
    ),
    "impossible_time": ("aikaa ei voi lukea", "tiden går inte att läsa", "the time cannot be read"),
    "out_of_period": ("päivä ei ole jaksolla", "dagen ligger utanför perioden", "the day lies outside the period"),
    "unknown_sector": ("tuntematon sektori", "okänd sektor", "unknown sector"),
    "unknown_mode": ("tuntematon tapa", "okänt sätt", "unknown mode"),
    "unknown_planned": ("tuntematon tieto sovitusta ajasta", "okänd uppgift om avtalad tid", "unknown “planned”"),
    "unknown_attended": ("tuntematon tieto toteutumisesta", "okänd uppgift om besöket blev av", "unknown “attended”"),
    "unknown_demand": ("tuntematon kysynnän laji", "okänd typ av efterfrågan", "unknown kind of demand"),
    "unknown_cause": ("tuntematon syy", "okänd orsak", "unknown cause"),
    "impossible_cost": ("mahdoton kustannus", "omöjlig kostnad", "impossible cost"),
}
CAUSES: Final[Words] = {
    "information_gap": ("Tieto puuttui", "Informationen saknades", "Information was missing"),
    "access": ("Pääsy tai jono", "Tillgång eller kö", "Access or queue"),
    "handover": ("Siirto katkesi", "Överföringen bröts", "The handover broke"),
    "unclear_responsibility": ("Vastuu oli epäselvä", "Ansvaret var oklart", "Responsibility was unclear"),
    "digital_barrier": ("Sähköinen asiointi ei onnistunut", "Den digitala vägen fungerade inte",
                        "The digital way did not work"),
    "decision_unclear": ("Päätös jäi epäselväksi", "Beslutet förblev oklart", "The decision was unclear"),
    "other": ("Muu syy", "Annan orsak", "Another cause"),
}  # fmt: skip
SIGNALS: Final[Words] = {
    "contacts": ("yhteydet", "kontakter", "contacts"),
    "services": ("eri palvelut", "olika tjänster", "different services"),
    "service_groups": ("eri palveluryhmät", "olika tjänstegrupper", "different service groups"),
    "sectors": ("eri sektorit", "olika sektorer", "different sectors"),
    "units": ("eri yksiköt", "olika enheter", "different units"),
    "social": ("sosiaalihuollon yhteydet", "kontakter inom socialvården", "contacts in social services"),
    "health": ("terveydenhuollon yhteydet", "kontakter inom hälso- och sjukvården", "contacts in health services"),
    "emergency": ("päivystyskäynnit", "jourbesök", "emergency contacts"),
    "inpatient": ("osastojaksot", "vårdperioder på avdelning", "inpatient stays"),
    "doctor": ("lääkärikäynnit", "läkarbesök", "contacts with a doctor"),
    "unplanned": ("ennalta sopimattomat yhteydet", "kontakter utan avtalad tid", "contacts not agreed beforehand"),
    "missed": ("toteutumattomat käynnit", "uteblivna besök", "missed contacts"),
    "not_received": ("yhteydet, koska palvelua ei saatu", "kontakter då tjänsten uteblev", "service not received"),
    "partial": ("yhteydet, koska saatiin vain osa", "kontakter då bara en del gavs", "only a part received"),
    "wrong": ("yhteydet, koska palvelu oli väärä", "kontakter då tjänsten var fel", "wrong service"),
    "failure_demand": ("häiriökysyntä", "felorsakad efterfrågan", "failure demand"),
    "cost": ("kustannukset", "kostnader", "costs"),
    "days_since_last": ("päiviä edellisestä yhteydestä", "dagar sedan senaste kontakt", "days since the last contact"),
    "contacts_previous": ("yhteydet edellisellä jaksolla", "kontakter under föregående period",
                          "contacts in the previous window"),
    "trend": ("muutos edelliseen jaksoon", "förändring från föregående period", "change from the previous window"),
    "overlapping_weeks": ("viikot, joilla useita palveluja", "veckor med flera tjänster",
                          "weeks with several services"),
    "parallel_plans": ("rinnakkaiset palvelutehtävät", "parallella serviceuppgifter", "parallel service tasks"),
    "workers": ("omat työntekijät", "egna kontaktpersoner", "own workers"),
    "passes": ("siirrot samassa asiassa", "överföringar i samma ärende", "passes of one matter"),
    "professional_concern": ("ammattilaisen huoli", "en yrkespersons oro", "a professional's concern"),
    "own_wish": ("oma toive", "eget önskemål", "own wish"),
    "chronic_conditions": ("pitkäaikaissairaudet", "långvariga sjukdomar", "chronic conditions"),
    "daily_living_difficulty": ("vaikeus arjen toimissa", "svårigheter i vardagen", "difficulty in daily living"),
    "informal_carer": ("hoitaa läheistään", "vårdar en närstående", "informal carer"),
}  # fmt: skip
VALUES: Final[dict[str, Words]] = {
    "language": {
        "fi": ("suomi", "finska", "Finnish"), "sv": ("ruotsi", "svenska", "Swedish"),
        "en": ("englanti", "engelska", "English"), "muu": ("muu kieli", "annat språk", "another language"),
        "other": ("muu kieli", "annat språk", "another language"),
    },
    "sex": {"female": ("nainen", "kvinna", "female"), "male": ("mies", "man", "male")},
}  # fmt: skip
NO_DATA: Final = ("ei tietoja: %s", "inga uppgifter: %s", "no data in: %s")
WHY: Final[Words] = {
    "known only to Punos's own cases": ("tiedetään vain Punoksen omasta yhteistyöstä",
                                        "känt bara ur samarbetet i Punos", "known only to Punos's own cases"),
    "not in the table of persons": ("ei ole ihmisten taulussa", "finns inte i tabellen över personer",
                                    "not in the table of persons"),
    "previous window": ("edellinen jakso", "föregående period", "previous window"),
    "left out": ("jätetty pois", "utelämnat", "left out"),
    "judged without some parts": ("arvioitu ilman osaa ehdoista", "bedömt utan en del av villkoren",
                                  "judged without some parts"),
    "needing": ("Tarve", "Behov", "Needing"),
    "using": ("Käyttö", "Användning", "Using"),
}  # fmt: skip
AXIS: Final = (
    "%s: jätetty pois, joten kukaan ei kuulu siihen",
    "%s: utelämnat, så ingen räknas hit",
    "%s: left out, so nobody is counted on it",
)


def word(words: Words, key: str, language: str) -> str:
    """A code in a language; as it stands when it is not known."""
    found = words.get(key)
    return found[_place(language)] if found else key


def _place(language: str) -> int:
    return LANGUAGES.index(language) if language in LANGUAGES else 0


def why(reason: str, language: str) -> str:
    """Why a signal could not be computed, or a criterion was left out."""
    if reason.startswith("no data in: "):
        columns = [word(WHY, name, language) for name in reason.removeprefix("no data in: ").split(", ")]
        return NO_DATA[_place(language)] % ", ".join(columns)
    return word(WHY, reason, language)


def notes(figures: Mapping[str, Any], language: str) -> list[str]:
    """The notes of ``ruleset.prepared`` in a language, each criterion by its own words."""
    rules = figures["rules"]
    said = {one["id"]: one["text"].get(language) or one["id"] for one in (*rules["criteria"], *rules["left_out"])}
    return [_note(text, said, language) for text in figures["notes"]]


def _note(text: str, said: Mapping[str, str], language: str) -> str:
    if found := re.fullmatch(r"axis (\w+): left out, so nobody is counted on it", text):
        return AXIS[_place(language)] % word(WHY, found[1], language)
    if found := re.fullmatch(r"(.+?): (left out|judged without some parts) \((.*)\)", text):
        parts = [part.partition(": ") for part in found[3].split("; ")]
        reasons = "; ".join(f"{word(SIGNALS, name, language)}: {why(reason, language)}" for name, _, reason in parts)
        return f"{said.get(found[1], found[1])}: {word(WHY, found[2], language)} ({reasons})"
    return text

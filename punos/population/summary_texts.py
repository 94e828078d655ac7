"""The words of the one-page summary in three languages; the package knows no Django, so they stand here."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("fi", "sv", "en")
TEXTS: Final[dict[str, tuple[str, str, str]]] = {
    "title": ("Monia palveluja tarvitsevat: yhteenveto", "De som behöver många tjänster: sammandrag",
              "People who need many services: summary"),
    "window": ("Tarkastelujakso", "Period", "Period"),
    "rows": ("Yhteyksiä luettu", "Kontakter lästa", "Contacts read"),
    "rejected": ("Hylätty", "Förkastade", "Rejected"),
    "persons": ("Ihmisiä", "Personer", "Persons"),
    "suggested": ("Säännöt ehdottavat katsottavaksi", "Reglerna föreslår en genomgång",
                  "Suggested by the rules for a human look"),
    "rules": ("Säännöt", "Regler", "Rules"),
    "threshold": ("kynnys", "tröskel", "threshold"),
    "segments": ("Tarve ja käyttö", "Behov och användning", "Needing and using"),
    "needs_and_uses": ("Tarvitsee ja käyttää", "Behöver och använder", "Needs and uses"),
    "needs": ("Tarvitsee, käyttää vähän", "Behöver, använder lite", "Needs, uses little"),
    "uses": ("Käyttää paljon", "Använder mycket", "Uses much"),
    "neither": ("Ei kumpaakaan", "Ingetdera", "Neither"),
    "contacts": ("Yhteydet", "Kontakter", "Contacts"),
    "cost": ("Kustannukset", "Kostnader", "Costs"),
    "concentration": ("Kuinka keskittynyttä", "Hur koncentrerat", "How concentrated"),
    "top": ("Eniten käyttävät %(n)s %%", "De %(n)s %% som använder mest", "Top %(n)s %%"),
    "share": ("Osuus kaikesta", "Andel av allt", "Share of all"),
    "interval": ("95 %:n väli", "95 %-intervall", "95 % interval"),
    "gini": ("Gini-kerroin", "Gini-koefficient", "Gini coefficient"),
    "failure_by_service": ("Häiriökysyntä palveluittain", "Felorsakad efterfrågan per tjänst",
                           "Failure demand by service"),
    "failure_by_cause": ("Häiriökysyntä syittäin", "Felorsakad efterfrågan per orsak", "Failure demand by cause"),
    "not_received": ("Ei saanut palvelua", "Fick inte tjänsten", "Not received"),
    "partial": ("Sai vain osan", "Fick bara en del", "Only a part"),
    "wrong": ("Väärä palvelu", "Fel tjänst", "Wrong service"),
    "overlaps": ("Samat ihmiset, kaksi palvelua", "Samma personer, två tjänster", "Same persons, two services"),
    "lift": ("Kertaa sattumaa useammin", "Gånger oftare än slumpen", "Times more often than chance"),
    "flows": ("Siirtymät yksiköiden välillä", "Övergångar mellan enheter", "Moves between units"),
    "moves": ("Siirtymiä", "Övergångar", "Moves"),
    "group_age": ("Iän mukaan", "Enligt ålder", "By age"),
    "group_area": ("Alueen mukaan", "Enligt område", "By area"),
    "group_language": ("Kielen mukaan", "Enligt språk", "By language"),
    "group_sex": ("Sukupuolen mukaan", "Enligt kön", "By sex"),
    "not_computable": ("Ei laskettavissa näistä tiedoista", "Kan inte räknas ur dessa data",
                       "Not computable from these data"),
    "notes": ("Huomattavaa", "Att märka", "Notes"),
    "hidden": ("alle %(n)s tai piilotettu muiden suojaksi", "under %(n)s eller dolt för att skydda andra",
               "fewer than %(n)s, or hidden to protect others"),
    "hidden_beneath": ("* alle %(n)s ihmistä tai piilotettu muiden suojaksi",
                       "* under %(n)s personer eller dolt för att skydda andra",
                       "* fewer than %(n)s persons, or hidden to protect others"),
    "group": ("Ryhmä", "Grupp", "Group"), "service": ("Palvelu", "Tjänst", "Service"),
    "cause": ("Syy", "Orsak", "Cause"), "pair": ("Pari", "Par", "Pair"), "route": ("Reitti", "Väg", "Route"),
    "not_known": ("Ei tiedossa", "Inte känt", "Not known"),
    "not_recorded": ("Ei kirjattu", "Inte antecknat", "Not recorded"),
    "people_of_rules": ("Ihmiset tarpeen ja käytön mukaan", "Personer enligt behov och användning",
                        "Persons by needing and using"),
    "total": ("Yhteensä", "Totalt", "Total"),
    "verdict": (
        "Säännöt ehdottavat, ihminen päättää. Luvut kertovat palvelujärjestelmästä, eivät kenenkään syystä.",
        "Reglerna föreslår, en människa avgör. Siffrorna berättar om servicesystemet, inte om någons skuld.",
        "Rules suggest, a human decides. The figures describe the service system, nobody's fault.",
    ),
    "lorenz": ("Kuinka suuri osuus kertyy kun ihmiset on järjestetty vähiten käyttävästä alkaen",
               "Hur stor andel samlas när personerna ordnas från den som använder minst",
               "Share held as persons are ordered from the one with least"),
    "percent_persons": ("Ihmisistä, %", "Av personerna, %", "Of persons, %"),
    "source": ("Lähde: annetut palvelutapahtumat. Nimittäjä: kaikki tuloksen ihmiset.",
               "Källa: de givna servicehändelserna. Nämnare: alla personer i resultatet.",
               "Source: the service events given. Denominator: all persons of the result."),
}  # fmt: skip


def text(key: str, language: str, **values: object) -> str:
    """The text in a language; Finnish where the language is not known."""
    found = TEXTS[key][LANGUAGES.index(language) if language in LANGUAGES else 0]
    return found % values if values else found

"""The words of the figures: names of segments, signals, causes and groups, and how a hidden cell is said."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from punos.design_system.formats import number_text
from punos.identification.words import language, said
from punos.operating_models import all_models
from punos.population.ruleset import RuleSet

__all__ = ["about", "criterion_words", "language", "limit", "people", "rules_name", "said", "size", "value_of"]

SEGMENTS = {
    "needs_and_uses": _("Tarvitsee ja käyttää paljon"), "needs": _("Tarvitsee, käyttää vähän"),
    "uses": _("Käyttää paljon"), "neither": _("Ei kumpaakaan"),
}
KINDS = {"not_received": _("Palvelua ei saatu"), "partial": _("Saatiin vain osa"), "wrong": _("Palvelu oli väärä")}
CAUSES = {
    "information_gap": _("Tieto puuttui"), "access": _("Pääsy tai jono"), "handover": _("Siirto katkesi"),
    "unclear_responsibility": _("Vastuu oli epäselvä"), "digital_barrier": _("Sähköinen asiointi ei onnistunut"),
    "decision_unclear": _("Päätös jäi epäselväksi"), "other": _("Muu syy"), "not recorded": _("Ei kirjattu"),
}
FACTS = {
    "contacts": _("Yhteydet"), "contacts_previous": _("Yhteydet edellisenä vuonna"),
    "services": _("Eri palvelut"), "service_groups": _("Palveluryhmät"), "sectors": _("Eri sektorit"),
    "units": _("Eri yksiköt"), "social": _("Sosiaalihuollon yhteydet"), "health": _("Terveydenhuollon yhteydet"),
    "doctor": _("Lääkärikäynnit"), "emergency": _("Päivystyskäynnit"), "inpatient": _("Osastojaksot"),
    "unplanned": _("Ennalta sopimattomat yhteydet"), "missed": _("Toteutumattomat käynnit"),
    "failure_demand": _("Yhteydet, koska palvelu ei vastannut tarpeeseen"), "cost": _("Kustannukset, €"),
    "days_since_last": _("Päiviä edellisestä yhteydestä"),
    "overlapping_weeks": _("Viikot, joilla useita palveluja"),
}
GROUPS = {"area": _("Alueen mukaan"), "age": _("Iän mukaan"), "language": _("Kielen mukaan"),
          "sex": _("Sukupuolen mukaan")}
GROUP_HEADS = {"area": _("Alue"), "age": _("Ikä"), "language": _("Kieli"), "sex": _("Sukupuoli")}
VALUES = {
    "language": {"fi": _("suomi"), "sv": _("ruotsi"), "muu": _("muu kieli"), "other": _("muu kieli"),
                 "en": _("englanti")},
    "sex": {"female": _("nainen"), "male": _("mies")},
}
MEASURES = {"contacts": _("Yhteydet"), "cost": _("Kustannukset")}
SIGNALS = {
    "contacts": _("yhteyttä"), "services": _("eri palvelua"), "service_groups": _("palveluryhmää"),
    "sectors": _("eri sektoria"), "units": _("eri yksikköä"), "social": _("sosiaalihuollon yhteyttä"),
    "health": _("terveydenhuollon yhteyttä"), "emergency": _("päivystyskäyntiä"), "inpatient": _("osastojaksoa"),
    "doctor": _("lääkärikäyntiä"), "unplanned": _("ennalta sopimatonta yhteyttä"),
    "missed": _("toteutumatonta käyntiä"),
    "not_received": _("yhteyttä, koska palvelua ei saatu"), "partial": _("yhteyttä, koska saatiin vain osa"),
    "wrong": _("yhteyttä, koska palvelu oli väärä"),
    "failure_demand": _("yhteyttä, koska palvelu ei vastannut tarpeeseen"), "cost": _("euroa"),
    "days_since_last": _("päivää edellisestä yhteydestä"), "contacts_previous": _("yhteyttä edellisenä vuonna"),
    "trend": _("yhteyttä enemmän kuin edellisenä vuonna"), "overlapping_weeks": _("viikkoa, joilla useita palveluja"),
    "parallel_plans": _("palvelutehtävää, kussakin oma asiakassuunnitelma"), "workers": _("oma- tai vastuutyöntekijää"),
    "passes": _("siirtoa samassa asiassa"), "professional_concern": _("ammattilaisen huoli"),
    "own_wish": _("oma toive"), "chronic_conditions": _("pitkäaikaissairautta"),
    "daily_living_difficulty": _("vaikeus arjen toimissa"), "informal_carer": _("hoitaa läheistään"),
}


def size(value: int | None) -> str:
    """A number as it may be shown; a hidden one in words."""
    return gettext("ei näytetä") if value is None else number_text(value, language())


def about(value: int | None) -> str:
    """A rounded size: about so many, nobody, or not shown."""
    if value is None:
        return gettext("ei näytetä")
    return gettext("noin %(size)s") % {"size": number_text(value, language())} if value else gettext("ei ketään")


def people(value: int | None) -> str:
    """A rounded size with its noun."""
    if not value:
        return about(value)
    return ngettext("noin %(size)s ihminen", "noin %(size)s ihmistä", value) % {
        "size": number_text(value, language())}


def value_of(group: str, value: str | None) -> str:
    """A group's value in words; none, or an empty one in counts for what-if, is not known."""
    return str(VALUES.get(group, {}).get(value, value)) if value else gettext("Ei tiedossa")


def rules_name(name: str) -> str:
    """A rule set's name: an operating model's in words, else as it was given."""
    model = next((model for model in all_models() if model.code == name), None)
    return model.name.in_language(language()) if model else gettext("Oletussäännöt") if name == "default" else name


def criterion_words(rules: RuleSet) -> dict[str, str]:
    """Each criterion's words by its id."""
    return {criterion.id: said(criterion.text, criterion.id) for criterion in rules.criteria}


def limit(signal: str, bound: float, *, at_least: bool) -> str:
    """A bound in words: "vähintään 4 päivystyskäyntiä"."""
    words: dict[str, Any] = {"n": number_text(bound, language()), "what": SIGNALS.get(signal, signal)}
    return (gettext("vähintään %(n)s %(what)s") if at_least else gettext("enintään %(n)s %(what)s")) % words

"""From a run's aggregates to pictures with the same numbers as a table, each with what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from punos.design_system.formats import date_text, number_text, percent_text
from punos.identification import rules
from punos.identification.pages import words
from punos.population.ruleset import SEGMENTS
from punos.population.schema import FAILURE_DEMAND

MOST_BARS, MOST_ROWS = 8, 15
Head = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One figure: a picture (macro and what it is given), the table beneath, and what opens when asked."""

    id: str
    heading: str
    lead: str
    chart: str
    picture: Mapping[str, Any]
    caption: str
    head: Sequence[Head]
    rows: Sequence[Sequence[str]]
    means: Sequence[Mapping[str, str]]


def means(definition: str, denominator: str, interval: str, source: str) -> list[Mapping[str, str]]:
    """What every figure says of itself."""
    return [{"label": _("Määritelmä"), "value": definition}, {"label": _("Nimittäjä"), "value": denominator},
            {"label": _("Epävarmuus"), "value": interval}, {"label": _("Lähde"), "value": source}]


def column(label: str) -> Head:
    """A column of numbers."""
    return {"label": label, "number": True}


def percent(value: float, decimals: int = 0) -> str:
    """A share in the language of the page."""
    return percent_text(value, words.language(), decimals)


def every_figure(run: Any) -> list[Figure]:
    """Everything the planning view shows of a run, in order; what the data could not answer is left out."""
    figures = run.figures
    source = _("Palvelutapahtumat %(first)s–%(last)s, %(rows)s riviä. Tiedot ovat pseudonymisoituja.") % {
        "first": _day(run.first), "last": _day(run.last),
        "rows": number_text(figures["rows"]["read"], words.language())}
    found = [segments(figures, source), concentration(figures, source)]
    found += [failure_demand(figures, by, source) for by in ("by_service", "by_cause")]
    found += [overlaps(figures, source), flows(figures, source)]
    found += [groups(figures, group, source) for group in figures["groups"]]
    return [figure for figure in found if figure is not None]


def _day(day: Any) -> str:
    return date_text(day, words.language())


def _everybody(figures: Mapping[str, Any]) -> str:
    return _("Kaikki %(n)s ihmistä, joista on tietoja.") % {"n": words.size(figures["persons"])}


def _rounded() -> str:
    return _("Koko aineisto, ei otosta. Luvut on pyöristetty kymmeneen.")


def segments(figures: Mapping[str, Any], source: str) -> Figure:
    """Needing and using, crossed: four groups that exclude each other and cover everybody."""
    sizes, persons = figures["segments"], figures["persons"] or 1
    cells = [{"text": words.about(sizes[name]), "words": str(words.SEGMENTS[name]),
              "weight": min(4, 1 + int(4 * (sizes[name] or 0) / persons)) if sizes[name] else 0}
             for name in ("needs_and_uses", "needs", "uses", "neither")]
    rows = [[str(words.SEGMENTS[name]), words.about(sizes[name]),
             percent(sizes[name] / persons, 1) if sizes[name] is not None else words.size(None)] for name in SEGMENTS]
    return Figure(
        "segments", _("Tarve ja käyttö"),
        _("Tarve ja käyttö eivät ole sama asia. Vähän käyttävä voi jäädä huomaamatta."), "crossed",
        {"label": _("Neljä ryhmää tarpeen ja käytön mukaan"), "cells": cells,
         "columns": [_("Käyttää paljon"), _("Käyttää vähän")],
         "rows": [_("Tarvitsee monia palveluja"), _("Ei merkkejä")]},
        _("Ihmiset tarpeen ja käytön mukaan"), [{"label": _("Ryhmä")}, column(_("Ihmisiä")), column(_("Osuus"))], rows,
        means(_("Sääntöjen kaksi kysymystä: onko merkkejä monen palvelun tarpeesta, ja käytetäänkö palveluja paljon."),
              _everybody(figures), _rounded(), source))


def concentration(figures: Mapping[str, Any], source: str) -> Figure | None:
    """How much of all contacts and costs the top tenth has."""
    found = {name: value for name, value in figures["concentration"].items() if value and value["lorenz"]}
    if not found:
        return None
    tenth = (found.get("cost") or next(iter(found.values())))["top"]["10"]
    rows = []
    for percents in ("1", "5", "10", "20"):
        row = [_("Eniten käyttävät %(n)s %%") % {"n": percents}]
        for value in found.values():
            top = value["top"][percents]
            row.append(words.size(None) if top is None else f"{percent(top['value'])} ({_span(top)})")
        rows.append(row)
    ginis = [value["gini"] for value in found.values()]
    rows.append([_("Gini-kerroin (0 tasan, 1 yhdellä)"), *(
        f"{number_text(gini['value'], words.language(), 2)} ({_span(gini, share=False)})" for gini in ginis)])
    for place in range(0, 101, 10):
        curves = [dict(map(tuple, value["lorenz"])) for value in found.values()]
        rows.append([_("Vähiten käyttävät %(n)s %%") % {"n": place}, *(
            percent(curve[place], 1) if place in curve else words.size(None) for curve in curves)])
    return Figure(
        "concentration", _("Keskittyminen"),
        _("Eniten palveluja käyttävän kymmenesosan osuus kustannuksista: %(share)s.") % {
            "share": percent(tenth["value"])}
        if tenth and "cost" in found else "", "lorenz",
        {"label": _("Lorenz-käyrä: osuus kertyy vähiten käyttävistä alkaen"),
         "lines": [{"name": str(words.MEASURES[name]), "points": value["lorenz"]} for name, value in found.items()],
         "across": _("ihmisistä, %"), "up": _("Pystyssä: osuus kaikesta, %"), "even": _("jos jakautuisi tasan")},
        _("Osuus kaikesta, suluissa 95 %:n väli"),
        [{"label": _("Ihmiset")}, *(column(str(words.MEASURES[name])) for name in found)], rows,
        means(_("Ihmiset järjestetään vähiten käyttävästä eniten käyttävään ja lasketaan, kuinka suuri osuus kertyy."),
              _everybody(figures), _("95 %:n väli toistetuilla arvonnoilla (bootstrap, 500 kertaa)."), source))


def _span(value: Mapping[str, float], *, share: bool = True) -> str:
    if share:
        return f"{percent(value['low'])}–{percent(value['high'])}"
    low, high = (number_text(value[end], words.language(), 2) for end in ("low", "high"))
    return f"{low}–{high}"


def is_total(row: Mapping[str, Any], key: str) -> bool:
    """Is this the line of totals? Runs stored in the first format have no mark for it, only the word."""
    return bool(row["total"]) if "total" in row else row[key] == "total"


def failure_demand(figures: Mapping[str, Any], by: str, source: str) -> Figure | None:
    """Contacts caused by a service not received, partial or wrong: about the system, never about people."""
    listed = figures["failure_demand"].get(by) or []
    key = by.removeprefix("by_")
    total = next((row for row in listed if is_total(row, key)), None)
    inside = [row for row in listed if row is not total][:MOST_ROWS]
    if not inside:
        return None
    most = max((row["contacts"] or 0 for row in inside), default=0) or 1

    def name(row: Mapping[str, Any]) -> str:
        if row[key] is None:
            return _("Ei kirjattu")
        return str(words.CAUSES.get(row[key], row[key]) if key == "cause" else row[key])

    items = [{"label": name(row), "text": words.size(row["contacts"]), "share": None,
              "parts": [(row[kind] or 0) / most for kind in FAILURE_DEMAND]} for row in inside[:MOST_BARS]]
    rows = [[name(row), words.size(row["contacts"]), *(words.size(row[kind]) for kind in FAILURE_DEMAND)]
            for row in inside]
    if total:
        rows.append([_("Yhteensä, kaikki rivit"), words.size(total["contacts"]),
                     *(words.size(total[kind]) for kind in FAILURE_DEMAND)])
    kinds = [str(words.KINDS[kind]) for kind in FAILURE_DEMAND]
    heading = _("Häiriökysyntä palveluittain") if key == "service" else _("Häiriökysyntä syittäin")
    return Figure(
        f"failure-{key}", heading,
        _("Ihminen palaa, koska palvelu ei vastannut tarpeeseen. Tämä kertoo palveluista, ei ihmisistä."), "bars",
        {"label": heading, "items": items, "legend": kinds}, heading,
        [{"label": _("Palvelu") if key == "service" else _("Syy")}, column(_("Yhteyksiä")), *map(column, kinds)], rows,
        means(_("Yhteydet, joiden syyksi on kirjattu, ettei palvelua saatu, siitä saatiin osa tai se oli väärä."),
              _("Kaikki häiriökysynnäksi kirjatut yhteydet."),
              _("Koko aineisto, ei otosta. Kirjaamatta jääneet puuttuvat: todellinen määrä on suurempi."), source))


def overlaps(figures: Mapping[str, Any], source: str) -> Figure | None:
    """Pairs of services that the same people use more often than chance would have it."""
    found = figures.get("overlaps")
    pairs = sorted((found or {}).get("pairs") or [], key=lambda pair: -pair["lift"])[:MOST_ROWS]
    if not found or not pairs:
        return None
    most = max(pair["lift"] for pair in pairs)

    def times(pair: Mapping[str, Any]) -> str:
        return _("%(n)s-kertaisesti") % {"n": number_text(pair["lift"], words.language(), 1)}

    items = [{"label": f"{pair['a']} + {pair['b']}", "text": times(pair), "share": pair["lift"] / most,
              "mark": 1 / most} for pair in pairs[:MOST_BARS]]
    rows = [[f"{pair['a']} + {pair['b']}", words.size(pair["persons"]),
             number_text(pair["expected"], words.language(), 0), times(pair)] for pair in pairs]
    return Figure(
        "overlaps", _("Palvelut, joita samat ihmiset käyttävät"),
        _("Näissä pareissa yhdessä suunnittelemisesta voisi olla eniten hyötyä. Viiva: kuten sattumalta."), "bars",
        {"label": _("Palveluparit, joita käytetään yhdessä sattumaa useammin"), "items": items, "legend": None},
        _("Palveluparit"),
        [{"label": _("Pari")}, column(_("Ihmisiä")), column(_("Sattumalta olisi")), column(_("Sattumaan nähden"))],
        rows,
        means(_("Kuinka monta kertaa useammin samat ihmiset käyttävät molempia kuin sattumalta."),
              _everybody(figures),
              _("Koko aineisto, ei otosta. %(n)s paria jätettiin pois, koska niistä näkyisi alle viisi ihmistä.") % {
                  "n": words.size(found["left_out"])}, source))


def flows(figures: Mapping[str, Any], source: str) -> Figure | None:
    """Moves between units, of those whom the rules suggest."""
    moves = (figures.get("flows") or [])[:MOST_ROWS]
    if not moves:
        return None
    most = moves[0]["moves"]
    items = [{"label": f"{move['from']} → {move['to']}", "text": words.size(move["moves"]),
              "share": move["moves"] / most} for move in moves[:MOST_BARS]]
    rows = [[f"{move['from']} → {move['to']}", words.size(move["moves"]), words.about(rules.rounded(move["persons"]))]
            for move in moves]
    return Figure(
        "flows", _("Siirtymät yksiköiden välillä"),
        _("Mistä mihin monia palveluja tarvitsevat kulkevat. Tiheä reitti on paikka sopia työnjaosta."), "bars",
        {"label": _("Yleisimmät siirtymät yksiköiden välillä"), "items": items, "legend": None},
        _("Yleisimmät siirtymät"), [{"label": _("Reitti")}, column(_("Siirtymiä")), column(_("Ihmisiä"))], rows,
        means(_("Peräkkäiset yhteydet eri yksiköissä. Saman päivän yhteydet ovat yksiköiden nimien järjestyksessä."),
              _("Ihmiset, joita säännöt ehdottavat katsottavaksi: %(n)s.") % {"n": words.about(figures["suggested"])},
              _("Koko aineisto, ei otosta. Alle viiden ihmisen reitit puuttuvat."), source))


def groups(figures: Mapping[str, Any], group: str, source: str) -> Figure | None:
    """The share suggested in each area, age or language, with its interval: is anybody left out?"""
    listed = [row for row in figures["groups"][group] if not is_total(row, "value")]
    total = [row for row in figures["groups"][group] if is_total(row, "value")]
    shares = {row["value"]: (row["suggested"] / row["persons"], *rules.wilson(min(row["suggested"], row["persons"]),
                                                                              row["persons"]))
              for row in listed if row["suggested"] is not None and row["persons"]}
    if not listed:
        return None
    top = max((high for _share, _low, high in shares.values()), default=1.0)
    items = []
    for row in listed:
        known = shares.get(row["value"])
        items.append({"label": words.value_of(group, row["value"]),
                      "text": percent(known[0], 1) if known else words.size(None),
                      "value": known[0] / top if known else None, "low": known[1] / top if known else 0,
                      "high": known[2] / top if known else 0})
    rows = [[_("Yhteensä") if row in total else words.value_of(group, row["value"]), words.size(row["persons"]),
             words.about(row["suggested"]),
             f"{percent(known[0], 1)} ({percent(known[1], 1)}–{percent(known[2], 1)})"
             if (known := shares.get(row["value"])) else "–",
             *(words.about(row[name]) for name in SEGMENTS)] for row in [*listed, *total]]
    heading = str(words.GROUPS.get(group, group))
    return Figure(
        f"group-{group}", heading,
        _("Kuinka suurta osaa säännöt ehdottavat katsottavaksi. Ero ei kerro syytä: se kertoo, mitä kysyä."),
        "intervals",
        {"label": _("Ehdotettujen osuus: %(group)s") % {"group": heading}, "items": items}, heading,
        [{"label": str(words.GROUP_HEADS.get(group, group))}, column(_("Ihmisiä")), column(_("Ehdotettu")),
         column(_("Osuus (95 %:n väli)")), *(column(str(words.SEGMENTS[name])) for name in SEGMENTS)], rows,
        means(_("Ihmiset, joiden pisteet ylittävät sääntöjen kynnyksen. Ehdotus ei ole päätös."),
              _("Ryhmän kaikki ihmiset."),
              _("Väli kertoo satunnaisvaihtelun (Wilson, 95 %). Ehdotettujen määrä on pyöristetty kymmeneen."), source))

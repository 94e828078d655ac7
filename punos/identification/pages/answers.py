"""An answer to what-if in words and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from punos.design_system.formats import date_text, number_text
from punos.identification import rules
from punos.identification.models import ShownSetting
from punos.identification.pages import words
from punos.identification.queries import Month
from punos.population.ruleset import RuleSet
from punos.population.whatif import for_capacity


@dataclass(frozen=True)
class Part:
    """A picture of bars with its table."""

    label: str
    items: Sequence[Mapping[str, Any]]
    head: Sequence[Mapping[str, Any]]
    rows: Sequence[Sequence[str]]
    sentence: str = ""


@dataclass(frozen=True)
class Shown:
    """An answer: what was asked, the three sizes, the groups; ``stands_for`` the earlier setting it is answered as."""

    asked: Sequence[str]
    sizes: Sequence[Mapping[str, str]]
    groups: Sequence[Part]
    stands_for: str


def asked_words(shown: ShownSetting, said: Mapping[str, str], base: RuleSet) -> list[str]:
    """The setting in words: the threshold, and each bound that was moved."""
    found = [ngettext("kynnys %(num)s piste", "kynnys %(num)s pistettä", shown.threshold) % {"num": shown.threshold}]
    moved = {m.criterion: m for m in rules.movable(base, shown.run.answered)}
    return found + [f"{said[name]} → {words.limit(moved[name].signal, bound, at_least=moved[name].at_least)}"
                    for name, bound in shown.bounds.items() if name in moved]


def answer_of(shown: ShownSetting, now: ShownSetting, said: Mapping[str, str], base: RuleSet) -> Shown:
    """The answer beside the rules in force, as sizes and by group."""
    found, before = shown.answer, now.answer
    sizes = [{"label": _("Ehdotettaisiin"), "value": words.people(found["size"])},
             {"label": _("Nyt ehdotetaan"), "value": words.people(before["size"])},
             {"label": _("Tulisi mukaan"), "value": words.people(found["comes_in"])},
             {"label": _("Jäisi pois"), "value": words.people(found["drops_out"])}]
    stands_for = "; ".join(asked_words(shown.same_as, said, base)) if shown.same_as else ""
    return Shown(asked_words(shown, said, base), sizes, group_parts(found, before), stands_for)


def group_parts(found: Mapping[str, Any], before: Mapping[str, Any]) -> list[Part]:
    """Each group's sizes, now and then: does the change reach everybody alike?"""
    parts = []
    for group, unordered in found["groups"].items():
        sizes = dict(sorted(unordered.items()))  # stored JSON keeps no order
        olds = before["groups"].get(group, {})
        most = max([size or 0 for size in (*sizes.values(), *olds.values())], default=0) or 1
        items = [{"label": words.value_of(group, value), "text": words.about(size), "share": (size or 0) / most,
                  "mark": (olds.get(value) or 0) / most} for value, size in sizes.items()]
        heading = str(words.GROUPS.get(group, group))
        parts.append(Part(heading, items, [
            {"label": str(words.GROUP_HEADS.get(group, group))}, {"label": _("Ehdotettaisiin"), "number": True},
            {"label": _("Nyt ehdotetaan"), "number": True}], [
            [words.value_of(group, value), words.about(size), words.about(olds.get(value))]
            for value, size in sizes.items()]))
    return parts


def line_of(settings: Sequence[ShownSetting], bounds: Mapping[str, float], now: int,
            places: int | None) -> Part:
    """How many at each threshold, against the places there are. Only what has been shown stands on the line."""
    sizes = {row.threshold: row.answer["size"] for row in settings if row.bounds == bounds and row.compared_id is None}
    sizes = dict(sorted(sizes.items()))
    most = max([size or 0 for size in sizes.values()], default=0) or 1
    items = [{"label": ngettext("%(num)s piste", "%(num)s pistettä", n) % {"num": n}, "text": words.about(size),
              "share": (size or 0) / most, "now": n == now,
              "mark": places / most if places and places <= most else None} for n, size in sizes.items()]
    fits = for_capacity(sizes, places) if places else None
    sentence = ""
    if places:
        count = {"places": number_text(places, words.language()), "threshold": fits}
        sentence = (_("Kun paikkoja on %(places)s, kynnys on %(threshold)s.") % count if fits
                    else _("Kun paikkoja on %(places)s, mikään näistä kynnyksistä ei riitä.") % count)
    return Part(_("Ehdotettujen määrä kynnyksittäin"), items,
                [{"label": _("Kynnys")}, {"label": _("Ehdotettaisiin"), "number": True}],
                [[str(item["label"]), str(item["text"])] for item in items], sentence)


def months_of(months: Sequence[Month]) -> Part:
    """The same setting month by month: does the size stay, or does it hang on the month?"""
    known = [(date_text(month.last, words.language()), month.answer["size"] if month.answer else None)
             for month in months if month.answer is not None]
    most = max([size or 0 for _day, size in known], default=0) or 1
    return Part(_("Sama asetus eri kuukausina"),
                [{"label": day, "text": words.about(size), "share": (size or 0) / most} for day, size in known],
                [{"label": _("Vuosi, joka päättyy")}, {"label": _("Ehdotettaisiin"), "number": True}],
                [[day, words.about(size)] for day, size in known])

"""The forms of planning: they offer what may be asked and read what was chosen; the actions decide."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from punos.design_system.forms import Form
from punos.identification import rules
from punos.identification.pages import words
from punos.population.ruleset import RuleSet


class WhatIfForm(Form):
    """Threshold, bounds in their steps, and the places there are."""

    threshold = forms.TypedChoiceField(label=_("Kynnys"), choices=[], coerce=int)
    places = forms.IntegerField(
        label=_("Montako paikkaa on?"), required=False, min_value=10, max_value=1_000_000,
        help_text=_("Kuinka monen kokonaisuutta ehditte katsoa."),
        error_messages={"invalid": _("Kirjoita paikkojen määrä numeroina, esimerkiksi 40."),
                        "min_value": _("Kirjoita vähintään 10."), "max_value": _("Kirjoita enintään 1 000 000.")})

    def __init__(self, *args: Any, base: RuleSet, answered: Collection[str], **kwargs: Any) -> None:
        """The rules in force say what may be moved, and by how much."""
        super().__init__(*args, **kwargs)
        said = words.criterion_words(base)
        self.fields["threshold"].choices = [  # type: ignore[attr-defined]
            (n, _now(ngettext("%(num)s piste", "%(num)s pistettä", n) % {"num": n}, n == base.threshold))
            for n in range(1, rules.highest(base, answered) + 1)]
        self.bounds = rules.movable(base, answered)
        for moved in self.bounds:
            self.fields[f"b_{moved.criterion}"] = forms.TypedChoiceField(
                label=said[moved.criterion], coerce=float, required=False, choices=[
                    (f"{choice:g}", _now(words.limit(moved.signal, choice, at_least=moved.at_least),
                                         choice == moved.now)) for choice in moved.choices])

    @property
    def bound_fields(self) -> list[str]:
        """The names of the fields of bounds."""
        return [f"b_{moved.criterion}" for moved in self.bounds]

    def chosen(self) -> dict[str, float]:
        """Criterion → bound, of those that were chosen."""
        return {moved.criterion: self.cleaned_data[f"b_{moved.criterion}"] for moved in self.bounds
                if self.cleaned_data.get(f"b_{moved.criterion}") not in (None, "")}


def _now(text: str, is_now: bool) -> str:
    return str(_("%(choice)s (nyt)") % {"choice": text}) if is_now else text


class CompareForm(Form):
    """Two rule versions to lay side by side."""

    old = forms.ChoiceField(label=_("Säännöt nyt"), choices=[])
    new = forms.ChoiceField(label=_("Vertaa näihin"), choices=[])

    def __init__(self, *args: Any, versions: list[tuple[str, str]], **kwargs: Any) -> None:
        """Any two of the stored versions."""
        super().__init__(*args, **kwargs)
        for name in ("old", "new"):
            self.fields[name].choices = versions  # type: ignore[attr-defined]

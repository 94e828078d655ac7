"""The forms of named runs: what the law asks before one is switched on; a human's judgement; an objection."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from punos.design_system.forms import (
    CheckCardsField,
    ChoiceCardsField,
    FinnishDateField,
    Form,
    LongTextField,
    ShortTextField,
)
from punos.identification.rules import SMALLEST_SAMPLE
from punos.kernel import clock

JUDGEMENTS = [("may_help", _("Yhteinen työ voisi auttaa")), ("no_need", _("Ei näytä tarvitsevan sitä nyt")),
              ("cannot_tell", _("Näistä tiedoista ei voi sanoa"))]


class PrepareForm(Form):
    """On what a named run would stand."""

    purpose = LongTextField(label=_("Mihin nimiajoa tarvitaan?"), rows=3, max_length=2000,
                            help_text=_("Tarkoitus, jota muuten ei saavuteta."))
    statute = ShortTextField(label=_("Laki"), max_length=120, help_text=_("Säädöksen numero, esimerkiksi 703/2023."))
    section = ShortTextField(label=_("Pykälä"), max_length=60,
                             help_text=_("Pykälä ja momentti, joka antaa luvan tähän."))
    assessment = ShortTextField(label=_("Vaikutustenarvioinnin tunnus"), max_length=120,
                                help_text=_("Asiakirja, jossa riskit ja suojatoimet on arvioitu."))
    rules = ChoiceCardsField(label=_("Hyväksytyt säännöt"), choices=[])
    sample = forms.IntegerField(
        label=_("Satunnaisotos niistä, joita säännöt eivät ehdota"), min_value=SMALLEST_SAMPLE, initial=50,
        help_text=_("Vähintään 20. Näin huomataan, keitä säännöt eivät löydä."),
        error_messages={"min_value": _("Satunnaisotoksessa on vähintään 20 ihmistä."),
                        "invalid": _("Kirjoita luku numeroina, esimerkiksi 50.")})
    ends_on = FinnishDateField(label=_("Viimeinen päivä"), earliest=clock.today,
                               help_text=_("Sen jälkeen nimiajo on itsestään pois päältä."))
    approver = ChoiceCardsField(label=_("Kuka hyväksyy?"), choices=[],
                                help_text=_("Hän vastaa perusteesta ja käynnistää nimiajon."))
    reviewers = CheckCardsField(label=_("Ketkä katsovat?"), choices=[],
                                help_text=_("Vain he näkevät ihmiset, ja vain nimiajon aikana."))

    def __init__(self, *args: Any, versions: list[tuple[str, str]], approvers: list[tuple[str, str]],
                 reviewers: list[tuple[str, str]], **kwargs: Any) -> None:
        """Rules, approvers and reviewers there are."""
        super().__init__(*args, **kwargs)
        for name, choices in (("rules", versions), ("approver", approvers), ("reviewers", reviewers)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class StopForm(Form):
    """Why it ends before its day."""

    reason = ShortTextField(label=_("Miksi nimiajo päätetään?"))


class JudgeForm(Form):
    """A human's own judgement, before she learns what the rules said."""

    judgement = ChoiceCardsField(label=_("Mitä arvioit?"), choices=JUDGEMENTS)
    reason = LongTextField(label=_("Mihin arviosi perustuu?"), rows=3, max_length=1000)


class ObjectionForm(Form):
    """When she said it, and in what words if she wants them kept."""

    received_on = FinnishDateField(label=_("Milloin vastustus saatiin?"), latest=clock.today)
    words = LongTextField(label=_("Mitä hän sanoi?"), required=False, rows=2, max_length=1000)

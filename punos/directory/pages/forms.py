"""How a unit is reached, as the administrator writes it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from punos.accounts import queries as accounts
from punos.design_system.forms import Form, ShortTextField
from punos.directory.models import Way


class ContactPointForm(Form):
    unit = forms.ChoiceField(label=_("Yksikkö"))
    way = forms.ChoiceField(label=_("Tapa"), choices=Way.choices)
    address = ShortTextField(label=_("Numero tai osoite"), max_length=300)
    hours = ShortTextField(label=_("Milloin avoinna"), required=False, max_length=200,
                           help_text=_("Esimerkiksi: ma–pe 8–16, la 10–14"))
    answers = ShortTextField(label=_("Kuka vastaa"), required=False, max_length=200)
    answer_within = ShortTextField(label=_("Miten pian"), required=False, max_length=100,
                                   help_text=_("Esimerkiksi: saman päivän aikana"))
    for_professionals_only = forms.BooleanField(label=_("Vain ammattilaisille"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(u.pk), f"{u.called}, {u.organisation.called}")  # type: ignore[attr-defined]
                                       for u in accounts.units()]

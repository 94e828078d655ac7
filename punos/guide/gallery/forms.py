"""One form with every kind of field. The gallery speaks Finnish only: it is for those who build Punos."""

from __future__ import annotations

from django import forms as django_forms

from punos.design_system import forms


class EveryField(forms.Form):
    """Every field once, so that each can be looked at empty, filled and wrong."""

    name = forms.PersonNameField(label="Nimi")
    code = forms.IdentityCodeField(label="Henkilötunnus", required=False, help_text="Muodossa 010190-900P")
    day = forms.FinnishDateField(label="Mihin mennessä?")
    clock = forms.TimeField(label="Kellonaika", required=False)
    phone = forms.PhoneField(label="Puhelinnumero")
    fee = forms.MoneyField(label="Maksu euroina", required=False)
    words = forms.LongTextField(label="Mitä asiakas kertoo?", max_length=500, help_text="Hänen omin sanoin.")
    language = django_forms.ChoiceField(
        label="Asiointikieli", choices=[("fi", "suomi"), ("sv", "ruotsi"), ("en", "englanti")]
    )
    urgent = forms.YesNoField(label="Onko joku vaarassa juuri nyt?")
    manner = forms.ChoiceCardsField(
        label="Miten yhteys otettiin?",
        choices=[("phone", "Puhelimella"), ("visit", "Käynnillä"), ("paper", "Paperilla")],
        hints={"paper": "Kirje, lomake tai lappu."},
    )
    about = forms.CheckCardsField(
        label="Mitä asia koskee?",
        required=False,
        choices=[("home", "Arki kotona"), ("money", "Raha"), ("health", "Terveys")],
    )
    agreed = django_forms.BooleanField(label="Asiakas tietää, että hänen asiastaan keskustellaan")
    paper = django_forms.FileField(label="Liite", required=False)

"""One form with every kind of field."""

from __future__ import annotations

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from punos.design_system import forms


class EveryField(forms.Form):
    """Every field once, so that each can be looked at empty, filled and wrong."""

    name = forms.PersonNameField(label=_("Nimi"))
    code = forms.IdentityCodeField(label=_("Henkilötunnus"), required=False, help_text=_("Muodossa 010190-900P"))
    day = forms.FinnishDateField(label=_("Mihin mennessä?"))
    clock = forms.TimeField(label=_("Kellonaika"), required=False)
    phone = forms.PhoneField(label=_("Puhelinnumero"))
    fee = forms.MoneyField(label=_("Maksu euroina"), required=False)
    words = forms.LongTextField(label=_("Mitä asiakas kertoo?"), max_length=500, help_text=_("Hänen omin sanoin."))
    language = django_forms.ChoiceField(
        label=_("Asiointikieli"), choices=[("fi", _("suomi")), ("sv", _("ruotsi")), ("en", _("englanti"))]
    )
    urgent = forms.YesNoField(label=_("Onko joku vaarassa juuri nyt?"))
    manner = forms.ChoiceCardsField(
        label=_("Miten yhteys otettiin?"),
        choices=[("phone", _("Puhelimella")), ("visit", _("Käynnillä")), ("paper", _("Paperilla"))],
        hints={"paper": _("Kirje, lomake tai lappu.")},
    )
    about = forms.CheckCardsField(
        label=_("Mitä asia koskee?"),
        required=False,
        choices=[("home", _("Arki kotona")), ("money", _("Raha")), ("health", _("Terveys"))],
    )
    agreed = django_forms.BooleanField(label=_("Asiakas tietää, että hänen asiastaan keskustellaan"))
    paper = django_forms.FileField(label=_("Liite"), required=False)

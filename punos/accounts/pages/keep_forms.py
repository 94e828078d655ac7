"""Forms of the county's own register: who works where, and how she gets in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from punos.access.permissions import ROLES, Permission
from punos.accounts import keeping
from punos.accounts.leaving import STILL_OPEN
from punos.accounts.models import Profession, Sector, Unit
from punos.design_system.forms import (
    ChoiceCardsField,
    FinnishDateField,
    Form,
    PersonNameField,
    PhoneField,
    ShortTextField,
)
from punos.kernel import clock
from punos.lawfulness.categories import Register

AT_WORK = [(code, role.name) for code, role in ROLES.items() if Permission.OWN_MATTERS not in role.permissions]


class WorkForm(Form):
    """Where a person works and in which role."""

    unit = forms.ChoiceField(label=_("Yksikkö"))
    role = forms.ChoiceField(label=_("Rooli"), choices=[("", _("Valitse")), *AT_WORK],
                             help_text=_("Rooli ratkaisee, mitkä sivut hän näkee. Asiakkaan tietoja se ei avaa."))
    title = ShortTextField(label=_("Nimike"), max_length=120, help_text=_("Näkyy asiakkaalle nimen vieressä."))
    profession = forms.ChoiceField(label=_("Ammatti"), choices=[("", _("Valitse")), *Profession.choices],
                                   help_text=_("Ammatti ratkaisee, voiko hän olla omatyöntekijä."))
    public_office = forms.BooleanField(label=_("Hän on virkasuhteessa"), required=False)
    since = FinnishDateField(label=_("Mistä päivästä alkaen?"), initial=clock.today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", _("Valitse")),  # type: ignore[attr-defined]
                                       *keeping.unit_choices(keeping.organisations())]


class WorkerForm(WorkForm):
    """A new colleague: her name, how she signs in, where she works."""

    given_name = PersonNameField(label=_("Etunimi"))
    family_name = PersonNameField(label=_("Sukunimi"))
    login = ShortTextField(label=_("Käyttäjätunnus"), max_length=254,
                           help_text=_("Tavallisesti hänen työsähköpostinsa osoite."))
    phone = PhoneField(label=_("Työpuhelin"), required=False)
    language = forms.ChoiceField(label=_("Kieli"), choices=settings.LANGUAGES, initial="fi")
    field_order = ("given_name", "family_name", "login", "phone", "language", "unit", "role", "title", "profession",
                   "public_office", "since")


class CorrectForm(Form):
    """What may be mended in an account."""

    given_name = PersonNameField(label=_("Etunimi"))
    family_name = PersonNameField(label=_("Sukunimi"))
    login = ShortTextField(label=_("Käyttäjätunnus"), max_length=254,
                           help_text=_("Jos muutat tätä, kerro se hänelle: vanhalla ei pääse enää sisään."))
    phone = PhoneField(label=_("Työpuhelin"), required=False)


class EndWorkForm(Form):
    """Who goes on with what she answers for. ``somebody_must``: there is something, and she answers for it no more."""

    successor = forms.ChoiceField(label=_("Kuka jatkaa hänen asioitaan?"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], somebody_must: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        field.required, field.error_messages["required"] = somebody_must, STILL_OPEN
        field.choices = [("", _("Valitse") if somebody_must else _("Ei kukaan")), *people]


class StartCodeForm(Form):
    """Why is a new code needed?"""

    lost_device = forms.BooleanField(label=_("Myös laite, josta hän saa kertakoodit, on hukassa"), required=False,
                                     help_text=_("Silloin hän ottaa kertakoodit käyttöön uudelleen."))


class OrganisationForm(Form):
    """An employer or association whose people may come into a team."""

    name = ShortTextField(label=_("Nimi"), max_length=200)
    name_sv = ShortTextField(label=_("Nimi ruotsiksi"), max_length=200, required=False)
    sector = forms.ChoiceField(label=_("Toimiala"), choices=[("", _("Valitse")), *Sector.choices])
    business_id = ShortTextField(label=_("Y-tunnus"), max_length=9, required=False, help_text=_("Muodossa 1234567-8"))
    separate_controller = forms.BooleanField(
        label=_("Organisaatiolla on omat rekisterit"), required=False,
        help_text=_("Esimerkiksi järjestö tai yksityinen palveluntuottaja. Tietoja luovutetaan sille vain luvalla tai "
                    "lain nojalla."))


class UnitForm(Form):
    """A unit as it is changed later: its register stays."""

    name = ShortTextField(label=_("Nimi"), max_length=200)
    name_sv = ShortTextField(label=_("Nimi ruotsiksi"), max_length=200, required=False)
    phone = PhoneField(label=_("Puhelin"), required=False)
    is_queue = forms.BooleanField(label=_("Yksikölle voi siirtää asioita"), required=False)
    is_coordinator_queue = forms.BooleanField(
        label=_("Yksikkö ottaa vastaan kaikki yhteydenotot"), required=False,
        help_text=_("Sille tulee myös se, mistä kukaan muu ei vastaa. Vain yksi yksikkö kerrallaan: merkintä siirtyy"
                    " tähän entiseltä."))


class NewUnitForm(UnitForm):
    """A unit, its organisation and the register it writes to."""

    organisation = forms.ChoiceField(label=_("Organisaatio"))
    register = forms.ChoiceField(label=_("Mihin rekisteriin yksikkö kirjaa?"), choices=[
        ("", _("Valitse")), (Register.SOCIAL.value, _("Sosiaalihuollon asiakastiedot")),
        (Register.HEALTH.value, _("Potilastiedot")), (Register.OTHER.value, _("Muu tai oma rekisteri"))],
        help_text=_("Rekisteriä ei voi vaihtaa myöhemmin."))
    field_order = ("organisation", "name", "name_sv", "register", "phone", "is_queue", "is_coordinator_queue")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _("Valitse")), *((str(place.id), place.name) for place in keeping.organisations())]


class WhereForm(Form):
    """In which of her units she is now."""

    unit = ChoiceCardsField(label=_("Yksikkö"), choices=())

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(str(unit.pk), unit.called) for unit in units]  # type: ignore[attr-defined]


class WelcomeForm(Form):
    """The code from the paper, and a password of her own."""

    login = ShortTextField(label=_("Käyttäjätunnus"), max_length=254)
    code = ShortTextField(label=_("Aloituskoodi"), max_length=40, help_text=_("Kaksitoista merkkiä paperista."))
    password = forms.CharField(label=_("Valitse salasana"), max_length=200, strip=False,
                               widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
                               help_text=_("Vähintään 12 merkkiä. Muutama peräkkäinen sana on hyvä salasana."))
    again = forms.CharField(label=_("Salasana uudelleen"), max_length=200, strip=False,
                            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_again(self) -> str:
        """The same twice, so that a slip of the hand does not lock her out."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("Salasanat eivät ole samat. Kirjoita sama salasana molempiin kohtiin."))
        return again

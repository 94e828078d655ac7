"""What is asked about a person, one section at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from punos.clients.pages import labels
from punos.clients.queries import ClientCard
from punos.clients.rules.identity_code import birth_date_of, normal_form
from punos.clients.rules.protection import longest
from punos.clients.rules.sections import Section
from punos.design_system.forms import (
    CheckCardsField,
    ChoiceCardsField,
    FinnishDateField,
    Form,
    IdentityCodeField,
    LongTextField,
    PersonNameField,
    PhoneField,
    ShortTextField,
    YesNoField,
)
from punos.kernel import clock
from punos.lawfulness.categories import Category

NOT_KNOWN = _("Ei tiedossa")
BORN_THEN = date(1948, 3, 15)
_category = lazy(labels.category, str)
FOR_REPRESENTATIVES = [c for c in Category if c not in (Category.PROTECTED_ADDRESS, Category.JOURNAL)]


class SearchForm(Form):
    """A name or an identity code."""

    q = ShortTextField(label=_("Nimi tai henkilötunnus"), max_length=100,
                       help_text=_("Nimestä riittää alku, esimerkiksi mer mai. Tunnus kirjoitetaan kokonaan."))


class NewPersonForm(Form):
    """Who she is, as far as is known."""

    asked_sometimes = ("given_names", "family_name")

    identity_code = ShortTextField(
        label=_("Henkilötunnus"), required=False, max_length=64,
        help_text=_("Jätä tyhjäksi, jos tunnus ei ole tiedossa. Sen voi lisätä myöhemmin."))
    temporary = forms.BooleanField(label=_("Tunnus on väliaikainen"), required=False)
    given_names = PersonNameField(label=_("Etunimet"), required=False)
    family_name = PersonNameField(label=_("Sukunimi"), required=False)
    birth_date = FinnishDateField(label=_("Syntymäaika"), required=False, latest=clock.today, example=BORN_THEN)
    phone = PhoneField(label=_("Puhelin"), required=False)
    service_language = forms.ChoiceField(
        label=_("Asiointikieli"), choices=[(c, labels.LANGUAGES[c]) for c in labels.SERVICE])
    interpreter = forms.ChoiceField(label=_("Tulkin tarve"), required=False,
                                    choices=labels.choices(labels.INTERPRETERS, empty=_("Tulkkia ei tarvita")))


class NameForm(Form):
    asked_sometimes = ("given_names", "family_name")
    given_names = PersonNameField(label=_("Etunimet"), required=False)
    call_name = PersonNameField(label=_("Kutsumanimi"), required=False,
                                help_text=_("Se etunimistä, jolla häntä kutsutaan."))
    family_name = PersonNameField(label=_("Sukunimi"), required=False)


class LifeForm(Form):
    birth_date = FinnishDateField(label=_("Syntymäaika"), required=False, latest=clock.today, example=BORN_THEN)
    death_date = FinnishDateField(label=_("Kuolinpäivä"), required=False, latest=clock.today)


class LanguageForm(Form):
    mother_tongue = forms.ChoiceField(label=_("Äidinkieli"), required=False,
                                      choices=labels.choices(labels.LANGUAGES, empty=NOT_KNOWN))
    service_language = forms.ChoiceField(
        label=_("Asiointikieli"), help_text=_("Kieli, jolla hän haluaa tulla palvelluksi."),
        choices=[(c, labels.LANGUAGES[c]) for c in labels.SERVICE])
    interpreter = forms.ChoiceField(label=_("Tulkin tarve"), required=False,
                                    choices=labels.choices(labels.INTERPRETERS, empty=_("Tulkkia ei tarvita")))


class ContactForm(Form):
    """Also the protected address is asked with this."""

    phone = PhoneField(label=_("Puhelin"), required=False)
    email = ShortTextField(label=_("Sähköposti"), required=False)
    street = ShortTextField(label=_("Katuosoite"), required=False)
    postal_code = ShortTextField(label=_("Postinumero"), required=False, max_length=10)
    city = ShortTextField(label=_("Postitoimipaikka"), required=False, max_length=100)
    municipality = forms.ChoiceField(label=_("Kotikunta"), required=False)

    def __init__(self, *args: Any, municipalities: list[tuple[str, str]] = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self.fields["municipality"].choices = [("", NOT_KNOWN), *municipalities]  # type: ignore[attr-defined]
        if not municipalities:
            self.fields["municipality"].help_text = _("Kuntien luetteloa ei ole vielä luettu Punokseen. Pyydä "
                                                      "pääkäyttäjää lukemaan se; muut tiedot voit tallentaa.")


SECTION_FORMS: dict[Section, type[Form]] = {
    Section.NAME: NameForm, Section.LIFE: LifeForm, Section.LANGUAGE: LanguageForm, Section.CONTACT: ContactForm,
}


class CodeForm(Form):
    asked_sometimes = ("despite",)
    identity_code = IdentityCodeField(label=_("Uusi tunnus"))
    kind = ChoiceCardsField(label=_("Millainen tunnus on?"), initial="official",
                            choices=[(c, w) for c, w in labels.choices(labels.CODES) if c != "none"])
    was_error = YesNoField(
        label=_("Miksi tunnus vaihtuu?"), yes=_("Entinen oli väärin kirjattu"), no=_("Hän on saanut uuden tunnuksen"))
    despite = ChoiceCardsField(label=_("Kumpi on oikein, tunnus vai syntymäaika?"), required=False,
                               choices=labels.choices(labels.DESPITE))

    def __init__(self, *args: Any, born: date | None = None, has_one: bool = True, **kwargs: Any) -> None:
        """``born``: the date on record; the last question is asked only when the code says another. Why it changes is
        asked only when she ``has_one``."""
        super().__init__(*args, **kwargs)
        if not has_one:
            del self.fields["was_error"]
        coded = birth_date_of(normal_form(str(self.data.get("identity_code", "")))) if self.is_bound else None
        if not (born and coded) or born == coded:
            del self.fields["despite"]


class TieForm(Form):
    asked_sometimes = ("given_names", "family_name")
    kind = ChoiceCardsField(label=_("Kuka hän on asiakkaalle?"), choices=labels.choices(labels.TIES))
    given_names = PersonNameField(label=_("Etunimi"), required=False)
    family_name = PersonNameField(label=_("Sukunimi"), required=False)
    phone = PhoneField(label=_("Puhelin"), required=False)
    email = ShortTextField(label=_("Sähköposti"), required=False)
    same_household = forms.BooleanField(label=_("Asuu asiakkaan kanssa"), required=False)


class RepresentativeForm(Form):
    kind = ChoiceCardsField(label=_("Millainen edustaja hän on?"), choices=labels.choices(labels.KINDS))
    given_names = PersonNameField(label=_("Etunimi"))
    family_name = PersonNameField(label=_("Sukunimi"))
    phone = PhoneField(label=_("Puhelin"), required=False)
    email = ShortTextField(label=_("Sähköposti"), required=False)
    same_household = forms.BooleanField(label=_("Asuu asiakkaan kanssa"), required=False)
    matters = CheckCardsField(label=_("Missä asioissa hän voi edustaa?"), choices=labels.choices(labels.MATTERS))
    categories = CheckCardsField(
        label=_("Mitä hän näkee?"), required=False,
        choices=[(c.value, _category(c.value)) for c in FOR_REPRESENTATIVES])
    valid_from = FinnishDateField(label=_("Mistä alkaen?"), initial=clock.today)
    valid_until = FinnishDateField(
        label=_("Mihin asti?"), required=False,
        help_text=_("Jätä tyhjäksi, jos loppua ei ole sovittu. Huoltaja edustaa enintään 18-vuotispäivään."))
    checked_how = ChoiceCardsField(label=_("Mistä tarkistit oikeuden edustaa?"), choices=labels.choices(labels.CHECKED))


class ProtectForm(Form):
    valid_from = FinnishDateField(label=_("Mistä alkaen turvakielto on voimassa?"), initial=clock.today)
    until = FinnishDateField(label=_("Mihin asti?"), example=lambda: longest(clock.today(), first=True),
                             help_text=_("Ensin enintään 5 vuotta, esimerkiksi %(example)s."))


class ExtendForm(Form):
    until = FinnishDateField(label=_("Uusi viimeinen päivä"), help_text=_("Enintään 2 vuotta kerrallaan."))


class FindingForm(Form):
    concerns = CheckCardsField(label=_("Mitä asiakas ei nyt pysty arvioimaan?"),
                               choices=labels.choices(labels.CONCERNS))
    grounds = LongTextField(label=_("Mihin havainto perustuu?"),
                            help_text=_("Mitä näit tai kuulit, milloin ja kenen kanssa."))
    review_on = FinnishDateField(label=_("Milloin arvioidaan uudelleen?"), earliest=clock.today,
                                 help_text=_("Viimeistään vuoden päästä."))


class MergeForm(Form):
    kept = ChoiceCardsField(label=_("Kumpi merkintä jää?"), choices=[])
    take = CheckCardsField(label=_("Mitkä tiedot otetaan toisesta?"), required=False, choices=[],
                           help_text=_("Valitsemasi tiedot korvaavat jäävän merkinnän tiedot."))
    reason = ShortTextField(label=_("Mistä tiedät, että he ovat sama ihminen?"), max_length=1000)

    def __init__(self, *args: Any, people: list[tuple[str, str]], fields: list[tuple[str, Any]],
                 suggested: tuple[ClientCard, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept, why = suggested
        self.fields["kept"].initial, self.fields["kept"].widget.hints = str(kept.id), {str(kept.id): why}
        self.fields["kept"].choices = people  # type: ignore[attr-defined]
        self.fields["take"].choices = fields  # type: ignore[attr-defined]
        if not fields:
            del self.fields["take"]

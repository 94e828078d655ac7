"""The forms of intake. Short first: what can wait is asked later."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.design_system.formats import unbroken
from punos.design_system.forms import (
    ChoiceCardsField,
    FinnishDateField,
    Form,
    IdentityCodeField,
    LongTextField,
    PersonNameField,
    PhoneField,
    ShortTextField,
    TimeField,
)
from punos.intake.codes import (
    Agreement,
    CallOutcome,
    Channel,
    Ending,
    Ground,
    Manner,
    Sender,
    Topic,
    Urgency,
    UrgentHelp,
)
from punos.intake.pages.receivers import parse_receiver, people_named, receiver_choices, units_for
from punos.intake.promises import in_words, promises
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused

NEEDS_HER_YES = _("%(why)s Ratkaisevaa on, mitä asiakas vastaa kysymykseen ”Saako asiasta olla yhteydessä muihin?”"
                  " (%(section)s). Kysy häneltä ja kirjaa vastaus, tai valitse toinen vastaanottaja.")
NOT_CHOSEN = ("", _("Valitse"))


class ReceiverForm(Form):
    """A form in which somebody is chosen: a queue, or a person found by her name."""

    receiver_field = "receiver"

    def __init__(self, *args: Any, actor: Actor, about: str = "", agrees: str = "", **kwargs: Any) -> None:
        """``about``: what is asked, for which fitting units are suggested; ``agrees``: what the client has answered to
        being talked about with others, where this form does not ask it."""
        self.about, self.agrees = about, agrees
        self._looked_up: list[Any] | None = None
        super().__init__(*args, **kwargs)
        typed = str(self.data.get("person") or "") if self.is_bound else ""
        self.people = people_named(typed, actor)
        choice: Any = self.fields[self.receiver_field]
        choice.choices = self._choices

    def _choices(self) -> list[Any]:
        """Looked up when they are shown or one of them was chosen: a contact one keeps needs no list of others."""
        if self._looked_up is None:
            typed = " ".join(str(self.data.get(name) or "") for name in ("person", "asks", "words"))
            self._looked_up = receiver_choices(
                self.people, units_for(typed if self.is_bound else self.about),
                typed=str(self.data.get("person") or ""),
                chosen=parse_receiver(str(self.data.get(self.receiver_field) or ""))[1])
        return self._looked_up

    def clean(self) -> dict[str, Any]:
        """A name typed whole is a choice; the beginning of one brings the people to choose from."""
        values = super().clean() or self.cleaned_data
        typed = " ".join((values.get("person") or "").split()).casefold()
        if typed and not values.get(self.receiver_field):
            exact = [value for value, _text, name in self.people if name.casefold() == typed]
            if len(exact) == 1:
                values[self.receiver_field] = exact[0]
            elif self.people or any(typed in str(text).casefold() for _group, found in self._choices()
                                    if isinstance(found, list) for _value, text in found):
                self.add_error(self.receiver_field, _("Löysimme nimellä vaihtoehtoja. Valitse niistä yksi."))
            else:
                self.add_error("person", _("Tällä nimellä ei löydy ketään. Tarkista nimi tai valitse yksikkö."))
        return values

    @property
    def needs_her_yes(self) -> bool:
        """Whether the receiver was refused, and the client's own yes would turn it."""
        if self.refused is None or self.refused.code != "not_lawful":
            return False
        return (self.cleaned_data.get("client_agrees") or self.agrees) != Agreement.YES

    def refuse(self, refused: Refused, **renamed: str) -> None:
        """As for any form; a refusal that her own yes would turn says so, beside the receiver, with its section."""
        self.refused = refused
        if self.needs_her_yes:
            self.add_error(self.receiver_field, NEEDS_HER_YES % {
                "why": refused.message, "section": unbroken(refused.section, get_language() or "fi")})
        else:
            super().refuse(refused, **{"offer": self.receiver_field} | renamed)

    def chosen(self) -> tuple[UUID | None, UUID | None]:
        """(account, unit), one of them or neither."""
        return parse_receiver(self.cleaned_data.get(self.receiver_field) or "")


class NewContactForm(ReceiverForm):
    """A phone note in half a minute: is anybody in danger, who, what she says, who takes it on."""

    asked_when = {"urgent_help": ("urgency", "danger violence"), "receiver": ("onward", "offer"),
                  "person": ("onward", "offer"), "agreement_manner": ("client_agrees", "yes no"),
                  "ground_words": ("ground", "*")}

    urgency = ChoiceCardsField(label=_("Onko joku vaarassa juuri nyt?"), choices=Urgency.choices)
    urgent_help = forms.ChoiceField(label=_("Mitä tehtiin heti?"), required=False,
                                    choices=[NOT_CHOSEN, *UrgentHelp.choices])
    words = LongTextField(label=_("Mitä hän sanoo?"), rows=3, help_text=_("Hänen omin sanoin."))
    family_name = PersonNameField(label=_("Asiakkaan sukunimi"), required=False,
                                  help_text=_("Jätä tyhjäksi, jos nimeä ei tiedetä."))
    given_names = PersonNameField(label=_("Asiakkaan etunimet"), required=False,
                                  help_text=_("Kaikki etunimet, jos tiedät ne."))
    identity_code = IdentityCodeField(label=_("Henkilötunnus"), required=False,
                                      help_text=_("Vain jos hän sanoo sen."))
    sender_phone = PhoneField(label=_("Puhelinnumero, johon voi soittaa"), required=False,
                             help_text=_("Tähän soitamme takaisin."))
    sender = forms.ChoiceField(label=_("Kuka ottaa yhteyttä?"), choices=Sender.choices, initial=Sender.CLIENT)
    sender_name = PersonNameField(label=_("Soittajan nimi, jos hän ei ole asiakas"), required=False)
    asks = LongTextField(label=_("Mitä pyydetään?"), rows=2, required=False)
    asked_before = LongTextField(label=_("Keneltä on jo kysytty?"), rows=2, required=False)
    channel = forms.ChoiceField(label=_("Mitä kautta?"), choices=[c for c in Channel.choices if c[0] != "portal"],
                                initial=Channel.PHONE)
    client_agrees = forms.ChoiceField(label=_("Saako asiasta olla yhteydessä muihin?"), choices=Agreement.choices,
                                      initial=Agreement.NOT_ASKED, required=False)
    agreement_manner = forms.ChoiceField(label=_("Miten asiakas sanoi sen?"), required=False,
                                         choices=[NOT_CHOSEN, *Manner.choices[:2]])
    ground = forms.ChoiceField(label=_("Peruste, jos suostumusta ei ole"), required=False,
                               choices=[("", _("Ei ole")), *Ground.choices])
    ground_words = LongTextField(label=_("Mihin peruste nojaa?"), rows=2, required=False)
    onward = ChoiceCardsField(label=_("Kuka hoitaa tämän?"), initial="me", choices=[
        ("me", _("Minä")), ("queue", _("Yksikköni jono")), ("offer", _("Tarjoan toiselle"))],
        hints={"offer": _("Sinä vastaat, kunnes hän ottaa vastaan.")})
    person = ShortTextField(label=_("Etsi ihminen tai yksikkö nimellä"), required=False, max_length=60)
    receiver = forms.ChoiceField(label=_("Kenelle tarjoat?"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("urgency") not in (None, Urgency.NONE) and not values.get("urgent_help"):
            self.add_error("urgent_help", _("Kerro, mitä tehtiin heti."))
        asked_already = {"person", "receiver"} & set(self.errors)
        if values.get("onward") == "offer" and not values.get("receiver") and not asked_already:
            self.add_error("receiver", _("Valitse, kenelle tarjoat asian."))
        if values.get("identity_code") and not values.get("family_name") and "family_name" not in self.errors:
            self.add_error("family_name", _("Kirjoita nimi tunnuksen lisäksi. Näin kukaan ei tule kirjatuksi väärin."))
        if values.get("ground") and not values.get("ground_words"):
            self.add_error("ground_words", _("Kerro lyhyesti, mihin peruste nojaa."))
        return values


class CompleteForm(Form):
    """What there was no time for on the phone."""

    sender_name = PersonNameField(label=_("Kuka otti yhteyttä?"), required=False)
    sender_phone = PhoneField(label=_("Puhelinnumero"), required=False)
    asks = LongTextField(label=_("Mitä pyydetään?"), rows=3, required=False)
    asked_before = LongTextField(label=_("Keneltä on jo kysytty?"), rows=3, required=False)


class AgreementForm(Form):
    """Does she agree that others are contacted; if not, is there a ground?"""

    asked_when = {"agreement_manner": ("client_agrees", "yes no"), "ground_words": ("ground", "*")}

    client_agrees = ChoiceCardsField(label=_("Saako asiasta olla yhteydessä muihin?"), choices=Agreement.choices)
    agreement_manner = forms.ChoiceField(label=_("Miten asiakas sanoi sen?"), required=False,
                                         choices=[NOT_CHOSEN, *Manner.choices[:2]])
    ground = forms.ChoiceField(label=_("Peruste, jos suostumusta ei ole"), required=False,
                               choices=[("", _("Ei ole")), *Ground.choices],
                               help_text=_("Sosiaalihuoltolaki 1301/2014 35 §"))
    ground_words = LongTextField(label=_("Mihin peruste nojaa?"), rows=3, required=False)


class NameClientForm(Form):
    """Who the contact is about, found out later."""

    family_name = PersonNameField(label=_("Sukunimi"))
    given_names = PersonNameField(label=_("Etunimet"))
    identity_code = IdentityCodeField(label=_("Henkilötunnus"), required=False,
                                      help_text=_("Jätä tyhjäksi, jos et tiedä."))


class OfferForm(ReceiverForm):
    """To whom, and what she needs to know to say yes or no."""

    asked_sometimes = ("receiver", "person")

    receiver = forms.ChoiceField(label=_("Kenelle?"), required=False)
    person = ShortTextField(label=_("Etsi ihminen tai yksikkö nimellä"), required=False, max_length=60)
    note = LongTextField(label=_("Mitä vastaanottajan on hyvä tietää?"), rows=3, required=False)


class AcceptForm(Form):
    """When I take it up."""

    next_date = FinnishDateField(label=_("Milloin tartut tähän?"), required=False, earliest=clock.today)


class DeclineForm(ReceiverForm):
    """Why not, and who instead."""

    receiver_field = "suggestion"
    reason = ChoiceCardsField(label=_("Miksi et voi ottaa tätä?"))
    words = LongTextField(label=_("Mitä lähettäjän on hyvä tietää?"), rows=3, required=False)
    suggestion = forms.ChoiceField(label=_("Kuka voisi auttaa?"), required=False,
                                   help_text=_("Jos et tiedä, valitse asiakasohjaus."))
    person = ShortTextField(label=_("Etsi ihminen tai yksikkö nimellä"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.choices = [(code, in_words(text)) for code, text in promises().decline_reasons.items()]


class NextDateForm(Form):
    """The day on which I take this up next."""

    next_date = FinnishDateField(label=_("Milloin tartut tähän seuraavan kerran?"), earliest=clock.today)


class MomentForm(Form):
    """A day and a time of day, as one moment in Finland."""

    day = FinnishDateField(label=_("Viimeistään minä päivänä?"), earliest=clock.today)
    time = TimeField(label=_("Mihin kellonaikaan mennessä?"))

    def moment(self) -> datetime:
        """The moment chosen; only for a valid form."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], clock.HELSINKI)


class CallbackForm(MomentForm):
    """A promise to call."""

    phone = PhoneField(label=_("Mihin numeroon?"), required=False)


class CallForm(Form):
    """How the call went; when there was no answer, the next try."""

    asked_when = {"day": ("outcome", "no_answer"), "time": ("outcome", "no_answer")}

    outcome = ChoiceCardsField(label=_("Miten soitto meni?"), choices=CallOutcome.choices)
    day = FinnishDateField(label=_("Minä päivänä yrität uudelleen?"), required=False,
                           earliest=clock.today)
    time = TimeField(label=_("Mihin kellonaikaan mennessä?"), required=False)

    def again(self) -> datetime | None:
        """When she is called again, if that was said."""
        day, time = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        return datetime.combine(day, time, clock.HELSINKI) if day and time else None


class CloseForm(Form):
    """How it ended. A contact becomes a case from the case's own page."""

    ending = ChoiceCardsField(label=_("Miten asia päättyi?"), choices=[
        choice for choice in Ending.choices if choice[0] not in (Ending.BECAME_CASE, Ending.IN_CASE)])
    words = LongTextField(label=_("Mitä sovittiin?"), rows=3, required=False)


class GuidanceForm(Form):
    """Two clicks: what about, and to where (the button)."""

    topic = ChoiceCardsField(label=_("Mitä asia koski?"), choices=Topic.choices)
    asker = forms.ChoiceField(label=_("Kuka kysyi?"), choices=Sender.choices, initial=Sender.CLIENT, required=False)
    to = forms.CharField(required=False, widget=forms.HiddenInput)

    def to_unit(self) -> UUID | None:
        """The unit whose button was pressed, if it was one."""
        return parse_receiver("u:" + (self.cleaned_data.get("to") or ""))[1]


class OwnContactForm(Form):
    """The client's own: is anybody in danger, what she needs, may we ask others."""

    urgency = ChoiceCardsField(label=_("Onko joku vaarassa juuri nyt?"), choices=[
        (Urgency.NONE, _("Ei")), (Urgency.DANGER, _("Kyllä, terveys tai turvallisuus on vaarassa")),
        (Urgency.VIOLENCE, _("Kyllä, väkivallan uhka"))])
    words = LongTextField(label=_("Kirjoita, missä tarvitset apua"), rows=6,
                          help_text=_("Omin sanoin. Voit kirjoittaa myös siitä, mikä sinulle on tärkeää."))
    asked_before = LongTextField(label=_("Oletko jo kysynyt joltakulta?"), rows=2, required=False,
                                 help_text=_("Näin sinun ei tarvitse aloittaa alusta."))
    phone = PhoneField(label=_("Mihin numeroon voimme soittaa?"), required=False)
    client_agrees = ChoiceCardsField(label=_("Saammeko kysyä asiastasi muilta, jotka voivat auttaa?"), choices=[
        (Agreement.YES, _("Kyllä, saatte kysyä")), (Agreement.NO, _("Ei, kysykää ensin minulta"))])



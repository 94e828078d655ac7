"""The forms of permissions: what, to whom, which data, until when; and how her word reached us."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.accounts import queries as people
from punos.clients import queries as clients
from punos.clients.rules.signing_in import Again, HowKnown
from punos.consent.refusals import refused
from punos.consent.rules import REACH_OF_A_PART, Giver, Kind, Manner, Problem, Reach, Terms, Word
from punos.design_system.forms import (
    CheckCardsField,
    ChoiceCardsField,
    FinnishDateField,
    Form,
    IdentityCodeField,
    LongTextField,
    PersonNameField,
    ShortTextField,
    YesNoField,
)
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import MEANINGS, Category, RecipientClass
from punos.sharing.grounds import ADDRESS_TASKS, GROUNDS, LONGEST
from punos.sharing.pages.subjects import SUBJECTS, Subject

REACHES = [
    (Reach.PATIENT_ALL, _("Kaikki terveydenhuollon tietoni")),
    (Reach.PATIENT_REGISTER, _("Tämän alueen potilasrekisterin tiedot")),
    (Reach.PATIENT_EVENT, _("Yksi käynti tai hoitojakso")),
    (Reach.SOCIAL_CONTROLLER, _("Kaikki sosiaalihuollon tietoni")),
    (Reach.SOCIAL_SERVICE_TASK, _("Yhden sosiaalihuollon palvelun tiedot")),
    (Reach.SOCIAL_DOCUMENT, _("Yksi sosiaalihuollon asiakirja")),
]
CLASSES = {
    RecipientClass.SOCIAL_PROFESSIONAL: _("Kaikki sosiaalihuollon ammattihenkilöt, jotka hoitavat asiaani"),
    RecipientClass.HEALTH_PROFESSIONAL: _("Kaikki terveydenhuollon ammattihenkilöt, jotka hoitavat asiaani"),
    RecipientClass.OTHER_AUTHORITY: _("Kaikki muut viranomaiset, jotka kuuluvat tiimiini"),
}
# The same, asked of a professional about her.
REACHES_AT_WORK = [
    (Reach.PATIENT_ALL, _("Kaikki terveydenhuollon tiedot")),
    (Reach.PATIENT_REGISTER, _("Tämän alueen potilasrekisterin tiedot")),
    (Reach.PATIENT_EVENT, _("Yksi käynti tai hoitojakso")),
    (Reach.SOCIAL_CONTROLLER, _("Kaikki sosiaalihuollon tiedot")),
    (Reach.SOCIAL_SERVICE_TASK, _("Yhden sosiaalihuollon palvelun tiedot")),
    (Reach.SOCIAL_DOCUMENT, _("Yksi sosiaalihuollon asiakirja")),
]
CLASSES_AT_WORK = {
    RecipientClass.SOCIAL_PROFESSIONAL: _("Kaikki sosiaalihuollon ammattihenkilöt, jotka hoitavat asiakkaan asiaa"),
    RecipientClass.HEALTH_PROFESSIONAL: _("Kaikki terveydenhuollon ammattihenkilöt, jotka hoitavat asiakkaan asiaa"),
    RecipientClass.OTHER_AUTHORITY: _("Kaikki muut viranomaiset, jotka kuuluvat asiakkaan tiimiin"),
}
_MOST_FOUND = 6


class TermsForm(Form):
    """What she decides on. ``known`` are people around her already: (account, name and role, sector).

    ``at_work``: a professional fills it in; what is told to the client stands in quotation marks, to be read to her.
    """

    asked_sometimes = ("recipient", "person", "person_name", "reach", "categories")
    asked_when = {"part": ("reach", " ".join(sorted(REACH_OF_A_PART)))}

    recipient = CheckCardsField(label=_("Kuka saa tietää?"), required=False)
    person = ShortTextField(label=_("Etsi joku muu nimellä"), required=False, max_length=60,
                            help_text=_("Kirjoita nimi ja paina Jatka, niin voit valita hänet."))
    person_name = PersonNameField(label=_("Läheinen, joka ei ole luettelossa"), required=False,
                                  help_text=_("Etunimi ja sukunimi"))
    reach = ChoiceCardsField(label=_("Mitä kielto koskee?"), choices=REACHES, required=False)
    part = ShortTextField(label=_("Mikä käynti, palvelu tai asiakirja?"), required=False, max_length=80)
    categories = CheckCardsField(label=_("Mitä saa tietää?"), required=False)
    valid_until = FinnishDateField(label=_("Viimeinen voimassaolopäivä"), required=False, earliest=clock.today,
                                   help_text=_("Jätä tyhjäksi, jos tämä on voimassa toistaiseksi."))
    data_from = FinnishDateField(label=_("Vain tiedot tästä päivästä alkaen"), required=False)
    data_until = FinnishDateField(label=_("Vain tiedot tähän päivään asti"), required=False)

    def __init__(self, *args: Any, subject: Subject, actor: Actor, client: UUID,
                 known: Iterable[tuple[UUID, str, str]] = (), at_work: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject = subject
        ties = clients.ties_of(actor, client) if subject.close_ones else []
        self.named = {tie.id: tie.name for tie in ties if not tie.account}  # recorded, and sign in nowhere
        self.found = self._people(actor, known) | {tie.account: tie.name for tie in ties if tie.account}
        self._keep_only_what_is_asked()
        if "recipient" in self.fields:
            field: Any = self.fields["recipient"]
            classes = CLASSES_AT_WORK if at_work else CLASSES
            field.choices = [*((f"c:{kind}", classes[kind]) for kind in subject.classes),
                             *((f"a:{account}", name) for account, name in self.found.items()),
                             *((f"t:{tie}", name) for tie, name in self.named.items())]
        if "categories" in self.fields:
            language = get_language() or "fi"
            data: Any = self.fields["categories"]
            data.choices = [(c.value, MEANINGS[c].name.in_language(language)) for c in subject.categories]
            sentence = "”%s”" if at_work else "%s"
            data.widget.hints = {c.value: sentence % MEANINGS[c].sentence.in_language(language)
                                 for c in subject.categories}
            if at_work:
                data.help_text = _("Lainausmerkeissä on, mitä voit lukea asiakkaalle ääneen.")
        if at_work and "reach" in self.fields:
            self.fields["reach"].choices = REACHES_AT_WORK  # type: ignore[attr-defined]

    def _people(self, actor: Actor, known: Iterable[tuple[UUID, str, str]]) -> dict[UUID, str]:
        """Whom she may choose: those around her of the right kind, and those whose names begin as typed."""
        sectors = self.subject.sectors
        found = {account: name for account, name, sector in known if sector in sectors}
        typed = str(self.data.get("person") or "").strip() if self.is_bound else ""
        chosen = self.data.getlist("recipient") if self.is_bound and hasattr(self.data, "getlist") else []
        ids = [UUID(value[2:]) for value in chosen if value.startswith("a:") and _is_id(value[2:])]
        everybody = self.subject.kind is Kind.PROHIBITION
        named = people.search_people(typed, limit=_MOST_FOUND, everybody=everybody) if typed and sectors else []
        matched = [card for card in named if _sector(card) in sectors]
        self.matched = bool(matched)
        cards = [*matched, *people.cards(ids).values()]
        return found | {card.account: ", ".join(filter(None, (card.name, card.title, card.unit_name)))
                        for card in cards if _sector(card) in sectors}

    def _keep_only_what_is_asked(self) -> None:
        subject = self.subject
        unasked = set()
        if not subject.has_recipients:
            unasked |= {"recipient", "person", "person_name"}
        if not subject.sectors:
            unasked.add("person")
        if not subject.close_ones:
            unasked.add("person_name")
        if subject.kind is not Kind.PROHIBITION:
            unasked |= {"reach", "part"}
        if not subject.categories:
            unasked.add("categories")
        if subject.kind is not Kind.PERMIT:
            unasked |= {"data_from", "data_until"}
        for name in unasked:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A name typed without choosing brings the people to choose from, with every other word kept."""
        values = super().clean() or self.cleaned_data
        if values.get("person") and not values.get("recipient"):
            words = (_("Löysimme nimellä ihmisiä. Valitse heistä yksi tai useampi.") if self.matched else
                     _("Tällä nimellä ei löydy ketään. Tarkista nimi."))
            self.add_error("recipient", words)
        if len(self._names(values)) > 1:
            self.add_error("recipient", _("Valitse yksi läheinen kerrallaan. Jokaiselle annetaan oma suostumus."))
        return values

    def _names(self, values: dict[str, Any]) -> set[str]:
        """Close people without an account: recorded ones that were chosen, and the one whose name was typed."""
        chosen = {self.named[UUID(code[2:])] for code in values.get("recipient") or [] if code.startswith("t:")}
        return chosen | ({values["person_name"]} if values.get("person_name") else set())

    def terms(self) -> Terms:
        """The content as a plain value; only for a valid form."""
        values, subject = self.cleaned_data, self.subject
        chosen = values.get("recipient") or []
        categories = frozenset(Category(code) for code in values.get("categories") or [])
        if subject is SUBJECTS["joint_plan"]:
            categories = frozenset({Category.PLAN})
        part = (values.get("part") or "").strip()
        return Terms(
            kind=subject.kind, about=subject.about, reach=Reach(values["reach"]) if values.get("reach") else None,
            classes=frozenset(RecipientClass(code[2:]) for code in chosen if code.startswith("c:")),
            accounts=frozenset(UUID(code[2:]) for code in chosen if code.startswith("a:")),
            person_name=next(iter(self._names(values)), ""), categories=categories,
            parts=frozenset({part} if part else ()), data_from=values.get("data_from"),
            data_until=values.get("data_until"), valid_until=values.get("valid_until"))


class WordForm(Form):
    """How her word reached us, when a professional writes it down."""

    asked_when = {"witness": ("cannot_sign", "on")}

    agrees = YesNoField(label=_("Mitä asiakas vastasi?"), yes=_("Kyllä, hän suostui"), no=_("Ei, hän kieltäytyi"))
    manner = ChoiceCardsField(label=_("Miten hän sanoi sen?"), choices=[
        (Manner.ORAL, _("Suullisesti")), (Manner.PAPER, _("Paperilla"))])
    giver = ChoiceCardsField(label=_("Kuka sen antoi?"), initial=Giver.CLIENT, choices=[
        (Giver.CLIENT, _("Asiakas itse")), (Giver.REPRESENTATIVE, _("Hänen laillinen edustajansa"))])
    reason = LongTextField(label=_("Miksi se kirjataan hänen puolestaan?"), rows=2, max_length=1000,
                           help_text=_("Esimerkiksi: ei käytä verkkoa, soitti tänään."))
    cannot_sign = forms.BooleanField(label=_("Hän ei voi allekirjoittaa"), required=False)
    witness = PersonNameField(label=_("Todistajan nimi"), required=False)
    her_own_wish = forms.BooleanField(label=_("Hän otti asian itse puheeksi"), required=False)

    def __init__(self, *args: Any, withdrawing: bool = False, represented: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if withdrawing:
            for name in ("agrees", "her_own_wish"):
                del self.fields[name]
        if not represented:
            del self.fields["giver"]

    def clean(self) -> dict[str, Any]:
        """Who witnessed, at once beside its field, however she said it."""
        values = super().clean() or self.cleaned_data
        if settings.PUNOS_CONSENT_WITNESS and values.get("cannot_sign") and not (values.get("witness") or "").strip():
            self.refuse(refused(Problem("witness", "missing")))
        return values

    def word(self, language: str) -> Word:
        """As a plain value; only for a valid form."""
        values = self.cleaned_data
        return Word(Manner(values["manner"]), Giver(values.get("giver") or Giver.CLIENT), values["reason"],
                    values["witness"], values["cannot_sign"], language)


class LawForm(Form):
    """The three questions of "Saanko kertoa tämän?"."""

    to = ChoiceCardsField(label=_("Kenelle kertoisit?"))
    situation = CheckCardsField(label=_("Mikä näistä pitää paikkansa?"), required=False)

    def __init__(self, *args: Any, registers: Any, recipients: Any, situations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        asked = ChoiceCardsField(label=_("Missä tieto on kirjattu?"), choices=registers)
        self.fields = {"from": asked, **fields}
        fields["to"].choices = recipients
        if situations:
            fields["situation"].choices = situations
        else:
            del self.fields["situation"]


class PersonForm(Form):
    """Who she is, for a look without a relation: a code and names together."""

    identity_code = IdentityCodeField(label=_("Henkilötunnus"))
    family_name = PersonNameField(label=_("Sukunimi"))
    given_names = PersonNameField(label=_("Etunimet"))


class ExceptionalForm(Form):
    """Why, on what ground, which data, how long."""

    ground = ChoiceCardsField(label=_("Millä perusteella?"))
    reason = LongTextField(label=_("Miksi tiedot ovat välttämättömiä juuri nyt?"), rows=3, max_length=1000)
    categories = CheckCardsField(label=_("Mitä tietoja tarvitset?"))
    hours = forms.TypedChoiceField(label=_("Kuinka pitkäksi aikaa?"), coerce=int)

    def __init__(self, *args: Any, own: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fi"
        fields: Any = self.fields
        fields["ground"].choices = [(code, ground.text) for code, ground in GROUNDS.items()]
        fields["ground"].widget.hints = {code: ground.section for code, ground in GROUNDS.items()}
        offered = (Category.IDENTITY, Category.CONTACT, Category.COORDINATION, Category.PLAN, own)
        fields["categories"].choices = [(c.value, MEANINGS[c].name.in_language(language)) for c in offered]
        fields["hours"].choices = [(hours, _("%(hours)s tuntia") % {"hours": hours}) for hours in (2, 8, LONGEST)]


HOW_KNOWN = [(HowKnown.DOCUMENT.value, _("Näin hänen henkilöllisyystodistuksensa")),
             (HowKnown.KNOWN.value, _("Tunnen hänet, ja hän kertoi tunnuksen itse"))]


class AccountForm(Form):
    """The account with which somebody signs in, and how it is known to be hers."""

    login = ShortTextField(label=_("Mikä on hänen käyttäjätunnuksensa?"), max_length=254,
                           help_text=_("Kysy se häneltä itseltään. Hän kirjautuu sillä Punokseen."))
    known_how = ChoiceCardsField(label=_("Mistä tiedät, että tunnus on hänen?"), choices=[
        (HowKnown.SIGNED_IN.value, _("Hän kirjautui tunnuksella vieressäni")), *HOW_KNOWN])


class NewAccountForm(Form):
    """A first account for somebody who has none."""

    login = ShortTextField(label=_("Millä käyttäjätunnuksella hän kirjautuu?"), max_length=254,
                           help_text=_("Esimerkiksi hänen sähköpostiosoitteensa. Sovi siitä hänen kanssaan."))
    language = forms.ChoiceField(label=_("Kieli"), choices=settings.LANGUAGES, initial="fi")
    known_how = ChoiceCardsField(label=_("Mistä tiedät, että hän on tämä ihminen?"), choices=[
        (HowKnown.DOCUMENT.value, _("Näin hänen henkilöllisyystodistuksensa")),
        (HowKnown.KNOWN.value, _("Tunnen hänet"))])


class StartAgainForm(Form):
    """Why a new start code, and how she who asks for it is known to be the one."""

    why = ChoiceCardsField(label=_("Miksi hän tarvitsee koodin?"), choices=[
        (Again.FORGOTTEN.value, _("Salasana on unohtunut")), (Again.RAN_OUT.value, _("Aloituskoodi vanheni")),
        (Again.LOST_DEVICE.value, _("Laite, josta hän saa kertakoodit, on hukassa"))],
        hints={Again.LOST_DEVICE.value: _("Silloin hän ottaa kertakoodit käyttöön uudelleen.")})
    known_how = ChoiceCardsField(label=_("Mistä tiedät, että hän on tämä ihminen?"), choices=[
        (HowKnown.DOCUMENT.value, _("Näin hänen henkilöllisyystodistuksensa")),
        (HowKnown.KNOWN.value, _("Tunnen hänet, ja hän on kanssani nyt"))])


class DutyForm(Form):
    """A social authority's duty for which indispensable data of the other register are needed."""

    section = ShortTextField(label=_("Mihin lain kohtaan tehtäväsi perustuu?"), max_length=120,
                             help_text=_("Esimerkiksi: 1301/2014 36 §"))
    reason = LongTextField(label=_("Miksi tehtävä ei onnistu ilman tietoa?"), rows=3, max_length=1000)
    until = FinnishDateField(label=_("Mihin päivään asti tarvitset tietoa?"), earliest=clock.today)


class AddressNeedForm(Form):
    """Whose task needs the protected address: who, which task, why, until when."""

    account = forms.TypedChoiceField(label=_("Kuka tarvitsee osoitteen?"), coerce=UUID)
    task = ChoiceCardsField(label=_("Mihin tehtävään?"), choices=list(ADDRESS_TASKS.items()))
    reason = LongTextField(label=_("Miksi tehtävä ei onnistu ilman osoitetta?"), rows=3, max_length=300,
                           help_text=_("Asiakas näkee tämän. Älä kirjoita osoitetta."))
    until = FinnishDateField(label=_("Mihin päivään asti hän tarvitsee sitä?"), earliest=clock.today,
                             latest=lambda: clock.today() + timedelta(days=settings.PUNOS_ADDRESS_DAYS))

    def __init__(self, *args: Any, around: Iterable[people.PersonCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["account"].choices = [("", ""), *((str(card.account), ", ".join(filter(None, (
            card.name, card.title, card.unit_name)))) for card in around)]


class RulingForm(Form):
    """An answer to a question the law leaves to a person."""

    granted = YesNoField(label=_("Ratkaisu"), yes=_("Kyllä, tiedot saa antaa"), no=_("Ei, tietoja ei saa antaa"))
    reason = LongTextField(label=_("Perustelu"), rows=3, max_length=1000)
    until = FinnishDateField(label=_("Mihin päivään asti ratkaisu on voimassa?"), earliest=clock.today)


class ReviewForm(Form):
    """The reviewer's word on one look."""

    access = forms.UUIDField(widget=forms.HiddenInput)
    words = LongTextField(label=_("Mitä haluat kysyä tai kirjata?"), rows=2, required=False, max_length=1000)


def _sector(card: people.PersonCard) -> str:
    """A person's kind of work: her unit's register, or outside them her organisation's sector."""
    return card.register if card.register in ("social", "health") else card.sector


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True




class OfferUnseenForm(Form):
    """Whom a matter that nobody may see is offered to, and why her."""

    search = ShortTextField(label=_("Hae nimellä"), required=False)
    account = ChoiceCardsField(label=_("Kenelle asiaa tarjotaan?"), choices=[])
    reason = LongTextField(label=_("Miksi juuri hänelle?"), rows=3, help_text=_(
        "Vastaanottaja lukee tämän, ennen kuin hän vastaa. Et näe, kenestä on kyse, joten älä arvaa sitä tähän."))

    def __init__(self, *args: Any, people: Iterable[people.PersonCard], **kwargs: Any) -> None:
        """The people found."""
        super().__init__(*args, **kwargs)
        found = list(people)
        self.fields["account"].choices = [(str(card.account), card.name) for card in found]  # type: ignore[attr-defined]
        self.fields["account"].widget.hints = {
            str(card.account): ", ".join(filter(None, (card.title, card.unit_name))) for card in found}

    def is_sent(self) -> bool:
        """Was the form sent, and not only its search? After a search no field is told to be missing."""
        if "find" not in self.data:
            return self.is_valid()
        self.is_valid()
        self.errors.clear()
        return False

    def clean_account(self) -> UUID:
        """The account chosen."""
        return UUID(self.cleaned_data["account"])

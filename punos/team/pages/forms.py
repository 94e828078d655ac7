"""The forms of a team."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from punos.design_system.forms import (
    CheckCardsField,
    ChoiceCardsField,
    FinnishDateField,
    Form,
    LongTextField,
    PersonNameField,
    PhoneField,
    ShortTextField,
    TimeField,
    YesNoField,
)
from punos.kernel import clock
from punos.lawfulness.categories import RecipientClass
from punos.team.rules import Wish

USUAL_DAYS = 183
WISHES = [(Wish.CHOOSES.value, _("Hän pyysi häntä mukaan")),
          (Wish.AGREES.value, _("Häneltä kysyttiin, ja hän suostuu")),
          (Wish.NOT_ASKED.value, _("Häneltä ei ole vielä kysytty")), (Wish.DECLINES.value, _("Hän ei halua"))]


def usual_end() -> date:
    """Half a year: long enough to help, short enough to be thought over again."""
    return clock.today() + timedelta(days=USUAL_DAYS)


class SearchForm(Form):
    """Whom do you look for?"""

    q = ShortTextField(label=_("Ammattilaisen nimi"), required=False)


class InviteForm(Form):
    """For what, seeing what, until when, and what the client says about it."""

    wish = ChoiceCardsField(label=_("Mitä asiakas sanoo?"), choices=WISHES)
    purpose = LongTextField(label=_("Mitä varten hän on tiimissä?"), rows=2, help_text=_("Asiakas näkee tämän."))
    categories = CheckCardsField(label=_("Mitä hän tarvitsee nähdä?"), choices=[])
    until = FinnishDateField(label=_("Mihin asti?"), earliest=clock.today)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        """The categories that may be opened to a team, each with its sentence."""
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = choices  # type: ignore[attr-defined]
        self.fields["categories"].widget.hints = hints


class NamedForm(InviteForm):
    """A person without an account: she gets letters, and sees nothing here."""

    person_name = PersonNameField(label=_("Nimi"))
    person_phone = PhoneField(label=_("Puhelin"), required=False)
    recipient = ChoiceCardsField(label=_("Kuka hän on?"), choices=[
        (RecipientClass.CLOSE_PERSON.value, _("Läheinen")),
        (RecipientClass.THIRD_SECTOR.value, _("Järjestön tai seurakunnan ihminen"))])
    role = ShortTextField(label=_("Millä sanalla hänestä puhutaan?"), max_length=120,
                          help_text=_("Esimerkiksi naapuri, tytär, vertainen"))
    field_order = ["person_name", "role", "recipient", "person_phone", "wish", "purpose", "categories", "until"]


class NoteForm(Form):
    """Why it ends."""

    note = LongTextField(label=_("Miksi?"), rows=2, required=False)


class UntilForm(Form):
    """Until which day."""

    until = FinnishDateField(label=_("Mihin asti?"), earliest=clock.today)


class ConveneForm(Form):
    """When the team meets, for what, and whether she is there herself."""

    day = FinnishDateField(label=_("Minä päivänä?"), earliest=clock.today)
    time = TimeField(label=_("Mihin aikaan?"))
    purpose = LongTextField(label=_("Mitä varten tiimi kokoontuu?"), rows=2,
                            help_text=_("Aloita siitä, mitä asiakas itse haluaa kysyä."))
    client_takes_part = YesNoField(label=_("Onko asiakas mukana?"))

    def at(self) -> datetime:
        """The moment, in Finnish time."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], clock.HELSINKI)

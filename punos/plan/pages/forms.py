"""The forms of the plan. They read what was typed; the actions decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from punos.design_system.forms import (
    ChoiceCardsField,
    FinnishDateField,
    Form,
    LongTextField,
    ShortTextField,
    YesNoField,
)
from punos.kernel import clock
from punos.plan.models import Giver, Manner
from punos.plan.rules import Answer

HEARD = [(manner.value, capfirst(manner.label)) for manner in Manner if manner is not Manner.PORTAL]


def _seen() -> forms.IntegerField:
    """The number of the wording the writer saw: what makes a late save known as such."""
    return forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)


class OwnWordsForm(Form):
    """What matters, as she writes it herself."""

    text = LongTextField(label=_("Mikä sinulle on tärkeää?"), rows=6,
                         help_text=_("Kirjoita omin sanoin. Tiimisi näkee tämän ensimmäisenä."))
    seen = _seen()


class HeardWordsForm(Form):
    """What she said, written down by somebody who heard it."""

    text = LongTextField(label=_("Mikä hänelle on tärkeää?"), rows=6,
                         help_text=_("Kirjoita hänen sanansa, ei tulkintaasi. Lue ne hänelle."))
    manner = ChoiceCardsField(label=_("Miten hän kertoi?"), choices=HEARD)
    giver = ChoiceCardsField(label=_("Kenen sanat?"), choices=Giver.choices, initial=Giver.CLIENT.value)
    told_on = FinnishDateField(label=_("Milloin?"), latest=clock.today, initial=clock.today)
    seen = _seen()


class LineForm(Form):
    """One line. Where it is entered is asked only when there is a choice."""

    text = LongTextField(label=_("Teksti"), rows=5)
    category = ChoiceCardsField(label=_("Mihin tämä kirjataan?"), choices=[])
    seen = _seen()

    def __init__(self, *args: Any, choices: Iterable[tuple[str, Any]] = (), label: Any = "", question: Any = "",
                 **kwargs: Any) -> None:
        """The question of its kind; without ``choices`` the category stays as it is."""
        super().__init__(*args, **kwargs)
        found = list(choices)
        self.fields["text"].label, self.fields["text"].help_text = label, question
        if len(found) < 2:
            del self.fields["category"]
        else:
            self.fields["category"].choices = found  # type: ignore[attr-defined]
            self.fields["category"].initial = found[0][0]


class ReasonForm(Form):
    """Why: one line of it."""

    why = LongTextField(label=_("Miksi?"), rows=3, max_length=300)


class GoalForm(Form):
    """What she aims for."""

    text = LongTextField(label=_("Mitä hän tavoittelee?"), rows=4,
                         help_text=_("Kysy: mitä toivot, että elämässäsi olisi toisin?"))
    in_her_words = YesNoField(label=_("Ovatko nämä hänen omia sanojaan?"), initial="yes",
                              no=_("Ei, muotoilimme yhdessä"))
    seen = _seen()


class CloseGoalForm(Form):
    """How it went with the goal."""

    asked_sometimes = ("note",)

    how = ChoiceCardsField(label=_("Kuinka tavoitteelle kävi?"), choices=[
        ("reached", _("Siihen päästiin")), ("dropped", _("Siitä luovutaan"))])
    note = LongTextField(label=_("Mitä opittiin, tai miksi luovutaan?"), rows=3, required=False)


class DoerForm(Form):
    """Who does it: one person."""

    asked_when = {"doer_name": ("doer", "other")}

    doer = ChoiceCardsField(label=_("Kuka tekee?"), choices=[])
    doer_name = ShortTextField(label=_("Toisen ihmisen nimi"), required=False,
                               help_text=_("Esimerkiksi läheinen, joka ei käytä Punosta."))

    def __init__(self, *args: Any, doers: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        """``doers``: the people who may do it, by code."""
        super().__init__(*args, **kwargs)
        self.fields["doer"].choices = list(doers)  # type: ignore[attr-defined]


class StepForm(DoerForm):
    """A small step: what, who, by when."""

    text = LongTextField(label=_("Mikä on pieni askel?"), rows=2, max_length=300,
                         help_text=_("Yksi asia, jonka voi tehdä pian."))
    by_when = FinnishDateField(label=_("Mihin mennessä?"), earliest=clock.today)
    field_order = ("text", "doer", "doer_name", "by_when")


class TakeUpForm(DoerForm):
    """A step that ended with its case: who does it now, and by when."""

    by_when = FinnishDateField(label=_("Mihin mennessä?"), earliest=clock.today)


class HandForm(DoerForm):
    """Somebody else does it, and why."""

    why = LongTextField(label=_("Miksi tekijä vaihtuu?"), rows=2, max_length=300)


class StepWordsForm(Form):
    text = LongTextField(label=_("Askel"), rows=3, max_length=300)
    seen = _seen()


class DoneForm(Form):
    note = LongTextField(label=_("Kuinka se meni?"), rows=3, required=False, max_length=1000)


class MoveForm(Form):
    by_when = FinnishDateField(label=_("Uusi päivä"), earliest=clock.today)
    why = LongTextField(label=_("Miksi askel siirtyy?"), rows=2, max_length=300)


class ReviewForm(Form):
    """When the plan is looked at again."""

    review_on = FinnishDateField(label=_("Milloin katsotte suunnitelman uudelleen?"), earliest=clock.today,
                                 latest=lambda: clock.today() + timedelta(days=732))


class AnswerForm(Form):
    """What she says of the version, in the client's door."""

    asked_when = {"words": ("answer", "wants_change not_accepted")}

    answer = ChoiceCardsField(label=_("Mitä sanot suunnitelmasta?"), choices=[
        (Answer.ACCEPTED.value, _("Hyväksyn sen")), (Answer.WANTS_CHANGE.value, _("Muuttaisin jotakin")),
        (Answer.NOT_ACCEPTED.value, _("En hyväksy sitä"))])
    words = LongTextField(label=_("Mitä muuttaisit, tai miksi et hyväksy?"), rows=4, required=False)


class HeardAnswerForm(Form):
    """What she said of the version, written down by somebody who heard it."""

    asked_when = {"words": ("answer", "wants_change not_accepted"),
                  "witness": ("manner", f"{Manner.PHONE.value} {Manner.MEETING.value}")}

    answer = ChoiceCardsField(label=_("Mitä hän sanoi suunnitelmasta?"), choices=[
        (Answer.ACCEPTED.value, _("Hyväksyy")), (Answer.WANTS_CHANGE.value, _("Muuttaisi jotakin")),
        (Answer.NOT_ACCEPTED.value, _("Ei hyväksy"))])
    words = LongTextField(label=_("Hänen sanansa"), rows=3, required=False)
    giver = ChoiceCardsField(label=_("Kuka vastasi?"), choices=Giver.choices, initial=Giver.CLIENT.value)
    manner = ChoiceCardsField(label=_("Miten hän vastasi?"), choices=HEARD)
    witness = ShortTextField(label=_("Kuka oli todistamassa?"), required=False)
    given_on = FinnishDateField(label=_("Milloin?"), latest=clock.today, initial=clock.today)

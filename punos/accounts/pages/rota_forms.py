"""Forms of a unit's rota: who is away, who is on duty, who goes on after one who leaves."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from punos.accounts.queries import PersonCard
from punos.design_system.forms import FinnishDateField, Form, TimeField
from punos.kernel import clock


class _OfUnit(Form):
    """A form in which people of the unit are chosen."""

    people_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, people: list[PersonCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.people_fields:
            self.fields[name].choices = _choices(people)  # type: ignore[attr-defined]


class AbsenceForm(_OfUnit):
    """Who is away, when, and who answers meanwhile."""

    people_fields = ("account",)
    account = forms.ChoiceField(label=_("Kuka on poissa?"))
    substitute = forms.ChoiceField(label=_("Kuka vastaa hänen asioistaan sen ajan?"))
    begins = FinnishDateField(label=_("Ensimmäinen poissaolopäivä"), earliest=clock.today)
    ends = FinnishDateField(label=_("Viimeinen poissaolopäivä"), earliest=clock.today)

    def __init__(self, *args: Any, people: list[PersonCard], workers: list[PersonCard], **kwargs: Any) -> None:
        """``workers``: those of the unit's people who can stand in."""
        super().__init__(*args, people=people, **kwargs)
        self.fields["substitute"].choices = _choices(workers)  # type: ignore[attr-defined]


class DutyForm(_OfUnit):
    """Who answers for the queue, from when until when."""

    people_fields = ("account",)
    account = forms.ChoiceField(label=_("Kuka päivystää?"))
    day = FinnishDateField(label=_("Minä päivänä vuoro alkaa?"), earliest=clock.today)
    begins = TimeField(label=_("Kello"), initial="8.00")
    last_day = FinnishDateField(label=_("Minä päivänä vuoro päättyy?"), earliest=clock.today)
    ends = TimeField(label=_("Päättyy kello"), initial="16.00")

    def times(self) -> tuple[datetime, datetime]:
        """Beginning and end in Finnish time."""
        values = self.cleaned_data
        return _moment(values["day"], values["begins"]), _moment(values["last_day"], values["ends"])


class LeaveForm(_OfUnit):
    """Who goes on with what the leaving one still answers for."""

    people_fields = ("successor",)
    successor = forms.ChoiceField(label=_("Kuka jatkaa hänen asioitaan?"))


def _choices(people: list[PersonCard]) -> list[tuple[str, Any]]:
    return [("", _("Valitse"))] + [(str(card.account), f"{card.name}, {card.title}" if card.title else card.name)
                                   for card in people]


def _moment(day: Any, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.HELSINKI)


def next_working_day() -> Any:
    """Tomorrow, or Monday on a weekend."""
    day = clock.today() + timedelta(days=1)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

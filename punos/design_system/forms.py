"""The base form and the fields of Punos. Every error says what to do; what was typed always comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from punos.design_system import formats, parsing
from punos.design_system.widgets import CheckCards, ChoiceCards, FinnishDateInput, LongText, TimeInput
from punos.kernel import clock
from punos.kernel.errors import Refused

__all__ = [
    "CheckCardsField", "ChoiceCardsField", "FinnishDateField", "Form", "IdentityCodeField", "LongTextField",
    "MoneyField", "PersonNameField", "PhoneField", "ShortTextField", "TimeField", "YesNoField",
]  # fmt: skip

UNSTORABLE = _("Tekstissä oli näkymätön merkki, jota ei voi tallentaa. Se on poistettu. Lue teksti läpi ja lähetä se "
               "uudelleen.")
NOT_AMONG = _("Valitse yksi vaihtoehdoista.")
NOT_ALL_AMONG = _("Valitse vain annetuista vaihtoehdoista.")
SHORT_TEXT = 200
LONG_TEXT = 4000
SOON = timedelta(days=7)


def _fill(text: Any, label: Any) -> str:
    return str(text) % {"label": str(label or "").rstrip(":")}


_filled = lazy(_fill, str)


def _asks_for(field: forms.Field) -> Any:
    if isinstance(field, forms.BooleanField):
        return _("Rastita kohta: %(label)s")
    if isinstance(field, forms.MultipleChoiceField):
        return _("Valitse ainakin yksi: %(label)s")
    return _("Valitse yksi: %(label)s") if hasattr(field, "choices") else _("Täytä kohta: %(label)s")


class Form(forms.Form):
    """A form whose fields name themselves in their errors, and whose checks are ours, not the browser's."""

    use_required_attribute = False
    # Fields that another answer may make necessary: they are not marked as optional, since they may not be.
    asked_sometimes: tuple[str, ...] = ()
    # Fields asked only after certain answers to another: {field: (other field, "its answers")}, "*" for any answer.
    # The page hides them until then where scripts run; without them all is shown, each with the words for when it is
    # asked (rendering.asked_if), and the rules are the same.
    asked_when: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; afterwards each required field knows how to ask for itself."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.asked_when = self.asked_when.get(name)  # type: ignore[attr-defined]
            if "%(value)s" in str(field.error_messages.get("invalid_choice", "")):  # what was sent is no words of hers
                many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
                field.error_messages["invalid_choice"] = NOT_ALL_AMONG if many else NOT_AMONG
            sometimes = name in self.asked_sometimes or name in self.asked_when
            field.asked_sometimes = sometimes  # type: ignore[attr-defined]
            if "required" in (getattr(field, "own_messages", None) or {}):
                continue
            field.error_messages["required"] = _filled(_asks_for(field), field.label or name)

    def _clean_form(self) -> None:
        """Django's last step; before it, each field that came with a null byte says so (``plain_text``)."""
        for name in self.fields:
            if self.add_prefix(name) in getattr(self.data, "unstorable", ()) and name not in self.errors:
                self.add_error(name, forms.ValidationError(UNSTORABLE, code="unstorable"))
        super()._clean_form()  # type: ignore[misc]

    refused: Refused | None = None

    def refuse(self, refused: Refused, **renamed: str) -> None:
        """Say a refusal beside the field it concerns, or at the top; ``renamed``: the action's field → the form's."""
        self.refused = refused
        field = renamed.get(refused.field, refused.field)
        self.add_error(field if field in self.fields else None, str(refused.message))

    def problems(self) -> list[tuple[str, str]]:
        """(field name or empty, text) of every error, in the order of the fields."""
        order = ["__all__", *self.fields]
        return [("" if name == "__all__" else name, str(text)) for name in order for text in self.errors.get(name, [])]


class _ReadField(forms.CharField):
    """A field whose text is read by :mod:`punos.design_system.parsing`."""

    reader: Callable[[str], Any]
    reasons: dict[str, Any] = {}

    def __init__(self, *, error_messages: dict[str, Any] | None = None, **kwargs: Any) -> None:
        self.own_messages = error_messages
        super().__init__(error_messages=error_messages, **kwargs)
        self.validators = []  # Django's own check of a null byte: the reader leaves it out

    def to_python(self, value: Any) -> Any:
        if value is None or parsing.is_blank(str(value)):
            return self.empty_value if self.empty_is_text else None
        try:
            return self.read(str(value))
        except parsing.Unreadable as problem:
            words = self.reasons[problem.reason]
            raise forms.ValidationError(words, code=problem.reason, params=self.facts(problem) or None) from None

    def facts(self, problem: parsing.Unreadable) -> dict[str, Any]:
        """What the words about a problem name."""
        return problem.facts

    empty_is_text = False

    def read(self, text: str) -> Any:
        """The value that ``text`` means."""
        return type(self).reader(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or None) != (self.to_python(data) or None))
        except forms.ValidationError:
            return True


class ShortTextField(_ReadField):
    """One line of text."""

    empty_is_text = True
    reader = staticmethod(parsing.read_text)

    def __init__(self, *, max_length: int = SHORT_TEXT, **kwargs: Any) -> None:
        self.limit = max_length
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and len(value) > self.limit:
            raise forms.ValidationError(self.too_long(len(value) - self.limit), code="too_long")

    def too_long(self, over: int) -> Any:
        """What to do about ``over`` characters too many."""
        return ngettext_lazy(
            "Teksti on liian pitkä: lyhennä sitä %(over)s merkillä. Kirjoittamasi on tallessa tässä.",
            "Teksti on liian pitkä: lyhennä sitä %(over)s merkillä. Kirjoittamasi on tallessa tässä.",
            over,
        ) % {"over": formats.number_text(over, get_language() or "fi")}


class LongTextField(ShortTextField):
    """Several lines, with a counter; far too long a text comes back whole with the same advice."""

    widget = LongText

    def __init__(self, *, max_length: int = LONG_TEXT, rows: int | None = None, **kwargs: Any) -> None:
        self.counted_to = max_length
        super().__init__(max_length=max_length, **kwargs)
        if rows:
            self.widget.attrs["rows"] = rows


class PersonNameField(ShortTextField):
    """A person's name or part of it: letters of any language, blanks, hyphens, apostrophes."""

    reader = staticmethod(parsing.read_name)
    reasons = {"signs": _("Kirjoita nimi kirjaimin. Väliviiva, välilyönti ja heittomerkki käyvät.")}

    def __init__(self, *, max_length: int = 100, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.widget.attrs.setdefault("spellcheck", "false")


class FinnishDateField(_ReadField):
    """A day, as people write it. ``earliest`` and ``latest`` may be days or functions that give one.

    ``example`` is a day that is typically told here; without it one that would do today is shown. A hint of one's own
    has no example but where it says ``%(example)s``.
    """

    widget = FinnishDateInput
    reader = staticmethod(parsing.read_date)
    reasons = {
        "form": _("Kirjoita päivä näin: %(example)s."),
        "no_year": _("Lisää vuosi: kirjoita päivä näin: %(example)s."),
        "short_year": _("Kirjoita vuosi neljällä numerolla, esimerkiksi %(year)s."),
        "year": _("Tarkista vuosi: sen pitää olla vuosien 1850 ja 2150 välissä."),
        "month": _("Tarkista kuukausi: sen pitää olla luku 1–12."),
        "day": _("Tarkista päivä: kuukaudessa %(month)s/%(year)s on %(days)s päivää."),
    }

    def __init__(
        self,
        *,
        earliest: date | Callable[[], date] | None = None,
        latest: date | Callable[[], date] | None = None,
        example: date | Callable[[], date] | None = None,
        **kwargs: Any,
    ) -> None:
        self.earliest, self.latest, self.typical = earliest, latest, example
        kwargs.setdefault("help_text", _("Esimerkiksi %(example)s"))
        super().__init__(**kwargs)

    def example(self) -> date:
        """A day that would do: the one that is typical here; else a week on where the past would not do; else today."""
        if typical := _now_if_function(self.typical):
            return typical
        earliest, latest = _now_if_function(self.earliest), _now_if_function(self.latest)
        day = max(clock.today(), earliest) + SOON if earliest else clock.today()
        return min(day, latest) if latest else day

    def facts(self, problem: parsing.Unreadable) -> dict[str, Any]:
        day = self.example()  # in one form in every language: as it is typed
        return {"example": formats.date_text(day), "year": day.year, **problem.facts}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """The hint as it is shown today."""
        bound: Any = super().get_bound_field(form, field_name)
        if "%(example)s" in str(bound.help_text):
            bound.help_text = bound.help_text % {"example": formats.date_text(self.example())}
        return bound

    def to_python(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        earliest, latest = _now_if_function(self.earliest), _now_if_function(self.latest)
        if earliest and value < earliest:
            words = _("Valitse %(day)s tai myöhempi päivä.")
            raise forms.ValidationError(words, code="early", params={"day": formats.date_text(earliest)})
        if latest and value > latest:
            words = _("Valitse %(day)s tai aiempi päivä.")
            raise forms.ValidationError(words, code="late", params={"day": formats.date_text(latest)})


def _now_if_function(limit: date | Callable[[], date] | None) -> date | None:
    return limit() if callable(limit) else limit


class TimeField(_ReadField):
    """A time of day: 9.30, 9:30, 0930 or 9."""

    widget = TimeInput
    reader = staticmethod(parsing.read_time)
    reasons = {
        "form": _("Kirjoita kellonaika näin: 9.30."),
        "range": _("Tarkista kellonaika: tunnit ovat 0–23 ja minuutit 0–59."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Esimerkiksi 9.30"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, time) else super().to_python(value)


class MoneyField(_ReadField):
    """A sum in euros; its value is whole cents."""

    reader = staticmethod(parsing.read_cents)
    reasons = {
        "form": _("Kirjoita summa euroina, esimerkiksi 10,50."),
        "too_big": _("Summa on liian suuri. Tarkista numerot."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")

    def prepare_value(self, value: Any) -> Any:
        """Cents on the way to the page read as euros."""
        return f"{value // 100},{value % 100:02d}" if isinstance(value, int) else value


class IdentityCodeField(_ReadField):
    """A Finnish personal identity code. Outside production only artificial ones (900–999) are taken."""

    reasons = {
        "form": _("Henkilötunnuksessa on 11 merkkiä, esimerkiksi 010190-900P. Tarkista tunnus."),
        "date": _("Tunnuksen alku ei ole syntymäpäivä. Tarkista kuusi ensimmäistä numeroa."),
        "check": _("Tunnuksessa on kirjoitusvirhe: viimeinen merkki ei sovi muihin. Tarkista merkki kerrallaan."),
        "real": _("Tässä harjoitellaan keksityillä tunnuksilla. Käytä tunnusta, jonka yksilönumero on 900–999."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"spellcheck": "false", "autocomplete": "off", "autocapitalize": "characters"})
        self.widget.attrs["data-short"] = True

    def read(self, text: str) -> str:
        return parsing.read_identity_code(text, artificial_only=not getattr(settings, "PRODUCTION", False))


class PhoneField(_ReadField):
    """A phone number; its value is the international form, or a short number such as 116117."""

    empty_is_text = True
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "data-short": True})
    reader = staticmethod(parsing.read_phone)
    reasons = {
        "form": _("Kirjoita numero numeroina, esimerkiksi 040 123 4567."),
        "length": _("Tarkista numero: siinä on liian vähän tai liian monta numeroa."),
    }


class ChoiceCardsField(forms.ChoiceField):
    """One of a few big choices; ``hints`` maps a value to one line that explains it."""

    widget = ChoiceCards
    default_error_messages = {"invalid_choice": NOT_AMONG}

    def __init__(self, *, hints: dict[str, Any] | None = None, error_messages: Any = None, **kwargs: Any) -> None:
        self.own_messages = error_messages
        super().__init__(error_messages=error_messages, **kwargs)
        self.widget.hints = hints or {}


class CheckCardsField(forms.MultipleChoiceField):
    """Any of a few big choices."""

    widget = CheckCards
    default_error_messages = {"invalid_choice": NOT_ALL_AMONG}

    def __init__(self, *, hints: dict[str, Any] | None = None, error_messages: Any = None, **kwargs: Any) -> None:
        self.own_messages = error_messages
        super().__init__(error_messages=error_messages, **kwargs)
        self.widget.hints = hints or {}


class YesNoField(forms.TypedChoiceField):
    """Yes or no as two big choices; its value is ``True``, ``False`` or ``None`` when not answered."""

    widget = ChoiceCards
    default_error_messages = {"invalid_choice": _("Valitse kyllä tai ei.")}

    def __init__(self, *, yes: Any = None, no: Any = None, error_messages: Any = None, **kwargs: Any) -> None:
        self.own_messages = error_messages
        choices: Iterable[tuple[str, Any]] = [("yes", yes or _("Kyllä")), ("no", no or _("Ei"))]
        super().__init__(
            choices=choices,
            coerce=lambda value: value == "yes",
            empty_value=None,
            error_messages=error_messages,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """``True`` and ``False`` as the names of the choices."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value

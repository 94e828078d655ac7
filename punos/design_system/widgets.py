"""Widgets carry no markup: their class names tell ``ds.field`` which control to draw."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms

from punos.design_system import formats


class FinnishDateInput(forms.TextInput):
    """One text field: people paste, type ``1.2.2026`` or only digits, and screen readers meet one label."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """A comma from a phone's number pad reads as a full stop, so ``decimal`` gives big digits everywhere."""
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """``22.11.2026``; what could not be read stays as it was typed."""
        return formats.date_text(value) if isinstance(value, date) else super().format_value(value)


class TimeInput(forms.TextInput):
    """One text field for a time of day."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Big digits on a phone."""
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """``9.30``."""
        return formats.bare_time(value) if isinstance(value, time) else super().format_value(value)


class LongText(forms.Textarea):
    """Several lines; kept as a draft in forms that name one."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Six rows unless told."""
        super().__init__({"rows": 6, **(attrs or {})})


class ChoiceCards(forms.RadioSelect):
    """Radios as big choices."""

    hints: dict[str, Any] = {}


class CheckCards(forms.CheckboxSelectMultiple):
    """Checkboxes as big choices."""

    hints: dict[str, Any] = {}

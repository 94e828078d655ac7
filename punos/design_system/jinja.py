"""The Jinja2 environment of every page: texts, formats, components. Named in the settings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from jinja2 import Environment, StrictUndefined

from punos.design_system import formats, rendering
from punos.design_system.components import Components
from punos.kernel import clock


def environment(**options: Any) -> Environment:
    """Build the environment. A name that is misspelt in a template is an error, not an empty page."""
    options.setdefault("undefined", StrictUndefined)
    options.setdefault("finalize", written)
    extensions = [*options.pop("extensions", ()), "jinja2.ext.i18n"]
    env = Environment(extensions=extensions, trim_blocks=True, lstrip_blocks=True, **options)
    env.policies["ext.i18n.trimmed"] = True
    # newstyle: {{ _("Tavoite %(n)s", n=1) }}; a literal percent sign in a text is written twice
    env.install_gettext_callables(  # type: ignore[attr-defined]
        *(_with_sections_whole(said) for said in (translation.gettext, translation.ngettext)), newstyle=True,
        pgettext=_with_sections_whole(translation.pgettext), npgettext=_with_sections_whole(translation.npgettext))
    env.globals.update(
        static=static,
        url=_url,
        url_or_none=_url_or_none,
        language=language,
        today=clock.today,
        ds=Components(env),
        **rendering.FUNCTIONS,
        **_format_functions(),
    )
    env.filters.update(_format_filters())
    return env


def written(value: Any) -> Any:
    """What every ``{{ … }}`` writes: a section of an act is not parted from its number at the end of a line. What a
    person typed comes back into its field as it was."""
    if isinstance(value, Promise):
        value = str(value)
    return formats.unbroken(value, language()) if type(value) is str else value


def _with_sections_whole(said: Callable[..., str]) -> Callable[..., str]:
    return lambda *words: formats.unbroken(said(*words))


def language() -> str:
    """The language of the page being written: ``fi``, ``sv`` or ``en``."""
    return (translation.get_language() or "fi")[:2]


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def _url_or_none(name: str, *args: Any, **kwargs: Any) -> str | None:
    """The address, or nothing where this installation does not have that page."""
    try:
        return _url(name, *args, **kwargs)
    except NoReverseMatch:
        return None


def _local(moment: datetime) -> datetime:
    return moment if timezone.is_naive(moment) else moment.astimezone(clock.HELSINKI)


def _day(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _clock_time(value: time | datetime) -> time | datetime:
    return _local(value) if isinstance(value, datetime) else value


def _format_filters() -> dict[str, Any]:
    """``{{ step.due|due }}``: what each writes stands in :mod:`punos.design_system.formats`."""
    return {
        "date": lambda value: formats.date_text(_day(value), language()),
        "near": lambda value: formats.near_date(_day(value), clock.today(), language()),
        "due": lambda value: formats.due_text(_day(value), clock.today(), language()),
        "moment": lambda value: formats.moment_text(_local(value), language()),
        "near_moment": lambda value: formats.near_moment(_local(value), clock.today(), language()),
        "time": lambda value: formats.time_text(_clock_time(value), language()),
        "bare_time": lambda value: formats.bare_time(_clock_time(value), language()),
        "weekday": lambda value: formats.long_weekday(_day(value), language()),
        "week": lambda value: formats.week_text(_day(value), language()),
        "number": _number,
        "percent": lambda value, decimals=0: formats.percent_text(value, language(), decimals),
        "money": lambda cents: formats.money_text(cents, language()),
        "phone": formats.phone_text,
        "place": lambda section: formats.unbroken(section, language()),
        "phone_link": lambda raw: "tel:" + formats.phone_number(raw),
        "initials": formats.initials,
        "sentence": formats.as_sentence,
        "paragraphs": rendering.paragraphs,
        "iso": lambda value: _local(value).isoformat() if isinstance(value, datetime) else value.isoformat(),
    }


def _number(value: int | float | Decimal, decimals: int | None = None) -> str:
    return formats.number_text(value, language(), decimals)


def _format_functions() -> dict[str, Any]:
    """The formats that take two values or none of the page's objects."""
    return {
        "date_range": lambda start, end: formats.date_range(_day(start), _day(end), language()),
        "time_range": lambda start, end: formats.time_range(_clock_time(start), _clock_time(end), language()),
        "days_late": lambda days: formats.days_late(days, language()),
        "days_left": lambda days: formats.days_left(days, language()),
        "name_in_list": formats.name_in_list,
        "name_in_letter": formats.name_in_letter,
    }

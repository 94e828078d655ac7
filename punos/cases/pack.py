"""The operating model of a case, as the rules read it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.cases.rules import Stage
from punos.kernel import clock
from punos.kernel.errors import Refused
from punos.lawfulness.texts import Text
from punos.operating_models import OperatingModel, load


def of(code: str) -> OperatingModel:
    """The model of this code; refused when the county has no such model."""
    try:
        return load(code)
    except KeyError:
        raise Refused(_("Tällaista toimintamallia ei ole."), field="model", code="unknown_model") from None


def stages(model: OperatingModel) -> tuple[Stage, ...]:
    """The stages a case goes through while it is open. Closing is an act of its own, with a reason."""
    return tuple(Stage(s.code, s.accountable.value, tuple(n for n in s.next if not model.stage(n).is_closed), s.target)
                 for s in model.stages if not s.is_closed)


def first_date(model: OperatingModel) -> date:
    """By when the first stage should be done: what a form proposes as the next date."""
    target = model.first_stage.target
    return target.after(clock.now()).astimezone(clock.HELSINKI).date() if target else clock.add_working_days(
        clock.today(), 5)


def said(text: Text) -> str:
    """A pack's text in the language of the page."""
    return text.in_language(get_language() or "fi")


def words(model: OperatingModel, code: str) -> str:
    """A text of the pack by its place ("closing_reason.died"), in the language of the page."""
    return model.text(code, get_language() or "fi")


def for_older_people(code: str) -> bool:
    """Is the model made for older people (980/2012)? Then the clocks of that act run for its clients."""
    ages_from = of(code).audience.made_for_ages_from
    return ages_from is not None and ages_from >= 63

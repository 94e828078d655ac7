"""What the operating model promises at intake: how soon an answer, how soon a yes or no to a handover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.translation import get_language

from punos.kernel.clock import WorkingTime
from punos.lawfulness.texts import Text
from punos.operating_models import Promise, load

# When somebody is in danger she is answered, and a receiver answers, within the hour, day or night: the need is
# assessed immediately (1301/2014 36.1 §), and an offer that nobody answers must not stand in the way of that.
IN_DANGER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Promises:
    """``first_answer``: to the one who turned to us. ``handover_answer`` and ``second_offer_answer``: from a receiver.
    ``callback``: the usual time to call back. ``decline_reasons``: code → text. ``handover_text``: the rule in words.
    """

    first_answer: WorkingTime
    handover_answer: WorkingTime
    second_offer_answer: WorkingTime
    callback: WorkingTime
    decline_reasons: dict[str, Text]
    handover_text: Text


def promises() -> Promises:
    """The promises in force for contacts, which are in no case yet: those of the county's first model."""
    model = load(settings.PUNOS_MODEL)
    return Promises(
        model.target(Promise.CONTACT_FIRST_ANSWER), model.target(Promise.HANDOVER_ANSWER),
        model.target(Promise.SECOND_OFFER_ANSWER), model.target(Promise.CALLBACK),
        {choice.code: choice.text for choice in model.handover.decline_reasons}, model.handover.text)


def in_words(text: Text) -> str:
    """A text of the pack in the language of the page."""
    return text.in_language(get_language() or "fi")

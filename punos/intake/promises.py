"""What the operating model promises at intake: how soon an answer, how soon a yes or no to a handover."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from punos.kernel.clock import WorkingTime


@dataclass(frozen=True, slots=True)
class Promises:
    """``first_answer``: to the one who turned to us. ``handover_answer``: from a receiver; ``urgent_answer`` when
    somebody is in danger. ``decline_reasons``: code → text."""

    first_answer: WorkingTime
    handover_answer: WorkingTime
    urgent_answer: WorkingTime
    decline_reasons: dict[str, StrPromise]


def promises() -> Promises:
    """The promises in force for contacts that are in no case yet."""
    return Promises(
        first_answer=WorkingTime(days=1), handover_answer=WorkingTime(days=2), urgent_answer=WorkingTime(hours=1),
        decline_reasons={
            "other_area": _("Asiakas asuu toisella alueella"),
            "other_service": _("Asia kuuluu toiselle palvelulle"),
            "already_helped": _("Asiakkaalla on jo työntekijä, joka hoitaa asiaa"),
            "no_capacity": _("Emme ehdi auttaa riittävän pian"),
            "more_needed": _("Tarvitsemme lisätietoja ennen kuin voimme auttaa"),
            "other": _("Muu syy"),
        })

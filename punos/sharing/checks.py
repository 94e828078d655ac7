"""What must hold before somebody is let in on a person's own initiative."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from punos.kernel.actor import Actor
from punos.sharing import facts, settling
from punos.sharing.models import Tie as TieRow
from punos.sharing.refusals import not_lawful


def holds(by: Actor, matter: UUID) -> bool:
    """Does this person hold the matter now, herself or through her unit? Then an offer is hers to answer for."""
    with facts.for_sharing(by):
        return TieRow.objects.filter(Q(account=by.account) | Q(unit__in=by.units), matter=matter,
                                     ended_at=None).exists()


def must_be_lawful(row: TieRow, by: Actor) -> None:
    """Refuse (and roll the whole back) when the tie makes no sense in law: with ways out of the refusal."""
    with facts.for_sharing(by):
        missing = settling.missing_of(row)
    if missing:
        raise not_lawful(missing, field="receiver")

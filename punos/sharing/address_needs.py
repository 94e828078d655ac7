"""Whose task needs the protected address of a client now, and who may say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from punos.access.queries import require
from punos.accounts import queries as people
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.sharing import checks, facts
from punos.sharing.models import Ground
from punos.sharing.models import Tie as TieRow
from punos.sharing.rules import TieKind


@dataclass(frozen=True, slots=True)
class AddressNeed:
    """One person's task (a code of ``grounds.ADDRESS_TASKS``), why it needs the address, until which day."""

    id: UUID
    account: UUID
    name: str
    role: str
    task: str
    reason: str
    until: date


def in_force(actor: Actor, client: UUID) -> list[AddressNeed]:
    """Who has the address by her task now, first to end first. ``Unseen`` without a grant on her permissions."""
    require(actor, client, Category.PERMISSIONS)
    with facts.for_sharing(actor):
        standing = TieRow.objects.filter(client=client, kind=TieKind.ADDRESS_TASK, ended_at=None,
                                         until__gt=clock.now())
        rows = list(Ground.objects.filter(pk__in=standing.values("matter"), ended_at=None).order_by("valid_until"))
    cards = people.cards(row.account_id for row in rows)
    return [AddressNeed(row.pk, row.account_id, card.name, ", ".join(filter(None, (card.title, card.unit_name))),
                        row.task, row.reason, row.valid_until)
            for row in rows if (card := cards.get(row.account_id))]


def who_could(actor: Actor, client: UUID) -> list[people.PersonCard]:
    """The professionals whose task might need it. ``Unseen`` without a grant on her permissions."""
    require(actor, client, Category.PERMISSIONS)
    return sorted(checks.around(actor, client).values(), key=lambda card: card.name)


def why_not_hers_to_open(actor: Actor, client: UUID) -> str:
    """Why this person may not say whose task needs it; empty when she may."""
    return checks.why_not(checks.may_open_the_address, actor, client)


def may_end(actor: Actor, client: UUID) -> bool:
    """May she close it again, for anybody?"""
    return checks.answers(actor, client)

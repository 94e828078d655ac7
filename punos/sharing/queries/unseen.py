"""Matters that nobody found may see, and those that came to somebody unasked: no word about whom they concern."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from punos.access.permissions import Permission, permissions_of
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.intake import queries as intake
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.kernel.holding import Holder, Waiting
from punos.sharing import facts, settling
from punos.sharing.models import BroughtBack
from punos.sharing.models import Tie as TieRow
from punos.sharing.rules import HELD, TieKind

NOBODY_FOUND = Q(account=None, unit=None)


@dataclass(frozen=True, slots=True)
class UnseenMatter:
    """A contact or a case that nobody found may see: in which register, since when, by which section, who answers for
    it now though she sees nothing, in which unit, and the offer of it that waits. ``client`` is for the journal, never
    for a page."""

    id: UUID
    kind: TieKind
    matter: UUID
    client: UUID
    register: str
    section: str
    since: datetime
    holder: Holder
    unit: UUID | None
    offer: Waiting | None


def unseen_matters(actor: Actor) -> list[UnseenMatter]:
    """What this leader finds somebody for, the oldest first: what a unit of hers answers for, and a unit that nobody
    leads. Empty for everybody else."""
    if Permission.LEAD not in permissions_of(actor.roles):
        return []
    with facts.for_sharing(actor):
        rows = list(BroughtBack.objects.filter(NOBODY_FOUND, ended_at=None).order_by("at", "id"))
        ties = {(tie.kind, tie.matter): tie for tie in settling.unseen_among(
            _holding().filter(matter__in=[row.matter for row in rows]))}
        offers = cases.offers_waiting(row.matter for row in rows) | intake.offers_waiting(
            row.matter for row in rows) if ties else {}
    return _for_leader(actor, [_matter(row, ties[row.kind, row.matter], offers.get(row.matter))
                               for row in rows if (row.kind, row.matter) in ties])


def _matter(row: BroughtBack, tie: TieRow, offer: Waiting | None) -> UnseenMatter:
    return UnseenMatter(
        row.pk, TieKind(row.kind), row.matter, row.client_id, row.register, row.section, row.at,
        Holder(tie.account_id, tie.unit_id), tie.unit_id or accounts.last_unit(tie.account_id),  # type: ignore[arg-type]
        offer)


def _for_leader(actor: Actor, found: list[UnseenMatter]) -> list[UnseenMatter]:
    if not found:
        return []
    led, mine = accounts.units_with_a_leader(row.unit for row in found), {u.pk for u in accounts.units_led(actor)}
    return [row for row in found if row.unit in mine or row.unit not in led]


def came_to_me(actor: Actor) -> list[BroughtBack]:
    """What came unasked to this person, to her queues or to one she stands in for today, and waits to be taken on;
    and what she answers for herself though she may not see it (``NOBODY_FOUND``); the oldest first."""
    mine = Q(account=actor.account) | Q(unit__in=actor.units)
    hers = mine | Q(account__in=accounts.stood_in_for(actor.account))
    answers_blind = Exists(_holding().filter(mine, kind=OuterRef("kind"), matter=OuterRef("matter")))
    with facts.for_sharing(actor):
        rows = list(BroughtBack.objects.filter(hers | NOBODY_FOUND & Q(answers_blind), ended_at=None).order_by(
            "at", "id"))
        ties = list(_holding().filter(hers, matter__in=[row.matter for row in rows])) if rows else []
        held, blind = {tie.matter for tie in ties}, {tie.matter for tie in settling.unseen_among(ties)}
        to_me = {row.matter for row in rows if row.matter in held and (row.account_id or row.unit_id)}
        on_offer = cases.offers_waiting(to_me) | intake.offers_waiting(to_me) if to_me else {}
    return [row for row in rows if (row.matter in to_me and row.matter not in on_offer) or (
        row.matter in blind and row.matter not in to_me)]


def _holding() -> QuerySet[TieRow]:
    """The ties by which matters are answered for now."""
    return TieRow.objects.filter(kind__in=HELD, matter_client=F("client"), until=None, ended_at=None)


def brought(actor: Actor, brought_id: UUID) -> BroughtBack:
    """One of what came unasked to this person, her queues or one she stands in for; ``Unseen`` for anybody else."""
    hers = Q(account=actor.account) | Q(unit__in=actor.units) | Q(account__in=accounts.stood_in_for(actor.account))
    with facts.for_sharing(actor):
        found = BroughtBack.objects.filter(hers, pk=brought_id).first()
    if found is None:
        raise Unseen
    return found

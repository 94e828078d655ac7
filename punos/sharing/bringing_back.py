"""What was brought back to one whom nobody had asked, and what nobody may answer for (ADR 0074).

Accountability moves when the receiver accepts. When the law blinds the holder there is no time to wait for that: the
matter goes at once to the next who may see it, who takes it on or offers it further. Where nobody can be found the
blind holder goes on answering, and a manager, who sees nothing of the matter either, chooses whom to ask.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.accounts import queries as accounts
from punos.cases import actions as cases
from punos.intake import actions as intake
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.kernel.holding import Holder
from punos.sharing import facts
from punos.sharing.models import BroughtBack
from punos.sharing.queries.unseen import UnseenMatter, unseen_matters
from punos.sharing.rules import TieKind


def write_down(made: BroughtBack, *, to: Holder | None, by: Actor) -> None:
    """To whom a matter was brought back now; None: nobody was found. Found again each night, the day stays the
    first."""
    with facts.for_sharing(by):
        standing = BroughtBack.objects.select_for_update().filter(
            kind=made.kind, matter=made.matter, ended_at=None).first()
        if standing and to is None and standing.account_id is None and standing.unit_id is None:
            return
        if standing:
            _end(standing, by)
        made.at, made.account_id, made.unit_id = clock.now(), to.account if to else None, to.unit if to else None
        made.save(force_insert=True)


def over(kind: TieKind, matter: UUID, *, by: Actor) -> None:
    """The matter has moved or is closed: nobody needs to be told of it any more."""
    with facts.for_sharing(by):
        BroughtBack.objects.filter(kind=kind, matter=matter, ended_at=None).update(
            ended_at=clock.now(), ended_by=by.account)


def found_again(records: Collection[UUID], lost: Collection[UUID], *, by: Actor) -> None:
    """Of what nobody could answer for, that is over which is not ``lost`` any more: its holder sees it again."""
    with facts.for_sharing(by):
        BroughtBack.objects.filter(client__in=records, account=None, unit=None, ended_at=None).exclude(
            matter__in=lost).update(ended_at=clock.now(), ended_by=by.account)


@action
def take_on(*, brought: UUID, by: Actor) -> BroughtBack:
    """She, or whoever stands in for her today, has read why this came to her without being asked, and takes it on.
    ``Unseen`` for anybody else."""
    with facts.for_sharing(by):
        found = BroughtBack.objects.select_for_update().filter(pk=brought).first()
        if found is None or not (found.unit_id in by.units or by.account in (
                found.account_id, found.account_id and accounts.substitute_of(found.account_id))):
            raise Unseen
        if found.ended_at:
            raise Refused(_("Tämä on jo otettu vastaan tai siirretty."), code="taken")
        _end(found, by)
    audit.record("sharing.take_on", by=by, client=found.client_id, about=found, basis=found.section,
                 kind=found.kind, matter=found.matter)
    return found


@action
def offer_unseen(*, brought: UUID, account: UUID | None, reason: str, by: Actor) -> None:
    """A manager asks a person to answer for what its holder may not see. She accepts it as any offer, and sees it
    then by law; until then the holder stays. ``Unseen`` unless it is hers to arrange; refused beside ``account`` with
    the section and the ways out where the law would not show it to this person."""
    found = _to_arrange(brought, by)
    if account is None:
        raise Refused(_("Valitse, kenelle asiaa tarjotaan."), field="account", code="required")
    if not reason.strip():
        raise Refused(_("Kirjoita, miksi tarjoat asiaa juuri hänelle."), field="reason", code="required")
    if found.kind is TieKind.CONTACT:
        intake.offer_for_holder(contact=found.matter, account=account, note=reason.strip(), by=by)
    else:
        cases.offer_for_holder(case=found.matter, account=account, reason=reason.strip(), by=by)
    audit.record("sharing.offer_unseen", by=by, client=found.client, account=account, kind=found.kind,
                 matter=found.matter, basis=found.section)


@action
def withdraw_unseen(*, brought: UUID, by: Actor) -> None:
    """The manager takes back what she offered, to ask somebody else. Refused when it has been answered; ``Unseen`` for
    an offer of another's."""
    found = _to_arrange(brought, by)
    if found.kind is TieKind.CONTACT:
        intake.withdraw_for_holder(contact=found.matter, by=by)
    else:
        cases.withdraw_for_holder(case=found.matter, by=by)
    audit.record("sharing.withdraw_unseen", by=by, client=found.client, kind=found.kind, matter=found.matter,
                 basis=found.section)


def _to_arrange(brought: UUID, by: Actor) -> UnseenMatter:
    found = next((row for row in unseen_matters(by) if row.id == brought), None)
    if found is None:
        raise Unseen
    return found


def _end(found: BroughtBack, by: Actor) -> None:
    found.ended_at, found.ended_by = clock.now(), by.account
    found.save(update_fields=["ended_at", "ended_by"])

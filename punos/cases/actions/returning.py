"""She turns to us again: the one who answered for her closed case is told, or the open one hears of it."""

from __future__ import annotations

from uuid import UUID

from punos import audit
from punos.access.action import action
from punos.access.purposes import Purpose
from punos.cases.events import ClientReturned
from punos.cases.models import Case, Holding, ReturnNotice
from punos.clients import queries as clients
from punos.kernel import clock, events, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen


@action
def tell_former_holder(*, client: UUID, contact: UUID, held_by: UUID | None = None,
                       records: frozenset[UUID] = frozenset(), by: Actor) -> ReturnNotice | None:
    """A new contact about a client: her open case has been touched and whoever answers for it is told, unless she
    has it herself (``held_by``) or wrote it down; or the former holder of her newest closed one is told (once per
    contact). None when she has had no case, or when nobody held it as a person. ``records``: every id of hers, where
    they have been asked already.

    The one of an open case finds it on her list only while the law lets her see the contact itself.
    """
    with session.purpose_of(Purpose.HOLDING):
        records = records or clients.every_record(client)
        hers = Case.objects.filter(client__in=records)
        touched = hers.filter(closed_at=None).update(last_touch_at=clock.now())
        if touched:
            _tell_those_who_answer(records, client, contact, held_by, by)
        case = None if touched else hers.order_by("closed_at", "-opened_at").last()
        former = Holding.objects.filter(case=case, account__isnull=False).order_by("-begins").first() if case else None
        made = None
        if case and former and former.account_id:
            made, _made_now = ReturnNotice.objects.get_or_create(
                case=case, contact_id=contact,
                defaults={"client_id": client, "account_id": former.account_id, "told_at": clock.now()})
        if made:
            audit.record("cases.tell_former_holder", by=by, client=client, about=made, account=made.account_id)
        else:  # nothing about her was done: the journal knows that it was looked at, her own log does not
            audit.record("cases.no_former_holder", by=by)
    if made and case:
        events.publish(ClientReturned(notice=made.pk, case=case.pk, client=client, contact=contact,
                                      account=made.account_id, by=by))
    return made


def _tell_those_who_answer(records: frozenset[UUID], client: UUID, contact: UUID, held_by: UUID | None,
                           by: Actor) -> None:
    for period in Holding.objects.filter(case__client__in=records, ends=None, account__isnull=False):
        if period.account_id is None or period.account_id in (held_by, by.account):
            continue
        made, new = ReturnNotice.objects.get_or_create(
            case_id=period.case_id, contact_id=contact,
            defaults={"client_id": client, "account_id": period.account_id, "told_at": clock.now()})
        if new:
            audit.record("cases.tell_holder", by=by, client=client, about=made, account=made.account_id)


@action
def mark_return_seen(*, notice: UUID, by: Actor) -> ReturnNotice:
    """The former holder has looked at what brings her back."""
    found = ReturnNotice.objects.select_for_update().filter(pk=notice, account=by.account).first()
    if found is None:
        raise Unseen
    found.seen_at = found.seen_at or clock.now()
    found.save(update_fields=["seen_at"])
    audit.record("cases.mark_return_seen", by=by, client=found.client_id, about=found)
    return found

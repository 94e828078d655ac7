"""Worklists: what waits for me, what my queues hold, what I answer for, whom I promised to call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Count, OuterRef, Q, QuerySet, Subquery, When

from punos.access.purposes import Purpose
from punos.access.queries import clients_seen
from punos.clients.queries import of_person
from punos.intake import rules
from punos.intake.models import Callback, ContactNotice, Handover, Holding
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.holding import Holder, Outcome
from punos.kernel.session import purpose_of
from punos.lawfulness.categories import Category

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A contact on a list. ``offer``: the open one on its way, else the last one that ended without a yes
    (``came_back``), left out where only its ``outcome`` was asked for ("" while it is on its way, None without any).
    ``passes``: how many times it has been offered on. ``call_id``, ``call_by``: the promised call."""

    contact: ContactNotice
    holder: Holder
    next_date: date | None
    substitute: UUID | None
    offer: Handover | None
    passes: int
    outcome: str | None = None
    call_id: UUID | None = None
    call_by: datetime | None = None

    @property
    def call_is_late(self) -> bool:
        return self.call_by is not None and rules.was_kept(self.call_by, None, clock.now()) is False

    @property
    def on_its_way(self) -> bool:
        return self.outcome == ""

    @property
    def came_back(self) -> bool:
        if self.outcome in (Outcome.DECLINED, Outcome.UNANSWERED):
            return True
        return bool(self.outcome and self.offer and self.offer.stopped_by)

    @property
    def is_late(self) -> bool:
        return self.next_date is not None and self.next_date < clock.today()


@dataclass(frozen=True, slots=True)
class Worklist:
    """Offered to me or my queues; held by my queues; held by me (or by one I stand in for), soonest first."""

    offered: Sequence[Handover]
    queues: list[Line]
    mine: list[Line]


def worklist(actor: Actor) -> Worklist:
    """Everything at intake that waits for this person, in two queries, however much there is."""
    call = Callback.objects.filter(contact=OuterRef("contact"), outcome="")
    held = list(_held(actor).select_related("contact").order_by("next_date", "begins").annotate(
        call_id=Subquery(call.values("pk")[:1]), call_by=Subquery(call.values("promised_by")[:1]))[:LONGEST])
    to_me = _to_me(actor)
    offers = list(Handover.objects.filter(to_me & Q(outcome="") | Q(contact__in=[h.contact_id for h in held]))
                  .annotate(to_me=Case(When(to_me, then=True), default=False, output_field=BooleanField()))
                  .select_related("contact").order_by("answer_by", "offered_at", "id")[:LONGEST * 4])
    lines = _lines(held, offers)
    offered = [offer for offer in offers if not offer.outcome and offer.to_me]
    return Worklist(offered, [line for line in lines if line.holder.unit],
                    [line for line in lines if line.holder.account])


def _held(actor: Actor) -> QuerySet[Holding]:
    mine = Q(account=actor.account) | Q(substitute=actor.account)
    return Holding.objects.filter(mine | Q(unit__in=actor.units) if actor.units else mine, ends=None)


def _to_me(actor: Actor) -> Q:
    to_me = Q(receiver_account=actor.account) | Q(substitute=actor.account)
    return to_me | Q(receiver_unit__in=actor.units) if actor.units else to_me


def _lines(held: Iterable[Holding], offers: Iterable[Handover]) -> list[Line]:
    of: dict[UUID, list[Handover]] = {}
    for offer in sorted(offers, key=lambda offer: (offer.offered_at, offer.pk)):
        of.setdefault(offer.contact_id, []).append(offer)
    lines = []
    for h in held:
        offered = of.get(h.contact_id, [])
        last = offered[-1] if offered else None
        lines.append(Line(h.contact, h.holder, h.next_date, h.substitute_id, last, len(offered),
                          last.outcome if last else None, getattr(h, "call_id", None), getattr(h, "call_by", None)))
    return lines


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call that was promised: late when its time has passed."""

    callback: Callback
    is_late: bool


def calls_to_make(actor: Actor, limit: int = LONGEST) -> list[CallLine]:
    """Calls promised on the contacts this person or her queues answer for, the most overdue first; one query."""
    held = _held(actor).values("contact")
    found = Callback.objects.filter(outcome="", contact__in=held).select_related("contact").order_by("promised_by")
    now = clock.now()
    return [CallLine(call, rules.was_kept(call.promised_by, None, now) is False) for call in found[:limit]]


def of_client(actor: Actor, client: UUID, limit: int = 50) -> list[Line]:
    """Open contacts of one client that this actor may see, each with how its last offer ended; one query."""
    held = Holding.objects.filter(of_person(client), ends=None, client__in=clients_seen(actor, Category.CONTACT))
    offers = Handover.objects.filter(contact=OuterRef("contact")).order_by("-offered_at", "-pk")
    outcomes = ArraySubquery(offers.values("outcome"))
    return [Line(h.contact, h.holder, h.next_date, h.substitute_id, None, len(h.outcomes), (h.outcomes or [None])[0])
            for h in held.select_related("contact").annotate(outcomes=outcomes).order_by("next_date")[:limit]]


def contacts_of(actor: Actor, client: UUID, limit: int = 50) -> list[ContactNotice]:
    """The client's contacts that this actor may see, newest first; one query."""
    found = ContactNotice.objects.filter(of_person(client), client__in=clients_seen(actor, Category.CONTACT))
    return list(found.order_by("-received_at")[:limit])


def seen() -> QuerySet[ContactNotice]:
    """The contacts that the present actor meets with her own eyes, for a condition in another query."""
    return ContactNotice.objects.all()


def passes(actor: Actor, client: UUID, since: date) -> dict[UUID, int]:
    """Each contact of hers that has been offered on since this day, and how often."""
    found = Handover.objects.filter(of_person(client), offered_at__date__gt=since,
                                    client__in=clients_seen(actor, Category.CONTACT))
    return dict(found.order_by().values("contact").annotate(n=Count("id")).values_list("contact", "n"))


@dataclass(frozen=True, slots=True)
class OwnContact:
    """A contact as the client sees it: who has it now, when she gets an answer, and how it ended."""

    contact: ContactNotice
    holder: Holder | None
    substitute: UUID | None
    next_date: date | None
    call_by: datetime | None
    since: datetime


def own_contacts(actor: Actor, client: UUID | None, limit: int = 50) -> list[OwnContact]:
    """The client's contacts, newest first, for herself or her representative; three queries.

    ``client`` None: what somebody who is nobody's client yet has sent, until it is known whom it is about.
    """
    if client:
        contacts = contacts_of(actor, client, limit)
    else:
        sent = ContactNotice.objects.filter(client=None, recorded_by=actor.account, recorded_unit=None)
        contacts = list(sent.order_by("-received_at")[:limit])
    ids = [contact.pk for contact in contacts]
    with purpose_of(Purpose.HOLDING):  # she sees the contact with her own eyes; who holds it is for her to know
        held = {h.contact_id: h for h in Holding.objects.filter(contact__in=ids, ends=None)}
        calls = dict(Callback.objects.filter(contact__in=ids, outcome="").values_list("contact", "promised_by"))
    return [_own(contact, held.get(contact.pk), calls.get(contact.pk)) for contact in contacts]


def _own(contact: ContactNotice, period: Holding | None, call_by: datetime | None) -> OwnContact:
    if period is None:
        return OwnContact(contact, None, None, None, None, contact.closed_at or contact.received_at)
    return OwnContact(contact, period.holder, period.substitute_id, period.next_date, call_by, period.begins)

"""What others need of intake: facts for a sharing decision, figures for the manager. Run for their own purposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Min, Q

from punos.access.purposes import Purpose
from punos.intake.models import Callback, ContactNotice, Handover, Holding
from punos.kernel import clock
from punos.kernel.holding import Waiting
from punos.kernel.session import purpose_of


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """What the law asks before a contact is shown to a receiver: does she agree, or is there another ground.

    ``agrees``: yes, no, not_asked; ``ground`` as in ``codes.Ground`` (1301/2014 35 §) or empty; ``urgency`` as in
    ``lawfulness.facts.Urgency``; ``register``: where the contact was written down.
    """

    contact: UUID
    client: UUID | None
    register: str
    agrees: str
    manner: str
    ground: str
    urgency: str
    received_at: datetime


def routing_facts(contact: UUID) -> RoutingFacts | None:
    """The facts of one contact; called by ``sharing`` while it runs for its purpose. None if it may not be read."""
    found = ContactNotice.objects.filter(pk=contact).first()
    return None if found is None else routing_of(found)


def routing_of(found: ContactNotice) -> RoutingFacts:
    """The same of a contact at hand."""
    return RoutingFacts(found.pk, found.client_id, found.register, found.client_agrees, found.agreement_manner,
                        found.ground, found.urgency, found.received_at)


def offers_waiting(contacts: Iterable[UUID]) -> dict[UUID, Waiting]:
    """Of these contacts those on offer. For ``sharing``, under its own purpose."""
    return {made.contact_id: Waiting(made.receiver, made.answer_by, made.offered_by)
            for made in Handover.objects.filter(contact__in=list(contacts), outcome="")}


def hold_still(clients: Iterable[UUID]) -> None:
    """Lock the open contacts of these clients until the transaction ends, before their grants are computed: whoever
    accepts one at this moment has locked it first and is waited for, never the other way round."""
    with purpose_of(Purpose.HOLDING):
        list(ContactNotice.objects.select_for_update().filter(client__in=list(clients), closed_at=None).order_by(
            "pk").values_list("pk"))


@dataclass(frozen=True, slots=True)
class Flow:
    """Intake in numbers, for one unit or all: counts only, never a row about a person.

    ``waiting``: open contacts; ``oldest``: when the oldest of them was received; ``late``: past their next date;
    ``unanswered``: open offers past their time; ``calls_kept`` of ``calls_due``: promised calls whose time came in
    the period, made in time.
    """

    waiting: int
    oldest: datetime | None
    late: int
    unanswered: int
    calls_kept: int
    calls_due: int
    declined: int
    offered: int


def flow(unit: UUID | None = None, *, since: datetime) -> Flow:
    """The figures of one unit's queue (or of all), with calls and offers since ``since``. Four queries.

    Called by ``insight`` while it runs for its purpose FIGURES. A unit's contacts are those its queue holds and
    those it recorded.
    """
    now = clock.now()
    held = Holding.objects.filter(ends=None)
    offers = Handover.objects.all()
    calls = Callback.objects.filter(promised_by__gte=since, promised_by__lte=now).exclude(outcome="not_needed")
    if unit:
        ours = Q(contact__recorded_unit=unit)
        held, offers = held.filter(ours | Q(unit=unit)), offers.filter(ours | Q(receiver_unit=unit))
        calls = calls.filter(ours)
    holding = held.aggregate(waiting=Count("pk"), oldest=Min("contact__received_at"),
                             late=Count("pk", filter=Q(next_date__lt=clock.today())))
    sent = offers.aggregate(unanswered=Count("pk", filter=Q(outcome="", answer_by__lt=now)),
                            declined=Count("pk", filter=Q(outcome="declined", offered_at__gte=since)),
                            offered=Count("pk", filter=Q(offered_at__gte=since)))
    called = calls.aggregate(due=Count("pk"), kept=Count("pk", filter=Q(called_at__lte=F("promised_by"))))
    return Flow(waiting=holding["waiting"], oldest=holding["oldest"], late=holding["late"],
                unanswered=sent["unanswered"], declined=sent["declined"], offered=sent["offered"],
                calls_kept=called["kept"], calls_due=called["due"])

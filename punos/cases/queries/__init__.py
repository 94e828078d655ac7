"""Reading cases: each question starts from what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import JSONObject

from punos.access import queries as access
from punos.access.purposes import Purpose
from punos.accounts import queries as accounts
from punos.cases import pack, rules
from punos.cases.models import (
    Case,
    ClientRelationship,
    Clock,
    Handover,
    Holding,
    ReturnNotice,
    StageEntry,
    Worker,
)
from punos.cases.queries.of_case import (
    answered_offers_of as answered_offers_of,
)
from punos.cases.queries.of_case import (
    clock_of as clock_of,
)
from punos.cases.queries.of_case import (
    clocks_of as clocks_of,
)
from punos.cases.queries.of_case import (
    closings_of as closings_of,
)
from punos.cases.queries.of_case import (
    entries_of as entries_of,
)
from punos.cases.queries.of_case import (
    finding_of as finding_of,
)
from punos.cases.queries.of_case import (
    finding_of_case as finding_of_case,
)
from punos.cases.queries.of_case import (
    history as history,
)
from punos.cases.queries.of_case import (
    offers_waiting as offers_waiting,
)
from punos.cases.queries.of_case import (
    relationships_of as relationships_of,
)
from punos.cases.queries.of_case import (
    stages_of as stages_of,
)
from punos.cases.queries.of_case import (
    workers_of as workers_of,
)
from punos.clients.queries import of_person, of_persons
from punos.intake import queries as intake
from punos.kernel import clock, session
from punos.kernel.actor import Actor
from punos.kernel.errors import Unseen
from punos.lawfulness.categories import Category


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers for a client under a case, in which role: holder, own_worker or responsible_worker."""

    account: UUID
    role: str
    case: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One open case in a list: stage as its code, who answers, next date, and whether it is late or quiet."""

    case: UUID
    client: UUID
    model: str
    stage: str
    holder: UUID | None
    unit: UUID | None
    substitute: UUID | None
    next_date: date
    last_touch_at: datetime
    quiet: bool
    stage_late: bool


def case(actor: Actor, case_id: UUID) -> Case:
    """One case the actor may see; ``Unseen`` otherwise."""
    found = Case.objects.filter(pk=case_id).first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category.COORDINATION)
    return found


def cases_of(actor: Actor, client: UUID) -> list[Case]:
    """Every case of a client, open ones first; ``Unseen`` for a stranger."""
    access.require(actor, client, Category.COORDINATION)
    return list(Case.objects.filter(of_person(client)).order_by("-closed_at", "-opened_at").reverse())


def open_case_of(actor: Actor, client: UUID) -> Case | None:
    """The client's open case (the newest, if she has several under different models), or None."""
    if not access.may(actor, client, Category.COORDINATION):
        return None
    return Case.objects.filter(of_person(client), closed_at=None).order_by("-opened_at").first()


def open_cases(actor: Actor) -> QuerySet[Case]:
    """Open cases the actor may see, with the present holding and stage on each row."""
    seen = access.clients_seen(actor, Category.COORDINATION)
    return _with_present(Case.objects.filter(client__in=seen, closed_at=None))


def my_cases(actor: Actor) -> list[CaseRow]:
    """The open cases this person answers for, works in, or stands in for today; the nearest date first. One query."""
    mine = Holding.objects.filter(Q(account=actor.account) | Q(substitute=actor.account) | Q(unit__in=actor.units),
                                  ends=None)
    worked = Worker.objects.filter(account=actor.account, ends=None)
    found = open_cases(actor).filter(Q(pk__in=mine.values("case")) | Q(pk__in=worked.values("case")))
    return sorted((row_of(c) for c in found), key=lambda row: (row.next_date, row.case))


def row_of(found: Case) -> CaseRow:
    """A case from ``open_cases`` as a row."""
    now, model, present = clock.now(), pack.of(found.model), found.present  # type: ignore[attr-defined]
    target = found.stage_target  # type: ignore[attr-defined]
    return CaseRow(
        found.pk, found.client_id, found.model, found.stage_now, _id(present["account"]),  # type: ignore[attr-defined]
        _id(present["unit"]), _id(present["substitute"]), date.fromisoformat(present["next_date"]),
        found.last_touch_at, rules.quiet_since(found.last_touch_at, model.follow_up.quiet_after_days, now),
        bool(target and target < now))


def _with_present(cases: QuerySet[Case]) -> QuerySet[Case]:
    stage = StageEntry.objects.filter(case=OuterRef("pk"), left_at=None)
    held = Holding.objects.filter(case=OuterRef("pk"), ends=None)
    return cases.annotate(
        stage_now=Subquery(stage.values("stage")[:1]), stage_target=Subquery(stage.values("target_at")[:1]),
        present=Subquery(held.values(found=JSONObject(account="account", unit="unit", substitute="substitute",
                                                      next_date="next_date"))[:1]))


@dataclass(frozen=True, slots=True)
class Glance:
    """One case on the client's page: the present of it, or that it has been."""

    id: UUID
    model: str
    closed_at: datetime | None
    stage: str
    role: str
    holder: UUID | None
    unit: UUID | None
    substitute: UUID | None
    next_date: date | None
    away_until: date | None
    workers: list[tuple[str, UUID, date | None]]  # role, who, until when she is away
    clocks: list[tuple[str, str, date | None]]  # rule, section, due (None: without delay)

    @property
    def people(self) -> frozenset[UUID]:
        """Everybody named in it."""
        named = (self.holder, self.substitute, *(account for _role, account, _away in self.workers))
        return frozenset(account for account in named if account)


def at_a_glance(client: UUID) -> list[Glance]:
    """The client's cases as the actor may see them, open ones first, in one query."""
    entered = StageEntry.objects.filter(case=OuterRef("pk")).order_by("-entered_at", "-id")
    held = Holding.objects.filter(case=OuterRef("pk"), ends=None)
    named = Worker.objects.filter(case=OuterRef("pk"), ends=None).order_by("role", "begins")
    running = Clock.objects.filter(case=OuterRef("pk"), met_at=None).order_by(F("due").asc(nulls_last=True))
    rows = Case.objects.filter(of_person(client)).annotate(
        stage=Subquery(entered.values(found=JSONObject(stage="stage", role="role"))[:1]),
        present=Subquery(held.values(found=JSONObject(account="account", unit="unit", substitute="substitute",
                                                      next_date="next_date", away=accounts.away_until()))[:1]),
        named=ArraySubquery(named.values(found=JSONObject(role="role", account="account",
                                                          away=accounts.away_until()))),
        running=ArraySubquery(running.values(found=JSONObject(rule="rule", section="section", due="due"))))
    found = [_glance(row) for row in rows.order_by("-opened_at")]
    return sorted(found, key=lambda glance: glance.closed_at is not None)


def _glance(row: Any) -> Glance:
    present = row.present or {}
    away = _day(present.get("away"))
    return Glance(
        row.pk, row.model, row.closed_at, row.stage["stage"], row.stage["role"], _id(present.get("account")),
        _id(present.get("unit")), _id(present.get("substitute")) if away else None, _day(present.get("next_date")),
        away, [(worker["role"], UUID(worker["account"]), _day(worker["away"])) for worker in row.named],
        [(clock_["rule"], clock_["section"], _day(clock_["due"])) for clock_ in row.running])


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _id(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def may_act(actor: Actor, case_id: UUID) -> bool:
    """May the actor act for this case now: holder, worker, or substitute of one of them today?"""
    held = Holding.objects.filter(case=case_id, ends=None).first()
    if held is None:
        return False
    workers = set(Worker.objects.filter(case=case_id, ends=None).values_list("account", flat=True))
    if held.unit_id in actor.units or actor.account in workers | {held.account_id}:
        return True
    answering = workers | ({held.account_id} if held.account_id else set())
    return any(accounts.substitute_of(person) == actor.account for person in answering)


def may_act_for_client(actor: Actor, client: UUID) -> bool:
    """May the actor act for any open case of this client?"""
    open_ones = Case.objects.filter(of_person(client), closed_at=None).values_list("pk", flat=True)
    return any(may_act(actor, pk) for pk in open_ones)


def cases_held(actor: Actor) -> QuerySet[Any, Any]:
    """The cases this person answers for, or stands in for their holder: for filters."""
    return _held_now(actor).values("case")


def clients_held(actor: Actor) -> QuerySet[Any, Any]:
    """Every record of the clients whose open case this person answers for, or stands in for its holder: for filters."""
    return of_persons(_held_now(actor))


def _held_now(actor: Actor) -> QuerySet[Holding]:
    return Holding.objects.filter(Q(account=actor.account) | Q(substitute=actor.account), ends=None)


def answering(client: UUID) -> list[Answering]:
    """Who answers for a client now, by role. Sees what row-level security lets the present actor see (for
    ``sharing``, under its own purpose: everybody)."""
    held = Holding.objects.filter(of_person(client), ends=None, account__isnull=False)
    named = Worker.objects.filter(of_person(client), ends=None)
    return [*(Answering(h.account_id, "holder", h.case_id, h.begins) for h in held if h.account_id),
            *(Answering(w.account_id, w.role, w.case_id, w.begins) for w in named)]


def holders(rows: Iterable[Answering]) -> list[UUID]:
    """Of those who answer, the ones who hold the whole: while they are away their substitutes see what they see."""
    return [row.account for row in rows if row.role == "holder"]


def how_many_workers(actor: Actor, client: UUID) -> int:
    """How many own and responsible workers she has now, as far as this actor may see."""
    seen = access.clients_seen(actor, Category.COORDINATION)
    found = Worker.objects.filter(of_person(client), ends=None, client__in=seen)
    return found.order_by().values("account").distinct().count()


def parallel_plans(actor: Actor, client: UUID) -> int | None:
    """In how many service tasks she has a client relationship now: each asks for a client plan of its own (1301/2014
    39 §). Cases do not count, as all of them share her one plan in Punos; nor do plans that Punos does not hold. None
    when no relationship of hers, open or ended, has been recorded where this actor may see it: not known."""
    seen = access.clients_seen(actor, Category.COORDINATION)
    found = list(ClientRelationship.objects.filter(of_person(client), client__in=seen)
                 .values_list("service_task", "ended_on"))
    return len({task for task, ended_on in found if ended_on is None}) if found else None


def passes(actor: Actor, client: UUID, since: date) -> list[tuple[UUID, UUID | None, int]]:
    """Each case of hers that has been offered on since this day: the case, the contact it began with, how often."""
    seen = access.clients_seen(actor, Category.COORDINATION)
    found = Handover.objects.filter(of_person(client), made_at__date__gt=since, client__in=seen)
    return list(found.order_by().values("case", "case__from_contact").annotate(n=Count("id"))
                .values_list("case", "case__from_contact", "n"))


def handover(actor: Actor, handover_id: UUID) -> Handover:
    """One offer, for its receiver, its sender and whoever may see the case. One that waits is for those who see what
    it is about: where that is no longer lawful, there is nothing to answer."""
    found = Handover.objects.select_related(
        "unit", "sender_unit", "suggested_unit", "suggestion_from__suggested_unit").filter(pk=handover_id).first()
    if found is None or (not found.outcome and not Case.objects.filter(pk=found.case_id).exists()):
        raise Unseen
    return found


def model_of(made: Handover) -> str:
    """The model of the offered case: the receiver is told it before she may see the case."""
    return made.model


def worker(actor: Actor, worker_id: UUID) -> Worker:
    """One worker's period, for those who may see the case."""
    found = Worker.objects.filter(pk=worker_id).select_related("case").first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category.COORDINATION)
    return found


def relationship(actor: Actor, relationship_id: UUID) -> ClientRelationship:
    """One client relationship, for those who may see how her matters are coordinated."""
    found = ClientRelationship.objects.filter(pk=relationship_id).first()
    if found is None:
        raise Unseen
    access.require(actor, found.client_id, Category.COORDINATION)
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """An offer to answer, or (``is_return``) a client of a closed case of hers who has turned to us again; with
    ``is_open`` a new contact about a client for whose open case she answers.

    ``is_seen``: the actor may still see who she is; whoever comes back and is in another's hands is not shown.
    """

    is_return: bool
    is_seen: bool
    id: UUID
    client: UUID
    when: datetime
    sender: UUID | None
    is_open: bool


def waiting_for(actor: Actor) -> list[Waiting]:
    """What waits for this person's answer in cases, soonest first, offers before returns. One query."""
    columns = ("returned", "known", "pk", "client", "moment", "from_whom", "goes_on")
    seen = Q(client__in=access.clients_seen(actor, Category.IDENTITY))
    offers = Handover.objects.filter(
        Q(account=actor.account) | Q(unit__in=actor.units), outcome="",
        client__in=access.clients_seen(actor, Category.COORDINATION)).annotate(
        returned=Value(False), known=Value(True), moment=F("answer_by"), from_whom=F("sender"),
        goes_on=Value(True)).values_list(*columns)
    # A contact about a client of an open case is told only where she may see it: else not even that there is one.
    going_on = Exists(Case.objects.filter(pk=OuterRef("case"), closed_at=None))
    # Asked of each notice, not of a set: as a set, every contact of the county is read to know which she may see.
    may_see = Exists(intake.seen().filter(pk=OuterRef("contact")))
    returns = ReturnNotice.objects.filter(account=actor.account, seen_at=None).annotate(goes_on=going_on).filter(
        Q(goes_on=False) | may_see).annotate(
        returned=Value(True), known=ExpressionWrapper(seen, output_field=BooleanField()), moment=F("told_at"),
        from_whom=Value(None, output_field=UUIDField())).values_list(*columns)
    return [Waiting(*row) for row in offers.union(returns, all=True).order_by("returned", "moment")]


def hold_still(clients: Iterable[UUID]) -> None:
    """Lock the open cases of these clients until the transaction ends, before their grants are computed: whoever
    accepts one at this moment has locked it first and is waited for, never the other way round."""
    with session.purpose_of(Purpose.HOLDING):
        list(Case.objects.select_for_update().filter(client__in=list(clients), closed_at=None).order_by(
            "pk").values_list("pk"))


def return_notice(actor: Actor, notice: UUID) -> ReturnNotice:
    """One notice, for the one it is meant for."""
    found = ReturnNotice.objects.filter(pk=notice, account=actor.account).first()
    if found is None or (is_open(found.case_id) and not intake.seen().filter(pk=found.contact_id).exists()):
        raise Unseen
    return found


def is_open(case_id: UUID) -> bool:
    """Does the case go on, as far as this actor may see it?"""
    return Case.objects.filter(pk=case_id, closed_at=None).exists()


def held_until(actor: Actor, case_id: UUID) -> datetime | None:
    """When this person last stopped answering for the case, as far as she may see it."""
    held = Holding.objects.filter(case=case_id, account=actor.account, ends__isnull=False)
    return held.order_by("-ends").values_list("ends", flat=True).first()

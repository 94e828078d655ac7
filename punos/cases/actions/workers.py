"""Naming the own worker (statutory, at most one) and the responsible workers (as many as the process needs)."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.accounts import queries as accounts
from punos.accounts.queries import PersonCard
from punos.cases import pack, rules
from punos.cases.actions.ground import locked_open, require_acting
from punos.cases.actions.one_person import HAS_OWN_WORKER, require_no_own_worker
from punos.cases.events import WorkerEnded, WorkerNamed
from punos.cases.models import Case, Finding, FindingKind, Worker, WorkerRole
from punos.cases.texts import refusal
from punos.clients import queries as clients
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.operating_models import Role


@action
def name_worker(*, case: UUID, account: UUID, role: str, justification: str = "", alongside: UUID | None = None,
                by: Actor) -> Worker:
    """Name an own worker (SHL 42 §, 1280/2022) or a responsible worker (an operational role, not a statutory one).

    An own worker's qualification is checked and stored with its section; a client has at most one at a time.
    ``justification``: why a health professional; ``alongside``: the social worker in public office beside her.
    """
    if role not in WorkerRole.values:
        raise Refused(_("Valitse, mihin tehtävään."), field="role", code="required")
    found = locked_open(case)
    require_acting(found, by)
    card = accounts.card(account)
    if card is None or not card.unit:
        raise Refused(_("Valitse ammattilainen."), field="account", code="required")
    accounts.must_work(account)
    if alongside:
        accounts.must_work(alongside, field="alongside")
    ground = _qualification(found, card, justification, alongside) if role == WorkerRole.OWN else None
    if ground:
        require_no_own_worker(found.client_id)
    worker = Worker(case=found, client_id=found.client_id, account_id=account, role=WorkerRole(role),
                    ground=ground.ground if ground else "", section=ground.section if ground else "",
                    justification=justification.strip(), alongside_id=alongside if ground else None,
                    begins=clock.now(), named_by_id=by.account)
    _store_once(worker)
    audit.record("cases.name_worker", by=by, client=found.client_id, about=found, account=account, role=role,
                 basis=worker.section, ground=worker.ground)
    events.publish(WorkerNamed(case=found.pk, client=found.client_id, account=account, role=worker.role, by=by))
    return worker


@action
def end_worker(*, worker: UUID, reason: str, by: Actor) -> Worker:
    """End the period of an own or responsible worker, with the reason. She may also step down herself."""
    named = Worker.objects.filter(pk=worker).first()
    if named is None:
        raise Unseen
    case = locked_open(named.case_id)
    if named.account_id != by.account:
        require_acting(case, by)
    named = Worker.objects.select_for_update().get(pk=worker)
    if named.ends is not None:
        raise Refused(_("Tämä tehtävä on jo päättynyt."), code="taken")
    if not reason.strip():
        raise Refused(_("Kirjoita, miksi tehtävä päättyy."), field="reason", code="required")
    _end(named, reason.strip(), by)
    return named


def end_all(case: Case, reason: str, by: Actor) -> None:
    """The case closes: every worker's period ends with it."""
    for worker in Worker.objects.select_for_update().filter(case=case, ends=None):
        _end(worker, reason, by, closing=True)


def _end(worker: Worker, reason: str, by: Actor, *, closing: bool = False) -> None:
    worker.ends, worker.end_reason = max(clock.now(), worker.begins), reason
    worker.save(update_fields=["ends", "end_reason"])
    audit.record("cases.end_worker", by=by, client=worker.client_id, about=worker, account=worker.account_id,
                 role=worker.role)
    events.publish(WorkerEnded(case=worker.case_id, client=worker.client_id, account=worker.account_id,
                               role=worker.role, closing=closing, by=by))


def _qualification(case: Case, card: PersonCard, justification: str, alongside: UUID | None) -> rules.Qualified:
    beside = accounts.card(alongside) if alongside else None
    model_role = pack.of(case.model).role(Role.OWN_WORKER)
    answer = rules.may_be_own_worker(
        profession=card.profession, sector=card.sector, public_office=card.public_office,
        special_support=special_support(case.client_id), justification=justification,
        alongside=(beside.profession, beside.public_office) if beside else None,
        accepted=model_role.qualifications if model_role else ())
    if isinstance(answer, rules.Denied):
        raise refusal(answer)
    return answer


def special_support(client: UUID) -> bool:
    """Is she found to need special support? The newest finding of that kind holds."""
    newest = Finding.objects.filter(clients.of_person(client), kind=FindingKind.SPECIAL_SUPPORT).order_by(
        "-made_at", "-id").first()
    return newest is not None and newest.found


def _store_once(worker: Worker) -> None:
    try:
        with transaction.atomic():
            worker.save(force_insert=True)
    except IntegrityError as error:
        if "cases_one_own_worker" in str(error):
            raise Refused(HAS_OWN_WORKER, field="account", code="own_worker_exists") from error
        raise Refused(_("Hän on jo nimetty tähän tehtävään."), field="account", code="taken") from error

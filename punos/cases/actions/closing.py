"""Closing a case with its reason, and opening it again: the history goes on where it was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access import queries as access
from punos.access.action import action
from punos.accounts import queries as accounts
from punos.cases import close_checks, pack, rules
from punos.cases.actions.ground import locked, locked_open, open_offer, require_holding, require_next_date
from punos.cases.actions.one_person import require_none_open
from punos.cases.actions.opening import begin_at
from punos.cases.actions.workers import end_all
from punos.cases.events import CaseClosed, CaseReopened
from punos.cases.models import Case, Clock, Closing, Holding, ReturnNotice, StageEntry
from punos.cases.texts import refusal
from punos.kernel import clock, events
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category


@action
def close(*, case: UUID, reason: str, criteria: Collection[str] = (), note: str = "", acknowledged: bool = False,
          by: Actor) -> Closing:
    """End the work under this model, with its reason and the closing criteria that are met.

    ``acknowledged``: what is still open (``close_checks``) has been looked at. Refused while a clock of the law runs:
    a closed case is on nobody's day, so that each is met, or ended with why, before. The statutory client relationship
    does not end with it (SHL 34 §): that is a recorded entry of its own. Only the holder closes; nothing does it
    by itself.
    """
    found = locked_open(case)
    holding = require_holding(found, by)
    model = pack.of(found.model)
    things = close_checks.still_open(by, found.client_id, found.pk)
    met = [choice.code for choice in model.closing.criteria if choice.code in set(criteria)]
    reasons = {choice.code for choice in model.closing.reasons}
    if denied := rules.may_close(reason=reason, reasons=reasons, criteria_met=met, note=note, open_things=things,
                                 acknowledged=acknowledged, offer_pending=open_offer(found) is not None,
                                 clocks_run=Clock.objects.filter(case=found, met_at=None).exists()):
        raise refusal(denied)
    now = max(clock.now(), holding.begins)
    end_all(found, reason, by)
    holding.ends, holding.closes = now, True
    holding.save(update_fields=["ends", "closes"])
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    _leave_stage(found)
    made = Closing.objects.create(case=found, client_id=found.client_id, closed_at=now, closed_by_id=by.account,
                                  reason=reason, criteria=met, note=note.strip(),
                                  left_open={thing.kind: thing.count for thing in things if thing.count})
    audit.record("cases.close", by=by, client=found.client_id, about=found, reason=reason, criteria=met)
    events.publish(CaseClosed(case=found.pk, client=found.client_id, by=by))
    return made


@action
def reopen(*, case: UUID, note: str, next_date: date | None, by: Actor) -> Case:
    """Open a closed case again, with a note why: its history goes on, and whoever opens it answers for the whole.

    Refused while another case under the same model is open, and without a note or a next date.
    """
    found = locked(case)
    access.require(by, found.client_id, Category.COORDINATION)
    if found.closed_at is None:
        raise Refused(_("Yhteistyö on jo auki."), code="taken")
    accounts.must_work(by.account)
    if not note.strip():
        raise Refused(_("Kirjoita, miksi yhteistyö avataan uudelleen."), field="note", code="required")
    require_none_open(found.client_id, found.model, besides=found.pk)
    on = require_next_date(next_date)
    now = max(clock.now(), found.closed_at)
    Closing.objects.filter(case=found, reopened_at=None).update(reopened_at=now, reopened_by=by.account,
                                                                reopen_note=note.strip())
    found.closed_at = None  # when somebody was last in touch with her does not change: the silence is longer
    try:
        with transaction.atomic():
            found.save(update_fields=["closed_at"])
    except IntegrityError as error:
        raise Refused(_("Asiakkaalla on jo avoin yhteistyö tällä toimintamallilla. Avaa se."),
                      code="already_open") from error
    Holding.objects.create(case=found, client_id=found.client_id, account_id=by.account, begins=now, opens=True,
                           next_date=on)
    begin_at(pack.of(found.model).closed_stage.next[0], found, by, note.strip())
    ReturnNotice.objects.filter(case=found, account=by.account, seen_at=None).update(seen_at=now)  # she has seen to it
    audit.record("cases.reopen", by=by, client=found.client_id, about=found, next_date=on)
    events.publish(CaseReopened(case=found.pk, client=found.client_id, holder=by.account, by=by))
    return found


def _leave_stage(case: Case) -> None:
    current = StageEntry.objects.get(case=case, left_at=None)
    current.left_at = max(clock.now(), current.entered_at)
    current.save(update_fields=["left_at"])

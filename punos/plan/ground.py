"""What the actions stand on: texts that can be stored, who the actor is to this plan, the plan's row, the pack."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from punos.access import queries as access
from punos.cases import queries as cases
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused
from punos.lawfulness.categories import Category
from punos.operating_models import OperatingModel, load
from punos.plan import rules
from punos.plan.models import Goal, Line, Plan, Wording
from punos.plan.queries.standing import standing_of
from punos.plan.texts import refusal, too_long


def stored(text: str, field: str = "text", *, longest: int = rules.content.LONGEST_TEXT, required: bool = True) -> str:
    """The text as it is kept. Refused beside its field when empty or too long."""
    made = rules.tidy(text or "")
    if required and not made:
        raise Refused(_("Kirjoita tähän ensin jotakin."), field=field, code="required")
    if over := rules.too_long(made, longest):
        raise Refused(too_long(over), field=field, code="too_long")
    return made


def require_editor(by: Actor, client: UUID) -> rules.Standing:
    """Who she is to this plan, if she may write in it. ``Unseen`` for a stranger."""
    access.require(by, client, Category.PLAN)
    standing = standing_of(by, client)
    if denied := rules.may_edit(standing):
        raise refusal(denied)
    return standing


def plan_row(client: UUID, by: Actor) -> Plan:
    """The client's one plan, locked; begun now if there is none (two people at once begin the same)."""
    found = Plan.objects.select_for_update().filter(client=client).first()
    if found is None:
        try:
            with transaction.atomic():
                Plan.objects.create(client_id=client, begun_at=clock.now(), begun_by_id=by.account)
        except IntegrityError:
            pass  # begun by somebody else a moment ago: the one row is read below
        found = Plan.objects.select_for_update().get(client=client)
    return found


def keep_wording(thing: Line | Goal) -> None:
    """Write the present wording into the history."""
    of: dict[str, Any] = ({"line": thing, "category": thing.category, "register": thing.register}
                          if isinstance(thing, Line) else {"goal": thing, "category": Category.PLAN, "register": ""})
    Wording.objects.create(client_id=thing.client_id, number=thing.number, text=thing.text,
                           written_at=thing.written_at, written_by_id=thing.written_by_id, **of)


def model_of(by: Actor, client: UUID) -> OperatingModel:
    """The operating model of her open case; while she has none, the county's usual one."""
    case = cases.open_case_of(by, client)
    return load(case.model if case else settings.PUNOS_MODEL)

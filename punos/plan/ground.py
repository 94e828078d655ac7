"""What the actions stand on: texts that can be stored, who the actor is to this plan, the plan's row, the pack."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos.access import queries as access
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.design_system import formats
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Stale
from punos.lawfulness.categories import Category
from punos.operating_models import OperatingModel, load
from punos.plan import rules
from punos.plan.models import Goal, Line, OwnWords, Plan, Step, StepEvent, Wording
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


def stale(current: OwnWords | Line | Goal | Step | None, by: Actor) -> Stale:
    """Somebody saved this after it was opened: who and when, or that it was oneself (in another window)."""
    who, at = _saved(current)
    card = accounts.card(who) if who and who != by.account else None
    when = formats.moment_text((at or clock.now()).astimezone(clock.HELSINKI), (get_language() or "fi")[:2])
    if who == by.account:
        said = _("Tallensit tämän itse välissä, %(when)s. Molemmat ovat tässä: valitse tai yhdistä.") % {"when": when}
    else:
        said = _("%(who)s tallensi tämän välissä, %(when)s. Molemmat ovat tässä: valitse tai yhdistä.") % {
            "who": card.name if card else _("Joku muu"), "when": when}
    return Stale(said, field="text", current=current)


def _saved(current: OwnWords | Line | Goal | Step | None) -> tuple[UUID | None, datetime | None]:
    if current is None:
        return None, None
    if not isinstance(current, Step):
        return current.written_by_id, current.written_at
    last = StepEvent.objects.filter(step=current).order_by("-at").first()
    return (last.by_id, last.at) if last else (None, None)


def require_editor(by: Actor, client: UUID) -> rules.Standing:
    """Who she is to this plan, if she may write in it. ``Unseen`` for a stranger."""
    access.require(by, client, Category.PLAN)
    standing = standing_of(by, client)
    if denied := rules.may_edit(standing):
        raise refusal(denied)
    return standing


def plan_row(client: UUID, by: Actor) -> Plan:
    """The client's one plan, locked; begun now if there is none (two people at once begin the same, and nobody merges
    her records meanwhile). What is written in it stands under its own record: ``client_id`` of the plan."""
    hers = Plan.objects.select_for_update().filter(clients.of_person(client), goes_on_in=None)
    found = hers.first()
    if found is None:
        clients.person_locked(client)
        try:
            with transaction.atomic():
                Plan.objects.create(client_id=clients.merged_into(client), begun_at=clock.now(),
                                    begun_by_id=by.account)
        except IntegrityError:
            pass  # begun by somebody else a moment ago: the one row is read below
        found = hers.all().get()
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

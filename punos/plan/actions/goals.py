"""What she aims for, in her words: written, reworded, reached, left with why."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.clients.queries import of_person
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.plan import rules
from punos.plan.ground import keep_wording, plan_row, require_editor, stale, stored
from punos.plan.models import Goal, Step
from punos.plan.texts import refusal


@action
def set_goal(*, client: UUID, text: str, in_her_words: bool = True, by: Actor) -> Goal:
    """Write down what the client aims for. ``in_her_words``: she said it so; otherwise it was worded together."""
    require_editor(by, client)
    plan = plan_row(client, by)
    now = clock.now()
    place = (Goal.objects.filter(of_person(client)).aggregate(last=Max("place"))["last"] or 0) + 1
    made = Goal(client_id=plan.client_id, text=stored(text), in_her_words=in_her_words, place=place, written_at=now,
                written_by_id=by.account, begun_at=now)
    made.save(force_insert=True)
    keep_wording(made)
    audit.record("plan.set_goal", by=by, client=client, about=made, basis="1301/2014 39 §", in_her_words=in_her_words)
    return made


@action
def reword_goal(*, goal: UUID, text: str, in_her_words: bool, seen: int, by: Actor) -> Goal:
    """Word the goal anew; the former wording stays in the history. ``Stale`` when another came in between."""
    found = _locked(goal, by)
    if found.closed:
        raise refusal("closed")
    words = stored(text)
    if found.number != seen:
        raise stale(found, by)
    found.text, found.in_her_words, found.number = words, in_her_words, found.number + 1
    found.written_at, found.written_by_id = clock.now(), by.account
    found.save(update_fields=["text", "in_her_words", "number", "written_at", "written_by"])
    keep_wording(found)
    audit.record("plan.reword_goal", by=by, client=found.client_id, about=found, number=found.number)
    return found


@action
def close_goal(*, goal: UUID, how: str, note: str = "", by: Actor) -> Goal:
    """The goal is reached, or left (``dropped``) with why. Refused while it has open steps: each is settled first."""
    found = _locked(goal, by)
    if found.closed:
        raise refusal("closed")
    if how not in ("reached", "dropped"):
        raise Refused(_("Valitse, kuinka tavoitteelle kävi."), field="how", code="how")
    if Step.objects.filter(goal=found, closed="").exists():
        raise Refused(_("Tavoitteella on vielä avoimia askeleita. Merkitse ne ensin tehdyiksi tai jätä pois."),
                      field="how", code="open_steps")
    found.close_note = stored(note, "note", longest=rules.content.LONGEST_TEXT, required=how == "dropped")
    found.closed, found.closed_at, found.closed_by_id = how, clock.now(), by.account
    found.save(update_fields=["closed", "closed_at", "closed_by", "close_note"])
    audit.record("plan.close_goal", by=by, client=found.client_id, about=found, how=how)
    return found


@action
def reopen_goal(*, goal: UUID, by: Actor) -> Goal:
    """The goal is aimed for again."""
    found = _locked(goal, by)
    if not found.closed:
        raise Refused(_("Tavoite on jo auki."), code="open")
    found.closed, found.closed_at, found.closed_by_id, found.close_note = "", None, None, ""
    found.save(update_fields=["closed", "closed_at", "closed_by", "close_note"])
    audit.record("plan.reopen_goal", by=by, client=found.client_id, about=found)
    return found


def _locked(goal: UUID, by: Actor) -> Goal:
    found = Goal.objects.select_for_update().filter(pk=goal).first()
    if found is None:
        raise Unseen
    require_editor(by, found.client_id)
    return found

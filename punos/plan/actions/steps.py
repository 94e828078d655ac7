"""Small steps: promised by one person by a day; done, moved, handed on or dropped with who and why."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from punos import audit
from punos.access.action import action
from punos.accounts import queries as accounts
from punos.design_system import formats
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.errors import Refused, Unseen
from punos.plan import rules
from punos.plan.ground import require_editor, stale, stored
from punos.plan.joint import require_consent_for
from punos.plan.models import Goal, Step, StepEvent
from punos.plan.queries.ending import doer_is_gone
from punos.plan.queries.standing import standing_of
from punos.plan.rules import Doer, DoerKind
from punos.plan.texts import refusal

LONGEST_NAME = 200
DONE_ALREADY = "done_already"
BASIS = "703/2023 43 §"
FIELDS = {"doer": "doer", "date": "by_when", "past": "by_when", "far": "by_when", "same": "by_when", "why": "why"}


@action
def add_step(*, goal: UUID, text: str, doer: Doer, by_when: date | None, by: Actor) -> Step:
    """Agree on a small step: what, who, by when. Refused without a doer or a date, and for a day in the past."""
    found = Goal.objects.select_for_update().filter(pk=goal).first()
    if found is None:
        raise Unseen
    require_editor(by, found.client_id)
    if found.closed:
        raise refusal("closed")
    words = stored(text)
    if code := rules.needs_doer_and_date(doer, by_when, clock.today()):
        raise refusal(code, FIELDS[code])
    assert by_when is not None
    accounts.must_work_if_professional(doer.account, field="doer")
    require_consent_for(by, found.client_id, doer.account)
    now = clock.now()
    made = Step(client_id=found.client_id, goal=found, text=words, by_when=by_when, made_at=now, made_by_id=by.account,
                touched_at=now, **doer_columns(doer))
    made.save(force_insert=True)
    happened(made, "made", by, to_date=by_when)
    audit.record("plan.add_step", by=by, client=made.client_id, about=made, basis=BASIS, doer=doer.kind.value,
                 account=doer.account, by_when=by_when)
    return made


@action
def reword_step(*, step: UUID, text: str, seen: int, by: Actor) -> Step:
    """Say the step in other words; the former stay in its history. ``Stale`` when it changed in between."""
    found = locked_step(step)
    require_editor(by, found.client_id)
    if found.closed:
        raise refusal("closed")
    words = stored(text)
    if found.number != seen:
        raise stale(found, by)
    former, found.text = found.text, words
    touch(found, "text")
    happened(found, "reworded", by, text=former)
    audit.record("plan.reword_step", by=by, client=found.client_id, about=found)
    return found


@action
def move_step(*, step: UUID, by_when: date | None, why: str, by: Actor) -> Step:
    """A new day, with why. By its doer, by the client for her own, or by whoever answers for the whole."""
    found = _mine(step, by)
    reason = stored(why, "why", required=False)
    if code := rules.may_move(found.closed, found.by_when, by_when, reason, clock.today()):
        raise refusal(code, FIELDS.get(code, ""))
    assert by_when is not None
    before, found.by_when = found.by_when, by_when
    touch(found, "by_when")
    happened(found, "moved", by, from_date=before, to_date=by_when, why=reason)
    audit.record("plan.move_step", by=by, client=found.client_id, about=found, before=before, by_when=by_when)
    return found


@action
def hand_step(*, step: UUID, doer: Doer, why: str, by: Actor) -> Step:
    """Another person does it, with why. The former doer stays in the history."""
    found = _mine(step, by)
    reason = stored(why, "why")
    if code := rules.needs_doer_and_date(doer, max(found.by_when, clock.today()), clock.today()):
        raise refusal(code, "doer")
    accounts.must_work_if_professional(doer.account, field="doer")
    require_consent_for(by, found.client_id, doer.account)
    if found.closed:
        raise refusal("closed")
    if doer == doer_of(found):
        raise refusal("same_doer", "doer")  # sent twice, or chosen by another a moment ago
    for column, value in doer_columns(doer).items():
        setattr(found, column, value)
    touch(found, "doer_kind", "doer", "doer_name")
    happened(found, "handed", by, why=reason)
    audit.record("plan.hand_step", by=by, client=found.client_id, about=found, doer=doer.kind.value,
                 account=doer.account)
    return found


@action
def do_step(*, step: UUID, note: str = "", by: Actor) -> Step:
    """The step is done. ``by`` is written beside it: she may not be its doer.

    Refused (``done_already``) when it was marked done before: who and when are told, and nothing is written twice.
    What the second one had to say is kept with ``tell_more``.
    """
    found = _mine(step, by)
    if found.closed == "done":
        raise Refused(done_already(found), code=DONE_ALREADY)
    if found.closed:
        raise refusal("closed")
    close_step(found, "done", stored(note, "note", required=False), by)
    audit.record("plan.do_step", by=by, client=found.client_id, about=found, late=found.by_when < clock.today())
    return found


@action
def tell_more(*, step: UUID, note: str, by: Actor) -> StepEvent:
    """Something more of how a step went, beside what was said when it was done: both stay in its history."""
    found = _mine(step, by)
    if found.closed != "done":
        raise refusal("closed" if found.closed else "open_yet")
    said = stored(note, "note", longest=rules.content.LONGEST_TEXT)
    made = happened(found, "noted", by, why=said)
    audit.record("plan.tell_more", by=by, client=found.client_id, about=found)
    return made


def done_already(step: Step) -> str:
    """Who marked it done, and when: for the one who came second."""
    card = accounts.cards([step.closed_by_id]).get(step.closed_by_id) if step.closed_by_id else None
    day = step.closed_at.astimezone(clock.HELSINKI).date() if step.closed_at else clock.today()
    return _("Askel oli jo merkitty tehdyksi: %(who)s, %(day)s.") % {
        "who": card.name if card else _("asiakas itse"), "day": formats.date_text(day, (get_language() or "fi")[:2])}


@action
def drop_step(*, step: UUID, why: str, by: Actor) -> Step:
    """The step is left out, with why: nobody keeps waiting for it."""
    found = _mine(step, by)
    reason = stored(why, "why", required=False)
    open_or_left = "" if rules.waits_for_doer(found.closed, found.close_note) else found.closed
    if code := rules.may_drop(open_or_left, reason):
        raise refusal(code, FIELDS.get(code, ""))
    close_step(found, "dropped", reason, by)
    audit.record("plan.drop_step", by=by, client=found.client_id, about=found)
    return found


@action
def reopen_step(*, step: UUID, why: str, by: Actor) -> Step:
    """It was not done after all, or is needed again. A day that has passed becomes today. Whose doer cannot see the
    plan any more, or has left the team, waits for another."""
    found = _mine(step, by)
    if not found.closed:
        raise Refused(_("Askel on jo auki."), code="open")
    if rules.waits_for_doer(found.closed, found.close_note):
        raise refusal("doer")  # whoever promised it has left: ``take_up_step`` asks who does it now
    if found.goal.closed:
        raise refusal("closed")
    reason = stored(why, "why")
    found.closed, found.closed_at, found.closed_by_id, found.close_note = "", None, None, ""
    found.by_when = max(found.by_when, clock.today())
    touch(found, "closed", "closed_at", "closed_by", "close_note", "by_when")
    happened(found, "undone", by, to_date=found.by_when, why=reason)
    audit.record("plan.reopen_step", by=by, client=found.client_id, about=found)
    if doer_is_gone(found, by):
        close_step(found, "dropped", rules.DOER_LEFT, by)
    return found


def locked_step(step: UUID) -> Step:
    """The step, locked. ``Unseen`` where the actor does not see it."""
    found = Step.objects.select_for_update().filter(pk=step).first()
    if found is None:
        raise Unseen
    return found


def _mine(step: UUID, by: Actor) -> Step:
    """The step, locked, if it is the actor's to mark."""
    found = locked_step(step)
    if denied := rules.may_touch_step(standing_of(by, found.client_id), doer_of(found)):
        raise refusal(denied)
    return found


def doer_of(step: Step) -> Doer:
    """Who promised it, as the rules know it."""
    return Doer(DoerKind(step.doer_kind), step.doer_id, step.doer_name)


def doer_columns(doer: Doer) -> dict[str, object]:
    """The doer as the row keeps her."""
    return {"doer_kind": doer.kind.value, "doer_id": doer.account,
            "doer_name": stored(doer.name, "doer_name", longest=LONGEST_NAME, required=False)}


def touch(step: Step, *columns: str) -> None:
    """Save these columns: the step has been touched now."""
    step.touched_at, step.number = clock.now(), step.number + 1
    step.save(update_fields=[*columns, "touched_at", "number"])


def close_step(step: Step, how: str, note: str, by: Actor) -> None:
    """The step ends: ``done`` or ``dropped``, with what was said of it."""
    step.closed, step.closed_at, step.closed_by_id, step.close_note = how, clock.now(), _person(by), note
    touch(step, "closed", "closed_at", "closed_by", "close_note")
    happened(step, how, by, why=note)


def happened(step: Step, what: str, by: Actor, *, from_date: date | None = None, to_date: date | None = None,
             text: str = "", why: str = "") -> StepEvent:
    """Write it into the step's history."""
    return StepEvent.objects.create(
        client_id=step.client_id, step=step, what=what, text=text, from_date=from_date, to_date=to_date,
        doer_kind=step.doer_kind, doer_id=step.doer_id, doer_name=step.doer_name, why=why, at=clock.now(),
        by_id=_person(by))


def _person(by: Actor) -> UUID | None:
    """Whose act it was; None where a day passed by itself."""
    return None if by.is_system else by.account

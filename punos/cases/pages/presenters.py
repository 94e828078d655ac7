"""What the pages of a case show, as plain values. No decision is made here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from punos.accounts import queries as accounts
from punos.accounts.queries import PersonCard
from punos.cases import close_checks, pack, queries, rules
from punos.cases.models import Case, Clock, Handover, Holding, StageEntry, Worker
from punos.cases.texts import GROUNDS
from punos.design_system import formats
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.kernel.holding import Outcome
from punos.lawfulness import Way, WayKind
from punos.lawfulness.clocks import clock_rules
from punos.lawfulness.service_tasks import NAMES as TASK_NAMES
from punos.lawfulness.service_tasks import ServiceTask
from punos.operating_models import OperatingModel

ROLES = {"own_worker": _("omatyöntekijä"), "responsible_worker": _("vastuutyöntekijä"),
         "service_coordinator": _("palveluohjaaja"), "coordinator_pair": _("työpari"),
         "client_coordinator": _("asiakaskoordinaattori"), "team_lead": _("tiimin vetäjä")}
WORKERS = {"own_worker": _("omatyöntekijä"), "responsible_worker": _("vastuutyöntekijä")}
OUTCOMES = {Outcome.ACCEPTED.value: _("Otettu vastaan"), Outcome.DECLINED.value: _("Ei otettu vastaan"),
            Outcome.WITHDRAWN.value: _("Peruttu"), Outcome.UNANSWERED.value: _("Ei vastattu ajoissa"),
            "": _("Odottaa vastausta")}


def service_task(code: str) -> str:
    """The service task of a client relationship, in the language of the page."""
    return TASK_NAMES[ServiceTask(code)].in_language(get_language() or "fi")


@dataclass(frozen=True, slots=True)
class Person:
    """Who answers, with the words beside the name."""

    name: str
    role: str
    phone: str


def person_of(people: dict[UUID, PersonCard], account: UUID | None) -> Person | None:
    """Name, title with unit, and phone; None for nobody."""
    card = people.get(account) if account else None
    return Person(card.name, ", ".join(filter(None, (card.title, card.unit_name))), card.phone) if card else None


def spoken(people: dict[UUID, PersonCard], account: UUID | None, unit: Any = None) -> str:
    """"Aino Aalto, sosiaalityöntekijä", or the unit's name."""
    card = people.get(account) if account else None
    if card:
        return ", ".join(filter(None, (card.name, card.title)))
    return unit.called if unit else ""


def stage_steps(model: OperatingModel, entries: list[StageEntry], closed: bool,
                again: datetime | None = None) -> list[dict[str, Any]]:
    """The model's stages for the stepper: done, current and coming, with the accountable role. ``again``: when the
    case was last opened anew; what was done before that is history, and is done once more. Nothing is coming in a
    closed case: each stage was done at some time, or never reached."""
    been = {entry.stage for entry in entries if closed or again is None or entry.entered_at >= again}
    shown = [stage for stage in model.stages if not stage.is_closed]
    if not closed:  # a stage that comes again (a review, and back to the steps) is before her, not behind
        here = next((n for n, stage in enumerate(shown) if stage.code == entries[-1].stage), len(shown))
        been -= {stage.code for stage in shown[here:]}
    current = "" if closed else entries[-1].stage
    ahead = "unreached" if closed else "coming"
    return [{"label": pack.said(stage.name), "note": ROLES[stage.accountable],
             "state": "current" if stage.code == current else "done" if stage.code in been else ahead}
            for stage in shown]


def case_page(actor: Actor, found: Case) -> dict[str, Any]:
    """Everything the page of one case shows."""
    model = pack.of(found.model)
    held, offers = queries.history(found)
    entries, workers = queries.stages_of(found), queries.workers_of(found)
    now = next((holding for holding in held if holding.ends is None), None)
    waiting = next((offer for offer in offers if not offer.outcome), None)
    clocks, closings = queries.clocks_of(found), queries.closings_of(found)
    people = accounts.cards(_everybody(held, offers, entries, workers) | {c.closed_by_id for c in closings}
                            | {now.substitute_id if now else None})
    present = entries[-1]
    away = accounts.absence_of(now.account_id) if now and now.account_id else None
    return {
        "case": found, "model": model, "model_name": pack.said(model.name), "people": people,
        "closed": found.closed_at is not None, "acting": found.closed_at is None and queries.may_act(actor, found.pk),
        "holding": now, "holder": person_of(people, now.account_id) if now else None,
        "duty": _on_duty(now), "away_until": away.ends if away else None,
        "substitute": person_of(people, now.substitute_id) if now and away else None,
        "is_holder": bool(now and actor.account in (now.account_id, now.substitute_id)),
        "offer": offer_sentence(waiting, now, people) if waiting else None,
        "stopped": stopped_view(offers, people, found.client_id) if now and not waiting else None,
        "stages": stage_steps(model, entries, found.closed_at is not None,
                              max((c.reopened_at for c in closings if c.reopened_at), default=None)),
        "stage_name": pack.said(model.stage(present.stage).name),
        "stage_text": pack.said(model.stage(present.stage).text),
        "stage_role": ROLES[present.role], "stage_target": present.target_at,
        "stage_late": bool(present.target_at and present.target_at < clock.now()),
        "quiet": rules.quiet_since(found.last_touch_at, model.follow_up.quiet_after_days, clock.now()),
        "workers": _workers(workers, people),
        "clocks": [_clock(row) for row in clocks],
        "holders": [_period(holding, people) for holding in reversed(held)],
        "offers": [_past_offer(offer, model, people) for offer in reversed(offers)],
        "passes": sum(1 for offer in offers if offer.outcome == Outcome.ACCEPTED),
        "entries": [{"when": entry.entered_at, "title": pack.said(model.stage(entry.stage).name), "text": entry.note,
                     "who": spoken(people, entry.entered_by_id)} for entry in reversed(entries)],
        "closings": [{"when": closing.closed_at, "who": spoken(people, closing.closed_by_id), "note": closing.note,
                      "reason": pack.words(model, f"closing_reason.{closing.reason}"),
                      "again": closing.reopen_note} for closing in reversed(closings)],
        "why": finding_reasons(found, model),
    }


def finding_reasons(found: Case, model: OperatingModel) -> list[str]:
    """What spoke for working together: her own word first, then the help-list's answers of yes."""
    finding = queries.finding_of_case(found)
    if finding is None:
        return []
    own = [str(_("Hän sanoi itse haluavansa tätä."))] if finding.her_word == rules.HerWord.WANTS else []
    asked = {question.code: pack.said(question.text) for question in model.help_list.questions}
    return own + [str(_("%(question)s Kyllä.") % {"question": asked[answer.question]})
                  for answer in finding.answers.all() if answer.answer == rules.Answer.YES
                  and answer.question in asked]


def offer_sentence(offer: Handover, holding: Holding | None, people: dict[UUID, PersonCard]) -> dict[str, Any]:
    """The one sentence both sides see. Names are never inflected."""
    return {"id": offer.pk, "sender": spoken(people, offer.sender_id, offer.sender_unit),
            "receiver": spoken(people, offer.account_id, offer.unit), "answer_by": offer.answer_by,
            "answers": spoken(people, holding.account_id, holding.unit) if holding else "",
            "reason": offer.reason, "second": offer.turn > 1, "late": offer.answer_by < clock.now(),
            "suggestion": _suggestion(offer.suggestion_from, people) if offer.suggestion_from else ""}


def still_open(actor: Actor, found: Case) -> list[dict[str, Any]]:
    """What should be looked at before closing: how many of each, and each in words by what becomes of it."""
    things = close_checks.still_open(actor, found.client_id, found.pk)
    running = [row for row in queries.clocks_of(found) if row.met_at is None]
    if running:
        things.append(rules.OpenThing("clocks", len(running), goes_on=tuple(
            f"{clock_words(row.rule)} · {formats.date_text(row.due, language)}" if row.due else clock_words(row.rule)
            for language in [(get_language() or "fi")[:2]] for row in running)))
    return [{"text": _("Suunnitelma ei näy sinulle") if thing.is_unseen else _still_open(thing.kind, thing.count),
             "kind": thing.kind, "ends": thing.ends, "goes_on": thing.goes_on, "unseen": thing.is_unseen}
            for thing in things]


def stops_closing(found: Case) -> list[str]:
    """What runs that must end before the case can be closed: ``clocks`` set by law, an ``offer`` to somebody."""
    clocks = any(row.met_at is None for row in queries.clocks_of(found))
    return [*(["clocks"] if clocks else []), *(["offer"] if queries.offers_waiting([found.pk]) else [])]


def _still_open(kind: str, count: int) -> str:
    number = {"num": count}
    if kind == "clocks":
        return ngettext("%(num)s lain määräaika on kesken", "%(num)s lain määräaikaa on kesken", count) % number
    return ngettext("%(num)s askel on kesken", "%(num)s askelta on kesken", count) % number


def ways_shown(ways: Iterable[Any], client: UUID) -> list[dict[str, str]]:
    """What would make a refused handover lawful, each with its page where there is one."""
    ask = permit_address(client)
    return [{"text": pack.said(way.text), "section": str(way.section),
             "href": ask if way.kind in (WayKind.ASK_PERMIT, WayKind.ASK_CONSENT) else ""}
            for way in ways if isinstance(way, Way)]


def permit_address(client: UUID) -> str:
    """Where a permit is asked for and recorded; empty where there is no such page."""
    try:
        return reverse("work:permission_record", args=[client])
    except NoReverseMatch:
        return ""


def stopped_view(offers: list[Handover], people: dict[UUID, PersonCard], client: UUID) -> dict[str, Any] | None:
    """The newest offer that came back and could not be made to anybody in the other register, or ended because its
    receiver sees it no more: what happened, by which section, who was proposed, and where to ask for a permit."""
    last = offers[-1] if offers else None
    if last and last.outcome and not last.stopped_by and last.suggestion_from_id and len(offers) > 1:
        last = next((offer for offer in offers if offer.pk == last.suggestion_from_id), last)
    if last is None or not last.outcome or not last.stopped_by:
        return None
    queue = accounts.coordinator_queue()
    return {"section": last.stopped_by, "ended": last.outcome in (Outcome.WITHDRAWN, Outcome.ACCEPTED),
            "receiver": spoken(people, (last.ended_by if last.outcome == Outcome.ACCEPTED else None)
                               or last.account_id, last.unit), "queue": queue.name if queue else "",
            "suggestion": _suggestion(last, people), "ask": permit_address(client)}


def next_stages(model: OperatingModel, current: str) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """(choices, hints) of the stages the table leads to."""
    following = [stage for stage in model.next_stages(current) if not stage.is_closed]
    return ([(stage.code, pack.said(stage.name)) for stage in following],
            {stage.code: pack.said(stage.text) for stage in following})


def receiver_of(offer: Handover) -> tuple[UUID | None, UUID | None]:
    """(account, unit) of an offer's receiver."""
    return offer.account_id, offer.unit_id


def _everybody(held: list[Holding], offers: list[Handover], entries: list[StageEntry],
               workers: list[Worker]) -> set[UUID | None]:
    return ({h.account_id for h in held} | {e.entered_by_id for e in entries} | {w.account_id for w in workers}
            | {w.alongside_id for w in workers}
            | {person for o in offers for person in (o.sender_id, o.account_id, o.suggested_account_id, o.ended_by)})


def _on_duty(now: Holding | None) -> Person | None:
    """The person behind a queue that holds."""
    if now is None or now.unit_id is None:
        return None
    on_duty = accounts.on_duty(now.unit_id)
    return person_of(accounts.cards([on_duty]), on_duty)


def _workers(workers: list[Worker], people: dict[UUID, PersonCard]) -> list[dict[str, Any]]:
    """Each person once, with her tasks: one may be both own worker and responsible worker."""
    tasks: dict[UUID, list[dict[str, Any]]] = {}
    for worker in workers:
        tasks.setdefault(worker.account_id, []).append({
            "id": worker.pk, "role": WORKERS[worker.role], "ground": GROUNDS.get(worker.ground, ""),
            "section": worker.section, "justification": worker.justification,
            "alongside": person_of(people, worker.alongside_id)})
    return [{"person": person_of(people, account), "tasks": hers} for account, hers in tasks.items()]


def clock_words(rule: str) -> str:
    """What must have happened by then, in words; the rule's name for one that is no longer in the tables."""
    text = next((known.text for known in clock_rules() if known.id == rule), None)
    return pack.said(text) if text else rule


def _clock(row: Clock) -> dict[str, Any]:
    return {"id": row.pk, "text": clock_words(row.rule), "section": row.section, "due": row.due,
            "met": row.met_at, "late": _is_late(row.due, row), "lapsed": row.lapsed_why}


def _is_late(due: date | None, row: Clock) -> bool:
    if due is None:
        return False
    ended = row.met_at.astimezone(clock.HELSINKI).date() if row.met_at else clock.today()
    return ended > due


def _period(holding: Holding, people: dict[UUID, PersonCard]) -> dict[str, Any]:
    return {"who": spoken(people, holding.account_id, holding.unit), "begins": holding.begins, "ends": holding.ends}


def _past_offer(offer: Handover, model: OperatingModel, people: dict[UUID, PersonCard]) -> dict[str, Any]:
    why = pack.words(model, f"decline_reason.{offer.decline_reason}") if offer.decline_reason else ""
    return {"when": offer.made_at, "sender": spoken(people, offer.sender_id, offer.sender_unit),
            "receiver": spoken(people, offer.account_id, offer.unit), "outcome": OUTCOMES[offer.outcome],
            "reason": offer.reason, "why": why, "note": offer.decline_note, "suggestion": _suggestion(offer, people)}


def _suggestion(offer: Handover, people: dict[UUID, PersonCard]) -> str:
    return spoken(people, offer.suggested_account_id, offer.suggested_unit)


def case_url(found: Case | UUID) -> str:
    """The address of a case's page."""
    return reverse("work:case", args=[found.pk if isinstance(found, Case) else found])

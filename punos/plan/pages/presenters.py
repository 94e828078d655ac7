"""The plan shaped for its pages: the state in words, the one next action, and ready texts for the registers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from punos.design_system import formats
from punos.kernel import clock
from punos.lawfulness.categories import REGISTER_NAMES, Category, Register
from punos.operating_models import OperatingModel
from punos.plan import rules
from punos.plan.models import Document, Giver, Manner
from punos.plan.queries import GoalView, LineView, PlanView, StepView, VersionRow
from punos.plan.rules import CASE_CLOSED, Answer, Change, DoerKind, LineKind, StepState
from punos.plan.rules.retention import From
from punos.plan.sheet import state_text
from punos.plan.texts import (
    ANSWERS,
    ANSWERS_TO_HER,
    CATEGORY_CHOICES,
    KIND_NAMES,
    KIND_NAMES_TO_HER,
    KIND_QUESTIONS,
    STEP_SHAPES,
    STEP_STATES,
)


def language() -> str:
    """The language of the page: fi, sv or en."""
    return (get_language() or "fi")[:2]


def day(value: date) -> str:
    """A day as the page's language writes it."""
    return formats.date_text(value, language())


def doer_text(step: StepView, *, to_her: bool = False) -> str:
    """Who does it, with her role; the client in the words of the reader."""
    if step.doer.kind is DoerKind.CLIENT:
        return _("sinä itse") if to_her else _("asiakas itse")
    return ", ".join(filter(None, (step.doer_name, step.doer_role)))


def step_line(step: StepView, *, to_her: bool = False) -> dict[str, Any]:
    """A step as a row: what, who, when, its state in words and shape."""
    text = str(STEP_STATES[step.state])
    if step.quiet and step.state is StepState.OPEN:
        text = _("Hiljaista: kysy, miten sujuu")
    shape = STEP_SHAPES[step.state]
    if step.waits_for_doer:
        text, shape = _("Odottaa tekijää"), "waiting"
    return {"step": step, "who": doer_text(step, to_her=to_her), "state": (text, shape),
            "late": step.state is StepState.LATE}


def goal_card(goal: GoalView, *, to_her: bool = False) -> dict[str, Any]:
    """A goal with its steps as rows; left-out steps stay in the history only."""
    shown = [step_line(step, to_her=to_her) for step in goal.steps if step.state is not StepState.DROPPED]
    done = sum(row["step"].state is StepState.DONE for row in shown)
    return {"goal": goal, "steps": shown, "done": done}


def line_group(plan: PlanView, kind: LineKind, *, to_her: bool = False) -> dict[str, Any]:
    """The lines of a kind with its name and question."""
    names = KIND_NAMES_TO_HER if to_her else KIND_NAMES
    return {"kind": kind.value, "name": names[kind], "question": KIND_QUESTIONS[kind],
            "lines": [{"line": line, "where": CATEGORY_CHOICES[line.category]} for line in plan.lines[kind]]}


def addable(plan: PlanView) -> frozenset[str]:
    """The kinds of line the reader may add: her register allows them, and she sees a category they go to."""
    register = plan.standing.register
    return frozenset(kind.value for kind in LineKind if register and rules.may_edit(plan.standing) is None
                     and plan.categories.intersection(rules.allowed_categories(kind, register)))


def told(words: Any, *, to_her: bool = False) -> str:
    """How her words reached us: "Asiakas itse, Punoksessa · 22.11.2026"; ``to_her``: "Sinä itse, …"."""
    if words is None:
        return ""
    giver = _("Sinä itse") if to_her and words.giver == Giver.CLIENT else Giver(words.giver).label
    return f"{giver}, {Manner(words.manner).label} · {day(words.told_on)}"


def version_state(version: VersionRow | None) -> tuple[str, str]:
    """A version's state in words, and the shape beside it."""
    if version is None:
        return _("Luonnos"), "draft"
    if version.answer is None and version.replaced_by:
        return _("Versio %(number)s: uudempi versio on tullut tilalle") % {"number": version.shown}, "stopped"
    if version.answer is None:
        return _("Versio %(number)s odottaa asiakkaan vastausta") % {"number": version.shown}, "waiting"
    said = {Answer.ACCEPTED: _("Versio %(number)s hyväksytty %(day)s"),
            Answer.WANTS_CHANGE: _("Versio %(number)s: asiakas muuttaisi jotakin"),
            Answer.NOT_ACCEPTED: _("Versio %(number)s: asiakas ei hyväksynyt")}[version.answer.answer]
    shape = "done" if version.accepted else "attention"
    return said % {"number": version.shown, "day": day(version.answer.given_on)}, shape


def plan_state(plan: PlanView) -> tuple[str, str]:
    """The plan's state in words and shape: that of its newest version, unless its words have changed since her yes."""
    newest = plan.newest_version
    if plan.accepted and plan.accepted.changed and newest and newest.answer:
        return _("Muutettu hyväksymisen jälkeen"), "attention"
    return version_state(newest)


def since_accepted(plan: PlanView) -> dict[str, Any] | None:
    """What has changed since she accepted, and the sentence that says so; None when nothing has."""
    if plan.accepted is None or not plan.accepted.changed:
        return None
    return {"text": state_text(plan, language()), "rows": change_rows(list(plan.accepted.changes)),
            "version": plan.accepted.version}


def ended_with_case(plan: PlanView, *, answered: bool) -> dict[str, Any] | None:
    """To the client: which steps are without a doer since hers left or the case closed, which go on, and whether
    somebody answers for her now and looks for another."""
    if not plan.left_steps:
        return None
    return {"left": [step_line(step, to_her=True) for step in plan.left_steps], "again": answered,
            "with_case": any(step.close_note == CASE_CLOSED for step in plan.left_steps),
            "on": max(step.closed_at for step in plan.left_steps if step.closed_at),
            "goes_on": [step_line(step, to_her=True) for goal in plan.open_goals for step in goal.steps
                        if step.is_open]}


@dataclass(frozen=True, slots=True)
class NextAction:
    """The one thing to do next, and why."""

    label: str
    url: str
    why: str


def next_action(plan: PlanView) -> NextAction:
    """What would help most now; always one thing (experience §1)."""
    client, newest = plan.client, plan.newest_version
    stepless = next((goal for goal in plan.open_goals if goal.next_step is None), None)
    if plan.left_steps and plan.standing.answers:
        return NextAction(_("Valitse askelelle tekijä"),
                          reverse("work:plan_step_take_up", args=[plan.left_steps[0].id]),
                          _("Askel on ilman tekijää: ”%(step)s”") % {"step": plan.left_steps[0].text})
    if late := min((step for goal in plan.open_goals for step in goal.steps if step.is_open
                    and step.by_when < clock.today()), key=lambda step: step.by_when, default=None):
        return NextAction(_("Katso askel"), reverse("work:plan_step", args=[late.id]),
                          _("Askel on myöhässä: ”%(step)s”") % {"step": late.text})
    if plan.own_words is None and Category.OWN_WORDS in plan.categories:
        return _go(_("Kysy, mikä on tärkeää"), "work:plan_words", client, _("Suunnitelma alkaa hänen sanoistaan."))
    if not plan.lines[LineKind.STRENGTH]:
        return _go(_("Kirjaa, missä hän onnistuu"), "work:plan_line_new", client, _("Vahvuudet kysytään ensin."),
                   LineKind.STRENGTH.value)
    if not plan.open_goals:
        return _go(_("Kirjoita tavoite"), "work:plan_goal_new", client, _("Hänen sanoin: mitä hän tavoittelee."))
    if stepless:
        why = (_("Kaikki askeleet on tehty. Sovi seuraava, tai päätä tavoite: ”%(goal)s”") if stepless.steps
               else _("Tavoitteella ei ole vielä askelta: ”%(goal)s”"))
        return NextAction(_("Sovi pieni askel"), reverse("work:plan_step_new", args=[stepless.id]),
                          why % {"goal": stepless.text})
    if plan.review_late:
        return _go(_("Katsokaa suunnitelma uudelleen"), "work:plan_version_new", client,
                   _("Sovittu päivä on mennyt. Tallenna uusi versio, kun olette käyneet sen läpi."))
    if newest is None:
        return _go(_("Tallenna versio hyväksyttäväksi"), "work:plan_version_new", client,
                   _("Asiakas hyväksyy version, joka ei enää muutu."))
    if newest.answer is None:
        return NextAction(_("Kirjaa asiakkaan vastaus"), reverse("work:plan_accept", args=[newest.id]),
                          _("Hän voi vastata myös itse Punoksessa."))
    if not newest.accepted:
        return _go(_("Tallenna uusi versio"), "work:plan_version_new", client,
                   _("Muuttakaa yhdessä se, mitä hän muuttaisi."))
    if plan.changed_since_accepted:
        return _go(_("Tallenna uusi versio hyväksyttäväksi"), "work:plan_version_new", client,
                   _("Suunnitelma on muuttunut sen jälkeen, kun asiakas hyväksyi sen."))
    return _go(_("Tulosta jääkaapin oveen"), "work:plan_print", client, _("Suunnitelma on voimassa."))


def _go(label: str, name: str, client: UUID, why: str, *more: str) -> NextAction:
    return NextAction(label, reverse(name, args=[client, *more]), why)


def review_day(model: OperatingModel, plan: PlanView) -> date:
    """The day that was agreed on, while it lies ahead; else the model's suggestion (sooner the first time, then in its
    rhythm), on a working day."""
    if plan.review_on is not None and plan.review_on > clock.today():
        return plan.review_on
    days = model.follow_up.every_days if plan.in_force_since else model.follow_up.first_after_days
    day = clock.today() + timedelta(days=days)
    return day if clock.is_working_day(day) else clock.add_working_days(day, 1)


@dataclass(frozen=True, slots=True)
class ReadyText:
    """One register's part of the plan as text to paste: only its own lines, her words and what was agreed."""

    register: str
    name: str
    text: str


def ready_texts(plan: PlanView) -> list[ReadyText]:
    """A text for each register whose lines the reader sees, the reader's own register first."""
    found = [register for register in Register if rules.CATEGORY_OF_REGISTER[register] in plan.categories]
    found.sort(key=lambda register: register is not plan.standing.register)
    return [ReadyText(register.value, REGISTER_NAMES[register].in_language(language()), _text_for(plan, register))
            for register in found]


def _text_for(plan: PlanView, register: Register) -> str:
    wanted = {Category.OWN_WORDS, Category.PLAN, rules.CATEGORY_OF_REGISTER[register]}
    blocks: list[str] = []
    if plan.own_words:
        blocks.append(_block(_("Mikä asiakkaalle on tärkeää (%(how)s)") % {"how": told(plan.own_words)},
                             [f"”{plan.own_words.text}”"]))
    for kind in rules.ASSESSMENT:
        blocks.append(_block(str(KIND_NAMES[kind]), [_attributed(line) for line in plan.lines[kind]
                                                     if line.category in wanted]))
    for goal in plan.open_goals:
        blocks.append(_block(_("Tavoite: %(goal)s") % {"goal": goal.text}, [_step_text(step) for step in goal.steps
                                                                            if step.state is not StepState.DROPPED]))
    for kind in rules.SETTLED:
        blocks.append(_block(str(KIND_NAMES[kind]), [_attributed(line) for line in plan.lines[kind]
                                                     if line.category in wanted]))
    if plan.review_on:
        blocks.append(_("Suunnitelma katsotaan uudelleen: %(day)s") % {"day": day(plan.review_on)})
    return "\n\n".join(block for block in blocks if block)


def _block(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *(f"– {line}" for line in lines)]) if lines else ""


def _attributed(line: LineView) -> str:
    written = day(line.written_at.astimezone(clock.HELSINKI).date())
    return f"{line.text} ({', '.join(filter(None, (line.author, written)))})"


def _step_text(step: StepView) -> str:
    return f"{step.text} ({doer_text(step)}, {day(step.by_when)}, {str(STEP_STATES[step.state]).lower()})"


def change_rows(changes: list[Change]) -> list[dict[str, Any]]:
    """A comparison for ``ds.compare``: each item as one text on either side, what changed first."""
    order = {"changed": 0, "added": 1, "removed": 2, "same": 3}
    return [{"what": change.what, "label": _item_name(change),
             "theirs": item_text(change.type, change.before), "mine": item_text(change.type, change.after)}
            for change in sorted(changes, key=lambda change: order[change.what])]


def _item_name(change: Change) -> str:
    item = change.after or change.before or {}
    what = {"changed": _("Muuttui"), "added": _("Uusi"), "removed": _("Poistui"), "same": _("Ennallaan")}[change.what]
    kind = {"own_words": _("Mikä on tärkeää"), "goal": _("Tavoite"), "step": _("Askel"),
            "review": _("Milloin katsotaan uudelleen")}.get(change.type) or str(
        KIND_NAMES[LineKind(item["kind"])])
    return f"{what}: {kind}"


def item_text(kind: str, item: Any, *, to_her: bool = False) -> str:
    """One item of a version in words."""
    if item is None:
        return ""
    if kind == "review":
        return day(date.fromisoformat(item["text"])) if item["text"] else _("Päivää ei ole vielä sovittu.")
    if kind == "step":
        who = item["doer"] or (_("sinä itse") if to_her else _("asiakas itse"))
        state = f" ({STEP_STATES[StepState(item['closed'])]})" if item["closed"] else ""
        return f"{item['text']}\n{who}, {day(date.fromisoformat(item['by_when']))}{state}"
    if kind == "goal" and item["closed"]:
        return f"{item['text']}\n{_('Siihen päästiin')} {item['close_note']}".strip()
    if kind == "line":
        return f"{item['text']}\n{item['author']}"
    return str(item["text"])


def version_sections(items: Any, *, to_her: bool = False) -> dict[str, Any]:
    """The items of a version as its page shows them: her words, goals with steps, lines by kind."""
    goals = [{"text": item_text("goal", item),
              "steps": [item_text("step", step, to_her=to_her) for other, step in items.items()
                        if other.startswith("step:") and step["goal"] == key.split(":", 1)[1]]}
             for key, item in sorted(items.items(), key=lambda pair: pair[1].get("place", 0))
             if key.startswith("goal:")]
    names = KIND_NAMES_TO_HER if to_her else KIND_NAMES
    lines = [{"name": names[kind], "texts": [item_text("line", item) for key, item in items.items()
                                             if key.startswith("line:") and item["kind"] == kind.value]}
             for kind in rules.KINDS]
    words = items.get("own_words:now")
    return {"words": words["text"] if words else "", "goals": goals, "lines": [g for g in lines if g["texts"]]}


def answer_text(answer: Any, *, to_her: bool = False) -> str:
    """"Hyväksyi suunnitelman · Asiakas itse, Punoksessa · 22.11.2026"; to her: "Suunnitelma on hyväksytty · …"."""
    if to_her:
        return f"{ANSWERS_TO_HER[answer.answer]} · {day(answer.given_on)}"
    parts = [str(ANSWERS[answer.answer]), f"{Giver(answer.giver).label}, {Manner(answer.manner).label}",
             day(answer.given_on)]
    if answer.witness:
        parts.append(_("todistaja: %(name)s") % {"name": answer.witness})
    return " · ".join(parts)


def categories_shown(plan: PlanView) -> set[Category]:
    """The categories of what the reader gets to read, for the journal."""
    shown = {line.category for lines in plan.lines.values() for line in lines} | {Category.PLAN}
    return shown | ({Category.OWN_WORDS} if plan.own_words else set())


def kept(document: Document, until: date | None) -> str:
    """How long the register keeps it: counted from what, and the last day once that has come."""
    years = {"years": document.keep_years, "birth": document.keep_years_from_birth}
    if document.keep_from == From.CLOSING:
        told = _("säilytetään %(years)s vuotta asiakkuuden päättymisestä") % years
    elif document.keep_years_from_birth:
        told = _("säilytetään %(years)s vuotta kuolemasta tai %(birth)s vuotta syntymästä") % years
    else:
        told = _("säilytetään %(years)s vuotta kuolemasta") % years
    return _("%(told)s, eli %(day)s asti") % {"told": told, "day": day(until)} if until else told

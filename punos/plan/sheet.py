"""The plan as people put it on a fridge: plain values for the page, the paper and the large print.

Only what was said by her or agreed together: whoever visits the kitchen reads it too. Never a line of a register, never
an address.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from punos.access import queries as access
from punos.accounts import queries as accounts
from punos.cases import queries as cases
from punos.clients import queries as clients
from punos.design_system import formats
from punos.kernel import clock
from punos.kernel.actor import Actor
from punos.lawfulness.categories import Category
from punos.plan.queries import PlanView, StepView, plan_of
from punos.plan.rules import DoerKind, LineKind

LANGUAGES = ("fi", "sv", "en")
HELP = (LineKind.STRENGTH, LineKind.HELPERS, LineKind.CLOSE_HELPERS, LineKind.SERVICES)
HELD_OFTEN = (LineKind.MEETING_RHYTHM, LineKind.DURATION)


@dataclass(frozen=True, slots=True)
class SheetStep:
    """What, who and by when, in words; ``done`` steps stay to be glad of."""

    what: str
    who: str
    by: str
    done: bool


@dataclass(frozen=True, slots=True)
class SheetGoal:
    text: str
    steps: tuple[SheetStep, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Somebody who answers, and how she is reached."""

    name: str
    role: str
    phone: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the paper, ready to be set. ``state`` says whether she has accepted what it says."""

    language: str
    name: str
    printed: str
    matters: str
    matters_when: str
    goals: tuple[SheetGoal, ...]
    strengths: tuple[str, ...]
    helpers: tuple[str, ...]
    rhythm: tuple[str, ...]
    review: str
    answers: tuple[Answers, ...]
    state: str
    words: dict[str, str]

    def as_data(self) -> dict[str, Any]:
        """Plain JSON for the typesetter: texts travel as data, never as markup."""
        return asdict(self)


def sheet_of(actor: Actor, client: UUID, language: str) -> Sheet:
    """The sheet of one client in one language. ``Unseen`` without a grant on the plan and on who she is."""
    with translation.override(language if language in LANGUAGES else "fi"):
        access.require(actor, client, Category.IDENTITY)  # a paper says whose it is
        return _written(plan_of(actor, client), clients.letter_name(client), translation.get_language() or "fi")


def _written(plan: PlanView, name: str, language: str) -> Sheet:
    def lines(*kinds: LineKind) -> tuple[str, ...]:
        return tuple(line.text for kind in kinds for line in plan.lines[kind] if line.category is Category.PLAN)

    words = plan.own_words
    return Sheet(
        language=language[:2], name=name, printed=formats.date_text(clock.today(), language),
        matters=words.text if words else "",
        matters_when=formats.date_text(words.told_on, language) if words else "",
        goals=tuple(SheetGoal(goal.text, tuple(_step(step, language) for step in goal.steps
                                               if step.state.value != "dropped")) for goal in plan.open_goals),
        strengths=lines(LineKind.STRENGTH), helpers=lines(*HELP[1:]), rhythm=lines(*HELD_OFTEN),
        review=_day(plan.review_on, language), answers=_answers(plan.client, language),
        state=state_text(plan, language), words=_words(words_seen=Category.OWN_WORDS in plan.categories))


def _step(step: StepView, language: str) -> SheetStep:
    who = _("minä itse") if step.doer.kind is DoerKind.CLIENT else ", ".join(
        filter(None, (step.doer_name, step.doer_role)))
    return SheetStep(step.text, who, _day(step.by_when, language), step.state.value == "done")


def _day(day: date | None, language: str) -> str:
    """The weekday and the date, on one line."""
    return f"{formats.long_weekday(day, language)}\u00a0{formats.date_text(day, language)}" if day else ""


def _answers(client: UUID, language: str) -> tuple[Answers, ...]:
    """Who answers for the whole; after one who is away whoever stands in for her."""
    rows = cases.answering(client)
    people = list(dict.fromkeys(found.account for found in rows))
    cards, away = accounts.cards(people), accounts.stand_ins(people, answering=cases.holders(rows))
    found = []
    for card in (cards[person] for person in people if person in cards):
        gone = away.get(card.account)
        if gone is None:
            found.append(_answering(card, card.title))
            continue
        until = formats.date_text(gone.until, language)
        found.append(_answering(card, _("%(role)s, poissa %(day)s asti") % {"role": card.title, "day": until}))
        if gone.person:
            found.append(_answering(gone.person, _("%(role)s, sijaisena %(day)s asti")
                                    % {"role": gone.person.title, "day": until}))
    return tuple(found)


def _answering(card: accounts.PersonCard, role: str) -> Answers:
    return Answers(card.name, role, formats.phone_text(card.phone) if card.phone else "")


def state_text(plan: PlanView, language: str) -> str:
    """Has she accepted what is written here? The newest steps are printed, so the stamp is never under words she has
    not seen: when the plan has changed since, it says so."""
    accepted = plan.accepted
    if accepted is None:
        return _("Luonnos: asiakas ei ole vielä hyväksynyt suunnitelmaa.")
    day = formats.date_text(accepted.on, language)
    if accepted.changed:
        return _("Muutettu hyväksymisen (%(day)s) jälkeen. Uutta versiota ei ole vielä hyväksytty.") % {"day": day}
    return _("Hyväksytty %(day)s. Versio %(number)s.") % {"day": day, "number": accepted.version.shown}


def _words(*, words_seen: bool) -> dict[str, str]:
    return {
        "title": _("Minun suunnitelmani"), "matters": _("Mikä minulle on tärkeää"),
        "goals": _("Mitä tavoittelemme"), "steps": _("Pienet askeleet"),
        "strengths": _("Missä onnistun"), "helpers": _("Kuka auttaa"), "rhythm": _("Kuinka usein tapaamme"),
        "review": _("Milloin katsomme uudelleen"), "answers": _("Kuka vastaa kokonaisuudesta?"),
        "what": _("Askel"), "who": _("Kuka"), "by": _("Viimeinen päivä"), "done": _("Tehty"),
        "nothing_said": _("Tähän tulee, mitä itse sanot.") if words_seen else _("Et näe näitä tietoja."),
        "no_goals": _("Tavoitteista ei ole vielä sovittu."),
        "no_review": _("Päivää ei ole vielä sovittu."), "printed": _("Tulostettu"), "emergency": _(
            "Hätätilanteessa soita 112."), "page": _("Sivu"),
    }

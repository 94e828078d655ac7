"""Pure decisions about a case. Plain values in, an answer with its reason out; the moment is always given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from punos.kernel.clock import WorkingTime


@dataclass(frozen=True, slots=True)
class Denied:
    """No, because of ``code`` (``texts.REASONS`` has the sentence), with the legal section where there is one."""

    code: str
    section: str = ""
    field: str = ""


# --- recognising a client who needs many services -------------------------------------------------------------


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class HerWord(StrEnum):
    """What she herself says about working together. It alone is enough, either way (design promise 6)."""

    WANTS = "wants"
    DOES_NOT_WANT = "does_not_want"
    NOT_SAID = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the help-list points to and why. Never a verdict: ``yes`` is shown, a professional decides.

    ``reasons`` are the codes of the questions that spoke for it, in the pack's order; ``by_her_word`` that she
    said it herself; ``unanswered`` the questions nobody could answer.
    """

    yes: bool
    reasons: tuple[str, ...]
    unanswered: tuple[str, ...]
    by_her_word: bool = False


def suggest(questions: Sequence[str], answers: Mapping[str, Answer], threshold: int,
            her_word: HerWord = HerWord.NOT_SAID) -> Suggestion:
    """Does the help-list suggest that this client is served by one team? ``threshold`` ≥ 1 answers of yes do.

    Her own word goes before the list. An unanswered question speaks neither for nor against.
    """
    reasons = tuple(q for q in questions if answers.get(q) is Answer.YES)
    unanswered = tuple(q for q in questions if answers.get(q, Answer.UNKNOWN) is Answer.UNKNOWN)
    if her_word is not HerWord.NOT_SAID:
        return Suggestion(her_word is HerWord.WANTS, reasons, unanswered, by_her_word=True)
    return Suggestion(len(reasons) >= max(threshold, 1), reasons, unanswered)


def may_decide(suggestion: Suggestion, decision: bool, reasons: str) -> Denied | None:
    """A professional may decide either way; against the suggestion or her word she says why."""
    if decision != suggestion.yes and not reasons.strip():
        return Denied("against_her_word" if suggestion.by_her_word else "against_suggestion", field="reasons")
    return None


# --- stages ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stage:
    """One row of the pack's table of stages: who answers for it, what may follow, and by when it should be done."""

    code: str
    role: str
    following: tuple[str, ...]
    target: WorkingTime | None = None


def may_move(stages: Sequence[Stage], current: str, to: str) -> Denied | None:
    """May the case move to this stage? Only along the pack's table."""
    table = {stage.code: stage for stage in stages}
    if to not in table:
        return Denied("unknown_stage", field="stage")
    if current in table and to not in table[current].following:
        return Denied("not_next_stage", field="stage")
    return None


def target_of(stages: Sequence[Stage], code: str, entered: datetime) -> datetime | None:
    """By when a stage entered at this moment should be done; None where the pack promises nothing."""
    found = next((stage for stage in stages if stage.code == code), None)
    return found.target.after(entered) if found and found.target else None


# --- who may be own worker (SHL 1301/2014 42 §, 1280/2022) ----------------------------------------------------

OWN_WORKER = "SHL 42 § (1280/2022)"
SOCIAL_PROFESSIONAL = "817/2015 3 §"
# 817/2015 3 §: licensed (social worker, Bachelor of Social Services, geronom) and those with a protected title.
SOCIAL_PROFESSIONS = frozenset({"social_worker", "social_counsellor", "geronom", "practical_nurse"})
HEALTH_PROFESSIONS = frozenset({"nurse", "public_health_nurse", "physician", "physiotherapist", "psychologist",
                                "practical_nurse"})


@dataclass(frozen=True, slots=True)
class Qualified:
    """She may be own worker: on which ground (a code with a sentence) and section."""

    ground: str
    section: str


def may_be_own_worker(*, profession: str, sector: str, public_office: bool, special_support: bool,
                      justification: str = "", alongside: tuple[str, bool] | None = None,
                      accepted: Collection[str] = ()) -> Qualified | Denied:
    """May this person be the client's own worker?

    ``special_support``: the client is found to need special support; then a social worker in public office is own
    worker herself or works alongside. ``alongside`` is (profession, public office) of the one who does.
    ``justification``: why a health professional, from the client's service package. ``accepted``: the
    qualifications the operating model names, which may be fewer than the law's and never more; empty means all.
    """
    in_office = profession == "social_worker" and public_office
    found = _qualification(profession, sector, in_office)
    if found is None:
        return Denied("not_a_social_professional", f"{OWN_WORKER}, {SOCIAL_PROFESSIONAL}", field="account")
    if accepted and not found & set(accepted):
        return Denied("model_asks_more", OWN_WORKER, field="account")
    if special_support and not in_office and alongside != ("social_worker", True):
        return Denied("special_support_needs_social_worker", OWN_WORKER, field="alongside")
    if "health_professional_if_justified" in found:
        if not justification.strip():
            return Denied("health_professional_needs_reason", OWN_WORKER, field="justification")
        return Qualified("health_professional_if_justified", OWN_WORKER)
    if special_support:
        return Qualified("social_worker_in_public_office" if in_office else "working_alongside", OWN_WORKER)
    return Qualified("social_care_professional", f"{OWN_WORKER}, {SOCIAL_PROFESSIONAL}")


def _qualification(profession: str, sector: str, in_office: bool) -> frozenset[str] | None:
    """The qualifications of the statute she has. A practical nurse is a professional of the sector she works in."""
    if profession in SOCIAL_PROFESSIONS and (profession != "practical_nurse" or sector == "social"):
        return frozenset({"social_care_professional"} | ({"social_worker_in_public_office"} if in_office else set()))
    return frozenset({"health_professional_if_justified"}) if profession in HEALTH_PROFESSIONS else None


# --- who may act, and the next date ---------------------------------------------------------------------------


def may_act(actor: UUID, holder: UUID | None, workers: Collection[UUID],
            standing_in_for: Collection[UUID] = ()) -> Denied | None:
    """The holder and the named workers act for a case, and whoever stands in for one of them today."""
    answering = {holder, *workers} - {None}
    if actor in answering or answering & set(standing_in_for):
        return None
    return Denied("not_your_case")


def may_hand_over(actor: UUID, holder: UUID | None, standing_in_for: Collection[UUID] = ()) -> Denied | None:
    """Only the one who answers, or her substitute today, may offer the whole to somebody else."""
    if holder is not None and (actor == holder or holder in set(standing_in_for)):
        return None
    return Denied("only_the_holder")


def next_date_denied(today: date, proposed: date | None, horizon_days: int = 366) -> Denied | None:
    """Every open case has a next date: not in the past, and not so far that it is a way of forgetting."""
    if proposed is None:
        return Denied("next_date_missing", field="next_date")
    if proposed < today:
        return Denied("next_date_past", field="next_date")
    if (proposed - today).days > horizon_days:
        return Denied("next_date_far", field="next_date")
    return None


def quiet_since(last_touch: datetime, quiet_after_days: int, now: datetime) -> bool:
    """Nobody has been in touch for longer than the pack allows (calendar days)."""
    return now - last_touch > timedelta(days=quiet_after_days)


# --- closing and coming back ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenThing:
    """Something still open when a case is closed (a step), to be looked at first. ``goes_on`` and ``ends``:
    each in words, by what becomes of it when the case is closed. ``is_unseen``: whoever closes may not see whether
    there are any, so what would become of them is told in any case."""

    kind: str
    count: int
    ends: tuple[str, ...] = ()
    goes_on: tuple[str, ...] = ()
    is_unseen: bool = False

    @property
    def is_to_be_read(self) -> bool:
        """Is there something to read before the case is closed?"""
        return self.is_unseen or self.count > 0


def may_close(*, reason: str, reasons: Collection[str], criteria_met: Collection[str], note: str,
              open_things: Sequence[OpenThing], acknowledged: bool, offer_pending: bool,
              clocks_run: bool) -> Denied | None:
    """May the case be closed with this reason?

    Not while a clock of the law runs: nobody would answer for it. Without any closing criterion met the note says
    why; what is still open must have been looked at.
    """
    if reason not in reasons:
        return Denied("closing_reason_missing", field="reason")
    if offer_pending:
        return Denied("offer_pending")
    if clocks_run:
        return Denied("clocks_run")
    if not criteria_met and not note.strip():
        return Denied("closing_needs_note", field="note")
    if any(thing.is_to_be_read for thing in open_things) and not acknowledged:
        return Denied("open_things", field="acknowledged")
    return None


# --- the obvious social need (THL 50 a §, SHL 35 §) -----------------------------------------------------------

URGENT_ASSESSMENT = "THL 50 a §"
GUIDE_OR_CONTACT = "SHL 35 §"


class ContactGround(StrEnum):
    """On what the health professional contacts social care: her consent, or one of the section's two grounds."""

    CONSENT = "consent"
    UNABLE = "unable"
    CHILD = "child"


def may_contact_social_care(ground: ContactGround | None, why_without: str) -> Denied | None:
    """May social care be contacted about her? With her consent; without it only on the grounds of SHL 35 §."""
    if ground is None:
        return Denied("needs_consent_or_ground", GUIDE_OR_CONTACT, field="ground")
    if ground is not ContactGround.CONSENT and not why_without.strip():
        return Denied("ground_needs_why", GUIDE_OR_CONTACT, field="why")
    return None


# --- clocks ---------------------------------------------------------------------------------------------------


def sooner(lawful: date | None, promised: date | None) -> date | None:
    """A model may promise to keep a clock of the law faster, never slower."""
    days = [day for day in (lawful, promised) if day is not None]
    return min(days) if days else None

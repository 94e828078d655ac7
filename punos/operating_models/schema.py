"""The schema of a pack: what an operating model can say. What is read is frozen; unknown words are errors.

`json_schema()` publishes it; `docs/operating-model-schema.json` is its printed form.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from punos.kernel.clock import WorkingTime
from punos.lawfulness.categories import Category, RecipientClass
from punos.lawfulness.clocks import Within
from punos.lawfulness.data_files import Strict, ThreeLanguages
from punos.lawfulness.facts import Sector
from punos.lawfulness.texts import Text
from punos.operating_models.vocabulary import (
    Asked,
    Channel,
    Form,
    Instrument,
    Level,
    Presence,
    Profession,
    Promise,
    Queue,
    Requirement,
    Role,
    TeamSource,
    When,
)

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _working_time(value: object) -> object:
    if isinstance(value, WorkingTime):
        return value
    if not isinstance(value, dict) or not value or set(value) - {"days", "hours"}:
        raise ValueError("a working time: {days: 2} or {hours: 4} or both")
    if not all(isinstance(n, int) and not isinstance(n, bool) and n >= 0 for n in value.values()):
        raise ValueError("whole numbers of working days and working hours, 0 or more")
    return value


WorkingTimeData = Annotated[WorkingTime, BeforeValidator(_working_time)]


class Choice(Strict):
    """One item of a list somebody picks from."""

    code: Code
    text: ThreeLanguages


class Source(Strict):
    """Where the model comes from, so that an assumption of ours is never taken for the county's own word."""

    organisation: str
    document: str
    dated: date | None = None
    ours: ThreeLanguages | None = None  # what the source leaves open and this pack fills


class Audience(Strict):
    """Whom the model is for. Age is never hard-wired: it only says whom the model was made for."""

    text: ThreeLanguages
    made_for_ages_from: int | None = Field(default=None, ge=0, le=120)
    special_support: bool = False
    lives_at_home: bool = False


class Entry(Strict):
    """How matters enter, where they wait and who routes them."""

    channels: tuple[Channel, ...] = Field(min_length=1)
    queue: Queue
    routed_by: Role
    text: ThreeLanguages


class HelpList(Strict):
    """The help-list (apulista): questions a professional or the client answers together. Suggests, never decides."""

    threshold: int = Field(ge=1)
    questions: tuple[Choice, ...] = Field(min_length=1)


class CoordinationRole(Strict):
    """One coordinating role: how many may hold it and who qualifies."""

    role: Role
    at_least: int = Field(default=0, ge=0)
    at_most: int | None = Field(default=None, ge=1)
    statutory: bool = False
    qualifications: tuple[Code, ...] = ()
    special_support_qualifications: tuple[Code, ...] = ()
    sectors: dict[Code, int] = {}
    section: str = ""
    text: ThreeLanguages


class SuggestedRole(Strict):
    """Somebody who may be needed in the team: why, and which data that takes.

    ``professions``: of those who know the client, only people of one of these are suggested by name; without any,
    nobody is. ``words``: where a profession does not say it (a memory nurse is a nurse), one of these must also begin
    a word of her title or her unit's name, in any language the county uses.
    """

    code: Code
    recipient: RecipientClass
    sector: Sector | None = None
    professions: frozenset[Profession] = frozenset()
    words: tuple[str, ...] = ()
    name: ThreeLanguages
    purpose: ThreeLanguages
    categories: frozenset[Category] = Field(min_length=1)


class Team(Strict):
    source: TeamSource
    client_decides_members: bool
    third_sector_allowed: bool
    close_people_allowed: bool
    suggested: tuple[SuggestedRole, ...] = ()
    text: ThreeLanguages


class BeforeTeamMeets(Strict):
    requires: frozenset[Requirement] = Field(min_length=1)
    text: ThreeLanguages


class Stage(Strict):
    """One stage of the case: who answers in it, what may follow and by when it should be done."""

    code: Code
    name: ThreeLanguages
    text: ThreeLanguages
    accountable: Role
    next: tuple[Code, ...]
    target: WorkingTimeData | None = None
    is_first: bool = False
    is_closed: bool = False


class AgendaItem(Choice):
    minutes: int | None = Field(default=None, ge=1)


class FormOfWork(Strict):
    form: Form
    name: ThreeLanguages
    text: ThreeLanguages
    client: Presence
    level: Level = Level.IDENTIFIED
    members: tuple[RecipientClass, ...] = ()
    standing: tuple[Choice, ...] = ()
    every_days: int | None = Field(default=None, ge=1)
    minutes: int | None = Field(default=None, ge=5)
    agenda: tuple[AgendaItem, ...] = ()


class PlanTemplateItem(Strict):
    """One heading of the plan. `statutory`: codes of the statutory items (lawfulness) it answers."""

    code: Code
    text: ThreeLanguages
    statutory: frozenset[Code] = frozenset()


class PlanTemplate(Strict):
    items: tuple[PlanTemplateItem, ...] = Field(min_length=1)
    accepted_by_client: bool = True


class FollowUp(Strict):
    """Rhythm in calendar days: the first look after the plan, then regularly; and when silence is noticed."""

    first_after_days: int = Field(ge=1)
    every_days: int = Field(ge=1)
    quiet_after_days: int = Field(ge=1)
    text: ThreeLanguages


class Target(Strict):
    within: WorkingTimeData
    text: ThreeLanguages


class Handover(Strict):
    """What happens to an offered responsibility. The sender answers until somebody has accepted."""

    second_offer_to: Queue
    decline_reasons: tuple[Choice, ...] = Field(min_length=1)
    text: ThreeLanguages


class Closing(Strict):
    criteria: tuple[Choice, ...] = Field(min_length=1)
    reasons: tuple[Choice, ...] = Field(min_length=1)
    text: ThreeLanguages


class Measure(Strict):
    code: Code
    instrument: Instrument
    asked: Asked
    when: When
    text: ThreeLanguages
    scale: tuple[Choice, ...] = ()
    points: dict[Code, int] = {}


class TightenedClock(Strict):
    """A clock of the law that this model promises to keep faster."""

    clock: str
    within: Within


class Phase(Strict):
    code: Code
    name: ThreeLanguages
    text: ThreeLanguages


class OperatingModel(Strict):
    """An operating model as loaded from its pack. Frozen; compare by `code` and `version`."""

    code: Code
    version: str = Field(min_length=1)
    based_on: Code | None = None
    name: ThreeLanguages
    summary: ThreeLanguages
    source: Source
    audience: Audience
    entry: Entry
    help_list: HelpList
    identification: dict[str, Any]
    coordination: tuple[CoordinationRole, ...] = Field(min_length=1)
    team: Team
    before_team_meets: BeforeTeamMeets
    stages: tuple[Stage, ...] = Field(min_length=2)
    forms_of_work: tuple[FormOfWork, ...] = Field(min_length=1)
    plan: PlanTemplate
    follow_up: FollowUp
    targets: dict[Promise, Target]
    tightened_clocks: tuple[TightenedClock, ...] = ()
    handover: Handover
    closing: Closing
    measures: tuple[Measure, ...] = Field(min_length=1)
    roll_out: tuple[Phase, ...] = Field(min_length=1)
    training: tuple[Phase, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_promise(self) -> "OperatingModel":
        missing = [promise for promise in Promise if promise not in self.targets]
        if missing:
            raise ValueError(f"targets for {', '.join(missing)} as well: every model promises all of them")
        return self

    def stage(self, code: str) -> Stage:
        """The stage of this code; `KeyError` when the model has none."""
        for stage in self.stages:
            if stage.code == code:
                return stage
        raise KeyError(code)

    def next_stages(self, code: str) -> tuple[Stage, ...]:
        """The stages a case may move to from this one, in the pack's order."""
        return tuple(self.stage(following) for following in self.stage(code).next)

    @property
    def first_stage(self) -> Stage:
        return next(stage for stage in self.stages if stage.is_first)

    @property
    def closed_stage(self) -> Stage:
        return next(stage for stage in self.stages if stage.is_closed)

    def target(self, code: str) -> WorkingTime:
        """The time promised for this, in working days and hours."""
        return self.targets[Promise(code)].within

    def role(self, role: Role | str) -> CoordinationRole | None:
        """What the model says of this coordinating role; None when it has no such role."""
        return next((found for found in self.coordination if found.role == role), None)

    def suggested_role(self, code: str) -> SuggestedRole:
        for found in self.team.suggested:
            if found.code == code:
                return found
        raise KeyError(code)

    def form(self, form: Form | str) -> FormOfWork | None:
        return next((found for found in self.forms_of_work if found.form == form), None)

    def requires(self, requirement: Requirement | str) -> bool:
        """Must this be in place before the team may meet?"""
        return requirement in self.before_team_meets.requires

    def text(self, code: str, language: str = "fi") -> str:
        """Any text of the pack by its place: "name", "stage.assessing", "decline_reason.no_capacity"…"""
        return texts_of(self)[code].in_language(language)


def texts_of(model: OperatingModel) -> dict[str, Text]:
    """Every text of the pack that a page shows by code."""
    found = {"name": model.name, "summary": model.summary, "audience": model.audience.text, "entry": model.entry.text}
    found |= {"team": model.team.text, "before_team_meets": model.before_team_meets.text}
    found |= {"follow_up": model.follow_up.text, "handover": model.handover.text, "closing": model.closing.text}
    for stage in model.stages:
        found[f"stage.{stage.code}"] = stage.name
        found[f"stage.{stage.code}.text"] = stage.text
    for role in model.coordination:
        found[f"role.{role.role}"] = role.text
    for member in model.team.suggested:
        found[f"suggested.{member.code}"] = member.name
        found[f"suggested.{member.code}.purpose"] = member.purpose
    for promise, target in model.targets.items():
        found[f"target.{promise}"] = target.text
    for form in model.forms_of_work:
        found[f"form.{form.form}"] = form.name
        found[f"form.{form.form}.text"] = form.text
        found |= {f"agenda.{form.form}.{item.code}": item.text for item in form.agenda}
    lists: dict[str, tuple[Choice, ...]] = {
        "question": model.help_list.questions,
        "decline_reason": model.handover.decline_reasons,
        "closing_criterion": model.closing.criteria,
        "closing_reason": model.closing.reasons,
    }
    for name, choices in lists.items():
        found |= {f"{name}.{choice.code}": choice.text for choice in choices}
    found |= {f"plan.{item.code}": item.text for item in model.plan.items}
    found |= {f"measure.{measure.code}": measure.text for measure in model.measures}
    found |= {f"roll_out.{phase.code}": phase.name for phase in model.roll_out}
    found |= {f"training.{phase.code}": phase.name for phase in model.training}
    return found


def json_schema() -> dict[str, Any]:
    """The published schema of a pack (JSON Schema), all files of the folder taken together."""
    return OperatingModel.model_json_schema()

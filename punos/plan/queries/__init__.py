"""Reading a plan: whole, its steps, its history and its versions, each from what the actor may see."""

from punos.plan.queries.agreed import Accepted
from punos.plan.queries.ending import anybody_left, left_by, not_back, shown_at_closing, would_part, would_wait
from punos.plan.queries.history import OwnWordsRow, own_words_history, step_history, wordings_of
from punos.plan.queries.keeping import kept_until
from punos.plan.queries.reading import (
    GoalView,
    LineView,
    PlanView,
    StepView,
    goal,
    line,
    own_words,
    plan_of,
    step,
)
from punos.plan.queries.standing import standing_of
from punos.plan.queries.today import SOON, DayPlan, DayStep, for_today, goals_with_next_step, happened, left_waiting
from punos.plan.queries.versioning import Read, VersionRow, compare, contents_of, version, versions

__all__ = [
    "SOON",
    "Accepted",
    "DayPlan",
    "DayStep",
    "GoalView",
    "LineView",
    "OwnWordsRow",
    "PlanView",
    "Read",
    "StepView",
    "VersionRow",
    "anybody_left",
    "compare",
    "contents_of",
    "for_today",
    "goal",
    "goals_with_next_step",
    "happened",
    "kept_until",
    "left_by",
    "left_waiting",
    "line",
    "not_back",
    "own_words",
    "own_words_history",
    "plan_of",
    "shown_at_closing",
    "standing_of",
    "step",
    "step_history",
    "version",
    "versions",
    "wordings_of",
    "would_part",
    "would_wait",
]

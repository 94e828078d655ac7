"""Everything a person does with a plan."""

from punos.plan.actions.goals import close_goal, reopen_goal, reword_goal, set_goal
from punos.plan.actions.issuing import issue
from punos.plan.actions.lines import end_line, reword_line, write_line
from punos.plan.actions.reading import read_plan
from punos.plan.actions.steps import (
    add_step,
    do_step,
    drop_step,
    hand_step,
    move_step,
    reopen_step,
    reword_step,
    tell_more,
)
from punos.plan.actions.versions import answer_version, make_version, set_review
from punos.plan.actions.with_case import free_unseen, take_up_step
from punos.plan.actions.words import tell

__all__ = [
    "add_step",
    "answer_version",
    "close_goal",
    "do_step",
    "drop_step",
    "end_line",
    "free_unseen",
    "hand_step",
    "issue",
    "make_version",
    "move_step",
    "read_plan",
    "reopen_goal",
    "reopen_step",
    "reword_goal",
    "reword_line",
    "reword_step",
    "set_goal",
    "set_review",
    "take_up_step",
    "tell",
    "tell_more",
    "write_line",
]

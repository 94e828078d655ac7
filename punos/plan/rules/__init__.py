"""Pure decisions about a plan: what a line may be, how steps live, what the law asks for, how versions compare."""

from punos.plan.rules.agreed import REVIEW, changes_since
from punos.plan.rules.content import (
    ASSESSMENT,
    CATEGORY_OF_REGISTER,
    KINDS,
    SETTLED,
    LineKind,
    allowed_categories,
    origin_of,
    tidy,
    too_long,
)
from punos.plan.rules.retention import DocumentKind, Retention, retention_of, retention_until
from punos.plan.rules.standing import Denied, Side, Standing, may_answer, may_edit, may_touch_step
from punos.plan.rules.statutory import Contents, Missing, answered, missing_items
from punos.plan.rules.steps import (
    Doer,
    DoerKind,
    StepState,
    is_quiet,
    may_drop,
    may_move,
    needs_doer_and_date,
    state_of,
)
from punos.plan.rules.versions import Answer, Change, Part, canonical, compare, hash_of_parts, hash_of_text, intact

__all__ = [
    "ASSESSMENT",
    "CATEGORY_OF_REGISTER",
    "KINDS",
    "REVIEW",
    "SETTLED",
    "Answer",
    "Change",
    "Contents",
    "Denied",
    "DocumentKind",
    "Doer",
    "DoerKind",
    "LineKind",
    "Missing",
    "Part",
    "Retention",
    "Side",
    "Standing",
    "StepState",
    "allowed_categories",
    "answered",
    "canonical",
    "changes_since",
    "compare",
    "hash_of_parts",
    "hash_of_text",
    "intact",
    "is_quiet",
    "may_answer",
    "may_drop",
    "may_edit",
    "may_move",
    "may_touch_step",
    "missing_items",
    "needs_doer_and_date",
    "origin_of",
    "retention_of",
    "retention_until",
    "state_of",
    "tidy",
    "too_long",
]

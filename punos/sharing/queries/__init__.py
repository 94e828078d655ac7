"""Who sees what and why, what would change, and what is hidden: read out in words, never whether data exist."""

from punos.sharing.queries.lines import Kept, PreviewLine
from punos.sharing.queries.previews import (
    Asked,
    foreseen,
    preview,
    preview_each,
    preview_given,
    preview_of_her_own,
    preview_withdrawn,
)
from punos.sharing.queries.seeing import (
    Hidden,
    Reviewable,
    Standing,
    WhoSees,
    exceptional_in_force,
    hidden_from,
    people_around,
    sight,
    standing,
    to_review,
    who_sees,
    why_not_let_in,
    why_not_tied,
    with_sight,
)
from punos.sharing.queries.unseen import UnseenMatter, brought, came_to_me, unseen_matters

__all__ = [
    "Asked",
    "Hidden",
    "Kept",
    "PreviewLine",
    "Reviewable",
    "Standing",
    "UnseenMatter",
    "WhoSees",
    "brought",
    "came_to_me",
    "exceptional_in_force",
    "foreseen",
    "hidden_from",
    "people_around",
    "preview",
    "preview_each",
    "preview_given",
    "preview_of_her_own",
    "preview_withdrawn",
    "sight",
    "standing",
    "to_review",
    "unseen_matters",
    "who_sees",
    "why_not_let_in",
    "why_not_tied",
    "with_sight",
]

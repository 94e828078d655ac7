"""Pure decisions about permits, prohibitions and consents: what they say, who may give them, how they live and end."""

from punos.consent.rules.life import (
    ENDS_IN,
    Event,
    State,
    ask_again_on,
    next_state,
    retain_until,
    state_at,
)
from punos.consent.rules.sentences import Named, Words, answered_by, category_list, sentence
from punos.consent.rules.standing import Giver, Manner, Standing, Word, only_closes, problem_of_recording, who_gives
from punos.consent.rules.terms import REACH_OF_A_PART, ConsentFor, Kind, Problem, Reach, Terms, problems_of

__all__ = [
    "ENDS_IN",
    "REACH_OF_A_PART",
    "ConsentFor",
    "Event",
    "Giver",
    "Kind",
    "Manner",
    "Named",
    "Problem",
    "Reach",
    "Standing",
    "State",
    "Terms",
    "Word",
    "Words",
    "answered_by",
    "ask_again_on",
    "category_list",
    "next_state",
    "only_closes",
    "problem_of_recording",
    "problems_of",
    "retain_until",
    "sentence",
    "state_at",
    "who_gives",
]

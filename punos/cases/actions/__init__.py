"""What a person does with a case: open, move on, name workers, hand over, close, open again."""

from punos.cases.actions.bringing_back import bring_back, end_unseen_offer, offer_for_holder, withdraw_for_holder
from punos.cases.actions.closing import close, reopen
from punos.cases.actions.handover import accept, decline, escalate_unanswered, offer, withdraw
from punos.cases.actions.law import begin_relationship, end_relationship, lapse_clock, meet_clock, start_clocks
from punos.cases.actions.moving import move_stage, note_touch, set_next_date
from punos.cases.actions.opening import open_case, record_finding
from punos.cases.actions.returning import mark_return_seen, tell_former_holder
from punos.cases.actions.social_need import check_social_need
from punos.cases.actions.substitutes import keep_substitutes
from punos.cases.actions.workers import end_worker, name_worker

__all__ = [
    "accept",
    "begin_relationship",
    "bring_back",
    "check_social_need",
    "close",
    "decline",
    "end_relationship",
    "end_unseen_offer",
    "end_worker",
    "escalate_unanswered",
    "keep_substitutes",
    "lapse_clock",
    "mark_return_seen",
    "meet_clock",
    "move_stage",
    "name_worker",
    "note_touch",
    "offer",
    "offer_for_holder",
    "open_case",
    "record_finding",
    "reopen",
    "set_next_date",
    "start_clocks",
    "tell_former_holder",
    "withdraw",
    "withdraw_for_holder",
]

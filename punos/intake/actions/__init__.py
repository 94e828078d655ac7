"""What a person does with a contact. One function a deed; other contexts call these and nothing deeper."""

from punos.intake.actions.callbacks import promise_callback, record_call
from punos.intake.actions.closing import close_contact
from punos.intake.actions.guidance import give_guidance
from punos.intake.actions.handing import accept, decline, offer, take, withdraw_offer
from punos.intake.actions.recording import (
    complete_contact,
    name_client,
    record_agreement,
    record_contact,
    set_next_date,
)
from punos.intake.actions.returning import bring_back, end_unseen_offer, offer_for_holder, withdraw_for_holder
from punos.intake.actions.upkeep import escalate, update_substitute

__all__ = [
    "accept", "bring_back", "close_contact", "complete_contact", "decline", "end_unseen_offer", "escalate",
    "give_guidance", "name_client", "offer", "offer_for_holder", "promise_callback", "record_agreement", "record_call",
    "record_contact", "set_next_date", "take", "update_substitute", "withdraw_for_holder",
    "withdraw_offer",
]

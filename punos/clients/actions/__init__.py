"""What people do to a person's record. Each is atomic, journaled, and refuses with words beside a field."""

from punos.clients.actions.capacity import end_finding, find_incapacity
from punos.clients.actions.close_ones import (
    add_tie,
    end_representative,
    end_tie,
    link_representative_account,
    link_tie_account,
    name_representative,
)
from punos.clients.actions.editing import change_code, edit, link_account
from punos.clients.actions.forgetting import forget
from punos.clients.actions.looking import look_for, look_for_duplicates, read
from punos.clients.actions.merging import keep_apart, merge, undo_merge
from punos.clients.actions.protecting import edit_protected, end_protection, extend_protection, protect_address
from punos.clients.actions.recognising import Particulars, recognise

__all__ = [
    "Particulars", "add_tie", "change_code", "edit", "edit_protected", "end_finding", "end_protection",
    "end_representative", "end_tie", "extend_protection", "find_incapacity", "forget", "keep_apart",
    "link_account", "link_representative_account", "link_tie_account", "look_for", "look_for_duplicates", "merge",
    "name_representative", "protect_address", "read", "recognise", "undo_merge",
]

"""Making accounts, units and memberships; letting people in; duty shifts and absences."""

from punos.accounts.actions.letting_in import (
    OnPaper,
    end_start_code,
    give_start_code,
    give_start_code_again,
    start_with_code,
)
from punos.accounts.actions.people import (
    change_unit,
    close_account,
    correct_account,
    create_account,
    create_organisation,
    create_unit,
    join_unit,
    reopen_account,
)
from punos.accounts.actions.rota import cancel_duty, end_absence, leave_unit, record_absence, take_duty

__all__ = [
    "OnPaper", "cancel_duty", "change_unit", "close_account", "correct_account", "create_account",
    "create_organisation", "create_unit", "end_absence", "end_start_code", "give_start_code", "give_start_code_again",
    "join_unit", "leave_unit", "record_absence", "reopen_account", "start_with_code", "take_duty",
]  # fmt: skip

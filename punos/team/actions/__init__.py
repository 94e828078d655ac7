"""What is done with a team: invite, answer, renew, end, call together."""

from punos.team.actions.convening import convene
from punos.team.actions.ending import end, end_lapsed, leave, read_departure, remove
from punos.team.actions.inviting import acknowledge, extend, give_letter, invite, record_answer

__all__ = ["acknowledge", "convene", "end", "end_lapsed", "extend", "give_letter", "invite", "leave", "read_departure",
           "record_answer", "remove"]

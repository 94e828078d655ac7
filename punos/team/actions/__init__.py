"""What is done with a team: invite, answer, renew, end, call together."""

from punos.team.actions.convening import convene
from punos.team.actions.ending import end, leave, read_departure, remove
from punos.team.actions.inviting import acknowledge, extend, give_letter, invite, record_answer

__all__ = ["acknowledge", "convene", "end", "extend", "give_letter", "invite", "leave", "read_departure",
           "record_answer", "remove"]

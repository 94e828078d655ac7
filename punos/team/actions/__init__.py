"""What is done with a team: invite, answer, renew, end, call together."""

from punos.team.actions.convening import convene
from punos.team.actions.ending import end, leave, read_departure, remove
from punos.team.actions.inviting import acknowledge, extend, invite

__all__ = ["acknowledge", "convene", "end", "extend", "invite", "leave", "read_departure", "remove"]

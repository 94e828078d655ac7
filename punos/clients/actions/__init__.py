"""What people do to a person's record. Each is atomic, journaled, and refuses with words beside a field."""

from punos.clients.actions.recognising import recognise

__all__ = ["recognise"]

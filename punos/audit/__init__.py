"""The journal: what was done and seen, by whom and on what basis. Append-only and sealed."""

from punos.audit.record import clients_noted, forgotten_if_undone, notes_written, noting, record

__all__ = ["clients_noted", "forgotten_if_undone", "notes_written", "noting", "record"]

"""The journal: what was done and seen, by whom and on what basis. Append-only and sealed."""

from punos.audit.record import notes_written, record

__all__ = ["notes_written", "record"]
